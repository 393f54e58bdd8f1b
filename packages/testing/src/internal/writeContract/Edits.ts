/**
 * What edits do to a file.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import { CurrentOrigin, OriginId } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Fact } from "../readContract/World.ts"
import { told } from "../readContract/World.ts"
import { edit, expectNames, textOf } from "./Words.ts"

export const describeEdits = (fact: Fact): void => {
  fact("a range is replaced, and the result says what was done", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", "const a = 1\r\n")
      const result = yield* writer.writeSnippet(edit(filePath, hashOf("const a = 1\r\n"), [10, 11], "22"))
      assert.deepStrictEqual<unknown>(result, {
        filePath,
        oldHash: hashOf("const a = 1\r\n"),
        newHash: hashOf("const a = 22\r\n"),
        delta: [{ startByte: 10, removedBytes: 1, addedBytes: 2 }],
        durability: "strict"
      })
      assert.strictEqual(yield* textOf(filePath), "const a = 22\r\n")
      yield* expectNames(root, ["a.ts"])
    })
  )

  fact("every byte outside of the range is kept, whatever it is", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const before = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x62, 0x0a, 0xff, 0xfe, 0x00, 0x63)
      const filePath = yield* write("bytes", before)
      yield* writer.writeSnippet(edit(filePath, hashOf(before), [6, 7], "é"))
      const after = [0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0xc3, 0xa9, 0x0a, 0xff, 0xfe, 0x00, 0x63]
      assert.deepStrictEqual([...(yield* fs.readFile(filePath))], after)
    })
  )

  fact("edits of one batch refer to the contents before all of them", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("d/a", "0123456789")
      yield* fs.symlink("d", `${root}/link`)
      const hash = hashOf("0123456789")
      const results = yield* writer.writeSnippets([
        edit(filePath, hash, [8, 10], "E"),
        edit(`${root}/link/a`, hash, [0, 0], "<"),
        edit(filePath, hash, [0, 0], "="),
        edit(`${root}/d/./a`, hash, [4, 4], "--"),
        edit(filePath, hash, [4, 6], "x")
      ])
      assert.isTrue(results.every(Result.isSuccess))
      assert.strictEqual(yield* textOf(filePath), "<=0123--x67E")
      const hashes = results.map((result) => (Result.isSuccess(result) ? result.success.newHash : undefined))
      assert.deepStrictEqual(new Set(hashes), new Set([hashOf("<=0123--x67E")]))
    })
  )

  fact("an empty file, a whole file, and the end of a file can be edited", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "")
      yield* writer.writeSnippet(edit(filePath, hashOf(""), [0, 0], "one"))
      yield* writer.writeSnippet(edit(filePath, hashOf("one"), [3, 3], " two"))
      yield* writer.writeSnippet(edit(filePath, hashOf("one two"), [0, 7], ""))
      assert.strictEqual(yield* textOf(filePath), "")
    })
  )

  fact("of many writers that saw the same contents one wins", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", "base")
      const attempt = (i: number) =>
        Effect.result(writer.writeSnippet(edit(filePath, hashOf("base"), [0, 4], `writer ${i}`)))
      const results = yield* Effect.forEach(
        Array.from({ length: 64 }, (_, i) => i),
        attempt,
        { concurrency: "unbounded" }
      )
      const winners = results.flatMap((result, i) => (Result.isSuccess(result) ? [i] : []))
      assert.strictEqual(winners.length, 1)
      assert.strictEqual(yield* textOf(filePath), `writer ${winners[0]}`)
      const losers = results.filter(Result.isFailure).map(told)
      assert.deepStrictEqual(new Set(losers), new Set(["ContentMismatch"]))
      yield* expectNames(root, ["a"])
    })
  )

  fact("a hundred files in one batch, each by itself", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const names = Array.from({ length: 100 }, (_, i) => `d${i % 3}/f${i}`)
      const paths = yield* Effect.forEach(names, (name) => write(name, name))
      const results = yield* writer.writeSnippets(
        paths.map((path, i) => edit(path, hashOf(i % 10 === 0 ? "stale" : names[i]!), [0, 1], "D"))
      )
      for (const [i, path] of paths.entries()) {
        assert.strictEqual(Result.isSuccess(results[i]!), i % 10 !== 0)
        assert.strictEqual(yield* textOf(path), i % 10 === 0 ? names[i]! : `D${names[i]!.slice(1)}`)
      }
      yield* expectNames(
        `${root}/d0`,
        names.filter((name) => name.startsWith("d0/")).map((name) => name.slice(3))
      )
      assert.deepStrictEqual(yield* writer.writeSnippets([]), [])
    })
  )

  fact("the origin of the request wins over that of the fiber", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const [mine, theirs] = [yield* OriginId.makeRandom, yield* OriginId.makeRandom]
      const filePath = yield* write("a", "1")
      const plain = yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2"))
      const inherited = yield* writer
        .writeSnippet(edit(filePath, hashOf("2"), [0, 1], "3"))
        .pipe(Effect.provideService(CurrentOrigin, Option.some(theirs)))
      const own = yield* writer
        .writeSnippet({ ...edit(filePath, hashOf("3"), [0, 1], "4"), origin: mine })
        .pipe(Effect.provideService(CurrentOrigin, Option.some(theirs)))
      assert.deepStrictEqual([plain.origin, inherited.origin, own.origin], [undefined, theirs, mine])
    })
  )

  fact(
    "best effort is named in the result",
    ({ hashOf, write, writer }) =>
      Effect.gen(function* () {
        const filePath = yield* write("a", "1")
        const { durability } = yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2"))
        assert.strictEqual(durability, "bestEffort")
        assert.strictEqual(yield* textOf(filePath), "2")
      }),
    { durability: "bestEffort" }
  )
}
