import { assert, describe, it } from "@effect/vitest"
import { PathPolicy } from "@ploke/io"
import type { EntryFact, SurveyOrder } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Function from "effect/Function"
import * as Semaphore from "effect/Semaphore"
import { TestClock } from "effect/testing"
import { WatchBaseline } from "../src/WatchBaseline.ts"
import type { WatchEngine } from "../src/WatchEngine.ts"
import { WatchIndex } from "../src/WatchIndex.ts"
import * as Limits from "../src/WatchLimits.ts"
import { flush, foreign, listen, settle } from "./Watching.ts"

const fact = (kind: EntryFact["kind"], inode: number): EntryFact => ({
  kind,
  inode,
  device: 1,
  bornMillis: 1,
  modifiedMillis: 1,
  changedMillis: 1,
  sizeBytes: 1,
  links: 1,
  target: undefined
})

/** As much of an engine as a first look needs, over folders with so many files each. */
const engineOver = (count: number, hashOf: (path: string) => string) => {
  const entries = Array.from({ length: count }, (_, i) => [`f${i}`, fact("file", i + 2)] as const)
  const survey = (orders: ReadonlyArray<SurveyOrder>) =>
    Effect.succeed(orders.map(() => ({ _tag: "Survey", self: fact("directory", 1), entries, undecodable: 0 })))
  const engine = {
    index: new WatchIndex("posix"),
    base: { access: { survey, flavor: "posix" }, gate: { read: Function.identity } },
    roots: { isIgnored: () => false, isSource: () => false },
    dirty: { add: () => undefined },
    turn: Semaphore.makeUnsafe(1),
    hash: (paths: ReadonlyArray<string>) => Effect.sync(() => paths.map(hashOf))
  } as unknown as WatchEngine
  const unhashed = (root: string) =>
    [...engine.index.entriesBelow(root)].filter(([path, { hash }]) => path !== root && hash === undefined).length
  return { engine, baseline: new WatchBaseline(engine), unhashed }
}

describe("the first look at a root", () => {
  it.effect("takes the hashes of few files at once, and those of many afterwards, root by root", () =>
    Effect.gen(function* () {
      const count = Limits.hashedBeforeReady + 1
      const few = engineOver(count - 1, () => "sha256:00")
      yield* few.baseline.take("/repo")
      assert.deepStrictEqual([few.unhashed("/repo"), few.baseline.waiting], [0, 0])
      const { baseline, unhashed } = engineOver(count, () => "sha256:00")
      yield* Effect.forkChild(baseline.fill)
      for (const root of ["/repo", "/other"]) {
        yield* baseline.take(root)
        assert.isAbove(unhashed(root), 0)
        yield* settle
        assert.deepStrictEqual([unhashed(root), baseline.waiting], [0, 0])
      }
    })
  )

  it.effect("takes the hash of a file that could not be read just now a little later", () =>
    Effect.gen(function* () {
      let isFull = true
      const { baseline, unhashed } = engineOver(10, (path) => (isFull && path.endsWith("7") ? "short" : "sha256:00"))
      yield* Effect.forkChild(baseline.fill)
      yield* baseline.take("/repo")
      yield* TestClock.adjust(10 * Limits.rescanMillis)
      assert.strictEqual(unhashed("/repo"), 1)
      isFull = false
      yield* TestClock.adjust(Limits.rescanMillis)
      yield* settle
      assert.strictEqual(unhashed("/repo"), 0)
    })
  )

  it.effect.each([[["/repo"]], [["/repo", "/repo/d"]]])("hides no change of a root that lies in it (%j)", ([roots]) =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      disk.write("d/b", "changed")
      disk.remove("d/c")
      disk.write("d/e/f", "new")
      yield* (yield* PathPolicy).update({ roots: roots! })
      yield* flush
      const told = ear.news().filter((text) => !text.startsWith("Root"))
      assert.deepStrictEqual(told, ["Removed d/c", "Created d/e/f", "Modified content d/b"])
      disk.write("a", "changed")
      disk.write("d/b", "changed again")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Modified content a", "Modified content d/b"])
    }).pipe(
      Effect.provide(
        TestPlokeIo.layer(
          { "/repo/a": "1", "/repo/d/b": "1", "/repo/d/c": "1", "/repo/d/e/": "" },
          { roots: ["/repo/d"] }
        )
      )
    )
  )

  it.effect("is possible however many files a folder has", () =>
    Effect.gen(function* () {
      const count = 130_000
      const { baseline, engine } = engineOver(count, () => "sha256:00")
      yield* baseline.take("/repo")
      assert.deepStrictEqual([engine.index.size, baseline.waiting], [count + 1, count])
    })
  )
})
