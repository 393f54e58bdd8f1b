import { FileSystemAccess, PlokeIo, ReadService } from "@ploke/io"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as TestClock from "effect/testing/TestClock"
import { CrashFailure, exploreCrashes, MemoryFileSystem, TestHasher } from "@ploke/io-testing"
import { using } from "./crash/Leaves.ts"
import * as Replace from "./crash/ReplaceProgram.ts"

class Refused extends Data.TaggedError("Refused")<{ readonly why: string }> {}

/** Everything below the root, as a check finds it. */
const names = using((fs) => Effect.map(fs.readDirectory("/", { recursive: true }), (found) => found.sort()))

/** A check that refuses nothing and keeps what it was told. */
const keeping =
  <A>(seen: Array<A>) =>
  (outcome: A) =>
    Effect.sync(() => void seen.push(outcome))

describe("the program", () => {
  it.effect("is known to have ended only where the power was cut after it", () =>
    Effect.gen(function* () {
      const seen: Array<readonly [told: string, acknowledged: Option.Option<string>]> = []
      const report = yield* exploreCrashes({
        act: (tell: (word: string) => Effect.Effect<void>) =>
          using((fs) =>
            Effect.gen(function* () {
              yield* fs.makeDirectory("/a")
              yield* tell("made a")
              yield* tell("go on")
              yield* fs.makeDirectory("/b")
              yield* tell("made b")
              return "done"
            })
          ),
        check: ({ acknowledged, told }) => keeping(seen)([told.join(), acknowledged])
      })
      assert.deepStrictEqual([report.cuts, report.exit], [3, Exit.succeed("done")])
      const distinct = [...new Set(seen.map(([told, end]) => `${told}; ${Option.getOrElse(end, () => "cut")}`))]
      assert.deepStrictEqual(distinct, ["; cut", "made a,go on; cut", "made a,go on,made b; done"])
    })
  )

  it.effect("may fail, which the check judges", () =>
    Effect.gen(function* () {
      const act = using((fs) => Effect.andThen(fs.makeDirectory("/a"), new Refused({ why: "no" })))
      const fails = yield* exploreCrashes({
        act,
        check: ({ acknowledged, exit }) =>
          Option.isNone(acknowledged) && Option.isNone(exit) ? Effect.void : Effect.fail("it has ended")
      }).pipe(Effect.flip)
      assert.deepStrictEqual([Cause.squash(fails.cause), fails.cuts[0]?.done], ["it has ended", 1])
      const passes = yield* exploreCrashes({ act, check: () => Effect.void })
      assert.deepStrictEqual(passes.exit, Exit.fail(new Refused({ why: "no" })))
    })
  )

  it.effect("must not die: what it did then proves nothing", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(exploreCrashes({ act: Effect.die("a typo"), check: () => Effect.void }))
      assert.deepStrictEqual(exit, Exit.die("a typo"))
    })
  )

  it.effect("cleans up only where the power was not cut before", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const program = using((fs) =>
        Effect.andThen(
          Effect.acquireRelease(fs.writeFileString("/t", ""), () => Effect.orDie(fs.remove("/t"))),
          fs.writeFileString("/f", "")
        )
      )
      const report = yield* exploreCrashes({
        act: program,
        check: ({ exit }) => Effect.map(names, (found) => void seen.push(`${found.join()} ${exit._tag}`))
      })
      assert.strictEqual(report.operations.length, 3)
      assert.includeMembers(seen, ["t None", "f,t None", "f Some", "f,t Some"])
    })
  )

  it.effect("is cut between the operations of fibers that take turns", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const both = using((fs) =>
        Effect.forEach(
          ["/a", "/b"],
          (path) =>
            Effect.andThen(fs.makeDirectory(path), Effect.andThen(Effect.yieldNow, fs.makeDirectory(`${path}/c`))),
          {
            concurrency: "unbounded"
          }
        )
      )
      const report = yield* exploreCrashes({
        act: both,
        profile: "journal",
        check: () => Effect.map(names, (found) => void seen.push(found.join()))
      })
      assert.deepStrictEqual(
        report.operations.map(({ path }) => path),
        ["/a", "/b", "/a/c", "/b/c"]
      )
      assert.deepStrictEqual([...new Set(seen)], ["", "a", "a,b", "a,a/c,b", "a,a/c,b,b/c"])
    })
  )

  it.effect("draws the same random numbers in every run", () =>
    Effect.gen(function* () {
      const act = Effect.flatMap(Random.nextInt, (number) => using((fs) => fs.makeDirectory(`/${number}`)))
      const run = (seed: number) => exploreCrashes({ act, check: () => Effect.void, seed })
      const paths = (seed: number) => Effect.map(run(seed), (report) => report.operations.map(({ path }) => path))
      assert.deepStrictEqual(yield* paths(1), yield* paths(1))
      assert.notDeepEqual(yield* paths(1), yield* paths(2))
    })
  )

  const slow = using((fs) =>
    Effect.andThen(Effect.sleep("5 millis"), Effect.andThen(fs.makeDirectory("/a"), Effect.sleep("5 millis")))
  )

  it.live("may wait by the clock of the machine", () =>
    Effect.map(exploreCrashes({ act: slow, recover: Effect.sleep("1 millis"), check: () => Effect.void }), (report) =>
      assert.deepStrictEqual([report.cuts, report.states], [2, 3])
    )
  )

  it.effect("may wait by a clock that the test moves", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(exploreCrashes({ act: slow, check: () => Effect.void }))
      yield* Effect.yieldNow
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber)).operations.length, 1)
    })
  )
})

describe("the setup", () => {
  it.effect("is durable, and over before the program begins", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const report = yield* exploreCrashes({
        tree: { "/tree": "" },
        setup: using((fs) => fs.writeFileString("/setup", "")),
        act: using((fs) => fs.writeFileString("/act", "")),
        check: () => Effect.map(names, (found) => void seen.push(found.join()))
      })
      assert.deepStrictEqual(
        report.operations.map(({ path }) => path),
        ["/act"]
      )
      assert.sameMembers([...new Set(seen)], ["setup,tree", "act,setup,tree"])
    })
  )

  it.effect("fails the search where it fails", () =>
    Effect.gen(function* () {
      const setup = Effect.fail(new Refused({ why: "no disk" }))
      const error = yield* Effect.flip(exploreCrashes({ setup, act: Effect.void, check: () => Effect.void }))
      assert.deepStrictEqual(error, new Refused({ why: "no disk" }))
    })
  )
})

/** Counts its builds and writes a file while it is built, as a service that recovers does. */
class Store extends Context.Service<Store, { readonly put: Effect.Effect<void> }>()("test/Store") {}

const storeLayer = (builds: { count: number }) =>
  Layer.effect(
    Store,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      builds.count++
      let puts = 0
      if (!(yield* fs.exists("/store"))) yield* fs.makeDirectory("/store")
      yield* fs.remove("/store/unfinished", { force: true })
      return { put: Effect.orDie(Effect.suspend(() => fs.writeFileString(`/store/unfinished`, `put ${++puts}`))) }
    })
  )

describe("the services", () => {
  it.effect("are built for each start of the machine, and what they write then is cut too", () =>
    Effect.gen(function* () {
      const builds = { count: 0 }
      const report = yield* exploreCrashes({
        layer: storeLayer(builds),
        setup: Effect.flatMap(Store, (store) => store.put),
        act: Effect.flatMap(Store, (store) => store.put),
        check: () =>
          using((fs) =>
            Effect.flatMap(fs.exists("/store/unfinished"), (exists) =>
              exists ? Effect.fail("the layer did not recover") : Effect.void
            )
          )
      })
      assert.deepStrictEqual(
        report.operations.map(({ call }) => call),
        ["unlink", "create", "write"]
      )
      assert.strictEqual(builds.count, report.states + 2)
      assert.isAbove(report.recoveryCuts, 0)
    })
  )

  it.effect("are built anew also where the caller has built the same layer", () =>
    Effect.gen(function* () {
      const builds = { count: 0 }
      const layer = storeLayer(builds)
      const search = exploreCrashes({
        layer,
        act: Effect.flatMap(Store, (store) => store.put),
        check: () => Effect.void
      })
      const outside = Layer.provideMerge(layer, MemoryFileSystem.layer())
      const report = yield* Effect.provide(Effect.andThen(Store, search), outside)
      assert.strictEqual(report.operations[0]?.call, "mkdir")
      assert.isAbove(builds.count, report.states)
    })
  )

  it.effect("may come from outside, and need what is outside", () =>
    Effect.gen(function* () {
      class Suffix extends Context.Service<Suffix, string>()("test/Suffix") {}
      const makes = Effect.flatMap(Suffix, (suffix) => using((fs) => fs.makeDirectory(`/a${suffix}`)))
      const search = exploreCrashes({ act: makes, check: () => Effect.asVoid(Suffix), layer: storeLayer({ count: 0 }) })
      const report = yield* Effect.provideService(search, Suffix, "bc")
      assert.deepStrictEqual(
        report.operations.map(({ path }) => path),
        ["/store", "/abc"]
      )
    })
  )

  it.effect("may be those of ploke-io", () =>
    Effect.gen(function* () {
      const layer = PlokeIo.layer({ roots: ["/work"] }).pipe(
        Layer.provide(FileSystemAccess.layer),
        Layer.provide(TestHasher.layer)
      )
      const report = yield* exploreCrashes({
        layer,
        tree: Replace.tree,
        act: Replace.replace(),
        recover: Replace.recover(),
        check: (outcome) =>
          Effect.gen(function* () {
            const read = yield* ReadService
            const { content } = yield* read.readFile({ filePath: "/work/notes/today" })
            if (content === Replace.newText) return
            yield* Replace.check(outcome)
          })
      })
      assert.isTrue(report.exhaustive)
    })
  )
})

describe("the recovery", () => {
  it.effect("must not fail", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        exploreCrashes({
          act: using((fs) => fs.makeDirectory("/a")),
          recover: using((fs) => fs.readDirectory("/a")),
          check: () => Effect.void
        })
      )
      assert.strictEqual(failure.phase, "recover")
      assert.include(failure.message, "A power cut after operation 0 of 1 leaves what the recovery fails on.")
      assert.include(failure.message, "The recovery failed:\n  PlatformError: NotFound")
    })
  )

  it.effect("tells the check its result", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      yield* exploreCrashes({
        act: using((fs) => fs.makeDirectory("/a")),
        recover: names,
        check: ({ recovered }) => keeping(seen)(recovered.join())
      })
      assert.deepStrictEqual([...new Set(seen)], ["", "a"])
    })
  )

  it.effect("is cut where it recovered, not where the check looked", () =>
    Effect.gen(function* () {
      const check = () => using((fs) => Effect.ignore(fs.makeDirectory("/by the check")))
      const report = yield* exploreCrashes({ act: Effect.void, check })
      assert.deepStrictEqual([report.cuts, report.recoveryCuts, report.states], [1, 1, 1])
    })
  )

  it.effect("is cut as often as asked for", () =>
    Effect.gen(function* () {
      // Each start of the machine moves the file one name further: only the third finds it where it must not be.
      const next = using((fs) =>
        Effect.gen(function* () {
          for (const [from, to] of [
            ["/2", "/3"],
            ["/1", "/2"],
            ["/0", "/1"]
          ] as const) {
            if (!(yield* fs.exists(from))) continue
            yield* fs.rename(from, to)
            yield* Replace.syncPath("/")
          }
        })
      )
      const run = (depth: number) =>
        exploreCrashes({
          depth,
          tree: { "/0": "" },
          act: Effect.void,
          recover: next,
          check: () => Effect.flatMap(names, (found) => (found.includes("3") ? Effect.fail("too far") : Effect.void))
        })
      yield* run(1)
      yield* run(2)
      const failure = yield* Effect.flip(run(3))
      assert.strictEqual(failure.cuts.length, 3)
      const headline =
        /^A power cut after operation 0 of 0, another after operation \d of \d of the recovery and another /
      assert.match(failure.message, headline)
    })
  )
})

describe("a failure", () => {
  const search = (defect: Replace.ReplaceDefect | undefined, replay?: string) =>
    exploreCrashes({
      tree: Replace.tree,
      act: Replace.replace(defect),
      recover: Replace.recover(defect),
      check: Replace.check,
      replay
    })

  it.effect("tells what happened, what was left of it, and how to see it again", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(search("never syncs the directory"))
      assert.instanceOf(failure, CrashFailure)
      assert.strictEqual(
        failure.message,
        `A power cut after operation 5 of 5 leaves what the check refuses.

Operations of the program:
  1 create /work/notes/.today.tmp, mode 600
  2 write /work/notes/.today.tmp, 19 bytes at 0
  3 chmod /work/notes/.today.tmp to 640
  4 sync /work/notes/.today.tmp
  5 rename /work/notes/.today.tmp -> /work/notes/today
  ---- power cut ----
What it left of what was not synced:
  survived: 1 create /work/notes/.today.tmp, mode 600
  lost: 5 rename /work/notes/.today.tmp -> /work/notes/today

The disk after the power cut:
  / Directory 755
  /work Directory 755
  /work/notes Directory 755
  /work/notes/.today.tmp File 640 "what is to be there"
  /work/notes/today File 640 "what was there"

The disk after the recovery:
  / Directory 755
  /work Directory 755
  /work/notes Directory 755
  /work/notes/today File 640 "what was there"

The check failed:
  Error: the acknowledged content is gone

To run this cut alone: replay: ${JSON.stringify(failure.replay)} (with profile posix, data any, crossDirectoryRename atomic, seed 0)`
      )
    })
  )

  it.effect("is shown by its replay alone", () =>
    Effect.gen(function* () {
      const first = yield* Effect.flip(search("never syncs the file"))
      let checks = 0
      const again = yield* Effect.flip(
        exploreCrashes({
          tree: Replace.tree,
          act: Replace.replace("never syncs the file"),
          recover: Replace.recover(),
          check: (outcome) => Effect.suspend(() => (checks++, Replace.check(outcome))),
          replay: first.replay
        })
      )
      assert.deepStrictEqual([again.message, checks], [first.message, 1])
    })
  )

  it.effect("is not looked for in another program than the one that it was found in", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(search("never syncs the directory"))
      const other = yield* Effect.exit(search("writes in place", failure.replay))
      assert.match(String(Exit.isFailure(other) && Cause.squash(other.cause)), /^RangeError: There is no such cut/)
      const [digest, place] = failure.replay.split("-")
      const changed = yield* Effect.exit(
        search(undefined, `${digest?.startsWith("0") ? "1" : "0"}${digest?.slice(1)}-${place}`)
      )
      assert.match(String(Exit.isFailure(changed) && Cause.squash(changed.cause)), /leads to other operations/)
    })
  )

  it.effect.each(["", "1.1", "nonsense", "00000000", "00000000-1", "00000000-a.b"])(
    "is not looked for by what is no replay: %j",
    (replay) =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(search(undefined, replay))
        assert.match(String(Exit.isFailure(exit) && Cause.squash(exit.cause)), /^RangeError: .* is not the replay/)
      })
  )

  it.effect("is also what an assertion of the check throws", () =>
    Effect.gen(function* () {
      const check = () => Effect.sync(() => assert.strictEqual(1, 2))
      const failure = yield* Effect.flip(exploreCrashes({ act: Effect.void, check }))
      assert.include(failure.message, "expected 1 to equal 2")
      assert.isTrue(Cause.hasDies(failure.cause))
    })
  )
})

describe("the search", () => {
  /** Some hundred images of one cut, and as many of the cuts of its recovery. */
  const wide = (options: {
    readonly imagesMax?: number
    readonly recoveryImagesMax?: number
    readonly depth?: number
  }) => {
    const paths = ["/a", "/b", "/c", "/d", "/e", "/f"]
    const makeAll = using((fs) => Effect.forEach(paths, (path) => fs.makeDirectory(path, { recursive: true })))
    return exploreCrashes({ act: makeAll, recover: makeAll, check: () => Effect.void, ...options })
  }

  it.effect("says whether it tried everything", () =>
    Effect.gen(function* () {
      const report = yield* wide({})
      assert.deepStrictEqual([report.exhaustive, report.sampledCuts, report.images], [true, 0, 127])
      const fewer = yield* wide({ imagesMax: 20 })
      assert.deepStrictEqual([fewer.exhaustive, fewer.images], [false, 1 + 2 + 4 + 8 + 16 + 20 + 20])
      const fewerRecoveries = yield* wide({ recoveryImagesMax: 20 })
      assert.deepStrictEqual([fewerRecoveries.exhaustive, fewerRecoveries.images], [false, 127])
    })
  )

  it.effect("judges a disk once for the same knowledge of the world", () =>
    Effect.gen(function* () {
      // All subsets of five directories while the program runs, and all of six when it has ended.
      const report = yield* wide({ depth: 1 })
      assert.deepStrictEqual([report.states, report.images], [32 + 64, 1 + 2 + 4 + 8 + 16 + 32 + 64])
    })
  )

  it.effect("refuses a bound that would let it find nothing", () =>
    Effect.gen(function* () {
      for (const bounds of [{ depth: 0 }, { imagesMax: 0 }, { recoveryImagesMax: 0.5 }, { entryChoicesMax: -1 }]) {
        const exit = yield* Effect.exit(exploreCrashes({ act: Effect.void, check: () => Effect.void, ...bounds }))
        assert.match(
          String(Exit.isFailure(exit) && Cause.squash(exit.cause)),
          /^RangeError: \w+ is .*, not a whole number/
        )
      }
    })
  )

  it.effect("finds the failure of a single cut before one of a recovery that was cut", () =>
    Effect.gen(function* () {
      // A recovery that is cut leaves /b without /a, which is wrong from the first cut on; /d is wrong at the last.
      const recover = using((fs) =>
        Effect.andThen(Effect.ignore(fs.makeDirectory("/a")), Effect.ignore(fs.makeDirectory("/b")))
      )
      const found = using((fs) => fs.readDirectory("/"))
      const failure = yield* Effect.flip(
        exploreCrashes({
          act: using((fs) => Effect.andThen(fs.makeDirectory("/c"), fs.makeDirectory("/d"))),
          recover: Effect.andThen(
            Effect.map(found, (before) => before.includes("b") && !before.includes("a")),
            (wrong) => Effect.as(recover, wrong)
          ),
          check: ({ recovered }) =>
            Effect.flatMap(found, (after) => (recovered || after.includes("d") ? Effect.fail("wrong") : Effect.void))
        })
      )
      assert.deepStrictEqual(
        failure.cuts.map(({ done }) => done),
        [2]
      )
    })
  )

  it.effect("draws other random numbers when the machine starts again", () =>
    Effect.gen(function* () {
      const drawn: Array<number> = []
      const draw = Effect.map(Random.nextInt, (number) => void drawn.push(number))
      yield* exploreCrashes({ setup: draw, act: draw, recover: draw, check: () => Effect.void })
      assert.deepStrictEqual([drawn.length, new Set(drawn).size], [3, 3])
    })
  )

  it.effect("stops when it is interrupted", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      let checks = 0
      const fiber = yield* Effect.forkChild(
        exploreCrashes({
          act: using((fs) => fs.makeDirectory("/a")),
          check: () =>
            Effect.suspend(() => (checks++, Effect.andThen(Deferred.succeed(started, undefined), Effect.never)))
        })
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      yield* Effect.yieldNow
      assert.strictEqual(checks, 1)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
    })
  )
})
