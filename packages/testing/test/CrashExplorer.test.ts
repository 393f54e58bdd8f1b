import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { type CrashFailure, type CrashFileSystem, exploreCrashes } from "@ploke/io-testing"
import * as Pair from "./crash/PairProgram.ts"
import * as Replace from "./crash/ReplaceProgram.ts"

interface Options extends CrashFileSystem.Options {
  readonly depth?: number
  readonly replay?: string
}

const replace = (defect?: Replace.ReplaceDefect, options: Options = {}) =>
  exploreCrashes({
    ...options,
    tree: Replace.tree,
    act: Replace.replace(defect),
    recover: Replace.recover(defect),
    check: Replace.check
  })

const pair = (defect?: Pair.PairDefect, options: Options = {}) =>
  exploreCrashes({
    ...options,
    tree: Pair.tree,
    act: Pair.act(defect),
    recover: Pair.recover(defect),
    check: Pair.check
  })

/** What the check said of the failure. */
const complaint = (failure: CrashFailure): string => String(Cause.squash(failure.cause))

/** The cut that the failure names finds it again, alone. */
const assertReplays = Effect.fnUntraced(function* (
  failure: CrashFailure,
  run: (options: Options) => Effect.Effect<unknown, CrashFailure>
) {
  const again = yield* Effect.flip(run({ replay: failure.replay }))
  assert.strictEqual(again.message, failure.message)
})

const replaceDefects: Record<Replace.ReplaceDefect, RegExp> = {
  "writes in place": /^torn: ""$/,
  "never syncs the file": /^torn: /,
  "syncs the file after the rename": /^torn: /,
  "never syncs the directory": /^the acknowledged content is gone$/,
  "syncs the directory above": /^the acknowledged content is gone$/,
  "sets the mode after the sync": /^the mode is 600$/,
  "acknowledges before the directory is synced": /^the acknowledged content is gone$/,
  "lets the recovery leave the temporary file": /^left behind: \.today\.tmp,today$/
}

const pairDefects: Record<Pair.PairDefect, RegExp> = {
  "never syncs the journal": /^state -1 /,
  "never syncs the directory of the journal": /^state -1 /,
  "clears the journal before the directory is synced": /^state -1 /,
  "never syncs the clearing of the journal": /^state 1 where 2 to 2 may be/,
  "journal has no checksum": /^state -1 /,
  "recovery clears the journal first": /^state -1 /,
  "recovery writes in place and clears the journal first": /^state -1 /,
  "recovery does not sync what it wrote": /^state -1 /
}

const profiles: ReadonlyArray<Options> = [
  {},
  { profile: "journal" },
  { data: "ordered" },
  { profile: "journal", data: "ordered" },
  { crossDirectoryRename: "mayLose" },
  { seed: 20_261_122 }
]

describe("replacing a file through a temporary one", () => {
  it.effect.each(profiles)("survives every power cut, with %j", (options) =>
    Effect.gen(function* () {
      const report = yield* replace(undefined, options)
      assert.isTrue(report.exhaustive)
      assert.deepStrictEqual([report.operations.length, report.cuts, report.sampledCuts], [6, 7, 0])
    })
  )

  for (const [defect, expected] of Object.entries(replaceDefects)) {
    it.effect(`does not survive when it ${defect}, but does otherwise`, () =>
      Effect.gen(function* () {
        const run = (options: Options) => replace(defect as Replace.ReplaceDefect, options)
        const failure = yield* Effect.flip(run({}))
        assert.match(complaint(failure), expected)
        yield* assertReplays(failure, run)
        assert.isTrue((yield* replace()).exhaustive)
      })
    )
  }
})

describe("changing two files through a journal", () => {
  it.effect.each(profiles)("survives every power cut, in the recovery too, with %j", (options) =>
    Effect.gen(function* () {
      const report = yield* pair(undefined, options)
      assert.isTrue(report.exhaustive)
      assert.deepStrictEqual([report.operations.length, report.cuts], [20, 21])
      assert.isAbove(report.recoveryCuts, report.cuts)
    })
  )

  for (const [defect, expected] of Object.entries(pairDefects)) {
    it.effect(`does not survive the defect "${defect}", but does without it`, () =>
      Effect.gen(function* () {
        const run = (options: Options) => pair(defect as Pair.PairDefect, options)
        const failure = yield* Effect.flip(run({}))
        assert.match(complaint(failure), expected)
        yield* assertReplays(failure, run)
        assert.isTrue((yield* pair()).exhaustive)
      })
    )
  }

  const onlyTwice = Object.keys(pairDefects).filter((name) => name.startsWith("recovery ")) as Array<Pair.PairDefect>

  it.effect.each(onlyTwice)("hides the defect when recoveries are not cut: %s", (defect) =>
    Effect.gen(function* () {
      assert.isTrue((yield* pair(defect, { depth: 1 })).exhaustive)
      assert.strictEqual((yield* Effect.flip(pair(defect, { depth: 2 }))).cuts.length, 2)
    })
  )

  it.effect("keeps its journal without a checksum where no byte is damaged but only lost", () =>
    Effect.gen(function* () {
      const variants = ["partial", "half", "oldTail", "zeros", "empty"] as const
      assert.isTrue((yield* pair("journal has no checksum", { variants })).exhaustive)
    })
  )
})
