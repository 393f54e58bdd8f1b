/**
 * Which edits are refused, and that nothing is changed then.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileHash } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf, told } from "../readContract/World.ts"
import { edit, expectNames, textOf } from "./Words.ts"

export const describeRefusals = (fact: Fact): void => {
  fact("an edit of contents that are no longer there", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "new contents")
      const error = yield* failing(
        writer.writeSnippet({ ...edit(filePath, hashOf("old contents"), [0, 3], "x"), name: "f" })
      )
      assert.strictEqual(labelOf(error), "ContentMismatch")
      assert.include(error.message, filePath)
      assert.strictEqual(yield* textOf(filePath), "new contents")
      yield* expectNames(root, ["a"])
    })
  )

  fact("a large file is edited only if it is the one that was seen", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const content = "0123456789abcde\n".repeat(3 * 65_536)
      const filePath = yield* write("large", content)
      const middle = content.length / 2
      const stale = edit(filePath, hashOf("old contents"), [middle, middle + 1], "x")
      assert.strictEqual(labelOf(yield* failing(writer.writeSnippet(stale))), "ContentMismatch")
      assert.strictEqual(yield* textOf(filePath), content)
      yield* expectNames(root, ["large"])
      const { newHash } = yield* writer.writeSnippet(edit(filePath, hashOf(content), [middle, middle + 1], "XYZ"))
      const after = `${content.slice(0, middle)}XYZ${content.slice(middle + 1)}`
      assert.strictEqual(newHash, hashOf(after))
      assert.strictEqual(yield* textOf(filePath), after)
      // The next one reads into the memory that the last one used.
      const again = yield* writer.writeSnippet(edit(filePath, newHash, [0, 16], ""))
      assert.strictEqual(again.newHash, hashOf(after.slice(16)))
      assert.strictEqual(yield* textOf(filePath), after.slice(16))
      yield* expectNames(root, ["large"])
    })
  )

  fact("ranges and hashes that are none", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "aéb")
      const hash = hashOf("aéb")
      const results = yield* Effect.forEach(
        [
          edit(filePath, hash, [0, 5], ""),
          edit(filePath, hash, [2, 1], ""),
          edit(filePath, hash, [-1, 1], ""),
          edit(filePath, hash, [0.5, 1], ""),
          edit(filePath, hash, [0, 2], ""),
          edit(filePath, hash, [0, 1], "\ud800"),
          edit(filePath, "rubbish" as FileHash, [0, 1], ""),
          edit(filePath, "md5:0cc175b9c0f1b6a831c399e269772661" as FileHash, [0, 1], "")
        ],
        (request) => Effect.result(writer.writeSnippet(request))
      )
      assert.deepStrictEqual(results.map(told), [
        "OutOfRange",
        "OutOfRange",
        "OutOfRange",
        "OutOfRange",
        "InvalidCharBoundary",
        "SyntaxError",
        "SyntaxError",
        "ContentMismatch"
      ])
      assert.strictEqual(yield* textOf(filePath), "aéb")
      yield* expectNames(root, ["a"])
    })
  )

  fact("overlapping edits change nothing of their file, and nothing else", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const a = yield* write("a", "0123456789")
      const b = yield* write("b", "0123456789")
      const hash = hashOf("0123456789")
      const results = yield* writer.writeSnippets([
        edit(a, hash, [0, 4], "x"),
        edit(b, hash, [0, 4], "y"),
        edit(a, hash, [3, 5], "x"),
        edit(a, hash, [8, 9], "x")
      ])
      const labels = results.map((result) => (result._tag === "Failure" ? labelOf(result.failure) : "written"))
      assert.deepStrictEqual(labels, ["OverlappingEdits", "written", "OverlappingEdits", "OverlappingEdits"])
      assert.strictEqual(yield* textOf(a), "0123456789")
      assert.strictEqual(yield* textOf(b), "y456789")
    })
  )

  fact("one bad item leaves the others", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const good = yield* write("good", "1")
      yield* fs.makeDirectory(`${root}/folder`)
      const hash = hashOf("1")
      const paths = [`${root}/none`, `${root}/folder`, `${root}/../outside`, "relative", good]
      const results = yield* writer.writeSnippets(paths.map((path) => edit(path, hash, [0, 1], "2")))
      assert.deepStrictEqual(
        results.map((result) => (result._tag === "Failure" ? labelOf(result.failure) : "written")),
        ["ENOENT", "NotARegularFile", "OutsideRoots", "NotAbsolute", "written"]
      )
      yield* expectNames(root, ["folder", "good"])
    })
  )

  fact(
    "files and texts beyond the limit",
    ({ hashOf, write, writer, root }) =>
      Effect.gen(function* () {
        const large = yield* write("large", "12345678901")
        const small = yield* write("small", "1234567890")
        const labels = [
          yield* failing(writer.writeSnippet(edit(large, hashOf("12345678901"), [0, 1], ""))),
          yield* failing(writer.writeSnippet(edit(small, hashOf("1234567890"), [0, 0], "x"))),
          yield* failing(
            writer.createFile({
              filePath: `${root}/c`,
              content: "12345678901",
              onExists: "error",
              createParents: false
            })
          )
        ].map(labelOf)
        assert.deepStrictEqual(labels, ["TooLarge", "TooLarge", "TooLarge"])
        yield* expectNames(root, ["large", "small"])
      }),
    { maxFileBytes: 10 }
  )
}
