/**
 * Facts about files that are written in place.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Fact } from "./World.ts"
import { decode, encode, textOf, write } from "./World.ts"

const mebibyte = 1024 * 1024

export const describeFiles = (fact: Fact): void => {
  fact("a file is made for the user alone, and empty", ({ fs, made, path }) =>
    Effect.gen(function* () {
      const file = yield* (yield* made).open("a", "make")
      assert.strictEqual(yield* file.sizeBytes, 0)
      assert.strictEqual((yield* fs.lstat(`${path}/a`)).mode & 0o7777, 0o600)
    })
  )

  fact("what was written is read back, also after it was opened again", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      const file = yield* folder.open("a", "make")
      yield* file.write(0, ["one, ", "", "two, ", "three"].map(encode))
      yield* file.sync
      assert.strictEqual(decode(yield* file.read(0, 100)), "one, two, three")
      assert.strictEqual(yield* textOf(folder, "a"), "one, two, three")
    })
  )

  fact("a file that is there is not emptied by opening it", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      yield* write(folder, "a", "text")
      assert.strictEqual(yield* (yield* folder.open("a", "make")).sizeBytes, 4)
      assert.strictEqual(yield* (yield* folder.open("a", "leave")).sizeBytes, 4)
    })
  )

  fact("it is written in place, at any position", ({ fs, made, path }) =>
    Effect.gen(function* () {
      const folder = yield* made
      yield* write(folder, "a", "0123456789")
      const before = yield* fs.lstat(`${path}/a`)
      const file = yield* folder.open("a", "leave")
      yield* file.write(3, ["a", "bc"].map(encode))
      yield* file.write(1, [encode("-")])
      yield* file.write(5, [])
      assert.strictEqual(yield* textOf(folder, "a"), "0-2abc6789")
      assert.deepStrictEqual((yield* fs.lstat(`${path}/a`)).ino, before.ino)
    })
  )

  fact("it grows where a write reaches beyond its end, with zeros in between", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      const file = yield* folder.open("a", "make")
      yield* file.write(3, [encode("abc")])
      yield* file.write(5, [encode("de")])
      assert.strictEqual(yield* textOf(folder, "a"), "\0\0\0abde")
    })
  )

  fact("less is read than asked for at its end alone", ({ made }) =>
    Effect.gen(function* () {
      const file = yield* (yield* made).open("a", "make")
      yield* file.write(0, [encode("0123456789")])
      const read = (position: number, bytes: number) => Effect.map(file.read(position, bytes), decode)
      assert.strictEqual(yield* read(2, 3), "234")
      assert.strictEqual(yield* read(8, 3), "89")
      assert.strictEqual(yield* read(10, 3), "")
      assert.strictEqual(yield* read(1000, 3), "")
      assert.strictEqual(yield* read(0, 0), "")
    })
  )

  fact("it is cut off, or filled up with zeros", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      yield* write(folder, "a", "0123456789")
      const file = yield* folder.open("a", "leave")
      yield* file.truncate(4)
      assert.strictEqual(yield* textOf(folder, "a"), "0123")
      yield* file.truncate(6)
      assert.strictEqual(yield* textOf(folder, "a"), "0123\0\0")
      yield* file.truncate(0)
      assert.strictEqual(yield* file.sizeBytes, 0)
      yield* file.write(0, [encode("new")])
      assert.strictEqual(yield* textOf(folder, "a"), "new")
    })
  )

  fact("many pieces and large ones are written whole", ({ made }) =>
    Effect.gen(function* () {
      const file = yield* (yield* made).open("a", "make")
      const many = Array.from({ length: 2500 }, (_, i) => encode(`${i},`))
      const large = new Uint8Array(17 * mebibyte + 3).map((_, i) => i * 31 + (i >> 12))
      const pieces = [...many, large, encode("end")]
      yield* file.write(7, pieces)
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
      assert.strictEqual(yield* file.sizeBytes, 7 + bytes)
      let at = 7
      for (const piece of pieces) {
        const read = yield* file.read(at, piece.length)
        at += piece.length
        // Compared as a whole, since a difference of many megabytes is not worth telling.
        assert.isTrue(read.length === piece.length && read.every((byte, i) => byte === piece[i]), `before ${at}`)
      }
    })
  )

  fact("writes at once do not get into one another", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      const file = yield* folder.open("a", "make")
      const line = (i: number) => [`${i}${i}`, "-", `${i}${i}`]
      const writes = Array.from({ length: 10 }, (_, i) => file.write(i * 5, line(i).map(encode)))
      yield* Effect.all(writes, { concurrency: "unbounded" })
      assert.strictEqual(yield* textOf(folder, "a"), Array.from({ length: 10 }, (_, i) => line(i).join("")).join(""))
    })
  )
}
