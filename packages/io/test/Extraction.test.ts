import { assert, describe, it } from "@effect/vitest"
import { Extraction, Hasher } from "@ploke/io"
import { TestHasher } from "@ploke/io-testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const hasher = Effect.runSync(Effect.provide(Hasher, TestHasher.layer))
const tools = Extraction.portableTools(hasher)

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Cuts bytes at the given places; equal places make empty chunks. */
const split = (bytes: Uint8Array, cuts: ReadonlyArray<number>): Array<Uint8Array> => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((to, i) => bytes.slice(places[i], to))
}

const fromChunks = (chunks: ReadonlyArray<Uint8Array>, order: Extraction.FileOrder): Extraction.FileFinding => {
  const extraction = new Extraction.ChunkedExtraction(order, tools)
  // One buffer for all chunks, as a reader has it: what is kept of a chunk must not be a view of it.
  const buffer = Buffer.alloc(Math.max(0, ...chunks.map((chunk) => chunk.length)))
  for (const chunk of chunks) {
    buffer.set(chunk)
    extraction.push(buffer.subarray(0, chunk.length))
    buffer.fill(0x21)
  }
  return extraction.finish()
}

const slice = (startByte: number, endByte?: number, cutBytes?: number): Extraction.SliceOrder => ({
  startByte,
  endByte,
  cutBytes
})

const text = (...slices: ReadonlyArray<Extraction.SliceOrder>): Extraction.FileOrder => ({
  contents: "text",
  slices,
  textBytesMax: 1000
})

const whole = (content: string): Extraction.SliceFinding => ({ _tag: "Text", text: content, cut: "whole" })
const truncated = (content: string): Extraction.SliceFinding => ({ _tag: "Text", text: content, cut: "truncated" })

// Characters of 1, 2, 3 and 4 bytes: boundaries at 0, 1, 3, 6, 10 and 11.
const mixed = "aé€😀z"

describe("an extraction", () => {
  const rows: ReadonlyArray<
    readonly [what: string, content: string, order: Extraction.SliceOrder, expected: Extraction.SliceFinding]
  > = [
    ["the whole text", mixed, slice(0), whole(mixed)],
    ["an empty file", "", slice(0), whole("")],
    ["an empty file, cut to nothing", "", slice(0, undefined, 0), whole("")],
    ["a range", mixed, slice(1, 6), whole("é€")],
    ["an empty range", mixed, slice(3, 3), whole("")],
    ["an empty range at the end", mixed, slice(11, 11), whole("")],
    ["from the end", mixed, slice(11), whole("")],
    ["a byte order mark", "\ufeffa", slice(0), whole("\ufeffa")],
    ["behind a byte order mark", "\ufeffa", slice(3), whole("a")],
    ["inside a byte order mark", "\ufeffa", slice(1), { _tag: "InvalidCharBoundary" }],
    ["an end beyond the file", mixed, slice(0, 12), { _tag: "OutOfRange" }],
    ["a start beyond the file", mixed, slice(12), { _tag: "OutOfRange" }],
    ["a reversed range", mixed, slice(6, 3), { _tag: "OutOfRange" }],
    ["a negative start", mixed, slice(-1, 3), { _tag: "OutOfRange" }],
    ["a fractional start", mixed, slice(0.5, 3), { _tag: "OutOfRange" }],
    ["a fractional end", mixed, slice(0, 2.5), { _tag: "OutOfRange" }],
    ["no number", mixed, slice(Number.NaN, 3), { _tag: "OutOfRange" }],
    ["no end at all", mixed, slice(0, Number.POSITIVE_INFINITY), { _tag: "OutOfRange" }],
    ["a start inside a character", mixed, slice(2), { _tag: "InvalidCharBoundary" }],
    ["an end inside a character", mixed, slice(0, 9), { _tag: "InvalidCharBoundary" }],
    ["an end inside the last character", "aé", slice(0, 2), { _tag: "InvalidCharBoundary" }],
    ["an empty range inside a character", mixed, slice(7, 7), { _tag: "InvalidCharBoundary" }],
    ["a cut at the end", mixed, slice(0, undefined, 11), whole(mixed)],
    ["a cut beyond the end", mixed, slice(0, undefined, 99), whole(mixed)],
    ["a cut before the last", mixed, slice(0, undefined, 10), truncated("aé€😀")],
    ["a cut after 3 bytes of 4", mixed, slice(0, undefined, 9), truncated("aé€")],
    ["a cut after 2 bytes of 4", mixed, slice(0, undefined, 8), truncated("aé€")],
    ["a cut after 1 byte of 4", mixed, slice(0, undefined, 7), truncated("aé€")],
    ["a cut between characters", mixed, slice(0, undefined, 6), truncated("aé€")],
    ["a cut to nothing", mixed, slice(0, undefined, 0), truncated("")],
    ["a cut inside the first character", mixed, slice(6, undefined, 3), truncated("")],
    ["a cut of a range", mixed, slice(1, 6, 4), truncated("é")]
  ]
  for (const [what, content, order, expected] of rows) {
    it(`of ${what} is the same in one piece and in chunks of every size`, () => {
      const bytes = encode(content)
      assert.deepStrictEqual(Extraction.fromWhole(bytes, text(order), tools).slices, [expected])
      for (let size = 1; size <= bytes.length + 1; size++) {
        const cuts = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => (i + 1) * size)
        const chunks = split(
          bytes,
          cuts.filter((cut) => cut < bytes.length)
        )
        assert.deepStrictEqual(fromChunks(chunks, text(order)).slices, [expected], `chunks of ${size}`)
      }
    })
  }

  it("of more than the largest text says how large the range is, unless it is cut", () => {
    const bytes = encode("0123456789")
    const order = {
      ...text(slice(0), slice(2, 9), slice(2, 6), slice(0, undefined, 4), slice(0, undefined, 5)),
      textBytesMax: 4
    }
    for (const finding of [Extraction.fromWhole(bytes, order, tools), fromChunks(split(bytes, [3, 7]), order)]) {
      assert.deepStrictEqual(finding.slices, [
        { _tag: "TooLarge", sizeBytes: 10 },
        { _tag: "TooLarge", sizeBytes: 7 },
        whole("2345"),
        truncated("0123"),
        { _tag: "TooLarge", sizeBytes: 10 }
      ])
    }
  })

  it("of text that is invalid tells where, its length and its digest, and no slice", () => {
    const bytes = Uint8Array.of(0x61, 0xe2, 0x82, 0x61)
    for (const finding of [
      Extraction.fromWhole(bytes, text(slice(0, 1)), tools),
      fromChunks(split(bytes, [2]), text(slice(0, 1)))
    ]) {
      assert.deepStrictEqual(finding, { byteLength: 4, digest: hasher.digest(bytes), invalidAt: 1, slices: [] })
    }
  })

  it("of bytes does not ask whether they are text", () => {
    const bytes = Uint8Array.of(0xff, 0xfe)
    const order: Extraction.FileOrder = { contents: "bytes", slices: [], textBytesMax: 0 }
    for (const finding of [Extraction.fromWhole(bytes, order, tools), fromChunks([bytes], order)]) {
      assert.deepStrictEqual(finding, { byteLength: 2, digest: hasher.digest(bytes), invalidAt: -1, slices: [] })
    }
  })

  it("keeps of a large file only what was asked for", () => {
    const extraction = new Extraction.ChunkedExtraction(
      { ...text(slice(5, undefined, 3), slice(1_000_000, 1_000_004)) },
      tools
    )
    const chunk = new Uint8Array(65_536).fill(0x61)
    for (let i = 0; i < 32; i++) extraction.push(chunk)
    const finding = extraction.finish()
    assert.strictEqual(finding.byteLength, 32 * 65_536)
    assert.deepStrictEqual(finding.slices, [truncated("aaa"), whole("aaaa")])
  })
})

const Byte = Schema.Union([
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })),
  Schema.Literals([0x61, 0x80, 0xbf, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4, 0xff])
])
const Text = Schema.Literals(["a", "bc\n", "é", "€", "😀", "\ufeff"])
const Piece = Schema.Union([Text, Text, Text, Text, Text, Text, Byte])
const Offset = Schema.Union([
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 })),
  Schema.Literals([-1, 0.5, 99, Number.MAX_SAFE_INTEGER])
])
const Slice = Schema.Struct({
  startByte: Offset,
  endByte: Schema.UndefinedOr(Offset),
  cutBytes: Schema.UndefinedOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })))
})
const Order = Schema.Struct({
  contents: Schema.Literals(["text", "bytes"]),
  slices: Schema.Array(Slice).check(Schema.isMaxLength(4)),
  textBytesMax: Schema.Literals([0, 3, 8, 1000, Number.MAX_SAFE_INTEGER])
})

/** Mostly text, sometimes with stray bytes. */
const Content = Arbitrary.map(Arbitrary.array(Arbitrary.schema(Piece), { maxLength: 12 }), (pieces) => {
  const parts = pieces.map((piece) => (typeof piece === "string" ? encode(piece) : Uint8Array.of(piece)))
  return Uint8Array.from(parts.flatMap((part) => [...part]))
})
const Cuts = Schema.Array(Schema.Natural).check(Schema.isMaxLength(6))

it.prop(
  "chunks of any sizes give the finding of the whole, for any bytes and any order",
  [Content, Cuts, Order],
  ([bytes, cuts, order]) => {
    // Text is only taken out of what was found to be text.
    const asked = order.contents === "text" ? order : { ...order, slices: [] }
    assert.deepStrictEqual(fromChunks(split(bytes, cuts), asked), Extraction.fromWhole(bytes, asked, tools))
  },
  { arbitrary: { runs: 4000 } }
)

it.prop("every finding of a text is true of the text", [Schema.String, Cuts, Order], ([content, cuts, order]) => {
  const bytes = encode(content)
  const found = fromChunks(split(bytes, cuts), { ...order, contents: "text" })
  assert.deepStrictEqual([found.byteLength, found.digest], [bytes.length, hasher.digest(bytes)])
  for (const [i, finding] of found.slices.entries()) {
    if (finding._tag !== "Text") continue
    const { startByte, endByte, cutBytes } = order.slices[i]!
    const wanted = bytes.subarray(startByte, endByte)
    const got = encode(finding.text)
    assert.deepStrictEqual(got, wanted.slice(0, got.length))
    assert.strictEqual(finding.cut === "whole", got.length === wanted.length)
    if (cutBytes !== undefined) assert.isAtMost(got.length, cutBytes)
    if (finding.cut === "truncated") assert.isAbove(got.length + 4, cutBytes!)
  }
})
