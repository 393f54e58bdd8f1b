/**
 * Files as streams.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { PlokeError } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Fact } from "./World.ts"
import { failing, labelOf, told } from "./World.ts"
const collect = (stream: Stream.Stream<Uint8Array, PlokeError>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => chunks.map((chunk) => new TextDecoder().decode(chunk)))

export const describeStreams = (fact: Fact): void => {
  fact("a stream gives a range of a file in chunks", ({ read, write }) =>
    Effect.gen(function* () {
      const path = yield* write("a.txt", "0123456789")
      const table: ReadonlyArray<readonly [Parameters<typeof read.streamFile>[1], unknown]> = [
        [undefined, ["0123456789"]],
        [{ chunkBytes: 4 }, ["0123", "4567", "89"]],
        [{ startByte: 3, endByte: 7, chunkBytes: 2 }, ["34", "56"]],
        [{ startByte: 10 }, []],
        [{ startByte: 4, endByte: 4 }, []],
        [{ startByte: 11 }, "OutOfRange"],
        [{ endByte: 11 }, "OutOfRange"],
        [{ startByte: 4, endByte: 3 }, "OutOfRange"],
        [{ startByte: -1 }, "OutOfRange"],
        [{ chunkBytes: 0 }, "SyntaxError"],
        [{ chunkBytes: 1.5 }, "SyntaxError"]
      ]
      for (const [options, expected] of table) {
        const result = yield* Effect.result(collect(read.streamFile(path, options)))
        assert.deepStrictEqual(told(result), expected, JSON.stringify(options))
      }
    })
  )

  fact("a stream of a file that changes before its end fails", ({ read, write }) =>
    Effect.gen(function* () {
      const path = yield* write("a.txt", "0123456789")
      const replaced = read.streamFile(path, { chunkBytes: 4 }).pipe(
        Stream.tap(() => write("a.txt", "something longer than that")),
        Stream.runDrain
      )
      const error = yield* Effect.flip(replaced)
      assert.strictEqual(labelOf(error as PlokeError), "ChangedDuringRead")
    })
  )

  fact(
    "whoever consumes a stream may read meanwhile, with a single permit",
    ({ read, write }) =>
      Effect.gen(function* () {
        const path = yield* write("a.txt", "0123456789")
        const other = yield* write("b.txt", "other")
        const lengths = yield* read.streamFile(path, { chunkBytes: 4 }).pipe(
          Stream.mapEffect(() => Effect.map(read.readFile({ filePath: other }), (file) => file.byteLength)),
          Stream.runCollect
        )
        assert.deepStrictEqual(lengths, [5, 5, 5])
      }),
    { permits: 1 }
  )

  fact("a stream of what is no file has its typed error", ({ read, root, outside }) =>
    Effect.gen(function* () {
      const table: ReadonlyArray<readonly [string, string]> = [
        [root, "NotARegularFile"],
        [`${root}/none`, "ENOENT"],
        [`${outside}/secret`, "OutsideRoots"],
        ["a.txt", "NotAbsolute"]
      ]
      for (const [path, expected] of table) {
        assert.strictEqual(labelOf(yield* failing(Stream.runDrain(read.streamFile(path)))), expected, path)
      }
    })
  )
}
