import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Lines from "../src/Lines.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

describe("lines", () => {
  const rows: ReadonlyArray<readonly [text: string, starts: ReadonlyArray<number>]> = [
    ["", [0]],
    ["a", [0, 1]],
    ["a\n", [0, 2]],
    ["\n", [0, 1]],
    ["a\nb", [0, 2, 3]],
    ["\n\nb\n", [0, 1, 2, 4]],
    ["a\r\nb\rc\n", [0, 3, 7]],
    ["é\u2028😀\n€", [0, 10, 13]]
  ]
  for (const [text, starts] of rows) {
    it(`of ${JSON.stringify(text)} start at ${starts.join()}`, () => {
      const lines = Lines.split(encode(text))
      assert.deepStrictEqual(lines.starts, starts)
      assert.strictEqual(Lines.count(lines), starts.length - 1)
    })
  }

  it("have a character of its own for each of the 256 bytes, ASCII as it is", () => {
    const { text } = Lines.split(Uint8Array.from({ length: 256 }, (_, byte) => byte))
    assert.strictEqual(text.length, 256)
    assert.strictEqual(new Set(text).size, 256)
    for (let byte = 0; byte < 128; byte++) assert.strictEqual(text.charCodeAt(byte), byte)
  })

  it.prop("of bytes and of text are compared alike", [Schema.String], ([text]) => {
    if (Lines.firstLoneSurrogate(text) !== -1) return
    const lines = Lines.split(encode(text))
    const parts = text.split(/(?<=\n)/).filter((part) => part !== "")
    assert.deepStrictEqual(
      Array.from({ length: Lines.count(lines) }, (_, index) => Lines.at(lines, index)),
      parts.map(Lines.fromText)
    )
  })
})

it("the first half of a character is found", () => {
  for (const [text, expected] of [
    ["", -1],
    ["a😀", -1],
    ["a\ud83d", 1],
    ["😀\ude00", 2],
    ["\ude00\ud83d", 0]
  ] as const) {
    assert.strictEqual(Lines.firstLoneSurrogate(text), expected)
  }
})
