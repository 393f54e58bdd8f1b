import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as NewContent from "../src/Bytes.ts"
import * as Limits from "../src/Limits.ts"
import * as Splice from "../src/Splice.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)

type Row = readonly [start: number, end: number, replacement: Uint8Array | string]

const edits = (rows: ReadonlyArray<Row>): ReadonlyArray<Splice.Edit> =>
  rows.map(([startByte, endByte, replacement]) => ({ startByte, endByte, replacement }))

const planned = (plan: Splice.Plan): Extract<Splice.Plan, { readonly _tag: "Planned" }> => {
  if (plan._tag !== "Planned") return assert.fail(JSON.stringify(plan.problems))
  return plan
}

const refused = (plan: Splice.Plan): Extract<Splice.Plan, { readonly _tag: "Refused" }> => {
  if (plan._tag !== "Refused") return assert.fail(`planned ${JSON.stringify(decode(NewContent.concat(plan.pieces)))}`)
  return plan
}

describe("a plan", () => {
  const rows: ReadonlyArray<readonly [what: string, base: string, rows: ReadonlyArray<Row>, expected: string]> = [
    ["no edit", "abc", [], "abc"],
    ["a replacement", "abc", [[1, 2, "XY"]], "aXYc"],
    ["a removal", "abc", [[0, 2, ""]], "c"],
    ["an insertion at the start", "abc", [[0, 0, "X"]], "Xabc"],
    ["an insertion at the end", "abc", [[3, 3, "X"]], "abcX"],
    ["an insertion into nothing", "", [[0, 0, "X"]], "X"],
    ["everything", "abc", [[0, 3, "X"]], "X"],
    ["an edit that changes nothing", "abc", [[1, 1, ""]], "abc"],
    [
      "two edits from the right",
      "abcdef",
      [
        [4, 5, "Y"],
        [0, 1, "X"]
      ],
      "XbcdYf"
    ],
    [
      "adjacent edits",
      "abcd",
      [
        [2, 4, "Y"],
        [0, 2, "X"]
      ],
      "XY"
    ],
    [
      "an insertion where a replacement starts",
      "abcd",
      [
        [1, 3, "X"],
        [1, 1, "-"]
      ],
      "a-Xd"
    ],
    [
      "an insertion where a replacement ends",
      "abcd",
      [
        [3, 3, "-"],
        [1, 3, "X"]
      ],
      "aX-d"
    ],
    [
      "an insertion between two replacements",
      "abcd",
      [
        [2, 4, "Y"],
        [2, 2, "-"],
        [0, 2, "X"]
      ],
      "X-Y"
    ],
    [
      "insertions at one position",
      "ab",
      [
        [1, 1, "1"],
        [1, 1, "2"],
        [1, 1, "3"]
      ],
      "a123b"
    ],
    [
      "insertions at one position, told last to first",
      "ab",
      [
        [1, 1, "3"],
        [1, 1, "2"],
        [1, 1, "1"]
      ],
      "a321b"
    ],
    [
      "characters of several bytes",
      "aé😀z",
      [
        [1, 3, "e"],
        [3, 7, "€"]
      ],
      "ae€z"
    ],
    ["line ends of two kinds", "a\r\nb\nc\r\n", [[3, 4, "B"]], "a\r\nB\nc\r\n"],
    ["a byte order mark", "\ufeffa", [[3, 4, "b"]], "\ufeffb"],
    ["a dollar, which means nothing", "ab", [[0, 1, "$&$1$$"]], "$&$1$$b"]
  ]
  for (const [what, base, given, expected] of rows) {
    it(`applies ${what}`, () => {
      assert.strictEqual(decode(NewContent.concat(planned(Splice.plan(edits(given), encode(base))).pieces)), expected)
    })
  }

  it("tells a delta per edit, in offsets of the base, and which edit each belongs to", () => {
    const given = edits([
      [5, 5, "é"],
      [0, 2, ""],
      [3, 5, "x"],
      [5, 5, ""]
    ])
    const plan = planned(Splice.plan(given, encode("abcdefg")))
    assert.deepStrictEqual(plan.deltas, [
      { startByte: 0, removedBytes: 2, addedBytes: 0 },
      { startByte: 3, removedBytes: 2, addedBytes: 1 },
      { startByte: 5, removedBytes: 0, addedBytes: 2 },
      { startByte: 5, removedBytes: 0, addedBytes: 0 }
    ])
    assert.deepStrictEqual(plan.order, [1, 2, 0, 3])
  })

  it("takes bytes as they are, and any offset where the base is no UTF-8", () => {
    const plan = planned(Splice.plan(edits([[1, 2, Uint8Array.of(0xff)]]), Uint8Array.of(0xc3, 0xa9, 0x80)))
    assert.deepStrictEqual(NewContent.concat(plan.pieces), Uint8Array.of(0xc3, 0xff, 0x80))
  })

  it("copies nothing that is kept", () => {
    const base = encode("abcdef")
    const { pieces } = planned(Splice.plan(edits([[2, 4, "x"]]), base))
    assert.deepStrictEqual(pieces.map(decode), ["ab", "x", "ef"])
    assert.deepStrictEqual(
      pieces.map(({ buffer }) => buffer === base.buffer),
      [true, false, true]
    )
  })
})

describe("a plan is refused", () => {
  const outOfRange = (start: number, end: number) => [
    { _tag: "OutOfRange", edit: 0, startByte: start, endByte: end, fileLength: 3 }
  ]
  const splits = (start: number, end: number) => [
    { _tag: "InvalidCharBoundary", edit: 0, startByte: start, endByte: end }
  ]
  const surrogate = (index: number) => [{ _tag: "LoneSurrogate", edit: 0, index }]
  const overlap = (first: number, second: number) => ({ _tag: "Overlap", first, second })
  const rows: ReadonlyArray<readonly [string, string, ReadonlyArray<Row>, ReadonlyArray<unknown>]> = [
    ["for an end beyond the content", "abc", [[0, 4, ""]], outOfRange(0, 4)],
    ["for a start beyond the content", "abc", [[4, 4, ""]], outOfRange(4, 4)],
    ["for a reversed range", "abc", [[2, 1, ""]], outOfRange(2, 1)],
    ["for a negative start", "abc", [[-1, 1, ""]], outOfRange(-1, 1)],
    ["for a fraction", "abc", [[0.5, 1, ""]], outOfRange(0.5, 1)],
    ["for no number", "abc", [[Number.NaN, 1, ""]], outOfRange(Number.NaN, 1)],
    ["for infinity", "abc", [[0, Infinity, ""]], outOfRange(0, Infinity)],
    ["for a number that is not safe", "abc", [[0, 2 ** 53, ""]], outOfRange(0, 2 ** 53)],
    ["for a start inside a character", "aé", [[2, 3, ""]], splits(2, 3)],
    ["for an end inside a character", "aé", [[0, 2, ""]], splits(0, 2)],
    ["for an insertion inside a character", "😀", [[2, 2, "x"]], splits(2, 2)],
    ["for the first half of a character", "abc", [[0, 0, "x\ud83d"]], surrogate(1)],
    ["for the second half of a character", "abc", [[0, 0, "\ude00x"]], surrogate(0)],
    ["for halves in the wrong order", "abc", [[0, 0, "😀\ude00\ud83d"]], surrogate(2)],
    [
      "for two edits of the same range",
      "abc",
      [
        [0, 2, "x"],
        [0, 2, "x"]
      ],
      [overlap(0, 1)]
    ],
    [
      "for edits that share a byte",
      "abc",
      [
        [1, 3, "x"],
        [0, 2, "y"]
      ],
      [overlap(0, 1)]
    ],
    [
      "for an edit inside another",
      "abcd",
      [
        [0, 4, "x"],
        [1, 2, "y"]
      ],
      [overlap(0, 1)]
    ],
    [
      "for an insertion inside a replaced range",
      "abcd",
      [
        [2, 2, "y"],
        [0, 4, "x"]
      ],
      [overlap(0, 1)]
    ],
    [
      "for each pair of three that overlap",
      "abcdef",
      [
        [0, 3, "x"],
        [1, 4, "y"],
        [2, 5, "z"]
      ],
      [overlap(0, 1), overlap(0, 2), overlap(1, 2)]
    ]
  ]
  for (const [what, base, given, expected] of rows) {
    it(what, () => {
      const plan = refused(Splice.plan(edits(given), encode(base)))
      assert.deepStrictEqual(plan.problems as ReadonlyArray<unknown>, expected)
      assert.strictEqual(plan.total, expected.length)
    })
  }

  it("with all problems at once, those of single edits in the order of the request", () => {
    const given = edits([
      [9, 9, "\ud800"],
      [0, 3, "x"],
      [2, 4, "\udfff"],
      [1, 2, ""],
      [4, 4, "fine"]
    ])
    const plan = refused(Splice.plan(given, encode("aéb")))
    assert.deepStrictEqual(plan.problems as ReadonlyArray<unknown>, [
      { _tag: "OutOfRange", edit: 0, startByte: 9, endByte: 9, fileLength: 4 },
      { _tag: "LoneSurrogate", edit: 0, index: 0 },
      { _tag: "InvalidCharBoundary", edit: 2, startByte: 2, endByte: 4 },
      { _tag: "LoneSurrogate", edit: 2, index: 0 },
      { _tag: "InvalidCharBoundary", edit: 3, startByte: 1, endByte: 2 },
      { _tag: "Overlap", first: 1, second: 3 },
      { _tag: "Overlap", first: 1, second: 2 }
    ])
    assert.strictEqual(plan.total, 7)
  })

  it("with a bounded list and the whole count, and without comparing every pair", () => {
    const many = 100_000
    const plan = refused(
      Splice.plan(
        Array.from({ length: many }, () => ({ startByte: 0, endByte: 1, replacement: "" })),
        encode("a")
      )
    )
    assert.strictEqual(plan.problems.length, Limits.editProblemsMax)
    assert.strictEqual(plan.total, (many * (many - 1)) / 2)
  })

  it("when more would come out than is allowed, and not at the limit", () => {
    const given = edits([[0, 1, "xyz"]])
    assert.strictEqual(NewContent.lengthOf(planned(Splice.plan(given, encode("abc"), 5)).pieces), 5)
    assert.deepStrictEqual(refused(Splice.plan(given, encode("abc"), 4)).problems, [
      { _tag: "TooLarge", sizeBytes: 5, maxBytes: 4 }
    ])
  })
})

describe("an error of a problem", () => {
  const rows: ReadonlyArray<readonly [Splice.Problem, reason: string, words: string]> = [
    [{ _tag: "OutOfRange", edit: 0, startByte: 0, endByte: 9, fileLength: 3 }, "OutOfRange", "[0, 9)"],
    [{ _tag: "InvalidCharBoundary", edit: 0, startByte: 1, endByte: 2 }, "InvalidCharBoundary", "[1, 2)"],
    [
      { _tag: "LoneSurrogate", edit: 3, index: 7 },
      "SyntaxError",
      "edit 3 has half a character (a lone surrogate) at index 7"
    ],
    [{ _tag: "Overlap", first: 1, second: 4 }, "OverlappingEdits", "edits 1 and 4"],
    [{ _tag: "TooLarge", sizeBytes: 9, maxBytes: 8 }, "TooLarge", "9"]
  ]
  for (const [problem, reason, words] of rows) {
    it(`names ${problem._tag} as ${reason}`, () => {
      const error = Splice.toError("/repo/a.ts", problem)
      const found = "reason" in error ? error.reason : assert.fail(error._tag)
      assert.strictEqual(found._tag, reason)
      assert.include(found.message, "/repo/a.ts")
      assert.include(found.message, words)
    })
  }
})

describe("any edits that do not overlap", () => {
  const Piece = Schema.Literals(["a", "b", "é", "😀", "\r\n", "\n", "\ufeff", ""])
  const Text = Arbitrary.map(Arbitrary.array(Arbitrary.schema(Piece), { maxLength: 20 }), (all) => all.join(""))
  const Byte = Schema.Literals([0x61, 0x0a, 0x0d, 0x80, 0xc3, 0xa9, 0xff, 0x00])
  const Bytes = Arbitrary.map(Arbitrary.array(Arbitrary.schema(Byte), { maxLength: 24 }), (all) => Uint8Array.from(all))
  const Base = Schema.Literals(["text", "bytes"])
  const Cuts = Schema.Array(Schema.Struct({ skip: Schema.Natural, take: Schema.Natural, text: Piece }))
  const Order = Schema.Array(Schema.Natural)

  /** Cuts the base from left to right, at boundaries of its characters; insertions at one position happen often. */
  const cut = (boundaries: ReadonlyArray<number>, cuts: typeof Cuts.Type): Array<Splice.Edit> => {
    const made: Array<Splice.Edit> = []
    let at = 0
    for (const { skip, take, text } of cuts) {
      const start = Math.min(at + (skip % 3), boundaries.length - 1)
      const end = Math.min(start + (take % 3), boundaries.length - 1)
      made.push({ startByte: boundaries[start]!, endByte: boundaries[end]!, replacement: text })
      at = end
    }
    return made
  }

  /** Keeps the relative order of insertions at one position, moves everything else about. */
  const shuffle = (made: ReadonlyArray<Splice.Edit>, order: ReadonlyArray<number>): Array<Splice.Edit> => {
    const rest = [...made]
    const shuffled: Array<Splice.Edit> = []
    let turn = 0
    while (rest.length > 0) {
      let pick = (order[turn++ % Math.max(1, order.length)] ?? 0) % rest.length
      const { startByte, endByte } = rest[pick]!
      if (startByte === endByte) {
        pick = rest.findIndex((edit) => edit.startByte === startByte && edit.endByte === startByte)
      }
      shuffled.push(...rest.splice(pick, 1))
    }
    return shuffled
  }

  const fromRight = (base: Uint8Array, sorted: ReadonlyArray<Splice.Edit>): Uint8Array => {
    let bytes = [...base]
    for (const { startByte, endByte, replacement } of sorted.toReversed()) {
      const added = typeof replacement === "string" ? encode(replacement) : replacement
      bytes = [...bytes.slice(0, startByte), ...added, ...bytes.slice(endByte)]
    }
    return Uint8Array.from(bytes)
  }

  it.prop(
    "give what applying them from the right gives, in any order, and deltas that say so",
    [Text, Bytes, Base, Cuts, Order],
    ([text, bytes, kind, cuts, order]) => {
      const base = kind === "text" ? encode(text) : bytes
      const isText = Buffer.from(base).equals(Buffer.from(encode(decode(base))))
      const boundaries = Array.from({ length: base.length + 1 }, (_, at) => at).filter(
        (at) => !isText || at === base.length || (base[at]! & 0xc0) !== 0x80
      )
      const sorted = cut(boundaries, cuts)
      const expected = fromRight(base, sorted)
      const plan = planned(Splice.plan(shuffle(sorted, order), base))
      const content = NewContent.concat(plan.pieces)
      assert.deepStrictEqual(content, expected)

      // Copying what the deltas leave, and from the result what they add, gives the result.
      let from = 0
      let to = 0
      for (const { startByte, removedBytes, addedBytes } of plan.deltas) {
        assert.isTrue(startByte >= from)
        const kept = base.subarray(from, startByte)
        assert.deepStrictEqual(content.slice(to, to + kept.length), kept.slice())
        to += kept.length + addedBytes
        from = startByte + removedBytes
      }
      assert.deepStrictEqual(content.slice(to), base.slice(from))
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "are told from those that do by comparing each pair",
    [Schema.Array(Schema.Tuple([Schema.Natural, Schema.Natural]))],
    ([ranges]) => {
      const given = ranges.map(([start, length]) => {
        const startByte = start % 8
        return { startByte, endByte: Math.min(8, startByte + (length % 4)), replacement: "x" }
      })
      const pairs = new Set<string>()
      given.forEach((a, first) =>
        given.forEach((b, second) => {
          if (first >= second) return
          const shared = Math.min(a.endByte, b.endByte) - Math.max(a.startByte, b.startByte)
          const isInside = (p: Splice.Edit, q: Splice.Edit) =>
            p.startByte === p.endByte && q.startByte < p.startByte && p.startByte < q.endByte
          if (shared > 0 || isInside(a, b) || isInside(b, a)) pairs.add(`${first} ${second}`)
        })
      )
      const plan = Splice.plan(given, encode("abcdefgh"))
      if (pairs.size === 0) return void planned(plan)
      const { problems, total } = refused(plan)
      assert.strictEqual(total, pairs.size)
      const told = problems.map((problem) =>
        problem._tag === "Overlap" ? `${problem.first} ${problem.second}` : problem._tag
      )
      assert.strictEqual(new Set(told).size, Math.min(pairs.size, Limits.editProblemsMax))
      for (const pair of told) assert.isTrue(pairs.has(pair), pair)
    },
    { arbitrary: { runs: 1000 } }
  )
})
