/**
 * What cannot be read.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { PlokeError } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ContractOptions } from "../../PathPolicyContract.ts"
import type { Fact } from "./World.ts"
import { failing, labelOf } from "./World.ts"

export const describeBadFiles = (fact: Fact, { makeSpecial }: ContractOptions): void => {
  fact("invalid UTF-8 is refused with the offset of its first bad byte, also for a valid range", (world) =>
    Effect.gen(function* () {
      const { read, write, hashOf } = world
      const table: ReadonlyArray<readonly [ReadonlyArray<number>, number]> = [
        [[0x61, 0xff], 1],
        [[0x61, 0x62, 0xc3], 2],
        [[0xc0, 0x80], 0],
        [[0x61, 0xed, 0xa0, 0x80], 1],
        [[0xf4, 0x90, 0x80, 0x80], 0],
        [[0x61, 0x80], 1],
        [[0xe2, 0x82, 0x61], 0]
      ]
      for (const [bytes, offset] of table) {
        const content = Uint8Array.from(bytes)
        const filePath = yield* write("bad", content)
        const request = { filePath, expectedHash: hashOf(content), startByte: 0, endByte: 0 }
        for (const error of [yield* failing(read.readSnippet(request)), yield* failing(read.readFile({ filePath }))]) {
          if (error._tag !== "FatalError" || error.reason._tag !== "Utf8") return assert.fail(error.message)
          assert.strictEqual(error.reason.offset, offset)
          assert.include(error.message, filePath)
        }
        assert.strictEqual(yield* read.hashFile(filePath), hashOf(content))
      }
    })
  )

  fact("what cannot be read has a typed error that names it", ({ read, root, outside, write }) =>
    Effect.gen(function* () {
      yield* write("file", "x")
      const table: ReadonlyArray<readonly [string, string]> = [
        [`${root}/none`, "ENOENT"],
        [`${root}/file/below`, "ENOTDIR"],
        [`${root}/file/`, "ENOTDIR"],
        [root, "NotARegularFile"],
        [`${outside}/any`, "OutsideRoots"],
        ["relative", "NotAbsolute"],
        ["", "NotAbsolute"],
        [`${root}/a\0b`, "InvalidPath"],
        [`${root}/${"n".repeat(256)}`, "InvalidPath"],
        [`${root}/${"d/".repeat(2100)}x`, "InvalidPath"],
        [`${root}/\ud800`, "InvalidPath"]
      ]
      for (const [filePath, expected] of table) {
        const error = yield* failing(read.readFile({ filePath }))
        assert.strictEqual(labelOf(error), expected, filePath)
        assert.isAbove(error.message.length, 20)
        if (!/[\0\ud800]|n{99}|(?:d\/){99}/.test(filePath)) assert.include(error.message, filePath)
      }
    })
  )

  if (makeSpecial === undefined) return
  fact("a FIFO and a socket are told apart and never waited for", ({ read, root }) =>
    Effect.gen(function* () {
      for (const type of ["FIFO", "Socket"] as const) {
        const filePath = `${root}/${type}`
        yield* makeSpecial(filePath, type)
        for (const attempt of [
          read.hashFile(filePath),
          read.readFile({ filePath }),
          Stream.runDrain(read.streamFile(filePath))
        ]) {
          const error = yield* failing(attempt as Effect.Effect<unknown, PlokeError>)
          if (error._tag !== "DomainError" || error.reason._tag !== "NotARegularFile") return assert.fail(error.message)
          assert.strictEqual(error.reason.type, type)
        }
      }
    })
  )
}
