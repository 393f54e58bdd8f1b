/**
 * Many requests at once.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { SnippetRequest } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Fact } from "./World.ts"
import { told } from "./World.ts"

export const describeBatches = (fact: Fact): void => {
  fact("results come in request order, whatever the files and their spellings", ({ read, root, write, hashOf }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const a = yield* write("d/a", "aaa")
      const b = yield* write("b", "bbb")
      yield* fs.symlink("d", `${root}/link`)
      const ask = (filePath: string, content: string, startByte: number): SnippetRequest => ({
        filePath,
        expectedHash: hashOf(content),
        startByte,
        endByte: startByte + 1
      })
      const results = yield* read.readSnippets([
        ask(b, "bbb", 0),
        ask(a, "aaa", 1),
        ask(`${root}/link/a`, "aaa", 9),
        ask(`${root}/none`, "x", 0),
        ask(`${root}/./d/../d//a`, "aaa", 2),
        ask(b, "old", 0),
        ask(b, "bbb", 2)
      ])
      assert.deepStrictEqual(results.map(told), ["b", "a", "OutOfRange", "ENOENT", "a", "ContentMismatch", "b"])
      assert.deepStrictEqual(yield* read.readSnippets([]), [])
      assert.deepStrictEqual(yield* read.hashFiles([]), [])
    })
  )

  fact("a thousand files in one batch", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const names = Array.from({ length: 1000 }, (_, i) => `d${i % 7}/f${i}`)
      const paths = yield* Effect.forEach(names, (name) => write(name, name))
      const hashes = yield* read.hashFiles(paths)
      assert.deepStrictEqual(hashes.map(told), names.map(hashOf))
      const snippets = yield* read.readSnippets(
        paths.map((filePath, i) => ({ filePath, expectedHash: hashOf(names[i]!), startByte: 0, endByte: 2 }))
      )
      assert.deepStrictEqual(
        snippets.map(told),
        names.map((name) => name.slice(0, 2))
      )
    })
  )
}
