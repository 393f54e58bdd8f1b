import { assert, describe, it } from "@effect/vitest"
import type { DescriptorBudget } from "@ploke/io"
import { FileAccess, Permits, PlokeIo } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"

type Decision = readonly [permits: number, source: Permits.PermitDecision["source"], notes?: ReadonlyArray<RegExp>]

const small = /ulimit -n/
const ignored = /PLOKE_IO_FD_LIMIT is ignored/

describe("the number of permits", () => {
  const rows: ReadonlyArray<readonly [sources: Permits.PermitSources, ...Decision]> = [
    // Explicit permits win over everything and are taken as they are.
    [{ permits: 1 }, 1, "permits"],
    [{ permits: 7, fdLimit: 9, environment: "11", softNoFile: 1024 }, 7, "permits"],
    [{ permits: 5000 }, 5000, "permits"],
    [{ permits: 8, softNoFile: 64 }, 8, "permits", [small]],
    [{ permits: 8, environment: "many" }, 8, "permits"],
    // Then fdLimit, clamped.
    [{ fdLimit: 9, environment: "11", softNoFile: 1024 }, 9, "fdLimit"],
    [{ fdLimit: 4 }, 4, "fdLimit"],
    [{ fdLimit: 3 }, 4, "fdLimit"],
    [{ fdLimit: 0 }, 4, "fdLimit"],
    [{ fdLimit: -100 }, 4, "fdLimit"],
    [{ fdLimit: 1024 }, 1024, "fdLimit"],
    [{ fdLimit: 1025 }, 1024, "fdLimit"],
    [{ fdLimit: 1_000_000 }, 1024, "fdLimit"],
    // Then the environment, clamped.
    [{ environment: "11", softNoFile: 1024 }, 11, "PLOKE_IO_FD_LIMIT"],
    [{ environment: " 12 " }, 12, "PLOKE_IO_FD_LIMIT"],
    [{ environment: "0" }, 4, "PLOKE_IO_FD_LIMIT"],
    [{ environment: "3" }, 4, "PLOKE_IO_FD_LIMIT"],
    [{ environment: "1024" }, 1024, "PLOKE_IO_FD_LIMIT"],
    [{ environment: "1025" }, 1024, "PLOKE_IO_FD_LIMIT"],
    [{ environment: "9".repeat(40) }, 1024, "PLOKE_IO_FD_LIMIT"],
    // An environment that cannot be read counts as none, with a note.
    [{ environment: "many" }, 50, "default", [ignored]],
    [{ environment: "" }, 50, "default", [ignored]],
    [{ environment: "-5" }, 50, "default", [ignored]],
    [{ environment: "1.5", softNoFile: 1024 }, 100, "softNoFile", [ignored]],
    [{ environment: "1e3", softNoFile: 64 }, 21, "softNoFile", [small, ignored]],
    // Then a third of the soft limit, at most 100 and never 0.
    [{ softNoFile: 0 }, 1, "softNoFile", [small]],
    [{ softNoFile: 1 }, 1, "softNoFile", [small]],
    [{ softNoFile: 2 }, 1, "softNoFile", [small]],
    [{ softNoFile: 9 }, 3, "softNoFile", [small]],
    [{ softNoFile: 64 }, 21, "softNoFile", [small]],
    [{ softNoFile: 255 }, 85, "softNoFile", [small]],
    [{ softNoFile: 256 }, 85, "softNoFile"],
    [{ softNoFile: 299 }, 99, "softNoFile"],
    [{ softNoFile: 300 }, 100, "softNoFile"],
    [{ softNoFile: 1_048_576 }, 100, "softNoFile"],
    // Then 50.
    [{}, 50, "default"],
    [{ permits: undefined, fdLimit: undefined, environment: undefined, softNoFile: undefined }, 50, "default"]
  ]
  for (const [sources, permits, source, notes = []] of rows) {
    it(`from ${JSON.stringify(sources).slice(0, 80)} is ${permits}`, () => {
      const decision = Permits.decide(sources)
      if (typeof decision === "string") return assert.fail(decision)
      assert.deepStrictEqual([decision.permits, decision.source], [permits, source])
      assert.strictEqual(decision.notes.length, notes.length)
      for (const [i, note] of notes.entries()) assert.match(decision.notes[i]!, note)
    })
  }

  const unusable: ReadonlyArray<readonly ["permits" | "fdLimit", number]> = [
    ["permits", 0],
    ["permits", -1],
    ["permits", 1.5],
    ["permits", Number.NaN],
    ["permits", Number.POSITIVE_INFINITY],
    ["permits", 2 ** 53],
    ["fdLimit", 1.5],
    ["fdLimit", Number.NaN],
    ["fdLimit", Number.NEGATIVE_INFINITY]
  ]
  for (const [option, value] of unusable) {
    it.effect(`cannot be ${option} ${value}: the layer fails with a message that says so`, () =>
      Effect.gen(function* () {
        const layer = PlokeIo.layer({ roots: ["/repo"], [option]: value }).pipe(
          Layer.provide(TestPlokeIo.platform({ "/repo/a": "a" }))
        )
        const error = yield* Effect.flip(Layer.build(layer))
        if (error._tag !== "DomainError" || error.reason._tag !== "Io") return assert.fail(error.message)
        assert.include(error.message, option)
        assert.include(error.message, String(value))
        assert.include(error.message, "whole number")
      })
    )
  }
})

const withPermits = <A, E>(
  sources: Permits.PermitSources,
  body: (permits: Permits.Permits["Service"]) => Effect.Effect<A, E>
) => Effect.flatMap(Permits.make(sources), body)

/** A budget user that tells how many are inside, and stays until it is let go. */
const visitor = Effect.gen(function* () {
  let inside = 0
  let most = 0
  const gate = yield* Deferred.make<void>()
  const stay = (count: number) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        inside += count
        most = Math.max(most, inside)
      }),
      () => Deferred.await(gate),
      () => Effect.sync(() => void (inside -= count))
    )
  return { stay, open: Deferred.succeed(gate, undefined), counts: () => [inside, most] as const }
})

const settle = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

describe("the budget", () => {
  for (const [permits, want, expected] of [
    [1, 1, 1],
    [1, 2, 1],
    [2, 2, 2],
    [3, 2, 2],
    [50, 2, 2],
    [50, 1, 1],
    [4, 0, 1],
    [4, 99, 2]
  ] as const) {
    it.effect(`of ${permits} permits grants ${expected} to who wants ${want}`, () =>
      withPermits({ permits }, ({ withBudget }) =>
        Effect.map(
          withBudget(want, (budget) => Effect.succeed(budget.granted)),
          (granted) => assert.strictEqual(granted, expected)
        )
      )
    )
  }

  it.effect("never lets more in than there are permits, and lets everybody in", () =>
    withPermits({ permits: 3 }, ({ withBudget }) =>
      Effect.gen(function* () {
        const { stay, open, counts } = yield* visitor
        const all = yield* Effect.forkChild(
          Effect.forEach(Array.from({ length: 20 }), () => withBudget(1, () => stay(1)), { concurrency: "unbounded" })
        )
        yield* settle
        assert.deepStrictEqual(counts(), [3, 3])
        yield* open
        assert.strictEqual((yield* Fiber.join(all)).length, 20)
        assert.deepStrictEqual(counts(), [0, 3])
      })
    )
  )

  const borrows: ReadonlyArray<readonly [permits: number, max: number, expected: number]> = [
    [2, 8, 0],
    [3, 8, 1],
    [5, 8, 3],
    [6, 3, 3],
    [8, 7, 6],
    [50, 14, 14],
    [50, 0, 0]
  ]
  for (const [permits, max, expected] of borrows) {
    it.effect(`of ${permits} lends a batch ${expected} of ${max} more, until the scope ends`, () =>
      withPermits({ permits }, ({ withBudget }) =>
        withBudget(2, (budget) =>
          Effect.gen(function* () {
            assert.strictEqual(yield* Effect.scoped(budget.borrow(max)), expected)
            // All came back: the same can be borrowed again.
            assert.strictEqual(yield* Effect.scoped(budget.borrow(max)), expected)
          })
        )
      )
    )
  }

  it.effect("counts what is borrowed against everybody", () =>
    withPermits({ permits: 4 }, ({ withBudget }) =>
      Effect.gen(function* () {
        const { stay, open, counts } = yield* visitor
        const borrower = yield* Effect.forkChild(
          withBudget(2, (budget) => Effect.scoped(Effect.andThen(budget.borrow(9), () => stay(4))))
        )
        yield* settle
        const other = yield* Effect.forkChild(withBudget(1, () => stay(1)))
        yield* settle
        assert.deepStrictEqual(counts(), [4, 4])
        yield* open
        yield* Fiber.join(borrower)
        yield* Fiber.join(other)
        assert.deepStrictEqual(counts(), [0, 4])
      })
    )
  )

  it.effect("takes everything back from who is interrupted, inside and while waiting", () =>
    withPermits({ permits: 2 }, ({ withBudget }) =>
      Effect.gen(function* () {
        const { stay, counts } = yield* visitor
        const hold = withBudget(2, (budget) => Effect.scoped(Effect.andThen(budget.borrow(2), stay(2))))
        const inside = yield* Effect.forkChild(hold)
        const waiting = yield* Effect.forkChild(hold)
        yield* settle
        assert.deepStrictEqual(counts(), [2, 2])
        yield* Fiber.interrupt(waiting)
        yield* Fiber.interrupt(inside)
        assert.strictEqual(yield* withBudget(2, (budget) => Effect.succeed(budget.granted)), 2)
        assert.deepStrictEqual(counts(), [0, 2])
      })
    )
  )

  const exhaust = (times: number) => (budget: DescriptorBudget) =>
    Effect.forEach(Array.from({ length: times }), () => budget.exhausted, { discard: true })

  const shrinks: ReadonlyArray<readonly [permits: number, times: number, expected: number]> = [
    [100, 1, 50],
    [100, 3, 12],
    [100, 99, 2],
    [3, 1, 2],
    [2, 5, 2],
    [1, 5, 1]
  ]
  for (const [permits, times, expected] of shrinks) {
    it.effect(
      `of ${permits} shrinks to ${expected} when descriptors run out ${times} times, and still serves a batch`,
      () =>
        withPermits({ permits }, ({ withBudget, total }) =>
          Effect.gen(function* () {
            yield* withBudget(2, exhaust(times))
            assert.strictEqual(yield* total, expected)
            const free = yield* withBudget(2, (budget) =>
              Effect.map(Effect.scoped(budget.borrow(1000)), (borrowed) => budget.granted + borrowed)
            )
            assert.strictEqual(free, expected)
          })
        )
    )
  }

  it.effect("that shrinks under those who are inside lets nobody in until they are few enough", () =>
    withPermits({ permits: 8 }, ({ withBudget, total }) =>
      Effect.gen(function* () {
        const { stay, open, counts } = yield* visitor
        const first = yield* Effect.forkChild(
          Effect.forEach(Array.from({ length: 8 }), () => withBudget(1, () => stay(1)), { concurrency: "unbounded" })
        )
        yield* settle
        // Somebody inside ran out of descriptors; a new visitor has to wait for five of the eight to leave.
        const late = yield* visitor
        const shrinking = yield* Effect.forkChild(
          withBudget(1, (budget) => Effect.andThen(budget.exhausted, late.stay(1)))
        )
        yield* settle
        assert.deepStrictEqual(
          [counts(), late.counts()],
          [
            [8, 8],
            [0, 0]
          ]
        )
        yield* open
        yield* Fiber.join(first)
        yield* settle
        assert.deepStrictEqual(late.counts(), [1, 1])
        assert.strictEqual(yield* total, 4)
        yield* late.open
        yield* Fiber.join(shrinking)
      })
    )
  )
})

/** Runs with a logger that remembers; gives the messages. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const messages: Array<string> = []
    const logger = Logger.make((options) => void messages.push(`${options.logLevel}: ${String(options.message)}`))
    const exit = yield* effect.pipe(
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(References.MinimumLogLevel, "Debug"),
      Effect.exit
    )
    if (Exit.isFailure(exit)) return yield* Effect.failCause(exit.cause)
    return messages
  })

/** The platform in memory, with another limit of descriptors. */
const platformWith = (softNoFile: number, container: "container" | "host" = "host") =>
  Layer.effect(
    FileAccess,
    Effect.map(FileAccess, (access) => FileAccess.of({ ...access, limits: { softNoFile, container } }))
  ).pipe(Layer.provideMerge(TestPlokeIo.platform({ "/repo/a": "a" })))

describe("a note for the operator", () => {
  const permitsOf = Effect.map(Permits.Permits, (permits) => permits.decision)

  it.effect("about a container is logged once at the level of debugging, where its limit counts", () =>
    Effect.gen(function* () {
      const contained = Layer.provide(PlokeIo.layer({ roots: ["/repo"] }), platformWith(4096, "container"))
      const messages = yield* logged(Effect.provide(Effect.andThen(permitsOf, permitsOf), contained))
      assert.strictEqual(messages.length, 1)
      assert.match(messages[0]!, /^Debug.*container.*100 files.*PLOKE_IO_FD_LIMIT/)
      const fixed = PlokeIo.layer({ roots: ["/repo"], permits: 5 })
      const silent = Effect.provide(permitsOf, Layer.provide(fixed, platformWith(4096, "container")))
      assert.deepStrictEqual(yield* logged(silent), [])
    })
  )

  it.effect("about a small limit is logged once per layer, however much is done", () =>
    Effect.gen(function* () {
      const layer = PlokeIo.layer({ roots: ["/repo"] }).pipe(Layer.provide(platformWith(64)))
      const use = Effect.flatMap(Permits.Permits, ({ withBudget, decision }) =>
        Effect.as(
          Effect.forEach([1, 2, 3], () => withBudget(1, () => Effect.void)),
          decision.permits
        )
      )
      const messages = yield* logged(Effect.provide(Effect.andThen(use, use), layer))
      assert.strictEqual(messages.length, 1)
      assert.match(messages[0]!, /^Warn.*64.*ulimit -n/)
      const twice = Effect.andThen(Effect.provide(use, layer), Effect.provide(use, layer))
      assert.strictEqual((yield* logged(twice)).length, 2)
    })
  )

  it.effect("is not logged where the limit is fine", () =>
    Effect.gen(function* () {
      const layer = PlokeIo.layer({ roots: ["/repo"] }).pipe(Layer.provide(platformWith(1024)))
      assert.deepStrictEqual(yield* logged(Effect.provide(permitsOf, layer)), [])
    })
  )

  it.effect("about an environment that is ignored is logged, and the text is shown as JSON", () =>
    Effect.gen(function* () {
      const layer = PlokeIo.layer({ roots: ["/repo"] }).pipe(
        Layer.provide(platformWith(1024)),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ PLOKE_IO_FD_LIMIT: "lots\n" })))
      )
      const messages = yield* logged(Effect.provide(permitsOf, layer))
      assert.strictEqual(messages.length, 1)
      assert.include(messages[0], '"lots\\n"')
    })
  )

  it.effect("about descriptors that ran out is logged at each halving, not at each failure", () =>
    Effect.gen(function* () {
      const program = withPermits({ permits: 8 }, ({ withBudget }) =>
        withBudget(1, (budget) => Effect.forEach(Array.from({ length: 10 }), () => budget.exhausted))
      )
      const messages = yield* logged(program)
      assert.strictEqual(messages.length, 2)
      assert.match(messages[0]!, /at most 4 files/)
      assert.match(messages[1]!, /at most 2 files/)
    })
  )
})
