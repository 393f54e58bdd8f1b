import { assert, describe, it } from "@effect/vitest"
import { ErrorPolicy, WatchService } from "@ploke/io"
import type { Tree } from "@ploke/io-testing"
import { expectNoLeaks, Fault, FaultAccess, MemoryWatchSource, TestPlokeIo } from "@ploke/io-testing"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Limits from "../src/WatchLimits.ts"
import type { Ear, Model } from "./Watching.ts"
import { flush, foreign, layerOver, listen, onDisk, replay, serviceOf, settle, Stall, volume } from "./Watching.ts"

const tree = { "/repo/a": "1", "/repo/d/b": "2", "/repo/d/e/f": "3", "/repo/g/h": "4", "/repo/k/i": "5" }

/** Changes of every kind, at every depth. */
const act = Effect.map(foreign, (disk) => {
  disk.write("a", "changed")
  disk.write("d/n", "new")
  disk.write("k/i", "changed")
  disk.make("x/y")
  disk.write("x/y/z", "new")
  disk.remove("g/h")
  disk.move("d/e", "e")
  disk.write("e/f", "changed")
})

const changes = 9

/** The other way round. */
const undo = Effect.map(foreign, (disk) => {
  disk.write("a", "1")
  disk.remove("d/n")
  disk.write("k/i", "5")
  disk.remove("x")
  disk.write("g/h", "4")
  disk.move("e", "d/e")
})

const eventsOf = (ear: Ear) => ear.heard.map(([, event]) => event)

/** What somebody knows who has asked for everything, and has listened since. */
interface Consumer {
  readonly ear: Ear
  readonly before: Model
  readonly from: number
}

const consume = Effect.gen(function* () {
  const ear = yield* listen
  const { cursor, events } = yield* (yield* WatchService).since("")
  return { ear, before: replay(new Map(), events), from: Number(cursor.split(":")[1]) } satisfies Consumer
})

const newsOf = ({ ear, from }: Consumer) => eventsOf(ear).filter(({ sequence }) => sequence > from)

/** Demands that what was told leads to what is there, as far as contents could be read. */
const expectModel = Effect.fnUntraced(function* (consumer: Consumer, label: string) {
  const model = replay(consumer.before, newsOf(consumer))
  const disk = yield* onDisk("/repo")
  const known = [...disk].map(([path, what]) => [path, model.get(path) === "unknown" ? "unknown" : what] as const)
  assert.deepStrictEqual(model, new Map(known), label)
})

/** Demands besides that nothing was told to be removed that was there, and that the numbers have no gap. */
const expectTold = Effect.fnUntraced(function* (consumer: Consumer, label: string) {
  yield* expectModel(consumer, label)
  const events = newsOf(consumer)
  const disk = yield* volume
  for (const event of events) {
    if (event._tag !== "Removed" || disk.nodeAt(event.path) === undefined) continue
    assert.fail(`${label}: ${event.path} is said to be removed, and is there`)
  }
  const sequences = events.map(({ sequence }) => sequence)
  assert.deepStrictEqual(
    sequences,
    sequences.map((_, i) => consumer.from + 1 + i),
    label
  )
})

class Stalled extends Context.Service<Stalled, Stall>()("Stalled") {}

const stalled = (files: Tree.Tree) => {
  const stall = new Stall()
  return Layer.merge(layerOver(files, [], { stall }), Layer.succeed(Stalled, stall))
}

/** Runs a program with one call going wrong, then with a later one, until there is none left. */
const sweep = Effect.fnUntraced(function* (
  rule: Pick<FaultAccess.Rule, "on" | "path" | "fault">,
  { first, stride }: { readonly first: number; readonly stride: number },
  run: (label: string) => Effect.Effect<void, unknown, TestServices>
) {
  for (let runs = 0; ; runs++) {
    const nth = first + runs * stride
    const fired = Effect.map(FaultAccess.FaultAccess, (log) => log.fired[0]!)
    // Where the clock begins, files have no time of birth.
    yield* TestClock.adjust(1_000)
    const layer = layerOver(tree, [{ ...rule, nth, unfired: "allowed" }])
    if ((yield* Effect.provide(Effect.andThen(run(`call ${nth}`), fired), layer)) === 0) return runs
  }
})

type TestServices =
  | Effect.Services<ReturnType<typeof onDisk>>
  | WatchService
  | MemoryWatchSource.MemoryWatchSource
  | Scope.Scope

const program = (how: "by a flush" | "in time", label: string) =>
  Effect.gen(function* () {
    const consumer = yield* consume
    yield* act
    if (how === "in time") yield* Effect.andThen(TestClock.adjust(5_000), settle)
    // What could not be looked at by the first one.
    else yield* Effect.andThen(flush, flush)
    yield* expectTold(consumer, label)
  })

describe("once it is over, everything is told, and nothing was told to be removed that was there:", () => {
  const all = { first: 1, stride: 1 }
  const odd = { first: 1, stride: 2 }
  const even = { first: 2, stride: 2 }
  // Of a folder that was away for a moment; where it is the root, the root is told to be lost.
  const inner = { path: /^\/repo\/./ }

  it.effect.each([
    { on: "survey", name: "EACCES", how: "by a flush", which: odd, least: 8 },
    { on: "survey", name: "EIO", how: "in time", which: even, least: 8 },
    { on: "survey", name: "EMFILE", how: "by a flush", which: all, least: 16 },
    { on: "survey", name: "ENOENT", how: "in time", which: odd, least: 8, ...inner },
    { on: "survey", name: "ESTALE", how: "by a flush", which: even, least: 8, ...inner },
    { on: "read", name: "EMFILE", how: "in time", which: all, least: 1 },
    { on: "read", name: "ENOENT", how: "by a flush", which: all, least: 1 },
    { on: "openFolder", name: "EACCES", how: "by a flush", which: all, least: 1 },
    { on: "OpenFolder.create", name: "EROFS", how: "by a flush", which: all, least: 1 }
  ] as const)("$name of any $on, $how", ({ on, name, how, which, least, ...rest }) =>
    Effect.gen(function* () {
      const rule = { on, fault: Fault.errno(name), ...rest }
      assert.isAtLeast(yield* sweep(rule, which, (label) => program(how, label)), least)
    })
  )
})

describe("a folder that cannot be looked at", () => {
  it.effect("is looked at again and again, less and less often, and told of when it can be", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      const log = yield* FaultAccess.FaultAccess
      const looks = () => log.calls.filter(({ paths }) => paths[0] === "/repo/g").length
      yield* TestClock.adjust(1_000)
      const before = looks()
      disk.write("g/new", "1")
      // At once, after 2, 4, 8, 16 and 30 seconds.
      const counts: Array<number> = []
      for (const seconds of [1, 2, 4, 8, 16, 30]) {
        yield* TestClock.adjust(seconds * 1_000)
        counts.push(looks() - before)
      }
      yield* settle
      assert.deepStrictEqual(counts, [1, 2, 3, 4, 5, 6])
      assert.deepStrictEqual(ear.news(), [])
      yield* TestClock.adjust(Limits.rescanMillisMax + 1_000)
      yield* settle
      assert.deepStrictEqual(ear.news(), ["Created g/new"])
      yield* TestClock.adjust(120_000)
      // The last time it was looked at before and after the contents were read.
      assert.strictEqual(looks() - before, 8)
    }).pipe(
      Effect.provide(
        layerOver(tree, [{ on: "survey", path: "/repo/g", nth: 3, times: 6, fault: Fault.errno("EACCES") }])
      )
    )
  )

  it.effect("when it was first seen is told of when it can be", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* TestClock.adjust(10_000)
      yield* settle
      assert.deepStrictEqual(ear.news(), ["Created g/h"])
      disk.write("g/h", "changed")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Modified content g/h"])
    }).pipe(
      Effect.provide(layerOver(tree, [{ on: "survey", path: "/repo/g", times: 2, fault: Fault.errno("EACCES") }]))
    )
  )
})

describe("a call that is interrupted wherever it waits", () => {
  /** Holds up the first thing that a call asks the platform for and interrupts it there, then the second, and so on. */
  const interrupted = Effect.fnUntraced(function* <A>(
    prepare: Effect.Effect<A, unknown, TestServices>,
    call: Effect.Effect<unknown, unknown, TestServices>,
    check: (prepared: A, label: string) => Effect.Effect<void, unknown, TestServices>
  ) {
    for (let passes = 0; ; passes++) {
      const stall = new Stall()
      const label = `interrupted at call ${passes + 1}`
      const run = Effect.gen(function* () {
        const prepared = yield* prepare
        stall.arm(passes)
        const fiber = yield* Effect.forkChild(call, { startImmediately: true })
        yield* settle
        const { isReached } = stall
        const stopping = yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true })
        yield* settle
        stall.release()
        yield* Fiber.join(stopping)
        yield* settle
        yield* check(prepared, label)
        return isReached
      })
      const whole = Effect.gen(function* () {
        const isReached = yield* expectNoLeaks(Effect.provide(run, serviceOf({ stall })), {
          temporaries: { below: "/repo", like: /ploke-io-/ }
        })
        assert.deepStrictEqual(yield* (yield* MemoryWatchSource.MemoryWatchSource).open, [], label)
        return isReached
      })
      yield* TestClock.adjust(1_000)
      if (!(yield* Effect.provide(whole, TestPlokeIo.platform(tree)))) return passes
    }
  })

  it.effect("subscribe: leaves nothing behind, and the next one is told what happens, and nothing else", () =>
    Effect.gen(function* () {
      const subscribe = Effect.scoped(Effect.flatMap(WatchService, (watch) => watch.subscribe))
      const count = yield* interrupted(Effect.void, subscribe, (_, label) =>
        Effect.gen(function* () {
          const watch = yield* WatchService
          const before = yield* onDisk("/repo")
          const ear = yield* listen
          const from = Number((yield* watch.status).cursor.split(":")[1])
          yield* act
          yield* flush
          yield* expectTold({ before, ear, from }, label)
          const told = ear.news().filter((text) => !text.startsWith("Root"))
          assert.strictEqual(told.length, changes, `${label}: ${told.join()}`)
          assert.deepInclude((yield* watch.status).roots[0], { state: "ready", gaps: 0 })
          assert.strictEqual((yield* watch.status).subscribers.length, 1)
        })
      )
      assert.isAbove(count, 3)
    })
  )

  for (const [name, call] of [
    ["flush", Effect.flatMap(WatchService, (watch) => watch.flush)],
    ["since", Effect.flatMap(WatchService, (watch) => watch.since(""))]
  ] as const) {
    it.effect(`${name}: leaves nothing behind, and no change is lost`, () =>
      Effect.gen(function* () {
        const prepare = Effect.tap(consume, () => act)
        const count = yield* interrupted(prepare, call, (consumer, label) =>
          Effect.gen(function* () {
            // Nobody flushes: it is told in time.
            yield* TestClock.adjust(1_000)
            yield* settle
            yield* expectTold(consumer, label)
            yield* undo
            yield* flush
            yield* expectModel(consumer, label)
            assert.isFalse(eventsOf(consumer.ear).some(({ _tag }) => _tag === "Gap"))
          })
        )
        assert.isAbove(count, 5)
      })
    )
  }

  it.effect("a flush that makes up for what was lost: the loss is told, and all that was lost", () =>
    Effect.gen(function* () {
      const prepare = Effect.gen(function* () {
        const source = yield* MemoryWatchSource.MemoryWatchSource
        const consumer = yield* consume
        yield* source.silence
        yield* act
        yield* source.resume
        yield* source.lose("overflow")
        return consumer
      })
      const call = Effect.flatMap(WatchService, (watch) => watch.flush)
      const count = yield* interrupted(prepare, call, (consumer, label) =>
        Effect.gen(function* () {
          yield* TestClock.adjust(1_000)
          yield* settle
          yield* expectTold(consumer, label)
          const gaps = consumer.ear.news().filter((text) => text.startsWith("Gap"))
          assert.deepStrictEqual(gaps, [`Gap . overflow recovered ${changes}`], label)
        })
      )
      assert.isAbove(count, 5)
    })
  )
})

describe("the end of the service", () => {
  it.effect("ends every fiber, handle and watch, whatever it is in the middle of", () =>
    Effect.gen(function* () {
      const program = Effect.gen(function* () {
        const watch = yield* WatchService
        yield* Effect.asVoid(watch.subscribe)
        yield* act
        yield* TestClock.adjust(700)
        yield* undo
        yield* watch.flush
        yield* act
        yield* watch.since("")
      })
      let count = 0
      for (let passes = 0; ; passes++) {
        const stall = new Stall()
        const run = Effect.gen(function* () {
          stall.arm(passes)
          const served = Effect.scoped(Effect.provide(program, serviceOf({ stall })))
          const fiber = yield* Effect.forkChild(expectNoLeaks(served), { startImmediately: true })
          // The clock of the program is moved by itself.
          for (let i = 0; i < 20 && !stall.isReached; i++) yield* settle
          const { isReached } = stall
          const stopping = yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true })
          yield* settle
          stall.release()
          yield* Fiber.join(stopping)
          const exit = yield* Fiber.await(fiber)
          assert.notInclude(String(exit), "left over", `call ${passes + 1}`)
          assert.deepStrictEqual(yield* (yield* MemoryWatchSource.MemoryWatchSource).open, [])
          const left = (yield* volume).snapshot("/repo").filter(({ path }) => path.includes("ploke-io-"))
          assert.deepStrictEqual(left, [])
          return isReached
        })
        if (!(yield* Effect.provide(run, TestPlokeIo.platform(tree)))) break
        count++
      }
      assert.isAbove(count, 20)
    })
  )
})

describe("a file", () => {
  const created = [{ on: "read", path: "/repo/new", fault: Fault.errno("ENOENT") }] as const

  it.effect("that is away for a moment when it is read is told as what it is, once", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.write("new", "1")
      yield* TestClock.adjust(1_000)
      yield* settle
      assert.deepStrictEqual(ear.news(), ["Created new"])
      const [event] = eventsOf(ear)
      assert.isTrue(event?._tag === "Created" && event.hash !== undefined)
    }).pipe(Effect.provide(layerOver(tree, created)))
  )

  it.effect("that goes for good while it is read is not told at all", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const stall = yield* Stalled
      const ear = yield* listen
      disk.write("new", "1")
      // The survey passes, and what finds or reads the file is held up.
      stall.arm(1)
      yield* TestClock.adjust(50)
      yield* settle
      assert.isTrue(stall.isReached)
      disk.remove("new")
      stall.release()
      yield* TestClock.adjust(1_000)
      yield* settle
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(stalled(tree)))
  )
})

describe("what the application brings along", () => {
  it.effect("may throw when it is asked what to leave out: that is told", () =>
    Effect.gen(function* () {
      const consumer = yield* consume
      yield* act
      yield* TestClock.adjust(1_000)
      yield* flush
      yield* expectTold(consumer, "throwing")
    }).pipe(
      Effect.provide(
        layerOver(tree, [], {
          watch: {
            ignore: () => {
              throw new Error("not today")
            }
          }
        })
      )
    )
  )

  it.effect(
    "may be broken so that the watcher cannot go on: its subscribers are told so, and do not wait for ever",
    () =>
      Effect.gen(function* () {
        const watch = yield* WatchService
        const events = yield* watch.subscribe
        const reading = yield* Effect.forkChild(Effect.exit(Stream.runDrain(events)), { startImmediately: true })
        yield* (yield* MemoryWatchSource.MemoryWatchSource).lose("overflow")
        yield* TestClock.adjust(100)
        assert.deepStrictEqual(yield* Fiber.join(reading), Exit.die("broken"))
        assert.deepStrictEqual(yield* Effect.exit(Stream.runDrain(watch.events)), Exit.die("broken"))
      }).pipe(
        Effect.provide(
          layerOver(tree).pipe(Layer.provide(Layer.succeed(ErrorPolicy, { emit: () => Effect.die("broken") })))
        )
      )
  )
})

describe("a subscription", () => {
  it.effect("ends at once after the end of the service", () =>
    Effect.gen(function* () {
      const watch = yield* Effect.provide(
        Effect.tap(WatchService, (service) => Effect.scoped(service.subscribe)),
        layerOver(tree)
      )
      assert.deepStrictEqual(yield* Stream.runCollect(yield* watch.subscribe), [])
    })
  )

  it.effect("of one who reads at once misses nothing, however little room it has for how much", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      for (let i = 0; i < 200; i++) disk.write(`n${i}`, "1")
      yield* flush
      const told = ear.news().filter((text) => !text.startsWith("Root"))
      assert.deepStrictEqual(told, Array.from({ length: 200 }, (_, i) => `Created n${i}`).toSorted())
    }).pipe(Effect.provide(layerOver(tree, [], { eventCapacity: 4 })))
  )
})

describe("a flush", () => {
  it.effect("of a root that has fallen silent looks at everything, and says so", () =>
    Effect.gen(function* () {
      const consumer = yield* consume
      yield* (yield* MemoryWatchSource.MemoryWatchSource).silence
      yield* act
      const flushing = yield* Effect.forkChild(flush, { startImmediately: true })
      yield* TestClock.adjust(Limits.cookieMillisMax - 1)
      assert.isUndefined(flushing.pollUnsafe())
      yield* TestClock.adjust(1)
      yield* Fiber.join(flushing)
      // A changed file without a time of birth, as where the clock begins, is another one by another name.
      assert.include(consumer.ear.news(), `Gap . silent recovered ${changes + 1}`)
      yield* expectTold(consumer, "silent")
    }).pipe(Effect.provide(layerOver(tree)))
  )

  it.effect("of a root in which nothing may be written looks at everything as well", () =>
    Effect.gen(function* () {
      const consumer = yield* consume
      yield* (yield* MemoryWatchSource.MemoryWatchSource).silence
      yield* act
      yield* flush
      assert.notInclude(consumer.ear.news().join(), "Gap")
      yield* expectTold(consumer, "read-only")
    }).pipe(
      Effect.provide(layerOver(tree, [{ on: "OpenFolder.create", times: "forever", fault: Fault.errno("EROFS") }]))
    )
  )

  it.effect("ends although changes never do", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      let i = 0
      const change = Effect.sync(() => disk.write("a", `change ${i++}`))
      const busy = yield* Effect.forkChild(Effect.forever(Effect.andThen(change, Effect.yieldNow)))
      disk.write("d/b", "changed")
      yield* flush
      yield* Fiber.interrupt(busy)
      assert.isAbove(i, 3)
      assert.include(ear.news(), "Modified content d/b")
    }).pipe(Effect.provide(layerOver(tree)))
  )
})
