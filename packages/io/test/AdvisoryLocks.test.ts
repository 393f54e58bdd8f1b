import { assert, describe, it } from "@effect/vitest"
import { accessFailure, FileLock, Limits, type LockFiles } from "@ploke/io"
import { expectNoLeaks, MemoryFileSystem, MemoryLock } from "@ploke/io-testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import * as AdvisoryLocks from "../src/AdvisoryLocks.ts"

const other = "process 7 on build-2"

/** A process of its own, as far as the locks go. */
const makeProcess = (waitMillis: number) =>
  Effect.map(
    Effect.flatMap(FileLock, (lock) => lock.open(undefined)),
    (files) => AdvisoryLocks.make(files, { waitMillis })
  )

/** Runs a program over locks in memory, and demands that it leaves none behind. */
const inMemory = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.flatMap(MemoryLock.MemoryLock, ({ held }) => expectNoLeaks(program, { probes: { slot: held } })).pipe(
    Effect.provide(Layer.merge(MemoryLock.layer, MemoryFileSystem.layer()))
  )

const start = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.forkChild(effect, { startImmediately: true })

/** Starts an effect that holds the locks until it is told to end. */
const holdUntil = (process: AdvisoryLocks.AdvisoryLocks, keys: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const [entered, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
    const fiber = yield* start(
      process.withLocks(keys)(Effect.andThen(Deferred.succeed(entered, undefined), Deferred.await(end)))
    )
    return { fiber, entered, end: Deferred.succeed(end, undefined) }
  })

/** Moves the clock in small steps until a fiber is done. */
const untilDone = <A, E>(fiber: Fiber.Fiber<A, E>, stepsMax = 1000): Effect.Effect<A, E> =>
  Effect.gen(function* () {
    for (let step = 0; step < stepsMax && fiber.pollUnsafe() === undefined; step++) {
      yield* TestClock.adjust(Limits.lockPauseMillisMax)
    }
    return fiber.pollUnsafe() === undefined ? assert.fail("it waits forever") : yield* Fiber.join(fiber)
  })

describe("the locks between processes", () => {
  it.effect("run the effect, pass on what came of it, and are free again", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(1000)
        const { held } = yield* MemoryLock.MemoryLock
        const slot = FileLock.slotOf("/repo/a")
        assert.deepStrictEqual(yield* process.withLocks(["/repo/a", "/repo/a"])(held), [slot])
        assert.strictEqual(yield* Effect.flip(process.withLocks(["/repo/a"])(Effect.fail("no"))), "no")
        assert.strictEqual(process.size(), 0)
      })
    )
  )

  it.effect("of no files are none", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(0)
        const { attempts, held } = yield* MemoryLock.MemoryLock
        assert.deepStrictEqual(yield* process.withLocks([])(held), [])
        assert.strictEqual(yield* attempts, 0)
      })
    )
  )

  it.effect("are given within the process in the order in which they were asked for, without another look", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(1000)
        const { attempts } = yield* MemoryLock.MemoryLock
        const first = yield* holdUntil(process, ["/repo/a"])
        const order: Array<number> = []
        const enter = (i: number) =>
          process.withLocks(["/repo/a"])(Effect.andThen(Effect.yieldNow, () => Effect.sync(() => order.push(i))))
        const waiting = yield* Effect.forEach([1, 2, 3, 4, 5], (i) => start(enter(i)))
        yield* Effect.yieldNow
        assert.deepStrictEqual([order, process.size()], [[], 1])
        yield* first.end
        // Whoever comes while the lock passes from one to the next stands last.
        yield* Effect.andThen(Effect.yieldNow, enter(6))
        yield* Fiber.joinAll(waiting)
        assert.deepStrictEqual(order, [1, 2, 3, 4, 5, 6])
        assert.strictEqual(yield* attempts, 7)
        yield* Fiber.join(first.fiber)
      })
    )
  )

  it.effect("keep out another process until it gives them back", () =>
    inMemory(
      Effect.gen(function* () {
        const [one, two] = [yield* makeProcess(1000), yield* makeProcess(1000)]
        const first = yield* holdUntil(one, ["/repo/a"])
        const second = yield* holdUntil(two, ["/repo/a"])
        yield* TestClock.adjust(500)
        assert.isFalse(Deferred.isDoneUnsafe(second.entered))
        yield* first.end
        yield* TestClock.adjust(Limits.lockPauseMillisMax)
        assert.isTrue(Deferred.isDoneUnsafe(second.entered))
        yield* second.end
        yield* Fiber.joinAll([first.fiber, second.fiber])
      })
    )
  )

  it.effect("are asked for in growing pauses", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(10_000)
        const { attempts, hold } = yield* MemoryLock.MemoryLock
        const release = yield* hold("/repo/a")
        const waiting = yield* start(process.withLocks(["/repo/a"])(Effect.void))
        assert.strictEqual(yield* attempts, 1)
        yield* TestClock.adjust(Limits.lockPauseMillis)
        assert.strictEqual(yield* attempts, 2)
        yield* TestClock.adjust(9000)
        // Each pause is by chance between half of the longest and all of it, but for the first few.
        const longest = 9000 / Limits.lockPauseMillisMax
        assert.isAtLeast(yield* attempts, longest)
        assert.isAtMost(yield* attempts, 2 * longest + 10)
        yield* release
        yield* untilDone(waiting)
      })
    )
  )
})

describe("a wait", () => {
  it.effect("ends in time, and says who holds the lock, to those who wait behind it too", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(2000)
        const { hold } = yield* MemoryLock.MemoryLock
        const release = yield* hold("/repo/a", other)
        const first = yield* start(Effect.flip(process.withLocks(["/repo/a"])(Effect.die("entered"))))
        const second = yield* start(Effect.flip(process.withLocks(["/repo/a"])(Effect.die("entered"))))
        yield* TestClock.adjust(1999)
        assert.deepStrictEqual([first.pollUnsafe(), second.pollUnsafe()], [undefined, undefined])
        yield* TestClock.adjust(1)
        const busy: AdvisoryLocks.LockBusy = { _tag: "LockBusy", heldBy: other, waitedMs: 2000 }
        assert.deepStrictEqual(yield* Fiber.joinAll([first, second]), [busy, busy])
        assert.strictEqual(process.size(), 0)
        yield* release
      })
    )
  )

  it.effect("counts its parts within the process and between processes together", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(1000)
        const { held, hold } = yield* MemoryLock.MemoryLock
        const [here, there] = ["/repo/here", "/repo/there"] as const
        const inProcess = yield* holdUntil(process, [here])
        const release = yield* hold(there, other)
        const waiting = yield* start(Effect.flip(process.withLocks([there, here])(Effect.die("entered"))))
        yield* TestClock.adjust(600)
        yield* inProcess.end
        yield* TestClock.adjust(399)
        assert.isUndefined(waiting.pollUnsafe())
        yield* TestClock.adjust(1)
        assert.deepStrictEqual(yield* Fiber.join(waiting), { _tag: "LockBusy", heldBy: other, waitedMs: 1000 })
        assert.deepStrictEqual([yield* held, process.size()], [[FileLock.slotOf(there)], 0])
        yield* release
      })
    )
  )

  it.effect("for this process's own lock ends in time too", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(50)
        const nested = process.withLocks(["/repo/a"])(Effect.flip(process.withLocks(["/repo/a"])(Effect.void)))
        const fiber = yield* start(nested)
        yield* TestClock.adjust(50)
        assert.deepStrictEqual(yield* Fiber.join(fiber), { _tag: "LockBusy", heldBy: undefined, waitedMs: 50 })
      })
    )
  )

  it.effect("of no time takes what is free, and says at once what is not", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(0)
        const { hold } = yield* MemoryLock.MemoryLock
        assert.strictEqual(yield* process.withLocks(["/repo/a"])(Effect.succeed("entered")), "entered")
        const release = yield* hold("/repo/a", other)
        const fiber = yield* start(Effect.flip(process.withLocks(["/repo/a"])(Effect.void)))
        yield* TestClock.adjust(0)
        assert.deepStrictEqual(yield* Fiber.join(fiber), { _tag: "LockBusy", heldBy: other, waitedMs: 0 })
        yield* release
      })
    )
  )
})

describe("an interruption", () => {
  const keys = ["/repo/a", "/repo/b", "/repo/c"]

  it.effect("of whoever holds locks frees them", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(1000)
        const { held } = yield* MemoryLock.MemoryLock
        const holder = yield* holdUntil(process, keys)
        assert.strictEqual((yield* held).length, 3)
        yield* Fiber.interrupt(holder.fiber)
        assert.deepStrictEqual([yield* held, process.size()], [[], 0])
      })
    )
  )

  it.effect("of whoever waits ends the wait at once, and leaves the others in their order", () =>
    inMemory(
      Effect.gen(function* () {
        const process = yield* makeProcess(1000)
        const { hold } = yield* MemoryLock.MemoryLock
        const release = yield* hold("/repo/a", other)
        const order: Array<number> = []
        const enter = (i: number) => start(process.withLocks(["/repo/a"])(Effect.sync(() => order.push(i))))
        const waiting = yield* Effect.forEach([0, 1, 2, 3], enter)
        yield* TestClock.adjust(5)
        // The first looks for the file again and again, the third waits for its turn.
        yield* Fiber.interrupt(waiting[0]!)
        yield* Fiber.interrupt(waiting[2]!)
        yield* release
        yield* untilDone(waiting[3]!)
        assert.deepStrictEqual(order, [1, 3])
        assert.strictEqual(process.size(), 0)
      })
    )
  )

  it.effect("after any number of steps leaves nothing held", () =>
    inMemory(
      Effect.gen(function* () {
        const files = yield* (yield* FileLock).open(undefined)
        const { held, hold } = yield* MemoryLock.MemoryLock
        // One that takes a turn to tell that it has the lock.
        const tryLock: LockFiles["tryLock"] = (slot) => Effect.tap(files.tryLock(slot), () => Effect.yieldNow)
        const process = AdvisoryLocks.make({ ...files, tryLock }, { waitMillis: 1000 })
        const work = process.withLocks(keys)(Effect.andThen(Effect.yieldNow, Effect.yieldNow))
        let entered = 0
        for (let steps = 0; steps < 40; steps++) {
          const release = steps % 2 === 0 ? Effect.void : yield* hold("/repo/b", other)
          const fiber = yield* Effect.forkChild(work)
          for (let i = 0; i < steps; i++) yield* i % 4 === 3 ? TestClock.adjust(1) : Effect.yieldNow
          if (steps % 3 === 0) yield* release
          yield* Fiber.interrupt(fiber)
          if (Exit.isSuccess(yield* Fiber.await(fiber))) entered++
          if (steps % 3 !== 0) yield* release
          assert.deepStrictEqual([yield* held, process.size()], [[], 0], `after ${steps} steps`)
        }
        // Some were too late, and some not.
        assert.isAbove(entered, 5)
        assert.isBelow(entered, 35)
      })
    )
  )
})

describe("several locks at once", () => {
  const files = Array.from({ length: 12 }, (_, i) => `/repo/f${i}`)

  /** Processes with fibers that each hold some files at a time; tells how often two of them had the same slot. */
  const crowd = (locking: "locked" | "unlocked") =>
    Effect.gen(function* () {
      const processes = yield* Effect.forEach([1, 2, 3], () => makeProcess(1_000_000))
      const inside = new Set<string>()
      let [overlaps, entered] = [0, 0]
      const work = (keys: ReadonlyArray<string>) => {
        const slots = [...new Set(keys.map(FileLock.slotOf))]
        return Effect.gen(function* () {
          entered++
          overlaps += slots.filter((slot) => inside.has(slot)).length
          for (const slot of slots) inside.add(slot)
          yield* Effect.sleep(1)
          for (const slot of slots) inside.delete(slot)
        })
      }
      const fibers = yield* Effect.forEach(Array.from({ length: 120 }), (_, i) => {
        // In an order that differs from fiber to fiber: 1 to 4 neighbours, forwards or backwards.
        const keys = Array.from({ length: 1 + (i % 4) }, (__, n) => files[(i * 7 + n) % files.length]!)
        if (i % 2 === 0) keys.reverse()
        return start(locking === "locked" ? processes[i % 3]!.withLocks(keys)(work(keys)) : work(keys))
      })
      yield* untilDone(yield* start(Fiber.joinAll(fibers)))
      return { entered, overlaps, size: processes.reduce((sum, process) => sum + process.size(), 0) }
    })

  it.effect("exclude everybody who wants one of them, and nobody waits forever", () =>
    inMemory(
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* crowd("locked"), { entered: 120, overlaps: 0, size: 0 })
      })
    )
  )

  it.effect("are what keeps them apart: without locks they meet", () =>
    inMemory(
      Effect.gen(function* () {
        assert.isAbove((yield* crowd("unlocked")).overlaps, 10)
      })
    )
  )

  it.effect("are all given back when one of them fails", () =>
    inMemory(
      Effect.gen(function* () {
        const files = yield* (yield* FileLock).open(undefined)
        const { held } = yield* MemoryLock.MemoryLock
        const broken = [files.slotOf("/repo/a"), files.slotOf("/repo/b")].sort()[1]
        const failing: LockFiles = {
          ...files,
          tryLock: (slot) => (slot === broken ? Effect.fail(accessFailure("EIO", "open")) : files.tryLock(slot))
        }
        const process = AdvisoryLocks.make(failing, { waitMillis: 1000 })
        const failure = yield* Effect.flip(process.withLocks(["/repo/a", "/repo/b"])(Effect.void))
        assert.strictEqual(failure._tag, "AccessFailure")
        assert.deepStrictEqual([yield* held, process.size()], [[], 0])
      })
    )
  )
})

describe("the number of open lock files", () => {
  /** Files with slots of their own, as many as there are. */
  const distinct = [...new Map(Array.from({ length: 4000 }, (_, i) => [FileLock.slotOf(`/f${i}`), `/f${i}`])).values()]

  it.effect("is bounded, whoever wants how many", () =>
    inMemory(
      Effect.gen(function* () {
        assert.strictEqual(distinct.length, 256)
        const process = yield* makeProcess(1_000_000)
        const { held } = yield* MemoryLock.MemoryLock
        let peak = 0
        const work = Effect.gen(function* () {
          peak = Math.max(peak, (yield* held).length)
          yield* Effect.sleep(1)
        })
        const ones = yield* Effect.forEach(distinct.slice(0, 150), (key) => start(process.withLocks([key])(work)))
        yield* untilDone(yield* start(Fiber.joinAll(ones)))
        assert.strictEqual(peak, Limits.lockFilesMax)
        // More than that at once is for whoever is alone.
        const all = yield* start(process.withLocks(distinct)(work))
        const one = yield* start(process.withLocks([distinct[0]!])(work))
        yield* untilDone(yield* start(Fiber.joinAll([all, one])))
        assert.strictEqual(peak, 256)
        assert.strictEqual(process.size(), 0)
      })
    )
  )
})

describe("the slot of a file", () => {
  it("is the same in every process and version", () => {
    const table = [
      ["", "c5"],
      ["/repo/a.ts", "34"],
      ["/repo/b.ts", "36"],
      ["/repo/ö/😀", "71"],
      ["C:\\repo\\a.ts", "47"]
    ] as const
    assert.deepStrictEqual(
      table.map(([key]) => FileLock.slotOf(key)),
      table.map(([, slot]) => slot)
    )
  })

  it("is any of 256, none of them much more often than others", () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 25_600; i++) {
      const slot = FileLock.slotOf(`/home/somebody/project/packages/io/src/Module${i}.ts`)
      counts.set(slot, (counts.get(slot) ?? 0) + 1)
    }
    assert.strictEqual(counts.size, 256)
    assert.isBelow(Math.max(...counts.values()), 200)
  })
})

describe("without a platform's layer", () => {
  it.effect("there are no locks between processes, and whoever wants them is told", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip((yield* FileLock).open(undefined))
      assert.strictEqual(failure._tag, "LockUnsupported")
    }).pipe(Effect.scoped)
  )
})
