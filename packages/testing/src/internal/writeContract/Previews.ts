/**
 * How edits are shown before they are done.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileEdit } from "@ploke/io"
import * as Effect from "effect/Effect"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf } from "../readContract/World.ts"
import { expectNames } from "./Words.ts"

export const describePreviews = (fact: Fact): void => {
  fact("edits of every kind are shown as diffs, and nothing is changed", ({ hashOf, noted, root, write, writer }) =>
    Effect.gen(function* () {
      const at = (name: string) => `${root}/${name}`
      for (const name of ["splice", "replace", "remove", "rename", "patch"]) yield* write(name, `${name}\n`)
      const hash = (name: string) => hashOf(`${name}\n`)
      const splice = { _tag: "Splice", filePath: at("splice"), expectedHash: hash("splice") } as const
      const edits: ReadonlyArray<FileEdit> = [
        { ...splice, startByte: 0, endByte: 0, replacement: "<" },
        { _tag: "Create", filePath: at("new/create"), content: "create\n", onExists: "error", createParents: true },
        { _tag: "Replace", filePath: at("replace"), expectedHash: hash("replace"), content: "replaced\n" },
        { ...splice, startByte: 6, endByte: 6, replacement: ">" },
        { _tag: "Remove", filePath: at("remove"), expectedHash: hash("remove") },
        { _tag: "Rename", filePath: at("rename"), newPath: at("renamed"), expectedHash: hash("rename") },
        { _tag: "Patch", filePath: at("patch"), diff: "--- a/p\n+++ b/p\n@@ -1 +1 @@\n-patch\n+patched\n", fuzz: 0 }
      ]
      const shown = yield* writer.preview(edits)
      assert.deepStrictEqual(
        shown.map(({ edits: which, filePath, newHash, newPath, oldHash }) => [
          which,
          filePath,
          newPath,
          oldHash,
          newHash
        ]),
        [
          [[0, 3], at("splice"), undefined, hash("splice"), hashOf("<splice>\n")],
          [[1], at("new/create"), undefined, undefined, hash("create")],
          [[2], at("replace"), undefined, hash("replace"), hash("replaced")],
          [[4], at("remove"), undefined, hash("remove"), undefined],
          [[5], at("rename"), at("renamed"), hash("rename"), hash("rename")],
          [[6], at("patch"), undefined, hash("patch"), hash("patched")]
        ]
      )
      const bodies = shown.map(({ preview }) =>
        preview.split("\n").filter((line) => /^[-+](?![-+])|^rename/.test(line))
      )
      assert.deepStrictEqual(bodies, [
        ["-splice", "+<splice>"],
        ["+create"],
        ["-replace", "+replaced"],
        ["-remove"],
        ["rename from rename", "rename to renamed"],
        ["-patch", "+patched"]
      ])
      yield* expectNames(root, ["patch", "remove", "rename", "replace", "splice"])
      assert.deepStrictEqual(noted, [])
      // What is shown of one edit is what comes of it.
      for (const { edits: which, newHash } of shown) {
        if (which.length === 1) assert.strictEqual((yield* writer.applyEdit(edits[which[0]!]!)).newHash, newHash)
      }
      yield* expectNames(root, ["new", "patch", "renamed", "replace", "splice"])
    })
  )

  fact(
    "edits are shown together: two may exchange their files, and none may meet another",
    ({ hashOf, root, write, writer }) =>
      Effect.gen(function* () {
        const a = yield* write("a", "A")
        const b = yield* write("b", "B")
        const rename = (filePath: string, newPath: string): FileEdit => ({ _tag: "Rename", filePath, newPath })
        const exchanged = yield* writer.preview([rename(a, b), rename(b, a)])
        assert.deepStrictEqual(
          exchanged.map(({ newHash }) => newHash),
          [hashOf("A"), hashOf("B")]
        )
        const made: FileEdit = { _tag: "Create", filePath: a, content: "C", onExists: "error", createParents: false }
        assert.strictEqual((yield* writer.preview([rename(a, `${root}/c`), made])).length, 2)
        const removed: FileEdit = { _tag: "Remove", filePath: `${root}/./a`, expectedHash: hashOf("A") }
        const spliced: FileEdit = {
          _tag: "Splice",
          filePath: a,
          expectedHash: hashOf("A"),
          startByte: 0,
          endByte: 1,
          replacement: "x"
        }
        const labels = yield* Effect.forEach(
          [
            [rename(a, b)],
            [made],
            [removed, spliced],
            [spliced, spliced],
            [rename(a, `${root}/c`), rename(b, `${root}/c`)],
            [{ ...removed, expectedHash: hashOf("x") }]
          ],
          (edits) => Effect.map(failing(writer.preview(edits)), labelOf)
        )
        assert.deepStrictEqual(labels, [
          "AlreadyExists",
          "AlreadyExists",
          "OverlappingEdits",
          "OverlappingEdits",
          "OverlappingEdits",
          "ContentMismatch"
        ])
        assert.deepStrictEqual(yield* writer.preview([]), [])
      })
  )
}
