/**
 * Snippets and files as texts.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileHash, ReadFileRequest, SnippetRequest } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Fact } from "./World.ts"
import { failing, labelOf, told } from "./World.ts"
// 4 characters of 1, 2, 3 and 4 bytes, between ASCII: boundaries at 0, 1, 3, 6, 10 and 11.
const mixed = "aé€😀z"

export const describeSnippets = (fact: Fact): void => {
  fact("a snippet of the indexed file is its text", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", mixed)
      const table: ReadonlyArray<readonly [number, number, unknown]> = [
        [0, 1, "a"],
        [1, 3, "é"],
        [3, 10, "€😀"],
        [0, 11, mixed],
        [0, 0, ""],
        [6, 6, ""],
        [11, 11, ""],
        [1, 2, "InvalidCharBoundary"],
        [2, 3, "InvalidCharBoundary"],
        [7, 7, "InvalidCharBoundary"],
        [0, 12, "OutOfRange"],
        [12, 12, "OutOfRange"],
        [3, 1, "OutOfRange"],
        [-1, 1, "OutOfRange"],
        [0.5, 1, "OutOfRange"],
        [0, 1.5, "OutOfRange"],
        [Number.NaN, 1, "OutOfRange"],
        [0, Number.POSITIVE_INFINITY, "OutOfRange"],
        [0, 2 ** 53, "OutOfRange"]
      ]
      const requests = table.map(([startByte, endByte]) => ({
        filePath,
        expectedHash: hashOf(mixed),
        startByte,
        endByte
      }))
      const results = yield* read.readSnippets(requests)
      assert.deepStrictEqual(
        results.map(told),
        table.map(([, , expected]) => expected)
      )
      const error = yield* failing(read.readSnippet({ ...requests[0]!, startByte: 5, endByte: 99 }))
      assert.include(error.message, filePath)
      assert.include(error.message, "11")
    })
  )

  fact("a snippet of a file that changed is refused with both hashes and the request's names", (world) =>
    Effect.gen(function* () {
      const { read, write, hashOf } = world
      const filePath = yield* write("a.ts", "let a = 2")
      const request: SnippetRequest = {
        filePath,
        expectedHash: hashOf("let a = 1"),
        startByte: 0,
        endByte: 3,
        name: "a"
      }
      const error = yield* failing(read.readSnippet(request))
      assert.strictEqual(labelOf(error), "ContentMismatch")
      if (error._tag !== "FatalError" || error.reason._tag !== "ContentMismatch") return assert.fail(error._tag)
      const { path, expected, actual, name } = error.reason
      assert.deepStrictEqual(
        { path, expected, actual, name },
        {
          path: filePath,
          expected: hashOf("let a = 1") as string,
          actual: hashOf("let a = 2") as string,
          name: "a"
        }
      )
      yield* write("a.ts", "let a = 1")
      assert.strictEqual(yield* read.readSnippet(request), "let")
    })
  )

  fact("an expected hash that is malformed or of another algorithm has its own answer", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", "text")
      const good = hashOf("text")
      const table: ReadonlyArray<readonly [string, string]> = [
        ["", "SyntaxError"],
        ["sha256", "SyntaxError"],
        [good.slice(7), "SyntaxError"],
        [good.toUpperCase(), "SyntaxError"],
        [`${good}0`, "SyntaxError"],
        ["sha256:xyz0", "SyntaxError"],
        [`blake3:${good.slice(7)}`, "ContentMismatch"],
        [`sha256:${"0".repeat(64)}`, "ContentMismatch"]
      ]
      for (const [expectedHash, label] of table) {
        const request = { filePath, expectedHash: expectedHash as FileHash, startByte: 0, endByte: 1 }
        const error = yield* failing(read.readSnippet(request))
        assert.strictEqual(labelOf(error), label, expectedHash)
        assert.include(error.message, filePath)
        const scanned = yield* read
          .scan(Stream.make({ filePath, expectedHash: expectedHash as FileHash }))
          .pipe(Stream.runCollect)
        assert.strictEqual(scanned[0]!._tag, label === "SyntaxError" ? "Failed" : "Changed", expectedHash)
      }
    })
  )

  fact("byte order marks and line ends are kept and counted", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const content = "\ufeffa\r\nb"
      const filePath = yield* write("bom.txt", content)
      assert.strictEqual((yield* read.readFile({ filePath })).content, content)
      const snippet = yield* read.readSnippet({ filePath, expectedHash: hashOf(content), startByte: 3, endByte: 6 })
      assert.strictEqual(snippet, "a\r\n")
    })
  )
}

export const describeFiles = (fact: Fact): void => {
  fact("a file is read as a whole, in part, and cut at a character", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", mixed)
      const table: ReadonlyArray<readonly [Omit<ReadFileRequest, "filePath">, unknown, boolean?]> = [
        [{}, mixed, false],
        [{ startByte: 3 }, "€😀z", false],
        [{ endByte: 3 }, "aé", false],
        [{ startByte: 3, endByte: 6 }, "€", false],
        [{ maxBytes: 11 }, mixed, false],
        [{ maxBytes: 10 }, "aé€😀", true],
        [{ maxBytes: 9 }, "aé€", true],
        [{ maxBytes: 2 }, "a", true],
        [{ maxBytes: 0 }, "", true],
        [{ startByte: 1, maxBytes: 1 }, "", true],
        [{ startByte: 1, endByte: 6, maxBytes: 4 }, "é", true],
        [{ startByte: 11 }, "", false],
        [{ expectedHash: hashOf(mixed) }, mixed, false],
        [{ expectedHash: hashOf("other") }, "ContentMismatch"],
        [{ startByte: 12 }, "OutOfRange"],
        [{ startByte: 2 }, "InvalidCharBoundary"],
        [{ endByte: 2 }, "InvalidCharBoundary"],
        [{ startByte: -1 }, "OutOfRange"],
        [{ maxBytes: -1 }, "SyntaxError"],
        [{ maxBytes: 1.5 }, "SyntaxError"]
      ]
      for (const [part, expected, truncated] of table) {
        const result = yield* Effect.result(read.readFile({ filePath, ...part }))
        const title = JSON.stringify(part)
        if (Result.isFailure(result)) {
          assert.strictEqual(told(result), expected, title)
          continue
        }
        assert.deepStrictEqual(
          result.success,
          { filePath, content: expected as string, hash: hashOf(mixed), byteLength: 11, truncated: truncated! },
          title
        )
      }
    })
  )

  fact("an empty file is an empty text", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("empty", "")
      assert.deepStrictEqual(yield* read.readFile({ filePath, maxBytes: 0 }), {
        filePath,
        content: "",
        hash: hashOf(""),
        byteLength: 0,
        truncated: false
      })
      assert.strictEqual(yield* read.readSnippet({ filePath, expectedHash: hashOf(""), startByte: 0, endByte: 0 }), "")
    })
  )

  fact(
    "a text beyond maxFileBytes is refused, a part of it is not",
    ({ read, write, hashOf }) =>
      Effect.gen(function* () {
        const content = "0123456789abcdef"
        const filePath = yield* write("large", content)
        const expectedHash = hashOf(content)
        const error = yield* failing(read.readFile({ filePath }))
        if (error._tag !== "DomainError" || error.reason._tag !== "TooLarge") return assert.fail(error.message)
        assert.deepStrictEqual([error.reason.sizeBytes, error.reason.maxBytes], [16, 8])
        assert.strictEqual((yield* read.readFile({ filePath, startByte: 2, endByte: 10 })).content, "23456789")
        assert.strictEqual((yield* read.readFile({ filePath, maxBytes: 3 })).content, "012")
        assert.strictEqual(labelOf(yield* failing(read.readFile({ filePath, endByte: 9 }))), "TooLarge")
        assert.strictEqual(labelOf(yield* failing(read.readFile({ filePath, maxBytes: 9 }))), "TooLarge")
        assert.strictEqual(yield* read.readSnippet({ filePath, expectedHash, startByte: 14, endByte: 16 }), "ef")
        assert.strictEqual(yield* read.hashFile(filePath), expectedHash)
      }),
    { maxFileBytes: 8 }
  )

  fact(
    "with largeFiles skip, a file beyond maxFileBytes is refused whatever is asked of it",
    ({ read, write, hashOf }) =>
      Effect.gen(function* () {
        const filePath = yield* write("large", "0123456789abcdef")
        const expectedHash = hashOf("0123456789abcdef")
        const request = { filePath, expectedHash, startByte: 0, endByte: 1 }
        assert.strictEqual(labelOf(yield* failing(read.readSnippet(request))), "TooLarge")
        assert.strictEqual(labelOf(yield* failing(read.hashFile(filePath))), "TooLarge")
        const outcomes = yield* Stream.runCollect(read.scan(Stream.make({ filePath, expectedHash })))
        assert.strictEqual(outcomes[0]!._tag, "Failed")
      }),
    { maxFileBytes: 8, largeFiles: "skip" }
  )
}
