import { assert, describe, it } from "@effect/vitest"
import { ReadService } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Limits from "../src/Limits.ts"
import { CurrentReadGate, ReadGate } from "../src/ReadGate.ts"

const yields = (count: number): Effect.Effect<void> => Effect.replicateEffect(Effect.yieldNow, count, { discard: true })

// Whoever is not through after these waits for something.
const settled = yields(20)

// A free gate makes nobody wait.
const assertFree = (gate: ReadGate): void => {
  assert.isTrue(Exit.isSuccess(Effect.runSyncExit(gate.change(Effect.void))), "readers are left")
  assert.isTrue(Exit.isSuccess(Effect.runSyncExit(gate.read(Effect.void))), "changes are left")
  assert.isTrue(Exit.isSuccess(Effect.runSyncExit(pinned(gate, Effect.void))), "somebody is left that waits")
}

/** A read that changes overlap until it is allowed no more; it ends what was overlapped at last only when it may. */
const pinned = <A, E>(gate: ReadGate, last: Effect.Effect<A, E>, go: Effect.Effect<void> = Effect.void) => {
  let reads = 0
  const overlapped = Effect.andThen(
    gate.change(Effect.void),
    Effect.suspend(() => (reads === Limits.gatedReadsMax ? Effect.andThen(go, Effect.die("old")) : Effect.die("old")))
  )
  return gate.read(Effect.suspend(() => (++reads <= Limits.gatedReadsMax ? overlapped : last)))
}

/** Something that began, and goes on until it is told to end. */
const begin = Effect.fnUntraced(function* <A>(run: (held: Effect.Effect<void>) => Effect.Effect<A>) {
  const begun = yield* Deferred.make<void>()
  const end = yield* Deferred.make<void>()
  const held = Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(end))
  const fiber = yield* Effect.forkChild(run(held), { startImmediately: true })
  yield* Deferred.await(begun)
  return { fiber, end: Effect.andThen(Deferred.succeed(end, undefined), Fiber.await(fiber)) }
})

const beginChange = (gate: ReadGate) => begin((held) => gate.change(held))

const beginPinned = (gate: ReadGate) => begin((held) => pinned(gate, held))

describe("a read", () => {
  it("is done once, and at once, when nothing changes", () => {
    let reads = 0
    const read = Effect.sync(() => ++reads)
    assert.strictEqual(Effect.runSync(new ReadGate().read(read)), 1)
    assert.strictEqual(reads, 1)
  })

  it.effect("fails once when nothing changes", () =>
    Effect.gen(function* () {
      let reads = 0
      const read = Effect.suspend(() => Effect.fail(++reads))
      assert.strictEqual(yield* Effect.flip(new ReadGate().read(read)), 1)
    })
  )

  it.effect("waits for the changes that go on", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const log: Array<string> = []
      const first = yield* beginChange(gate)
      const second = yield* beginChange(gate)
      const reader = yield* Effect.forkChild(gate.read(Effect.sync(() => log.push("read"))))
      yield* settled
      yield* second.end
      yield* settled
      assert.deepStrictEqual(log, [])
      yield* first.end
      yield* Fiber.join(reader)
      assert.deepStrictEqual(log, ["read"])
      assertFree(gate)
    })
  )

  const overlapped: ReadonlyArray<{ readonly title: string; readonly ends: Effect.Effect<string, string> }> = [
    { title: "result", ends: Effect.succeed("old") },
    { title: "failure", ends: Effect.fail("old") },
    { title: "defect", ends: Effect.die("old") }
  ]

  it.effect.each(overlapped)("is done again when its $title is of before a change", ({ ends }) =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      let reads = 0
      const read = Effect.suspend(() =>
        ++reads === 1 ? Effect.andThen(gate.change(Effect.void), ends) : Effect.succeed("new")
      )
      assert.strictEqual(yield* gate.read(read), "new")
      assert.strictEqual(reads, 2)
    })
  )

  it.effect("is done again when a change began that has not ended", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const log: Array<string> = []
      const reader = yield* begin((held) =>
        gate.read(
          Effect.andThen(
            held,
            Effect.sync(() => log.push("read"))
          )
        )
      )
      const change = yield* beginChange(gate)
      const ended = yield* Effect.forkChild(reader.end, { startImmediately: true })
      yield* settled
      assert.deepStrictEqual(log, ["read"])
      log.push("changed")
      yield* change.end
      yield* Fiber.join(ended)
      assert.deepStrictEqual(log, ["read", "changed", "read"])
    })
  )

  it.effect("keeps changes waiting once it was done too often in vain", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const log: Array<string> = []
      const change = gate.change(Effect.sync(() => log.push("change")))
      const read = Effect.gen(function* () {
        yield* Effect.forkDetach(change)
        yield* settled
        log.push("read")
      })
      yield* gate.read(read)
      yield* settled
      const inVain = Array.from({ length: Limits.gatedReadsMax }, () => ["change", "read"]).flat()
      assert.deepStrictEqual(log, [...inVain, "read", "change"])
      assertFree(gate)
    })
  )

  it.effect("ends although changes overlap each other without end", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      let [begun, running, gaps, isOver] = [0, 0, 0, false]
      // Each begins the next one before it ends.
      const relay: Effect.Effect<void, never, Scope.Scope> = gate.change(
        Effect.gen(function* () {
          begun++
          running++
          yield* yields(2)
          if (!isOver) yield* Effect.forkScoped(relay, { startImmediately: true })
          yield* yields(2)
          if (--running === 0) gaps++
        })
      )
      yield* Effect.forkScoped(relay)
      yield* Effect.addFinalizer(() => Effect.sync(() => (isOver = true)))
      yield* yields(100)
      assert.isAbove(begun, 20)
      assert.strictEqual(gaps, 0)
      assert.strictEqual(yield* gate.read(Effect.sync(() => running)), 0)
      assert.strictEqual(gaps, 1)
      isOver = true
      yield* settled
      assertFree(gate)
    })
  )
})

describe("a change", () => {
  it.effect("goes on beside others", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const first = yield* beginChange(gate)
      yield* gate.change(Effect.void)
      yield* first.end
      assertFree(gate)
    })
  )

  it.effect("waits for the readers that were there, and for none that came later", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const log: Array<string> = []
      const go = yield* Deferred.make<void>()
      const overlap = Effect.andThen(gate.change(Effect.void), Deferred.await(go))
      const late = yield* Effect.forkChild(
        pinned(
          gate,
          Effect.sync(() => log.push("read")),
          overlap
        )
      )
      yield* settled
      const reader = yield* beginPinned(gate)
      const change = yield* Effect.forkChild(gate.change(Effect.sync(() => log.push("change"))))
      yield* settled
      yield* Deferred.succeed(go, undefined)
      yield* settled
      assert.deepStrictEqual(log, [])
      yield* reader.end
      yield* Fiber.join(change)
      yield* Fiber.join(late)
      assert.deepStrictEqual(log, ["change", "read"])
      assertFree(gate)
    })
  )

  it.effect("gets its turn although readers come without end", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const endless = yield* Effect.forEach([5, 7, 11], (length) =>
        Effect.forkChild(Effect.forever(pinned(gate, yields(length))), { startImmediately: true })
      )
      yield* yields(100)
      for (let i = 0; i < 10; i++) yield* gate.change(Effect.void)
      yield* Fiber.interruptAll(endless)
      assertFree(gate)
    })
  )
})

describe("an interruption", () => {
  interface State {
    readonly title: string
    /** Brings something into the state, and tells what else has to end. */
    readonly reach: (gate: ReadGate) => Effect.Effect<{
      readonly fiber: Fiber.Fiber<unknown>
      readonly end: Effect.Effect<unknown>
    }>
  }

  const behind = Effect.fnUntraced(function* (
    { end }: { readonly end: Effect.Effect<unknown> },
    waiting: Effect.Effect<unknown>
  ) {
    const fiber = yield* Effect.forkChild(waiting)
    yield* settled
    assert.isUndefined(fiber.pollUnsafe())
    return { fiber, end }
  })

  const states: ReadonlyArray<State> = [
    {
      title: "of a reader that waits for a change",
      reach: (gate) => Effect.flatMap(beginChange(gate), (change) => behind(change, gate.read(Effect.void)))
    },
    {
      title: "of a reader that reads",
      reach: (gate) =>
        Effect.map(
          begin((held) => gate.read(held)),
          ({ fiber }) => ({ fiber, end: Effect.void })
        )
    },
    {
      title: "of a reader that waits to keep changes waiting",
      reach: Effect.fnUntraced(function* (gate) {
        const go = yield* Deferred.make<void>()
        const reader = yield* Effect.forkChild(pinned(gate, Effect.void, Deferred.await(go)))
        yield* settled
        const change = yield* beginChange(gate)
        yield* Deferred.succeed(go, undefined)
        // Nobody overtakes it, so that this tells that it waits.
        const next = yield* Effect.forkChild(gate.change(Effect.void))
        yield* settled
        assert.isUndefined(reader.pollUnsafe())
        assert.isUndefined(next.pollUnsafe())
        return { fiber: reader, end: Effect.andThen(change.end, Fiber.join(next)) }
      })
    },
    {
      title: "of a reader that keeps changes waiting",
      reach: Effect.fnUntraced(function* (gate) {
        const reader = yield* beginPinned(gate)
        const change = yield* Effect.forkChild(gate.change(Effect.void))
        yield* settled
        assert.isUndefined(change.pollUnsafe())
        return { fiber: reader.fiber, end: Fiber.join(change) }
      })
    },
    {
      title: "of a change that waits for a reader",
      reach: (gate) => Effect.flatMap(beginPinned(gate), (reader) => behind(reader, gate.change(Effect.void)))
    },
    {
      title: "of a change that waits with others behind it",
      reach: Effect.fnUntraced(function* (gate) {
        const reader = yield* beginPinned(gate)
        const change = yield* behind(reader, gate.change(Effect.void))
        const next = yield* Effect.forkChild(gate.change(Effect.void))
        yield* settled
        return { fiber: change.fiber, end: Effect.andThen(reader.end, Fiber.join(next)) }
      })
    },
    {
      title: "of a change",
      reach: Effect.fnUntraced(function* (gate) {
        const { fiber } = yield* beginChange(gate)
        const reader = yield* Effect.forkChild(gate.read(Effect.void))
        yield* settled
        assert.isUndefined(reader.pollUnsafe())
        return { fiber, end: Fiber.join(reader) }
      })
    }
  ]

  it.effect.each(states)("$title leaves the gate as if it had never come", ({ reach }) =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      const { end, fiber } = yield* reach(gate)
      yield* Fiber.interrupt(fiber)
      yield* end
      assertFree(gate)
    })
  )

  it.effect("that the effect makes itself is not tried again", () =>
    Effect.gen(function* () {
      const gate = new ReadGate()
      let reads = 0
      const read = Effect.andThen(
        Effect.andThen(
          gate.change(Effect.void),
          Effect.sync(() => ++reads)
        ),
        Effect.interrupt
      )
      assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(gate.read(read))))
      assert.strictEqual(reads, 1)
    })
  )
})

// Two pairs of files; a change sets both of a pair, one after the other, and has the lock of that pair.
describe("any interleaving of readers and changes", () => {
  const Steps = Schema.Natural.check(Schema.isLessThanOrEqualTo(6))
  const Act = Schema.Struct({
    kind: Schema.Literals(["read", "read", "change"]),
    pair: Schema.Literals([0, 1]),
    after: Schema.Natural.check(Schema.isLessThanOrEqualTo(30)),
    before: Steps,
    between: Steps,
    /** After how many steps it is interrupted, where it is. */
    interrupted: Schema.UndefinedOr(Schema.Natural.check(Schema.isLessThanOrEqualTo(40)))
  })
  const Acts = Arbitrary.array(Arbitrary.schema(Act), { minLength: 1, maxLength: 24 })

  type Gate = Pick<ReadGate, "change" | "read">
  const none: Gate = { change: (effect) => effect, read: (effect) => effect }

  /** What readers saw that is neither of before nor of after a change. */
  const mixtures = Effect.fnUntraced(function* (gate: Gate, acts: ReadonlyArray<typeof Act.Type>) {
    const pairs = [
      [0, 0],
      [0, 0]
    ]
    const locks = pairs.map(() => Semaphore.makeUnsafe(1))
    const found: Array<string> = []
    const changed = (act: typeof Act.Type, value: number) =>
      Effect.gen(function* () {
        const pair = pairs[act.pair]!
        pair[0] = value
        yield* yields(act.between)
        pair[1] = value
      })
    const seen = Effect.fnUntraced(function* (act: typeof Act.Type) {
      const [a, c] = pairs.map((pair) => pair[0]!) as [number, number]
      yield* yields(act.between)
      const [b, d] = pairs.map((pair) => pair[1]!) as [number, number]
      return [a, b, c, d] as const
    })
    const run = Effect.fnUntraced(function* (act: typeof Act.Type, index: number) {
      yield* yields(act.after)
      if (act.kind === "change") {
        const body = Effect.andThen(yields(act.before), changed(act, index + 1))
        return yield* locks[act.pair]!.withPermit(gate.change(Effect.uninterruptible(body)))
      }
      const [a, b, c, d] = yield* gate.read(seen(act))
      if (a !== b || c !== d) found.push([a, b, c, d].join())
    })
    const fibers = yield* Effect.forEach(acts, (act, index) => Effect.forkChild(run(act, index)))
    const interrupts = yield* Effect.forEach(acts, ({ interrupted }, index) =>
      interrupted === undefined
        ? Effect.succeed(fibers[index]!)
        : Effect.forkChild(Effect.andThen(yields(interrupted), Fiber.interrupt(fibers[index]!)))
    )
    yield* Fiber.awaitAll([...fibers, ...interrupts])
    return found
  })

  const check = (make: () => Gate, after: (gate: Gate) => void = () => undefined) =>
    Arbitrary.checkEffect(
      Acts,
      (acts) =>
        Effect.gen(function* () {
          const gate = make()
          const found = yield* mixtures(gate, acts)
          after(gate)
          return found.length === 0
        }),
      { runs: 1500, size: 24, seed: "gate" }
    )

  it.effect("shows readers what is of before or of after a change, and leaves the gate free", () =>
    Effect.gen(function* () {
      const result = yield* check(
        () => new ReadGate(),
        (gate) => assertFree(gate as ReadGate)
      )
      assert.strictEqual(result._tag, "Passed", Arbitrary.formatCheckFailure(result))
    })
  )

  it.effect("without a gate shows readers what is in between", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* check(() => none))._tag, "Falsified")
    })
  )

  it.effect("with a gate that only looks for changes before it reads shows readers what is in between", () =>
    Effect.gen(function* () {
      const careless = (): Gate => {
        const gate = new ReadGate()
        return {
          change: (effect) => gate.change(effect),
          read: (effect) => Effect.andThen(gate.read(Effect.void), effect)
        }
      }
      assert.strictEqual((yield* check(careless))._tag, "Falsified")
    })
  )
})

describe("the read service", () => {
  const path = "/repo/a.ts"
  const reads: ReadonlyArray<{
    readonly title: string
    readonly read: (service: ReadService["Service"]) => Effect.Effect<unknown, unknown>
  }> = [
    { title: "readFile", read: (service) => service.readFile({ filePath: path }) },
    { title: "hashFile", read: (service) => service.hashFile(path) },
    { title: "hashFiles", read: (service) => service.hashFiles([path]) },
    { title: "streamFile", read: (service) => Stream.runDrain(service.streamFile(path)) }
  ]

  const waits = Effect.fnUntraced(function* (gate: ReadGate, read: (typeof reads)[number]["read"]) {
    const service = yield* ReadService
    yield* read(service)
    const change = yield* beginChange(gate)
    const fiber = yield* Effect.forkChild(read(service))
    yield* yields(200)
    assert.isUndefined(fiber.pollUnsafe())
    yield* change.end
    yield* Fiber.join(fiber)
    assertFree(gate)
  })

  it.effect.each(reads)("waits with $title for the changes of its gate", ({ read }) => {
    const gate = new ReadGate()
    const layer = TestPlokeIo.layer({ [path]: "const a = 1" })
    return waits(gate, read).pipe(Effect.provide(layer), Effect.provideService(CurrentReadGate, gate))
  })

  it.effect("waits for the changes of services that are built apart", () =>
    Effect.gen(function* () {
      const gate = yield* CurrentReadGate
      for (const text of ["one", "another"]) {
        yield* Effect.provide(waits(gate, reads[0]!.read), TestPlokeIo.layer({ [path]: text }))
      }
    })
  )

  it.effect("waits for no change of another gate", () =>
    Effect.gen(function* () {
      const change = yield* beginChange(new ReadGate())
      yield* Effect.flatMap(ReadService, reads[0]!.read).pipe(Effect.provide(TestPlokeIo.layer({ [path]: "" })))
      yield* change.end
    })
  )
})
