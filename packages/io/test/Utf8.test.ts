import { assert, describe, it } from "@effect/vitest"
import { Utf8 } from "@ploke/io"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const isValid = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Bytes that are often lead bytes, continuations and the borders of ranges, so that random runs are near valid. */
const Byte = Schema.Union([
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })),
  Schema.Literals([0x00, 0x61, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf]),
  Schema.Literals([0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff])
])
const Bytes = Arbitrary.map(Arbitrary.array(Arbitrary.schema(Byte), { maxLength: 24 }), (all) => Uint8Array.from(all))

const Character = Schema.Literals([
  "a",
  "\u007f",
  "é",
  "\u0080",
  "߿",
  "ࠀ",
  "€",
  "\ud7ff",
  "\ue000",
  "\ufeff",
  "\uffff",
  "𐀀",
  "😀",
  "\u{10ffff}"
])
const Text = Arbitrary.map(Arbitrary.array(Arbitrary.schema(Character), { maxLength: 12 }), (all) => all.join(""))

describe("firstInvalid", () => {
  const rows: ReadonlyArray<readonly [what: string, bytes: ReadonlyArray<number>, expected: number]> = [
    ["nothing", [], -1],
    ["NUL", [0x00], -1],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], -1],
    ["the last code point", [0xf4, 0x8f, 0xbf, 0xbf], -1],
    ["a code point beyond the last", [0x61, 0xf4, 0x90, 0x80, 0x80], 1],
    ["an overlong slash", [0x61, 0x62, 0xc0, 0xaf], 2],
    ["an overlong character of 3 bytes", [0xe0, 0x9f, 0xbf], 0],
    ["an overlong character of 4 bytes", [0xf0, 0x8f, 0xbf, 0xbf], 0],
    ["a surrogate", [0xed, 0xa0, 0x80], 0],
    ["a continuation alone", [0x61, 0xbf], 1],
    ["a character that is cut", [0x61, 0xe2, 0x82], 1],
    ["a character that is broken off", [0xe2, 0x82, 0x61], 0],
    ["a lead byte that does not exist", [0xf5, 0x80, 0x80, 0x80], 0]
  ]
  for (const [what, bytes, expected] of rows) {
    it(`of ${what} is ${expected}`, () => assert.strictEqual(Utf8.firstInvalid(Uint8Array.from(bytes)), expected))
  }

  // Valid up to the offset; and there, no number of bytes is one character.
  const agrees = (bytes: Uint8Array): void => {
    const at = Utf8.firstInvalid(bytes)
    assert.strictEqual(at === -1, isValid(bytes), `[${bytes.join()}]`)
    if (at === -1) return
    assert.isTrue(isValid(bytes.subarray(0, at)), `[${bytes.join()}]`)
    for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
      assert.isFalse(isValid(bytes.subarray(at, at + length)), `[${bytes.join()}]`)
    }
  }

  it.prop("agrees with TextDecoder on any bytes", [Bytes], ([bytes]) => agrees(bytes), { arbitrary: { runs: 3000 } })

  it.prop(
    "agrees with TextDecoder on a text with one byte changed",
    [Text, Schema.Natural, Byte],
    ([text, at, byte]) => {
      const bytes = encode(text)
      agrees(bytes)
      if (bytes.length > 0) bytes[at % bytes.length] = byte
      agrees(bytes)
    },
    { arbitrary: { runs: 1000 } }
  )
})

describe("incompleteTail", () => {
  const rows: ReadonlyArray<readonly [bytes: ReadonlyArray<number>, expected: number]> = [
    [[], 0],
    [[0x61], 0],
    [[0x61, 0xc3], 1],
    [[0xc3, 0xa9], 0],
    [[0xe2], 1],
    [[0x61, 0xe2, 0x82], 2],
    [[0xe2, 0x82, 0xac], 0],
    [[0xf0, 0x9f, 0x98], 3],
    [[0xf0, 0x9f, 0x98, 0x80], 0],
    [[0x80, 0x80, 0x80, 0x80], 0],
    [[0xff], 0]
  ]
  for (const [bytes, expected] of rows) {
    it(`of [${bytes.map((byte) => byte.toString(16)).join(" ")}] is ${expected}`, () => {
      assert.strictEqual(Utf8.incompleteTail(Uint8Array.from(bytes)), expected)
    })
  }

  it.prop(
    "is what is missing to the last boundary of a text that is cut anywhere",
    [Text, Schema.Natural],
    ([text, at]) => {
      const whole = encode(text)
      const cut = whole.subarray(0, at % (whole.length + 1))
      assert.strictEqual(cut.length - Utf8.incompleteTail(cut), Utf8.floorBoundary(whole, cut.length))
    }
  )
})

describe("boundaries", () => {
  it.prop("are where a text can be cut in two texts", [Text], ([text]) => {
    const bytes = encode(text)
    let last = 0
    for (let at = 0; at <= bytes.length; at++) {
      const between = isValid(bytes.subarray(0, at)) && isValid(bytes.subarray(at))
      assert.strictEqual(Utf8.isBoundary(bytes, at), between)
      if (between) last = at
      assert.strictEqual(Utf8.floorBoundary(bytes, at), last)
    }
    assert.isFalse(Utf8.isBoundary(bytes, -1))
    assert.isFalse(Utf8.isBoundary(bytes, bytes.length + 1))
    assert.strictEqual(Utf8.floorBoundary(bytes, bytes.length + 5), bytes.length)
  })
})
