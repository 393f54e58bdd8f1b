import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Bytes from "../src/Bytes.ts"
import * as Limits from "../src/Limits.ts"
import * as Rebase from "../src/Rebase.ts"
import * as Splice from "../src/Splice.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The first range of a base whose marks are `[` and `]`, without the marks. */
const marked = (text: string): { readonly base: Uint8Array; readonly startByte: number; readonly endByte: number } => {
  const [before = "", inside = "", after = ""] = text.split(/[[\]]/)
  const startByte = encode(before).length
  return { base: encode(before + inside + after), startByte, endByte: startByte + encode(inside).length }
}

const one = (base: Uint8Array, current: Uint8Array, startByte: number, endByte: number): Rebase.Finding => {
  const rebased = Rebase.map(base, current, [{ startByte, endByte }])
  return rebased._tag === "Rebased" ? rebased.findings[0]! : assert.fail("too different")
}

describe("a range", () => {
  // The marks of the second text say where the range of the first is found; without marks there is a conflict.
  const rows: ReadonlyArray<readonly [what: string, base: string, current: string]> = [
    ["stays where nothing changed", "a\n[b]\nc\n", "a\n[b]\nc\n"],
    ["stays before a change", "a\n[b]\nc\nd\n", "a\n[b]\nc\nX\n"],
    ["moves with lines put before it", "a\nb\n[c]\nd\n", "X\nY\na\nb\n[c]\nd\n"],
    ["moves with lines taken before it", "a\nb\nc\n[d]\ne\n", "b\nc\n[d]\ne\n"],
    ["moves with changes on both sides", "a\nb\n[c]\nd\ne\n", "aa\nb\n[c]\nd\nee\n"],
    ["moves inside its own line", "f(one, [two], three)\n", "f(oneMore, [two], three)\n"],
    ["stays before a change of its own line", "f([one], two, three)\n", "f([one], two, four)\n"],
    ["may be all of several lines", "a\nb\n[c\nd\n]e\nf\n", "X\na\nb\n[c\nd\n]e\nf\n"],
    ["may be empty", "a\nb[]c\nd\n", "X\na\nb[]c\nd\n"],
    ["may be empty at the start of a line", "a\nb\n[]c\nd\n", "X\na\nb\n[]c\nd\n"],
    ["may be empty at the start of the file", "[]a\nb\nc\n", "[]a\nb\nX\n"],
    ["may be empty at the end of the file", "a\nb\nc[]", "X\nb\nc[]"],
    ["counts bytes, not characters", "é\nb\n[😀]\nd\n", "éé\nb\n[😀]\nd\n"],
    ["keeps its CRs and the BOM before it", "\ufeffa\r\nb\r\n[c]\r\nd\r\n", "\ufeffa\r\nX\r\nb\r\n[c]\r\nd\r\n"],
    ["is in conflict when it was changed", "a\n[b]\nc\n", "a\nX\nc\n"],
    ["is in conflict when it was changed inside", "a\n[foo bar]\nc\n", "a\nfoo_bar\nc\n"],
    ["is in conflict when it was removed", "a\n[b\n]c\n", "a\nc\n"],
    ["is in conflict when text was put inside", "a\n[bc]\nd\n", "a\nbXc\nd\n"],
    ["is in conflict when the text right before it was changed", "aXY[bc]dd\n", "aXZbcdd\n"],
    ["is in conflict when the text right after it was changed", "aa[bc]XY\n", "aabcZY\n"],
    ["is in conflict when text was put at its start", "aa[bc]dd\n", "aaXbcdd\n"],
    ["is in conflict when text was put at its end", "aa[bc]dd\n", "aabcXdd\n"],
    ["is free one byte after a change", "ab[cd]ef\n", "Xb[cd]ef\n"],
    ["is free one byte before a change", "ab[cd]ef\n", "ab[cd]eX\n"],
    ["that is empty is in conflict when text was put there", "aa[]bb\n", "aaXbb\n"],
    ["that is empty is in conflict when the text before it was changed", "aX[]bb\n", "aYbb\n"],
    ["that is empty is in conflict when the text after it was removed", "aa[]Xb\n", "aab\n"],
    ["that is empty is in conflict where lines were added at the end", "a\nb\n[]", "a\nb\nc\n"],
    ["is in conflict when only its line end was changed", "a\n[b\n]c\n", "a\nb\r\nc\n"],
    ["is in conflict next to half a changed character", "ab[c]é\nd\n", "abcè\nd\n"],
    ["is in conflict after half a changed character", "é[bc]d\n", "©bcd\n"],
    ["is free a character from half a changed character", "ab[c]dé\ne\n", "ab[c]dè\ne\n"]
  ]
  for (const [what, before, after] of rows) {
    it(what, () => {
      const { base, startByte, endByte } = marked(before)
      const found = one(base, encode(after.replace(/[[\]]/g, "")), startByte, endByte)
      if (!after.includes("[")) return assert.strictEqual(found._tag, "Conflict")
      const expected = marked(after)
      assert.deepStrictEqual(found, { _tag: "Mapped", startByte: expected.startByte, endByte: expected.endByte })
    })
  }
})

describe("what repeats", () => {
  const rows: ReadonlyArray<readonly [what: string, base: string, current: string, range: readonly [number, number]]> =
    [
      ["one of two equal lines, of which there are three", "}\n}\n", "}\n}\n}\n", [0, 1]],
      ["the second of two equal lines, of which there are three", "}\n}\n", "}\n}\n}\n", [2, 3]],
      ["one of three equal lines, of which there are two", "x\n}\n}\n}\ny\n", "x\n}\n}\ny\n", [4, 5]],
      ["a block that was put again behind itself", "b1\nb2\nz\n", "b1\nb2\nb1\nb2\nz\n", [3, 5]],
      ["a line that stands in two new places", "1\nr r\n2\n", "3\nr r\n4\nr r\n5\n", [2, 5]],
      ["a line before a changed one, put once more", "a\na\nb\n", "a\na\na\nc\n", [2, 3]],
      ["the argument of which there are two now", "f(a)\n", "f(a, a)\n", [2, 3]],
      ["a letter that was doubled", "x\nbook\n", "x\nboook\n", [4, 5]],
      // What was added is its own line, or else the end of the line before and all of this one but its end.
      ["a line whose like was put before it", "aqb\n", "aqb\nXaqb\n", [2, 3]]
    ]
  for (const [what, base, current, [start, end]] of rows) {
    it(`is in conflict: ${what}`, () => {
      assert.strictEqual(one(encode(base), encode(current), start, end)._tag, "Conflict")
    })
  }

  it("is free where a change elsewhere does not make it more", () => {
    const { base, startByte, endByte } = marked("{\n  return\n}\n{\n  [return]\n}\n{\n  return\n}\nend\n")
    const after = marked("{\n  return\n}\n{\n  [return]\n}\n{\n  return\n}\nthe end\n")
    assert.deepStrictEqual(one(base, after.base, startByte, endByte), {
      _tag: "Mapped",
      startByte: after.startByte,
      endByte: after.endByte
    })
  })

  it("is no coincidence only if it is long: words of one sentence are not found in another", () => {
    const { base, startByte, endByte } = marked("head\nthe end [o]f all\ntail\n")
    assert.strictEqual(one(base, encode("head\nOne of us\ntail\n"), startByte, endByte)._tag, "Conflict")
    const long = marked("head\n(a, [wordy], b)\ntail\n")
    const found = marked("head\n{c, [wordy], d}\ntail\n")
    assert.isTrue(", wordy, ".length >= Limits.rebaseKeptBytesMin)
    assert.strictEqual(one(long.base, found.base, long.startByte, long.endByte)._tag, "Mapped")
    const short = marked("head\n(a, [wor], b)\ntail\n")
    assert.isTrue(", wor, ".length < Limits.rebaseKeptBytesMin)
    assert.strictEqual(
      one(short.base, encode("head\n{c, wor, d}\ntail\n"), short.startByte, short.endByte)._tag,
      "Conflict"
    )
  })
})

describe("ranges", () => {
  it("are answered each, in their order", () => {
    const base = encode("one\ntwo\nthree\nfour\n")
    const current = encode("zero\none\ntwo\n3\nfour\n")
    const rebased = Rebase.map(base, current, [
      { startByte: 15, endByte: 17 },
      { startByte: 8, endByte: 13 },
      { startByte: 1, endByte: 2 },
      { startByte: 18, endByte: 20 },
      { startByte: 3, endByte: 2 },
      { startByte: 0.5, endByte: 2 }
    ])
    if (rebased._tag !== "Rebased") return assert.fail(rebased._tag)
    assert.deepStrictEqual(rebased.findings, [
      { _tag: "Mapped", startByte: 16, endByte: 18 },
      { _tag: "Conflict", changed: { startByte: 8, endByte: 13 } },
      { _tag: "Mapped", startByte: 6, endByte: 7 },
      { _tag: "OutOfRange" },
      { _tag: "OutOfRange" },
      { _tag: "OutOfRange" }
    ])
  })

  it("are refused together when there are too many lines, or too few in common", () => {
    const lines = (count: number, text: string) =>
      encode(Array.from({ length: count }, (_, at) => `${text}${at}\n`).join(""))
    const range = [{ startByte: 2, endByte: 3 }]
    const many = lines(Limits.rebaseLinesMax, "")
    assert.strictEqual(Rebase.map(many, Uint8Array.of(...encode("x")), range)._tag, "TooDifferent")
    const plusOne = new Uint8Array([...many, 0x0a])
    assert.strictEqual(Rebase.map(plusOne, plusOne.slice(0, -1), range)._tag, "TooDifferent")
    assert.strictEqual(Rebase.map(many.slice(0, -1), many, range)._tag, "Rebased")
    const half = Limits.alignmentEditsMax / 2
    assert.strictEqual(Rebase.map(lines(half + 1, "a"), lines(half + 1, "b"), range)._tag, "TooDifferent")
    assert.strictEqual(Rebase.map(lines(half, "a"), lines(half, "b"), range)._tag, "Rebased")
  })

  it("inside a run that is too long are in conflict, and those outside are mapped", () => {
    const long = (text: string, size: number) => encode(`a\nbbb\n${text.repeat(size)}keep this here\nccc\nd\n`)
    const size = Limits.rebaseRunBytesMax
    const base = long("x", size)
    const at = 6 + size + 5
    const current = long("x", size + 1)
    assert.strictEqual(one(base, current, 3, 4)._tag, "Mapped")
    assert.strictEqual(one(base, current, at, at + 4)._tag, "Conflict")
    assert.strictEqual(one(long("x", 60_000), long("x", 60_001), 60_011, 60_015)._tag, "Mapped")
  })
})

describe("any later content", () => {
  // Few different bytes, so that everything repeats; some are halves of characters.
  const Byte = Schema.Literals([0x61, 0x61, 0x62, 0x0a, 0x0a, 0x0d, 0xc3, 0xa9])
  const bytes = (maxLength: number) =>
    Arbitrary.map(Arbitrary.array(Arbitrary.schema(Byte), { maxLength }), (all) => Uint8Array.from(all))
  const Short = bytes(6)
  const Long = bytes(40)

  const spliced = (base: Uint8Array, edits: ReadonlyArray<Splice.Edit>): Uint8Array => {
    const plan = Splice.plan(edits, base)
    return plan._tag === "Planned" ? Bytes.concat(plan.pieces) : assert.fail(JSON.stringify(plan.problems))
  }

  it.prop("that is the same maps every range to itself", [Long, Schema.Natural, Schema.Natural], ([base, a, b]) => {
    const ends = [a % (base.length + 1), b % (base.length + 1)].sort((x, y) => x - y)
    const [startByte = 0, endByte = 0] = ends
    assert.deepStrictEqual(one(base, base.slice(), startByte, endByte), { _tag: "Mapped", startByte, endByte })
  })

  // The one edit that made the current content, at least a byte before or after the range: told as head, gap, range.
  it.prop(
    "that one edit made never maps a range away from that edit to a wrong place, whatever repeats",
    [Long, Schema.Natural, Schema.Natural, Schema.Natural, Schema.Natural, Short],
    ([content, first, second, third, fourth, text]) => {
      // Valid UTF-8, or splices could be refused: a pair of halves is put where a lone half stood.
      const base = content.map((byte) => (byte >= 0x80 ? 0x63 : byte))
      const replacement = text.map((byte) => (byte >= 0x80 ? 0x63 : byte))
      const offsets = [first, second, third, fourth].map((at) => at % (base.length + 1)).sort((a, b) => a - b)
      const [a = 0, b = 0, c = 0, d = 0] = offsets
      if (b === c) return
      const check = (range: readonly [number, number], edit: readonly [number, number]) => {
        const other = { startByte: edit[0], endByte: edit[1], replacement }
        const current = spliced(base, [other])
        const found = one(base, current, range[0], range[1])
        if (found._tag !== "Mapped") return
        const truth = range[0] < edit[0] ? 0 : current.length - base.length
        assert.strictEqual(found.startByte, range[0] + truth)
        // The edit of the range and the other edit commute.
        const own = { startByte: range[0], endByte: range[1], replacement: "<own>" }
        const both = spliced(base, [own, other])
        const rebased = spliced(current, [{ ...own, startByte: found.startByte, endByte: found.endByte }])
        assert.deepStrictEqual(rebased, both)
      }
      check([a, b], [c, d])
      check([c, d], [a, b])
    },
    { arbitrary: { runs: 20_000 } }
  )

  it.prop(
    "gives a mapped range the bytes that it had",
    [Long, Long, Schema.Natural, Schema.Natural],
    ([base, current, a, b]) => {
      const [startByte = 0, endByte = 0] = [a % (base.length + 1), b % (base.length + 1)].sort((x, y) => x - y)
      const found = one(base, current, startByte, endByte)
      if (found._tag !== "Mapped") return
      assert.deepStrictEqual(current.slice(found.startByte, found.endByte), base.slice(startByte, endByte))
    }
  )

  // Lines that do not repeat, of bytes that are no text: then nothing but a touch may be a conflict.
  const Line = Schema.Natural.check(Schema.isBetween({ minimum: 10_000, maximum: 99_999 }))
  const Added = Schema.Natural.check(Schema.isBetween({ minimum: 100_000, maximum: 999_999 }))
  const Edits = Schema.Array(
    Schema.Struct({ line: Schema.Natural, kind: Schema.Literals(["add", "drop", "change"]), text: Added })
  )
  it.prop(
    "maps a range of a line that does not repeat unless that line or its neighbours were changed",
    [Schema.Array(Line).check(Schema.isMinLength(3)), Edits, Schema.Natural],
    ([numbers, edits, at]) => {
      const lines = [...new Set(numbers)].map((number) => Uint8Array.of(0xff, ...encode(`${number}\r\n`)))
      const own = at % lines.length
      const current = lines.map((line) => [line])
      for (const [index, { line, kind, text }] of edits.entries()) {
        const place = line % lines.length
        if (Math.abs(place - own) < 2) continue
        const added = Uint8Array.of(0xfe, ...encode(`${text}.${index}\n`))
        if (kind === "add") current[place]!.unshift(added)
        else current[place] = kind === "drop" ? [] : [added]
      }
      const join = (all: ReadonlyArray<Uint8Array>) => Uint8Array.from(all.flatMap((line) => [...line]))
      const offset = (all: ReadonlyArray<ReadonlyArray<Uint8Array>>) => join(all.slice(0, own).flat()).length
      const startByte = offset(lines.map((line) => [line]))
      const found = one(join(lines), join(current.flat()), startByte, startByte + 8)
      const expected = offset(current)
      assert.deepStrictEqual(found, { _tag: "Mapped", startByte: expected, endByte: expected + 8 })
    },
    { arbitrary: { runs: 300 } }
  )
})
