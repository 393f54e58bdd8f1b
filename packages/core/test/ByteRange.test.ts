import { assert, describe, it } from "@effect/vitest"
import { ByteRange } from "@ploke/core"
import * as Schema from "effect/Schema"

const Offset = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 }))
const Small = Schema.Struct({ startByte: Offset, endByte: Offset }).check(
  Schema.makeFilter((range) => range.startByte <= range.endByte)
)

const members = (range: ByteRange): ReadonlyArray<number> =>
  Array.from({ length: range.endByte - range.startByte }, (_, index) => range.startByte + index)

describe("ByteRange", () => {
  it.each([
    [0, 0],
    [0, 10],
    [10, 10],
    [3, 7]
  ])("[%d, %d) lies inside ten bytes", (startByte, endByte) => {
    assert.isTrue(ByteRange.isInside({ startByte, endByte }, 10))
  })

  it.each([
    [-1, 3],
    [0, 11],
    [11, 11],
    [4, 3],
    [0.5, 3],
    [0, 2.5],
    [Number.NaN, 3],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    [2 ** 53, 2 ** 53]
  ])("[%d, %d) does not lie inside ten bytes", (startByte, endByte) => {
    assert.isFalse(ByteRange.isInside({ startByte, endByte }, 10))
  })

  it.each([
    [{ startByte: -1, endByte: 3 }, /at \["startByte"\]/],
    [{ startByte: 0.5, endByte: 3 }, /Expected an integer/],
    [{ startByte: 0, endByte: 2 ** 53 }, /at \["endByte"\]/],
    [{ startByte: 4, endByte: 3 }, /Expected endByte to be at least startByte/],
    [{ startByte: "0", endByte: 3 }, /Expected number/]
  ])("the schema rejects %j", (range, problem) => {
    assert.throws(() => Schema.decodeUnknownSync(ByteRange)(range), problem)
  })

  it.prop("has as many bytes as members", [Small], ([range]) => {
    assert.strictEqual(ByteRange.byteLength(range), members(range).length)
  })

  it.prop("two ranges that are not empty overlap exactly if they share a byte", [Small, Small], ([a, b]) => {
    const shared = members(a).some((byte) => members(b).includes(byte))
    if (ByteRange.byteLength(a) > 0 && ByteRange.byteLength(b) > 0) {
      assert.strictEqual(ByteRange.overlaps(a, b), shared)
    }
    assert.strictEqual(ByteRange.overlaps(a, b), ByteRange.overlaps(b, a))
  })

  it.prop(
    "containing is a partial order, and what is contained shares only bytes of the outer",
    [Small, Small],
    ([a, b]) => {
      assert.isTrue(ByteRange.contains(a, a))
      if (ByteRange.contains(a, b)) assert.isTrue(members(b).every((byte) => members(a).includes(byte)))
      if (ByteRange.contains(a, b) && ByteRange.contains(b, a)) assert.deepStrictEqual(a, b)
    }
  )

  it("an empty range overlaps only what lies on both sides of it", () => {
    const empty = { startByte: 4, endByte: 4 }
    assert.isTrue(ByteRange.overlaps(empty, { startByte: 3, endByte: 5 }))
    assert.isFalse(ByteRange.overlaps(empty, { startByte: 4, endByte: 5 }))
    assert.isFalse(ByteRange.overlaps(empty, empty))
  })
})
