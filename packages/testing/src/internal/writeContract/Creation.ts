/**
 * How files are made.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { CreateFileData } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf, told } from "../readContract/World.ts"
import { expectNames, modeOf, textOf } from "./Words.ts"

const file = (filePath: string, content: string, options: Partial<CreateFileData> = {}): CreateFileData => ({
  filePath,
  content,
  onExists: "error",
  createParents: false,
  ...options
})

export const describeCreation = (fact: Fact): void => {
  fact("a file is made, and the result says so", ({ hashOf, root, writer }) =>
    Effect.gen(function* () {
      const filePath = `${root}/a`
      const result = yield* writer.createFile(file(filePath, "text"))
      assert.deepStrictEqual<unknown>(result, {
        filePath,
        newHash: hashOf("text"),
        delta: [{ startByte: 0, removedBytes: 0, addedBytes: 4 }],
        durability: "strict"
      })
      assert.strictEqual(yield* textOf(filePath), "text")
      yield* expectNames(root, ["a"])
    })
  )

  fact("its mode is what the umask leaves, or exactly what was asked for", ({ root, write, writer }) =>
    Effect.gen(function* () {
      const usual = yield* modeOf(yield* write("usual", ""))
      yield* writer.createFile(file(`${root}/plain`, ""))
      assert.strictEqual(yield* modeOf(`${root}/plain`), usual)
      for (const mode of [0o600, 0o640, 0o755, 0o777]) {
        yield* writer.createFile(file(`${root}/${mode}`, "", { mode }))
        assert.strictEqual(yield* modeOf(`${root}/${mode}`), mode)
      }
    })
  )

  fact("what stands there already is left alone, whatever it is", ({ root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* write("file", "old")
      yield* fs.makeDirectory(`${root}/folder`)
      yield* fs.symlink("file", `${root}/link`)
      for (const name of ["file", "folder", "link"]) {
        assert.strictEqual(labelOf(yield* failing(writer.createFile(file(`${root}/${name}`, "new")))), "AlreadyExists")
      }
      yield* fs.symlink("nothing", `${root}/dangling`)
      const dangling = yield* failing(writer.createFile(file(`${root}/dangling`, "new")))
      assert.strictEqual(labelOf(dangling), "SymlinkDenied")
      assert.strictEqual(yield* textOf(`${root}/file`), "old")
      yield* expectNames(root, ["dangling", "file", "folder", "link"])
    })
  )

  fact("or is overwritten, if that is wanted and it is a file", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("a", "old contents")
      yield* fs.chmod(filePath, 0o750)
      yield* fs.makeDirectory(`${root}/folder`)
      const result = yield* writer.createFile(file(filePath, "new", { onExists: "overwrite" }))
      assert.strictEqual(result.oldHash, hashOf("old contents"))
      assert.deepStrictEqual(result.delta, [{ startByte: 0, removedBytes: 12, addedBytes: 3 }])
      assert.deepStrictEqual([yield* textOf(filePath), yield* modeOf(filePath)], ["new", 0o750])
      const made = yield* writer.createFile(file(`${root}/b`, "new", { onExists: "overwrite" }))
      assert.isUndefined(made.oldHash)
      const folder = yield* failing(writer.createFile(file(`${root}/folder`, "", { onExists: "overwrite" })))
      assert.strictEqual(labelOf(folder), "NotARegularFile")
      yield* expectNames(root, ["a", "b", "folder"])
    })
  )

  fact("folders on the way are made only if that is wanted", ({ root, writer }) =>
    Effect.gen(function* () {
      const filePath = `${root}/x/y/z/a`
      assert.strictEqual(labelOf(yield* failing(writer.createFile(file(filePath, "1")))), "ENOENT")
      yield* expectNames(root, [])
      yield* writer.createFile(file(filePath, "1", { createParents: true }))
      yield* writer.createFile(file(`${root}/x/y/w/b`, "2", { createParents: true }))
      assert.deepStrictEqual([yield* textOf(filePath), yield* textOf(`${root}/x/y/w/b`)], ["1", "2"])
    })
  )

  fact("nothing is made outside of the roots, also not through links", ({ outside, root, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.symlink(outside, `${root}/out`)
      const labels = yield* Effect.forEach(
        [`${outside}/a`, `${root}/../a`, `${root}/out/a`, `${root}/out/b/c`],
        (path) => Effect.map(failing(writer.createFile(file(path, "", { createParents: true }))), labelOf)
      )
      assert.deepStrictEqual(labels, ["OutsideRoots", "OutsideRoots", "SymlinkEscapesRoots", "SymlinkEscapesRoots"])
      yield* expectNames(outside, [])
    })
  )

  fact("of many that make the same file one wins, and they share its folders", ({ root, writer }) =>
    Effect.gen(function* () {
      const results = yield* Effect.forEach(
        Array.from({ length: 32 }, (_, i) => i),
        (i) => Effect.result(writer.createFile(file(`${root}/d/e/a`, `writer ${i}`, { createParents: true }))),
        { concurrency: "unbounded" }
      )
      const winners = results.flatMap((result, i) => (Result.isSuccess(result) ? [i] : []))
      assert.strictEqual(winners.length, 1)
      assert.strictEqual(yield* textOf(`${root}/d/e/a`), `writer ${winners[0]}`)
      assert.deepStrictEqual(new Set(results.filter(Result.isFailure).map(told)), new Set(["AlreadyExists"]))
      yield* expectNames(`${root}/d/e`, ["a"])
    })
  )
}
