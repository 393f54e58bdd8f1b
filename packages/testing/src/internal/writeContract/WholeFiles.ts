/**
 * How files are replaced, removed and renamed as a whole.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf } from "../readContract/World.ts"
import { expectNames, modeOf, textOf } from "./Words.ts"

export const describeWholeFiles = (fact: Fact): void => {
  fact("a file is replaced only if it is the one that was seen", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("a", "old")
      yield* fs.chmod(filePath, 0o640)
      const result = yield* writer.applyEdit({
        _tag: "Replace",
        filePath,
        expectedHash: hashOf("old"),
        content: "new!"
      })
      assert.deepStrictEqual<unknown>(result, {
        filePath,
        oldHash: hashOf("old"),
        newHash: hashOf("new!"),
        delta: [{ startByte: 0, removedBytes: 3, addedBytes: 4 }],
        durability: "strict"
      })
      const stale = writer.applyEdit({ _tag: "Replace", filePath, expectedHash: hashOf("old"), content: "newer" })
      assert.strictEqual(labelOf(yield* failing(stale)), "ContentMismatch")
      assert.deepStrictEqual([yield* textOf(filePath), yield* modeOf(filePath)], ["new!", 0o640])
      yield* expectNames(root, ["a"])
    })
  )

  fact("a file is removed only if it is the one that was seen", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "old")
      yield* write("b", "")
      const stale = writer.applyEdit({ _tag: "Remove", filePath, expectedHash: hashOf("older") })
      assert.strictEqual(labelOf(yield* failing(stale)), "ContentMismatch")
      yield* expectNames(root, ["a", "b"])
      const result = yield* writer.applyEdit({ _tag: "Remove", filePath, expectedHash: hashOf("old") })
      assert.deepStrictEqual<unknown>(result, {
        filePath,
        oldHash: hashOf("old"),
        delta: [{ startByte: 0, removedBytes: 3, addedBytes: 0 }],
        durability: "strict"
      })
      const gone = writer.applyEdit({ _tag: "Remove", filePath, expectedHash: hashOf("old") })
      assert.strictEqual(labelOf(yield* failing(gone)), "ENOENT")
      yield* expectNames(root, ["b"])
    })
  )

  fact("a file goes to another name, with its mode, and stays the same file", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("a", "text")
      yield* write("d/x", "")
      yield* fs.chmod(filePath, 0o750)
      const { ino } = yield* fs.stat(filePath)
      const first = yield* writer.applyEdit({ _tag: "Rename", filePath, newPath: `${root}/b` })
      assert.deepStrictEqual<unknown>(first, {
        filePath,
        newPath: `${root}/b`,
        oldHash: hashOf("text"),
        newHash: hashOf("text"),
        delta: [],
        durability: "strict"
      })
      const away = {
        _tag: "Rename",
        filePath: `${root}/b`,
        newPath: `${root}/d/c`,
        expectedHash: hashOf("text")
      } as const
      yield* writer.applyEdit(away)
      assert.deepStrictEqual([yield* textOf(`${root}/d/c`), yield* modeOf(`${root}/d/c`)], ["text", 0o750])
      assert.deepStrictEqual((yield* fs.stat(`${root}/d/c`)).ino, ino)
      yield* expectNames(root, ["d"])
      yield* expectNames(`${root}/d`, ["c", "x"])
    })
  )

  fact(
    "but never over another one, to outside, or where its contents are others",
    ({ hashOf, outside, root, write, writer }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const filePath = yield* write("a", "text")
        const taken = yield* write("b", "mine")
        yield* fs.makeDirectory(`${root}/folder`)
        yield* fs.symlink("nothing", `${root}/dangling`)
        const attempts = [taken, `${root}/folder`, `${root}/dangling`, `${outside}/a`, `${root}/none/a`, filePath]
        const labels = yield* Effect.forEach(attempts, (newPath) =>
          Effect.map(failing(writer.applyEdit({ _tag: "Rename", filePath, newPath })), labelOf)
        )
        assert.deepStrictEqual(labels, [
          "AlreadyExists",
          "AlreadyExists",
          "SymlinkDenied",
          "OutsideRoots",
          "ENOENT",
          "AlreadyExists"
        ])
        const stale = { _tag: "Rename", filePath, newPath: `${root}/c`, expectedHash: hashOf("other") } as const
        assert.strictEqual(labelOf(yield* failing(writer.applyEdit(stale))), "ContentMismatch")
        assert.deepStrictEqual([yield* textOf(filePath), yield* textOf(taken)], ["text", "mine"])
        yield* expectNames(root, ["a", "b", "dangling", "folder"])
        yield* expectNames(outside, [])
      })
  )

  fact("a link is neither removed nor renamed in place of its file", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* write("d/a", "text")
      yield* fs.symlink("d/a", `${root}/link`)
      yield* fs.symlink("d", `${root}/folder`)
      const filePath = `${root}/link`
      const removed = writer.applyEdit({ _tag: "Remove", filePath, expectedHash: hashOf("text") })
      const renamed = writer.applyEdit({ _tag: "Rename", filePath, newPath: `${root}/b` })
      assert.strictEqual(labelOf(yield* failing(removed)), "NotARegularFile")
      assert.strictEqual(labelOf(yield* failing(renamed)), "NotARegularFile")
      yield* expectNames(root, ["d", "folder", "link"])
      // By way of a linked folder the name is the file's own.
      yield* writer.applyEdit({ _tag: "Remove", filePath: `${root}/folder/a`, expectedHash: hashOf("text") })
      yield* expectNames(`${root}/d`, [])
    })
  )

  fact("what nobody may write is neither removed nor renamed", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("locked", "1")
      yield* fs.chmod(filePath, 0o444)
      const removed = writer.applyEdit({ _tag: "Remove", filePath, expectedHash: hashOf("1") })
      const renamed = writer.applyEdit({ _tag: "Rename", filePath, newPath: `${root}/b` })
      assert.deepStrictEqual(
        [labelOf(yield* failing(removed)), labelOf(yield* failing(renamed))],
        ["ReadOnly", "ReadOnly"]
      )
      yield* expectNames(root, ["locked"])
    })
  )

  fact("of many that move one file one wins, and nobody loses it", ({ root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "text")
      const results = yield* Effect.forEach(
        Array.from({ length: 16 }, (_, i) => i),
        (i) => Effect.result(writer.applyEdit({ _tag: "Rename", filePath, newPath: `${root}/to${i}` })),
        { concurrency: "unbounded" }
      )
      const winners = results.flatMap(({ _tag }, i) => (_tag === "Success" ? [`to${i}`] : []))
      assert.strictEqual(winners.length, 1)
      yield* expectNames(root, winners)
      assert.strictEqual(yield* textOf(`${root}/${winners[0]}`), "text")
    })
  )
}
