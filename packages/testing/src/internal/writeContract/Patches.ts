/**
 * How unified diffs are applied.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { PatchData } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf } from "../readContract/World.ts"
import { expectNames, modeOf, textOf } from "./Words.ts"

const patch = (filePath: string, diff: string, options: Partial<PatchData> = {}): PatchData => ({
  filePath,
  diff,
  fuzz: 0,
  dryRun: false,
  ...options
})

const names = (old: string, now = old) =>
  `--- ${old === "" ? "/dev/null" : `a/${old}`}\n+++ ${now === "" ? "/dev/null" : `b/${now}`}\n`

const oneToTwo = `${names("a")}@@ -1,3 +1,3 @@\n head\n-one\n+two\n tail\n`

export const describePatches = (fact: Fact): void => {
  fact("a patch changes its lines, and the result says where", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "new line\nhead\none\ntail\n")
      const result = yield* writer.applyPatch(patch(filePath, oneToTwo))
      const after = "new line\nhead\ntwo\ntail\n"
      assert.deepStrictEqual<unknown>(result, {
        filePath,
        oldHash: hashOf("new line\nhead\none\ntail\n"),
        newHash: hashOf(after),
        delta: [{ startByte: 14, removedBytes: 4, addedBytes: 4 }],
        durability: "strict",
        hunks: [{ applied: true, offset: 1, fuzz: 0 }],
        preview: "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,4 +1,4 @@\n new line\n head\n-one\n+two\n tail\n"
      })
      assert.strictEqual(yield* textOf(filePath), after)
      yield* expectNames(root, ["a"])
    })
  )

  fact("a dry run changes nothing, and shows what will come of it", ({ hashOf, noted, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("d/a", "head\r\none\r\ntail")
      yield* write("d/old", "gone\n")
      const requests = [
        patch(filePath, `${names("d/a")}@@ -1,3 +1,3 @@\n head\n-one\n+two\n tail\n\\ No newline at end of file\n`),
        patch(`${root}/d/new/er`, `${names("", "d/new/er")}@@ -0,0 +1 @@\n+made\n`),
        patch(`${root}/d/old`, `${names("d/old", "")}@@ -1 +0,0 @@\n-gone\n`)
      ]
      for (const request of requests) {
        const shown = yield* writer.applyPatch({ ...request, dryRun: true })
        const files = noted.filter(({ states }) => states[0]?.after !== "directory")
        assert.strictEqual(files.length, requests.indexOf(request))
        const done = yield* writer.applyPatch(request)
        assert.deepStrictEqual(shown, done)
        assert.isAbove(shown.preview.length, 20)
      }
      assert.strictEqual(yield* textOf(filePath), "head\r\ntwo\r\ntail")
      assert.strictEqual(yield* textOf(`${root}/d/new/er`), "made\n")
      yield* expectNames(`${root}/d`, ["a", "new"])
      assert.strictEqual(hashOf("made\n"), (yield* failingHash(writer, `${root}/d/new/er`)).actual)
    })
  )

  fact("a patch that makes a file makes its folders, and a program where it says so", ({ root, write, writer }) =>
    Effect.gen(function* () {
      const usual = yield* modeOf(yield* write("usual", ""))
      const git = "diff --git a/x/run b/x/run\nnew file mode 100755\n"
      yield* writer.applyPatch(patch(`${root}/x/run`, `${git}${names("", "x/run")}@@ -0,0 +1 @@\n+#!\n`))
      assert.strictEqual(yield* modeOf(`${root}/x/run`), usual | ((usual & 0o444) >> 2))
      const again = writer.applyPatch(patch(`${root}/x/run`, `${git}${names("", "x/run")}@@ -0,0 +1 @@\n+#!\n`))
      const applied = yield* failing(again)
      assert.strictEqual(labelOf(applied), "PatchRejected")
      assert.include(applied.message, "applied already")
      yield* write("taken", "mine\n")
      const taken = yield* failing(
        writer.applyPatch(patch(`${root}/taken`, `${names("", "taken")}@@ -0,0 +1 @@\n+theirs\n`))
      )
      assert.include(taken.message, "has contents already")
      assert.strictEqual(yield* textOf(`${root}/taken`), "mine\n")
    })
  )

  fact("a patch that only changes the mode changes who may run the file", ({ write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("run", "#!\n")
      yield* fs.chmod(filePath, 0o640)
      const git = (old: string, now: string) => `diff --git a/run b/run\nold mode ${old}\nnew mode ${now}\n`
      const shown = yield* writer.applyPatch(patch(filePath, git("100644", "100755"), { dryRun: true }))
      assert.strictEqual(shown.preview, git("100644", "100755"))
      const done = yield* writer.applyPatch(patch(filePath, shown.preview))
      assert.deepStrictEqual(done, shown)
      assert.strictEqual(yield* modeOf(filePath), 0o750)
      const again = yield* failing(writer.applyPatch(patch(filePath, git("100644", "100755"))))
      assert.include(again.message, "applied already")
      yield* writer.applyPatch(patch(filePath, git("100755", "100644")))
      assert.strictEqual(yield* modeOf(filePath), 0o640)
    })
  )

  fact("a patch that renames takes the file along, changed or not", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const from = yield* write("src/a", "head\none\ntail\n")
      yield* fs.chmod(from, 0o600)
      const git = (old: string, now: string) => `diff --git a/${old} b/${now}\nrename from ${old}\nrename to ${now}\n`
      const body = "@@ -1,3 +1,3 @@\n head\n-one\n+two\n tail\n"
      const changed = patch(from, `${git("src/a", "lib/b")}${names("src/a", "lib/b")}${body}`)
      const shown = yield* writer.applyPatch({ ...changed, dryRun: true })
      const done = yield* writer.applyPatch(changed)
      assert.deepStrictEqual(shown, done)
      assert.deepStrictEqual([done.newPath, done.newHash], [`${root}/lib/b`, hashOf("head\ntwo\ntail\n")])
      assert.deepStrictEqual(
        [yield* textOf(`${root}/lib/b`), yield* modeOf(`${root}/lib/b`)],
        ["head\ntwo\ntail\n", 0o600]
      )
      yield* expectNames(`${root}/src`, [])
      const kept = yield* writer.applyPatch(patch(`${root}/lib/b`, git("lib/b", "lib/c")))
      assert.strictEqual(kept.newHash, done.newHash)
      yield* expectNames(`${root}/lib`, ["c"])
      const elsewhere = yield* failing(writer.applyPatch(patch(`${root}/lib/c`, git("lib/x", "lib/y"))))
      assert.strictEqual(labelOf(elsewhere), "SyntaxError")
    })
  )

  fact("a patch that does not fit changes nothing, and says why", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const same = "x\nsame\ny\nx\nsame\ny\n"
      const filePath = yield* write("a", same)
      const ambiguous = `${names("a")}@@ -9,3 +9,3 @@\n x\n-same\n+other\n y\n`
      const applied = `${names("a")}@@ -1,2 +1,2 @@\n-was\n+x\n same\n`
      const errors = yield* Effect.forEach(
        [
          patch(filePath, ambiguous),
          patch(filePath, applied),
          patch(filePath, `${names("a")}@@ -1,2 +1,2 @@\n-nowhere\n+x\n at all\n`),
          patch(filePath, oneToTwo, { expectedHash: hashOf("other") }),
          patch(filePath, ""),
          patch(filePath, "rubbish\n"),
          patch(filePath, oneToTwo + oneToTwo),
          patch(filePath, oneToTwo, { fuzz: -1 }),
          patch(`${root}/none`, oneToTwo),
          patch(`${root}/../a`, oneToTwo)
        ],
        (request) => failing(writer.applyPatch(request))
      )
      assert.deepStrictEqual(errors.map(labelOf), [
        "PatchRejected",
        "PatchRejected",
        "PatchRejected",
        "ContentMismatch",
        "SyntaxError",
        "SyntaxError",
        "SyntaxError",
        "SyntaxError",
        "ENOENT",
        "OutsideRoots"
      ])
      const reason = errors[0]!._tag === "FatalError" ? errors[0]!.reason : undefined
      assert.deepStrictEqual(reason?._tag === "PatchRejected" ? reason.candidateLines : undefined, [4, 1])
      assert.include(errors[1]!.message, "applied already")
      assert.strictEqual(yield* textOf(filePath), same)
      yield* expectNames(root, ["a"])
    })
  )

  fact("fuzz lets distant context differ, and nothing else", ({ write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "OTHER\nhead\none\ntail\n")
      const diff = `${names("a")}@@ -1,4 +1,4 @@\n first\n head\n-one\n+two\n tail\n`
      assert.strictEqual(labelOf(yield* failing(writer.applyPatch(patch(filePath, diff)))), "PatchRejected")
      const { hunks } = yield* writer.applyPatch(patch(filePath, diff, { fuzz: 1 }))
      assert.deepStrictEqual(hunks, [{ applied: true, offset: 0, fuzz: 1 }])
      assert.strictEqual(yield* textOf(filePath), "OTHER\nhead\ntwo\ntail\n")
    })
  )
}

// What a file holds, as a refused edit tells it.
const failingHash = (writer: Parameters<Parameters<Fact>[1]>[0]["writer"], filePath: string) =>
  Effect.map(
    failing(writer.applyEdit({ _tag: "Remove", filePath, expectedHash: `sha256:${"0".repeat(64)}` as never })),
    (error) => ({
      actual: error._tag === "FatalError" && error.reason._tag === "ContentMismatch" ? error.reason.actual : undefined
    })
  )
