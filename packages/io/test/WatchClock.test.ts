import { assert, describe, it } from "@effect/vitest"
import type { WatchSource } from "@ploke/io"
import { accessFailure, OriginId, PathPolicy, WatchLedger, WatchService } from "@ploke/io"
import { FaultAccess, MemoryWatchSource, TestPlokeIo } from "@ploke/io-testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Limits from "../src/WatchLimits.ts"
import type { Ear } from "./Watching.ts"
import { flush, foreign, hashOf, layerOver, listen, onDisk, settle, Stall, witness } from "./Watching.ts"

const tree = { "/repo/a": "1", "/repo/d/b": "2" }

const pass = (millis: number) => Effect.andThen(TestClock.adjust(millis), settle)

const source = MemoryWatchSource.MemoryWatchSource

const advised = (base: WatchSource): WatchSource => ({
  ...base,
  advice: (why) => (why === "watch-limit" ? "raise the limit" : undefined)
})

/** A source that refuses to watch a root for as long as there is a reason. */
const refusing =
  (code: () => string | undefined) =>
  (base: WatchSource): WatchSource => ({
    ...base,
    open: (root, request) =>
      Effect.suspend(() => {
        const refusal = code()
        return refusal === undefined ? base.open(root, request) : Effect.fail(accessFailure(refusal, "inotify_init"))
      })
  })

/** Lets time pass until something is told, at most so long; gives how much has passed. */
const untilTold = Effect.fnUntraced(function* (ear: Ear, millisMax: number, step = 10) {
  const from = yield* Clock.currentTimeMillis
  const heard = ear.heard.length
  while (ear.heard.length === heard) {
    const now = yield* Clock.currentTimeMillis
    if (now - from >= millisMax) return assert.fail(`nothing was told in ${millisMax} ms`)
    yield* pass(step)
  }
  return ear.heard[heard]![0] - from
})

describe("an event", () => {
  it.effect("comes after 50 ms of quiet, and not before", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.write("a", "11")
      yield* pass(49)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(1)
      assert.deepStrictEqual(ear.news(), ["Modified content a"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("waits for 50 ms after the last change", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      for (let i = 0; i < 5; i++) {
        disk.write("a", `1${i}`)
        yield* pass(40)
      }
      assert.deepStrictEqual(ear.news(), [])
      disk.write("c", "3")
      yield* pass(49)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(1)
      assert.deepStrictEqual(ear.news(), ["Created c", "Modified content a"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("comes in time although changes never stop, and the last one tells what is on the disk", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const watch = yield* WatchService
      const ear = yield* listen
      for (let i = 0; i < 200; i++) {
        disk.write("a", `change ${i}`)
        yield* pass(10)
      }
      yield* pass(50)
      const told = ear.timed()
      assert.isAtLeast(told.length, 4)
      let before = 0
      for (const [at, text] of told) {
        assert.strictEqual(text, "Modified content a")
        // A quiet period is waited for 500 ms at most, and the next one begins with the next change.
        assert.isAtMost(at - before, Limits.quietMillisMax + 10)
        before = at
      }
      assert.isAtMost(told[0]![0], Limits.quietMillisMax)
      const model = yield* watch.since("")
      const last = ear.heard.at(-1)![1]
      const known = model.events.find((event) => "path" in event && event.path === "/repo/a")
      assert.isTrue(last._tag === "Modified" && known?._tag === "Created" && last.hash === known.hash)
      assert.strictEqual((yield* onDisk("/repo")).get("/repo/a"), yield* hashOf("change 199"))
      yield* flush
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect.each([0, 200, 1_000])("with a debounce of %i ms comes after that", (debounce) =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* pass(7)
      ear.news()
      disk.write("a", "11")
      if (debounce > 0) {
        yield* pass(debounce - 1)
        assert.deepStrictEqual(ear.news(), [])
      }
      yield* pass(1)
      assert.deepStrictEqual(ear.news(), ["Modified content a"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { debounce })))
  )

  it.effect("tells when it was seen", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* pass(1_000)
      disk.write("a", "11")
      yield* pass(1_000)
      const [[at, event] = []] = ear.heard
      assert.isTrue(event?._tag === "Modified" && event.observedAt === at && at === 1_050)
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

describe("a removal", () => {
  it.effect("is held for one more quiet period", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.remove("a")
      disk.write("c", "3")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), ["Created c"])
      yield* pass(49)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(1)
      assert.deepStrictEqual(ear.news(), ["Removed a"])
      yield* pass(5_000)
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("becomes a rename if the file turns up within it", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.move("a", "/outside/a")
      yield* pass(60)
      assert.deepStrictEqual(ear.news(), [])
      disk.move("/outside/a", "d/a")
      yield* pass(100)
      assert.deepStrictEqual(ear.news(), ["Renamed a to d/a"])
    }).pipe(Effect.provide(TestPlokeIo.layer({ ...tree, "/outside/": "" }, { roots: ["/repo"] })))
  )

  it.effect("is a removal if the file turns up later", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.move("a", "/outside/a")
      yield* pass(110)
      disk.move("/outside/a", "d/a")
      yield* pass(200)
      assert.deepStrictEqual(ear.news(), ["Removed a", "Created d/a"])
    }).pipe(Effect.provide(TestPlokeIo.layer({ ...tree, "/outside/": "" }, { roots: ["/repo"] })))
  )

  it.effect("of a folder is held as a whole, and is told as it was taken back if it was", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.move("d", "/outside/d")
      yield* pass(60)
      assert.deepStrictEqual(ear.news(), [])
      disk.move("/outside/d", "d")
      yield* pass(200)
      assert.deepStrictEqual(ear.news(), [])
      disk.remove("d")
      yield* pass(60)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(40)
      assert.deepStrictEqual(ear.news(), ["Removed d/b", "Removed d"])
    }).pipe(Effect.provide(TestPlokeIo.layer({ ...tree, "/outside/": "" }, { roots: ["/repo"] })))
  )

  it.effect("is held no longer than that although other changes never stop", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.remove("a")
      for (let i = 0; i < 130; i++) {
        disk.write("d/b", `change ${i}`)
        yield* pass(10)
      }
      const [removed] = ear.timed().filter(([, text]) => text === "Removed a")
      assert.isAtMost(removed![0], 2 * Limits.quietMillisMax + 20)
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

describe("a root", () => {
  it.effect("that is gone is noticed by the clock alone, and so is its return", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* (yield* source).silence
      disk.remove("/repo")
      yield* pass(Limits.rootCheckMillis + 200)
      assert.deepStrictEqual(ear.news(), ["Removed d/b", "Removed d", "Removed a", "Root . lost"])
      yield* pass(5_000)
      assert.deepStrictEqual(ear.news(), [])
      disk.make("/repo")
      disk.write("c", "3")
      yield* pass(Limits.rootCheckMillis + 200)
      assert.sameMembers(
        [...ear.news()],
        ["Root . scanning", "Root . ready", "Created c", "Gap . root-lost recovered 1"]
      )
      yield* (yield* source).resume
      disk.write("c", "33")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), ["Modified content c"])
    }).pipe(Effect.provide(TestPlokeIo.layer({ ...tree, "/outside/": "" }, { roots: ["/repo"] })))
  )

  it.effect("that is another folder by now is noticed by the clock alone", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* (yield* source).silence
      disk.move("/repo", "/old")
      disk.make("/repo/d")
      disk.write("d/b", "2")
      disk.write("c", "3")
      yield* pass(2 * Limits.rootCheckMillis + 300)
      const told = ear.news()
      assert.includeMembers([...told], ["Root . scanning", "Root . ready", "Removed a", "Created c"])
      assert.strictEqual(told.filter((text) => text.startsWith("Gap . root-replaced recovered")).length, 1)
      assert.notInclude([...told], "Removed d/b")
      yield* (yield* source).resume
      disk.write("d/e", "33")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), ["Created d/e"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { roots: ["/repo"] })))
  )

  it.effect("that is added is watched at once", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const policy = yield* PathPolicy
      const ear = yield* listen
      yield* policy.update({ roots: ["/repo", "/other"] })
      yield* pass(0)
      assert.deepStrictEqual(ear.news(), ["Root /other scanning", "Root /other ready"])
      yield* policy.update({ roots: ["/repo", "/other", "/third"] })
      const second = yield* listen
      disk.write("/third/y", "1")
      yield* pass(1_000)
      assert.includeMembers([...second.news()], ["Created /third/y"])
    }).pipe(Effect.provide(TestPlokeIo.layer({ ...tree, "/other/x": "1", "/third/x": "1" }, { roots: ["/repo"] })))
  )
})

describe("a source that has lost notifications", () => {
  it.effect("is made up for: everything that differs is told, how much that was, and the application is warned", () => {
    const { emitted, layer } = witness()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* (yield* source).silence
      disk.write("a", "11")
      disk.remove("d")
      disk.make("n")
      disk.write("n/x", "3")
      yield* pass(10_000)
      assert.deepStrictEqual(ear.news(), [])
      yield* (yield* source).lose("overflow")
      yield* pass(50)
      const told = ear.news()
      assert.deepStrictEqual(told, [
        "Removed d/b",
        "Removed d",
        "Created n",
        "Created n/x",
        "Modified content a",
        "Gap . overflow recovered 5"
      ])
      const reasons = emitted.map((error) => ("reason" in error ? error.reason : error))
      assert.strictEqual(reasons.length, 1)
      assert.deepInclude(reasons[0], { _tag: "WatchOverflow", roots: ["/repo"], dropped: 5 })
      assert.deepInclude((yield* (yield* WatchService).status).roots[0], { state: "ready", gaps: 1 })
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree).pipe(Layer.provide(layer))))
  })
})

describe("a source that may have lost notifications", () => {
  it.effect("is said to have dropped one at least, though nothing differs", () => {
    const { emitted, layer } = witness()
    return Effect.gen(function* () {
      const ear = yield* listen
      yield* (yield* source).lose("overflow")
      yield* pass(50)
      assert.include(ear.news(), "Gap . overflow recovered 0")
      const reasons = emitted.map((error) => ("reason" in error ? error.reason : error))
      assert.strictEqual(reasons.length, 1)
      assert.deepInclude(reasons[0], { _tag: "WatchOverflow", roots: ["/repo"], dropped: 1 })
    }).pipe(Effect.provide(TestPlokeIo.layer(tree).pipe(Layer.provide(layer))))
  })
})

describe("a system that grants no more watches", () => {
  const limited = Effect.gen(function* () {
    const memory = yield* source
    for (const folder of ["/repo", "/repo/d", "/repo/e"]) yield* memory.kill(folder)
    yield* memory.grant("nothing")
    yield* memory.lose("watch-limit", "no inotify watches are left")
  })

  it.effect("makes a root degraded, which is told once, and every change is found by looking again and again", () => {
    const { emitted, layer } = witness()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const watch = yield* WatchService
      const ear = yield* listen
      yield* pass(1)
      ear.news()
      yield* limited
      yield* pass(100)
      assert.deepStrictEqual(ear.news(), ["Root . degraded", "Gap . watch-limit recovered 0"])
      const [status] = (yield* watch.status).roots
      assert.deepInclude(status, { state: "degraded", why: "no inotify watches are left", gaps: 1 })
      const delays: Array<number> = []
      for (let i = 0; i < 4; i++) {
        disk.write("a", `change ${i}`)
        disk.write(`e/${i}`, "new")
        const delay = yield* untilTold(ear, 40_000, 100)
        yield* pass(100)
        assert.deepStrictEqual(ear.news(), [`Created e/${i}`, "Modified content a"])
        delays.push(delay)
      }
      // As long as there is something to find, it is looked every two seconds, give or take a turn of the clock.
      for (const delay of delays) assert.isAtMost(delay, Limits.rescanMillis + 2 * Limits.rootCheckMillis)
      const rescans = Effect.map(watch.status, ({ roots }) => roots[0]!.rescans)
      const looks: Array<number> = []
      let before = yield* rescans
      for (let second = 1; second <= 200; second++) {
        yield* pass(1_000)
        const now = yield* rescans
        if (now > before) looks.push(second)
        before = now
      }
      const pauses = looks.map((at, i) => at - (looks[i - 1] ?? 0)).slice(1)
      assert.deepStrictEqual(pauses.slice(0, 4), [2, 4, 8, 16])
      assert.isTrue(
        pauses.slice(4).every((pause) => pause >= 30 && pause <= 31),
        pauses.join()
      )
      assert.deepStrictEqual(ear.news(), [])
      assert.deepStrictEqual(
        emitted.map((error) => ("reason" in error ? error.reason._tag : error._tag)),
        ["WatchDegraded"]
      )
      assert.include(emitted[0]!.message, "no inotify watches are left")
      assert.include(emitted[0]!.message, "raise the limit")
    }).pipe(Effect.provide(layerOver({ ...tree, "/repo/e/": "" }, [], { through: advised }).pipe(Layer.provide(layer))))
  })

  it.effect("is asked again, and the root is ready when it does", () => {
    const { emitted, layer } = witness()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const memory = yield* source
      const watch = yield* WatchService
      const ear = yield* listen
      yield* limited
      yield* pass(60_000)
      disk.write("a", "lost on nobody")
      ear.news()
      yield* memory.grant("all")
      yield* pass(Limits.rescanMillisMax + 2 * Limits.rootCheckMillis)
      assert.sameMembers([...ear.news()], ["Root . ready", "Modified content a"])
      assert.deepInclude((yield* watch.status).roots[0], { state: "ready", revived: 3 })
      disk.write("d/b", "at once")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), ["Modified content d/b"])
      // And may be short of them again, which is told again.
      yield* limited
      yield* pass(1_000)
      assert.include(ear.news(), "Root . degraded")
      assert.strictEqual(emitted.length, 2)
    }).pipe(Effect.provide(TestPlokeIo.layer({ ...tree, "/repo/e/": "" }).pipe(Layer.provide(layer))))
  })

  it.effect.each(["some folders", "the root"])("for %s is no reason to look less often after a flush", (what) =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      if (what === "some folders") yield* limited
      yield* pass(1_000)
      disk.write("a", "by a flush")
      yield* flush
      assert.include(ear.news(), "Modified content a")
      for (let i = 0; i < 10; i++) yield* flush
      disk.write("a", "changed")
      assert.isAtMost(yield* untilTold(ear, 40_000, 100), 2 * Limits.rescanMillis + 2 * Limits.rootCheckMillis)
    }).pipe(
      Effect.provide(
        layerOver({ ...tree, "/repo/e/": "" }, [], {
          through: refusing(() => (what === "the root" ? "EMFILE" : undefined))
        })
      )
    )
  )

  it.effect("not even for the root itself makes a root degraded as well, and no change is lost", () => {
    const { emitted, layer } = witness()
    let isGranted = false
    return Effect.gen(function* () {
      const disk = yield* foreign
      const watch = yield* WatchService
      const ear = yield* listen
      yield* flush
      ear.news()
      assert.deepInclude((yield* watch.status).roots[0], { state: "degraded", entries: 3 })
      for (let i = 0; i < 6; i++) {
        disk.write("a", `change ${i}`)
        const delay = yield* untilTold(ear, 40_000, 100)
        assert.isAtMost(delay, Limits.rescanMillis * 2 + 2 * Limits.rootCheckMillis)
        yield* pass(100)
        assert.deepStrictEqual(ear.news(), ["Modified content a"])
      }
      disk.remove("d")
      isGranted = true
      yield* pass(Limits.rescanMillisMax)
      assert.sameMembers([...ear.news()], ["Removed d/b", "Removed d", "Root . ready"])
      assert.strictEqual(emitted.length, 1)
      disk.write("a", "at once")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), ["Modified content a"])
    }).pipe(
      Effect.provide(
        layerOver(tree, [], { through: refusing(() => (isGranted ? undefined : "EMFILE")) }).pipe(Layer.provide(layer))
      )
    )
  })
})

describe("a folder that the system forgot to watch", () => {
  it.effect("is found at the next turn when it is new, and a minute later when it is not", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const memory = yield* source
      const ear = yield* listen
      yield* pass(2 * Limits.rootCheckMillis)
      yield* memory.kill("/repo/n")
      disk.make("n")
      yield* pass(60)
      disk.write("n/unseen", "1")
      yield* pass(Limits.rootCheckMillis + 50)
      assert.deepStrictEqual(ear.news(), ["Created n", "Created n/unseen"])
      assert.deepInclude((yield* (yield* WatchService).status).roots[0], { state: "ready", revived: 1, gaps: 0 })
      disk.write("n/seen", "1")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), ["Created n/seen"])
      yield* memory.kill("/repo/d")
      disk.write("d/b", "changed")
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(Limits.deadCheckMillisMax + 100)
      assert.deepStrictEqual(ear.news(), ["Modified content d/b"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

describe("a change that the system never tells", () => {
  it.effect("is found by the look at everything every ten minutes, which is told to nobody otherwise", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* (yield* source).silence
      disk.write("a", "changed")
      yield* pass(Limits.auditMillis - 1_000)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(1_000 + 2 * Limits.rootCheckMillis)
      assert.deepStrictEqual(ear.news(), ["Modified content a"])
      disk.write("d/b", "changed")
      yield* pass(Limits.auditMillis + 2 * Limits.rootCheckMillis)
      assert.deepStrictEqual(ear.news(), ["Modified content d/b"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

describe("a write of ours", () => {
  const begin = Effect.gen(function* () {
    const own = yield* WatchLedger
    const origin = yield* OriginId.makeRandom
    const state = { path: "/repo/a", before: yield* hashOf("1"), after: yield* hashOf("22") }
    return { origin, end: own.announce([state], origin) }
  })
  const originsOf = (ear: Ear) => ear.heard.flatMap(([, event]) => ("origin" in event ? [event.origin] : []))

  it.effect("that goes on postpones the look until it ends", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* pass(1)
      const { end, origin } = yield* begin
      disk.write("a", "22")
      disk.write("d/b", "theirs")
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), ["Modified content d/b"])
      end("applied")
      yield* pass(100)
      assert.deepStrictEqual(ear.news(), ["Modified content a"])
      assert.deepStrictEqual(originsOf(ear), [origin])
    }).pipe(Effect.provide(layerOver(tree)))
  )

  it.effect("is told at once if nobody was about to look", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* (yield* source).silence
      const { end, origin } = yield* begin
      disk.write("a", "22")
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), [])
      end("applied")
      yield* pass(50)
      assert.deepStrictEqual([ear.news(), originsOf(ear)], [["Modified content a"], [origin]])
    }).pipe(Effect.provide(layerOver(tree)))
  )

  it.effect("that does not end postpones the look by five seconds, and no more", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      const { end } = yield* begin
      disk.write("a", "theirs")
      yield* pass(Limits.ownWriteMillisMax)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(200)
      assert.deepStrictEqual([ear.news(), originsOf(ear)], [["Modified content a"], []])
      end("unchanged")
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(layerOver(tree)))
  )

  it.effect("does not keep a flush waiting", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      const { end, origin } = yield* begin
      disk.write("a", "22")
      yield* flush
      assert.deepStrictEqual([ear.news(), originsOf(ear)], [["Modified content a"], [origin]])
      end("applied")
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(layerOver(tree)))
  )

  it.effect("is known for what it is also if it could not be looked at at once", () => {
    const stall = new Stall()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      const { end, origin } = yield* begin
      disk.write("a", "22")
      end("applied")
      stall.refuse("EMFILE")
      yield* pass(50)
      assert.deepStrictEqual(ear.news(), [])
      yield* pass(50)
      assert.deepStrictEqual([ear.news(), originsOf(ear)], [["Modified content a"], [origin]])
    }).pipe(Effect.provide(layerOver(tree, [], { stall })))
  })

  it.effect("of a folder postpones what somebody else puts into it", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      const own = yield* WatchLedger
      const end = own.announce([{ path: "/repo/n", before: "absent", after: "directory" }], undefined)
      disk.make("n")
      disk.write("n/x", "theirs")
      yield* pass(1_000)
      assert.deepStrictEqual(ear.news(), [])
      end("applied")
      yield* pass(100)
      assert.deepStrictEqual(ear.news(), ["Created n", "Created n/x"])
    }).pipe(Effect.provide(layerOver(tree)))
  )
})

describe("an idle watcher", () => {
  it.effect("looks at its roots twice a second, and at nothing else", () =>
    Effect.gen(function* () {
      const ear = yield* listen
      const access = yield* FaultAccess.FaultAccess
      const watch = yield* WatchService
      yield* pass(1_000)
      ear.news()
      const counts = (yield* watch.status).counts
      const before = access.calls.length
      yield* pass(30_000)
      const since = access.calls.slice(before)
      assert.deepStrictEqual(
        new Set(since.map(({ operation, paths }) => `${operation} ${paths.join()}`)),
        new Set(["survey /repo", "survey /other"])
      )
      assert.strictEqual(since.length, (2 * 30_000) / Limits.rootCheckMillis)
      assert.deepStrictEqual((yield* watch.status).counts, counts)
      assert.deepStrictEqual(ear.news(), [])
    }).pipe(Effect.provide(layerOver({ ...tree, "/other/x": "1" }, [], { roots: ["/repo", "/other"] })))
  )

  it.effect("does nothing at all before the first subscriber", () =>
    Effect.gen(function* () {
      yield* WatchService
      const access = yield* FaultAccess.FaultAccess
      const before = access.calls.length
      yield* pass(60_000)
      assert.strictEqual(access.calls.length, before)
      // The same after somebody has come: it does see calls.
      yield* listen
      yield* pass(1_000)
      assert.isAbove(access.calls.length, before)
    }).pipe(Effect.provide(layerOver(tree)))
  )
})
