import { assert, describe, it } from "@effect/vitest"
import * as Limits from "../src/Limits.ts"
import * as Patch from "../src/Patch.ts"
import * as PatchApply from "../src/PatchApply.ts"
import * as PatchParse from "../src/PatchParse.ts"
import * as PatchPlace from "../src/PatchPlace.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)

/** Lines of one word each. */
const words = (text: string): string =>
  text
    .split(" ")
    .map((word) => `${word}\n`)
    .join("")

const parse = (diff: string): Patch.FilePatch => {
  const files = PatchParse.parse(diff)
  return Patch.isProblem(files) ? assert.fail(JSON.stringify(files)) : files[0]
}

const patch = (body: ReadonlyArray<string>, names: ReadonlyArray<string> = ["--- a/x", "+++ b/x"]): Patch.FilePatch =>
  parse([...names, ...body].map((line) => `${line}\n`).join(""))

const run = (base: string, body: ReadonlyArray<string>, options: PatchApply.ApplyOptions = {}): PatchApply.Outcome =>
  PatchApply.apply(patch(body), encode(base), options)

/** The hunks as `offset` or `offset~fuzz`, and `no` where one has no place. */
const hunks = (outcome: PatchApply.Outcome): string =>
  outcome.hunks
    .map(({ applied, offset, fuzz }) => (applied ? `${offset}${fuzz === 0 ? "" : `~${fuzz}`}` : "no"))
    .join(" ")

const problems = (outcome: PatchApply.Outcome): ReadonlyArray<PatchApply.Problem> =>
  outcome._tag === "Rejected" ? outcome.problems : assert.fail(outcome._tag)

type Applied = readonly [
  what: string,
  base: string,
  body: ReadonlyArray<string>,
  expected: string,
  hunks: string,
  fuzz?: number
]

const applies = (rows: ReadonlyArray<Applied>): void => {
  for (const [what, base, body, expected, places, fuzz = 0] of rows) {
    it(what, () => {
      const outcome = run(base, body, { fuzz })
      if (outcome._tag !== "Applied") return assert.fail(JSON.stringify(outcome))
      assert.strictEqual(decode(outcome.content), expected)
      assert.strictEqual(hunks(outcome), places)
      // The deltas tell the new length, and what lies outside of them is kept.
      let [from, to] = [0, 0]
      const old = encode(base)
      for (const { startByte, removedBytes, addedBytes } of outcome.deltas) {
        const kept = old.slice(from, startByte)
        assert.deepStrictEqual(outcome.content.slice(to, to + kept.length), kept)
        to += kept.length + addedBytes
        from = startByte + removedBytes
      }
      assert.deepStrictEqual(outcome.content.slice(to), old.slice(from))
    })
  }
}

describe("a patch that fits where it says", () => {
  applies([
    ["replaces a line", words("a b c"), ["@@ -1,3 +1,3 @@", " a", "-b", "+X", " c"], words("a X c"), "0"],
    ["removes a line", words("a b c"), ["@@ -1,3 +1,2 @@", " a", "-b", " c"], words("a c"), "0"],
    ["inserts a line", words("a b"), ["@@ -1,2 +1,3 @@", " a", "+X", " b"], words("a X b"), "0"],
    ["inserts the first line", words("a b"), ["@@ -1,2 +1,3 @@", "+X", " a", " b"], words("X a b"), "0"],
    ["inserts the last line", words("a b"), ["@@ -1,2 +1,3 @@", " a", " b", "+X"], words("a b X"), "0"],
    ["inserts into nothing", "", ["@@ -0,0 +1,2 @@", "+a", "+b"], words("a b"), "0"],
    ["removes everything", words("a b"), ["@@ -1,2 +0,0 @@", "-a", "-b"], "", "0"],
    ["changes every line", words("a b"), ["@@ -1,2 +1,2 @@", "-a", "-b", "+A", "+B"], words("A B"), "0"],
    ["changes lines one by one", words("a b"), ["@@ -1,2 +1,2 @@", "-a", "+A", "-b", "+B"], words("A B"), "0"],
    ["inserts before it removes", words("a b"), ["@@ -1,2 +1,2 @@", "+A", "-a", " b"], words("A b"), "0"],
    [
      "makes several changes in a hunk",
      words("a b c d e"),
      ["@@ -1,5 +1,5 @@", "-a", "+A", " b", "-c", "+C", "+D", " d", "-e"],
      words("A b C D d"),
      "0"
    ],
    [
      "has several hunks",
      words("a b c d e f"),
      ["@@ -1,2 +1,3 @@", " a", "+X", " b", "@@ -5,2 +6,1 @@", " e", "-f"],
      words("a X b c d e"),
      "0 0"
    ],
    [
      "has hunks that touch",
      words("a b c d"),
      ["@@ -1,2 +1,2 @@", "-a", "+A", " b", "@@ -3,2 +3,2 @@", "-c", "+C", " d"],
      words("A b C d"),
      "0 0"
    ],
    ["inserts by the line number alone", words("a b c"), ["@@ -2,0 +3 @@", "+X"], words("a b X c"), "0"],
    ["inserts at the end by the line number alone", words("a b"), ["@@ -2,0 +3 @@", "+X"], words("a b X"), "0"],
    ["removes by the line alone", words("a b c"), ["@@ -2 +1,0 @@", "-b"], words("a c"), "0"],
    [
      "fits there although it would fit elsewhere",
      words("a b a b a b"),
      ["@@ -3,2 +3,2 @@", " a", "-b", "+X"],
      words("a b a X a b"),
      "0"
    ],
    [
      "wins over being applied already, where lines repeat",
      words("a a a"),
      ["@@ -1,2 +1,3 @@", " a", "+a", " a"],
      words("a a a a"),
      "0"
    ],
    ["moves a line", words("a b c"), ["@@ -1,3 +1,3 @@", "-a", " b", " c", "+a"], words("b c a"), "0"],
    ["keeps characters and spaces", "é \n\t😀\n", ["@@ -1,2 +1,2 @@", " é ", "-\t😀", "+  €"], "é \n  €\n", "0"],
    ["has context that lost its space", "\na\n\n", ["@@ -1,3 +1,3 @@", "", "-a", "+b", ""], "\nb\n\n", "0"]
  ])
})

describe("a patch that fits elsewhere", () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `n${at}\n`).join("")
  applies([
    ["is found further down", words("x y a b c"), ["@@ -1,3 +1,3 @@", " a", "-b", "+X", " c"], words("x y a X c"), "2"],
    ["is found further up", words("a b c"), ["@@ -31,3 +31,3 @@", " a", "-b", "+X", " c"], words("a X c"), "-30"],
    [
      "is found far away",
      many(90) + words("a b c"),
      ["@@ -1,3 +1,3 @@", " a", "-b", "+X", " c"],
      many(90) + words("a X c"),
      "90"
    ],
    [
      "takes its second hunk where the first one was moved to",
      words("x x x k a b l a b m"),
      ["@@ -1 +1 @@", "-k", "+K", "@@ -2,2 +2,2 @@", " a", "-b", "+B"],
      words("x x x K a B l a b m"),
      "3 3"
    ],
    [
      "finds each hunk by itself",
      words("k x a y z b"),
      ["@@ -1 +1 @@", "-k", "+K", "@@ -2 +2 @@", "-a", "+A", "@@ -3 +3 @@", "-b", "+B"],
      words("K x A y z B"),
      "0 1 3"
    ],
    [
      "finds a hunk closer than the one before",
      words("x x k a l"),
      ["@@ -1 +1 @@", "-k", "+K", "@@ -4 +4 @@", "-a", "+A"],
      words("x x K A l"),
      "2 0"
    ],
    [
      "is found although it was partly applied elsewhere",
      words("x a c a b c"),
      ["@@ -1,3 +1,2 @@", " a", "-b", " c"],
      words("x a c a c"),
      "3"
    ]
  ])
})

describe("fuzz", () => {
  const hunk = ["@@ -1,7 +1,7 @@", " 1", " 2", " 3", "-4", "+X", " 5", " 6", " 7"]
  applies([
    ["lets one line of context differ", words("1 ? 3 4 5 6 7"), hunk, words("1 ? 3 X 5 6 7"), "0~1", 1],
    ["counts only what differs", words("1 ? 3 4 5 6 7"), hunk, words("1 ? 3 X 5 6 7"), "0~1", 9],
    ["lets lines on both sides differ", words("? 2 3 4 5 ? 7"), hunk, words("? 2 3 X 5 ? 7"), "0~2", 2],
    ["lets all differ but those next to a change", words("? ? 3 4 5 ? ?"), hunk, words("? ? 3 X 5 ? ?"), "0~4", 4],
    ["lets the file begin later", words("3 4 5 6 7"), hunk, words("3 X 5 6 7"), "-2~2", 2],
    ["lets the file end earlier", words("1 2 3 4 5"), hunk, words("1 2 3 X 5"), "0~2", 2],
    ["lets a line differ elsewhere too", words("x 1 2 3 4 5 6 ?"), hunk, words("x 1 2 3 X 5 6 ?"), "1~1", 1],
    [
      "prefers a place where less differs",
      words("1 ? 3 4 5 6 7 1 2 3 4 5 6 7"),
      hunk,
      words("1 ? 3 4 5 6 7 1 2 3 X 5 6 7"),
      "7",
      2
    ],
    ["is not used where it is not needed", words("1 2 3 4 5 6 7"), hunk, words("1 2 3 X 5 6 7"), "0", 9],
    [
      "lets a line between two changes differ",
      words("a b ? d e"),
      ["@@ -1,5 +1,5 @@", "-a", "+A", " b", " c", " d", "-e", "+E"],
      words("A b ? d E"),
      "0~1",
      1
    ],
    ["keeps what differs, also a missing line end", "1\n2\n3\n4\n5\n6\n7", hunk, "1\n2\n3\nX\n5\n6\n7", "0~1", 1]
  ])
})

describe("line ends", () => {
  const crlf = (text: string): string => text.replaceAll("\n", "\r\n")
  const hunk = ["@@ -1,3 +1,4 @@", " a", "-b", "+X", "+Y", " c"]
  const withCr = hunk.map((line) => (line.startsWith("@") ? line : `${line}\r`))
  applies([
    ["of the file are kept when the patch has LF", crlf(words("a b c")), hunk, crlf(words("a X Y c")), "0"],
    ["of the file are kept when the patch has CRLF", words("a b c"), withCr, words("a X Y c"), "0"],
    ["are kept when both have CRLF", crlf(words("a b c")), withCr, crlf(words("a X Y c")), "0"],
    ["of each line are kept in a file of both kinds", "a\r\nb\nc\r\n", hunk, "a\r\nX\nY\nc\r\n", "0"],
    [
      "of an inserted line are those of the line before",
      "a\r\nb\n",
      ["@@ -1,2 +1,3 @@", " a", "+X", " b"],
      "a\r\nX\r\nb\n",
      "0"
    ],
    [
      "of the first line are those of the line after",
      "a\r\nb\n",
      ["@@ -1,2 +1,3 @@", "+X", " a", " b"],
      "X\r\na\r\nb\n",
      "0"
    ],
    [
      "of lines that replace others are those of each",
      "a\r\nb\nc\r\n",
      ["@@ -1,3 +1,4 @@", "-a", "-b", "-c", "+A", "+B", "+C", "+D"],
      "A\r\nB\nC\r\nD\r\n",
      "0"
    ],
    [
      "of all hunks are adapted when one needs it",
      "a\r\nb\r\nc\r\n",
      ["@@ -1 +1 @@", "-a", "+A", "@@ -2,0 +3 @@", "+X"],
      "A\r\nb\r\nX\r\nc\r\n",
      "0 0"
    ],
    [
      "are as the patch says where its lines fit exactly",
      "a\r\nb\nc\n",
      ["@@ -2,2 +2,3 @@", " b", "+X", " c"],
      "a\r\nb\nX\nc\n",
      "0"
    ],
    [
      "are as the patch says where it has both kinds",
      "a\r\nb\r\n",
      ["@@ -1,2 +1,2 @@", "-a\r", "+a", " b\r"],
      "a\nb\r\n",
      "0"
    ],
    [
      "become CRLF when that is the change",
      "a\nb\n",
      ["@@ -1,2 +1,2 @@", "-a", "-b", "+a\r", "+b\r"],
      "a\r\nb\r\n",
      "0"
    ],
    ["do not hide a place further down", crlf(words("x a b c")), hunk, crlf(words("x a X Y c")), "1"],
    [
      "do not hide a place with fuzz",
      crlf(words("? z b c")),
      ["@@ -1,4 +1,4 @@", " a", " z", "-b", "+X", " c"],
      crlf(words("? z X c")),
      "0~1",
      1
    ],
    [
      "of lines that follow an open line are those before it",
      "a\r\nb",
      ["@@ -1,2 +1,3 @@", " a", "-b", "\\ No newline at end of file", "+b", "+c"],
      "a\r\nb\r\nc\r\n",
      "0"
    ],
    ["that are CR alone are none", "a\rb\nc\n", ["@@ -1,2 +1,2 @@", "-a\rb", "+a", " c"], "a\nc\n", "0"]
  ])

  it("of a patch in CRLF are those of the file", () => {
    const diff = ["--- a/x", "+++ b/x", ...hunk].map((line) => `${line}\r\n`).join("")
    for (const ends of ["\n", "\r\n"]) {
      const outcome = PatchApply.apply(parse(diff), encode(words("a b c").replaceAll("\n", ends)))
      if (outcome._tag !== "Applied") return assert.fail(JSON.stringify(outcome))
      assert.strictEqual(decode(outcome.content), words("a X Y c").replaceAll("\n", ends))
    }
  })
})

describe("the end of a file", () => {
  const open = "\\ No newline at end of file"
  applies([
    ["gets its line end", "a\nb", ["@@ -1,2 +1,2 @@", " a", "-b", open, "+b"], "a\nb\n", "0"],
    ["loses its line end", "a\nb\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+b", open], "a\nb", "0"],
    ["stays without a line end", "a\nb", ["@@ -1,2 +1,2 @@", "-a", "+X", " b", open], "X\nb", "0"],
    ["is changed without a line end", "a\nb", ["@@ -1,2 +1,2 @@", " a", "-b", open, "+X", open], "a\nX", "0"],
    ["is appended to", "a\nb", ["@@ -1,2 +1,3 @@", " a", "-b", open, "+b", "+c", open], "a\nb\nc", "0"],
    ["is removed down to an open line", "a\nb\n", ["@@ -1,2 +1 @@", "-a", "-b", "+a", open], "a", "0"],
    ["is found further down", "x\nx\na\nb", ["@@ -1,2 +1,2 @@", " a", "-b", open, "+c", open], "x\nx\na\nc", "2"],
    [
      "is the only place for a line without a line end",
      words("a b") + "a\nb\n",
      ["@@ -1,2 +1,2 @@", " a", "-b", "+c", open],
      words("a b") + "a\nc",
      "2"
    ]
  ])
})

describe("a byte order mark", () => {
  applies([
    ["stays before a line that is changed", "\ufeffa\nb\n", ["@@ -1,2 +1,2 @@", "-a", "+X", " b"], "\ufeffX\nb\n", "0"],
    [
      "stays before a line that is put first",
      "\ufeffa\nb\n",
      ["@@ -1,2 +1,3 @@", "+X", " a", " b"],
      "\ufeffX\na\nb\n",
      "0"
    ],
    ["stays when all lines go", "\ufeffa\n", ["@@ -1 +0,0 @@", "-a"], "\ufeff", "0"],
    [
      "is part of a line that the patch tells so",
      "\ufeffa\nb\n",
      ["@@ -1,2 +1,2 @@", "-\ufeffa", "+X", " b"],
      "X\nb\n",
      "0"
    ],
    ["is put where the patch puts it", "a\nb\n", ["@@ -1,2 +1,2 @@", "-a", "+\ufeffa", " b"], "\ufeffa\nb\n", "0"]
  ])
})

it("bytes that are no text stay as they are", () => {
  const bytes = Uint8Array.of(0xff, 0x0a, 0x61, 0x0a, 0xc3, 0x28, 0x0d, 0x0a, 0x00)
  const outcome = PatchApply.apply(patch(["@@ -2 +2 @@", "-a", "+é"]), bytes)
  if (outcome._tag !== "Applied") return assert.fail(JSON.stringify(outcome))
  assert.deepStrictEqual([...outcome.content], [0xff, 0x0a, 0xc3, 0xa9, 0x0a, 0xc3, 0x28, 0x0d, 0x0a, 0x00])
  assert.deepStrictEqual(outcome.deltas, [{ startByte: 2, removedBytes: 2, addedBytes: 3 }])
  // A replacement character stands for many bytes, so it is none of them.
  assert.strictEqual(PatchApply.apply(patch(["@@ -1 +1 @@", "-\ufffd", "+b"]), bytes)._tag, "Rejected")
})

describe("a patch is rejected", () => {
  const change = ["@@ -2,3 +2,3 @@", " a", "-b", "+X", " c"]
  const notFound = (line: number, differsAt: number, lineCount: number, hunk = 0) =>
    ({ _tag: "NotFound", hunk, line, differsAt, lineCount }) as const
  const rows: ReadonlyArray<
    readonly [
      what: string,
      base: string,
      body: ReadonlyArray<string>,
      ReadonlyArray<PatchApply.Problem>,
      hunks: string,
      fuzz?: number
    ]
  > = [
    ["when a removed line differs", words("x a ? c"), change, [notFound(2, 3, 4)], "no"],
    ["when a removed line differs, whatever the fuzz", words("x a ? c"), change, [notFound(2, 3, 4)], "no", 10],
    [
      "when context next to a change differs, whatever the fuzz",
      words("x ? b c"),
      change,
      [notFound(2, 2, 4)],
      "no",
      10
    ],
    [
      "when context differs",
      words("? b c d"),
      ["@@ -1,4 +1,4 @@", " a", " b", "-c", "+X", " d"],
      [notFound(1, 1, 4)],
      "no"
    ],
    [
      "when more context differs than fuzz allows",
      words("? ? 3 4"),
      ["@@ -1,4 +1,4 @@", " 1", " 2", " 3", "-4", "+X"],
      [notFound(1, 2, 4)],
      "no",
      1
    ],
    ["when only spaces differ", words("x a b") + "c \n", change, [notFound(2, 4, 4)], "no"],
    ["when a removed line differs in its letters' case", words("x a B c"), change, [notFound(2, 3, 4)], "no"],
    ["when the file ends before", words("x a b"), change, [notFound(2, 4, 3)], "no"],
    ["when the file is empty", "", change, [notFound(2, 2, 0)], "no"],
    [
      "when a line has no line end and the patch says it has",
      "a\nb",
      ["@@ -1,2 +1,2 @@", "-a", "+X", " b"],
      [notFound(1, 2, 2)],
      "no"
    ],
    [
      "when a line has a line end and the patch says it has none",
      "a\nb\n",
      ["@@ -1,2 +1,2 @@", "-a", "+X", " b", "\\ No newline"],
      [notFound(1, 2, 2)],
      "no"
    ],
    [
      "when a line without a line end would be followed by others",
      words("a b c"),
      ["@@ -1,2 +1,2 @@", " a", "-b", "+X", "\\ No newline"],
      [notFound(1, 3, 3)],
      "no"
    ],
    [
      "when its lines stand in two other places",
      words("x a b c y a b c"),
      ["@@ -9,3 +9,3 @@", " a", "-b", "+X", " c"],
      [{ _tag: "Ambiguous", hunk: 0, candidateLines: [6, 2], total: 2 }],
      "no"
    ],
    [
      "when its lines stand in two places, one of them near",
      words("x x a b c y y y y y y a b c"),
      change,
      [{ _tag: "Ambiguous", hunk: 0, candidateLines: [3, 12], total: 2 }],
      "no"
    ],
    [
      "when its lines stand before and behind",
      words("a b c x x a b c"),
      ["@@ -4,3 +4,3 @@", " a", "-b", "+X", " c"],
      [{ _tag: "Ambiguous", hunk: 0, candidateLines: [6, 1], total: 2 }],
      "no"
    ],
    [
      "when places differ in fuzz only from the best two",
      words("1 2 3 ? 2 3 1 2 3"),
      ["@@ -2,3 +2,3 @@", " 1", " 2", "-3", "+X"],
      [{ _tag: "Ambiguous", hunk: 0, candidateLines: [1, 7], total: 2 }],
      "no",
      1
    ],
    [
      "when its second hunk stands before its first",
      words("a x x x b"),
      ["@@ -5 +5 @@", "-b", "+B", "@@ -9 +9 @@", "-a", "+A"],
      [{ _tag: "OutOfOrder", hunk: 1, line: 1 }],
      "0 no"
    ],
    [
      "when its hunks overlap",
      words("a b c"),
      ["@@ -1,2 +1,2 @@", " a", "-b", "+B", "@@ -2,2 +2,2 @@", "-b", "+b", " c"],
      [{ _tag: "OutOfOrder", hunk: 1, line: 2 }],
      "0 no"
    ],
    [
      "when one of its hunks was applied already",
      words("A x b"),
      ["@@ -1 +1 @@", "-a", "+A", "@@ -3 +3 @@", "-b", "+B"],
      [{ _tag: "HunkApplied", hunk: 0, line: 1 }],
      "no 0"
    ],
    [
      "when it was applied already elsewhere, although it fits there once more",
      words("x x x a b X"),
      ["@@ -1,2 +1,3 @@", " a", " b", "+X"],
      [{ _tag: "HunkApplied", hunk: 0, line: 4 }],
      "no"
    ],
    [
      "when it fits twice, and with other line ends where it says",
      "a\r\nb\r\na\nb\nx\na\nb\n",
      ["@@ -1,2 +1,2 @@", " a", "-b", "+X"],
      [{ _tag: "Ambiguous", hunk: 0, candidateLines: [3, 6], total: 2 }],
      "no"
    ],
    [
      "when it was applied already elsewhere",
      words("x x a X c"),
      change,
      [{ _tag: "HunkApplied", hunk: 0, line: 3 }],
      "no"
    ],
    [
      "when it says nothing but a line that is not there",
      words("a"),
      ["@@ -2,0 +3 @@", "+X"],
      [{ _tag: "NoContext", hunk: 0, line: 3 }],
      "no"
    ],
    [
      "when it would follow a line without a line end",
      "a\nb",
      ["@@ -2,0 +3 @@", "+X"],
      [{ _tag: "NoContext", hunk: 0, line: 3 }],
      "no"
    ],
    [
      "when it says nothing but a line, and lines have moved",
      words("x a b c"),
      ["@@ -1 +1 @@", "-a", "+A", "@@ -2,0 +3 @@", "+X"],
      [{ _tag: "NoContext", hunk: 1, line: 3 }],
      "1 no"
    ],
    [
      "with all its problems",
      words("k l m"),
      ["@@ -1 +1 @@", "-a", "+A", "@@ -2 +2 @@", "-l", "+L", "@@ -3 +3 @@", "-c", "+C"],
      [notFound(1, 1, 3), notFound(3, 3, 3, 2)],
      "no 0 no"
    ]
  ]
  for (const [what, base, body, expected, places, fuzz = 0] of rows) {
    it(what, () => {
      const outcome = run(base, body, { fuzz })
      assert.deepStrictEqual(problems(outcome), expected)
      assert.strictEqual(hunks(outcome), places)
    })
  }

  it("with the nearest of many candidates", () => {
    const [ambiguous] = problems(run("y\n\n" + "a\nb\n".repeat(1000), ["@@ -1000,2 +1000,2 @@", " a", "-b", "+X"]))
    if (ambiguous?._tag !== "Ambiguous") return assert.fail(ambiguous?._tag)
    assert.strictEqual(ambiguous.total, 1000)
    assert.strictEqual(ambiguous.candidateLines.length, Limits.candidateLinesMax)
    for (const line of ambiguous.candidateLines) assert.isAtMost(Math.abs(line - 1000), Limits.candidateLinesMax)
  })

  it("when its lines would have to be compared without end", () => {
    const count = 8_000
    const body = [
      `@@ -9,${count} +9,${count} @@`,
      ..." "
        .repeat(count - 2)
        .split("")
        .map(() => " a"),
      "-b",
      "+X",
      " a"
    ]
    const base = "a\n".repeat(count).repeat(3) + "b\n".repeat(count) + "a\n"
    // The rarest line is the removed one: the few places that have it are compared.
    assert.strictEqual(run("a\n".repeat(count) + "b\na\n", body)._tag, "Applied")
    assert.deepStrictEqual(problems(run(base, body)), [{ _tag: "TooMuchWork", hunk: 0 }])
  })

  it("without comparing on when the steps are used up", () => {
    const lines = new Int32Array(2_000)
    const file = PatchPlace.haystack(lines, 1, false)
    const old = Array.from({ length: 1_000 }, () => 0)
    const needle = {
      old: [...old, 1],
      now: [2],
      isLoose: [],
      oldAt: 0,
      nowAt: 0,
      endsFile: false,
      endsInserting: false
    }
    const budget = { steps: 50_000 }
    // The removed line stands nowhere, so that nothing is compared but where the patch says.
    assert.strictEqual(PatchPlace.place(file, [needle], 0, budget)._tag, "Rejected")
    assert.isAbove(budget.steps, 40_000)
    const twice = PatchPlace.place(file, [{ ...needle, old, oldAt: 1_500 }], 0, budget)
    assert.deepStrictEqual(twice._tag === "Rejected" && twice.problems, [{ _tag: "TooMuchWork", hunk: 0 }])
    assert.isAbove(budget.steps, -1_000)
  })

  it("when more comes out than is allowed, and not at the limit", () => {
    assert.strictEqual(run("a\n", ["@@ -1 +1 @@", "-a", "+12345"], { contentBytesMax: 6 })._tag, "Applied")
    const outcome = run("a\n", ["@@ -1 +1 @@", "-a", "+12345"], { contentBytesMax: 5 })
    assert.deepStrictEqual(problems(outcome), [{ _tag: "TooLarge", sizeBytes: 6, maxBytes: 5 }])
  })
})

describe("a patch that was applied is told apart", () => {
  const rows: ReadonlyArray<readonly [what: string, base: string, body: ReadonlyArray<string>]> = [
    ["a replaced line", words("a X c"), ["@@ -1,3 +1,3 @@", " a", "-b", "+X", " c"]],
    ["an inserted line", words("a X b"), ["@@ -1,2 +1,3 @@", " a", "+X", " b"]],
    ["a removed line", words("a c"), ["@@ -1,3 +1,2 @@", " a", "-b", " c"]],
    ["an inserted line without context after it", words("a b X c"), ["@@ -1,2 +1,3 @@", " a", " b", "+X"]],
    ["an inserted last line", words("a b X"), ["@@ -1,2 +1,3 @@", " a", " b", "+X"]],
    ["an inserted line without context", words("a b X c"), ["@@ -2,0 +3 @@", "+X"]],
    [
      "hunks that move each other",
      words("X a b c e"),
      ["@@ -1 +1,2 @@", "+X", " a", "@@ -3,3 +4,2 @@", " c", "-d", " e"]
    ],
    ["hunks of which one leaves nothing", words("A c"), ["@@ -1 +1 @@", "-a", "+A", "@@ -2 +1,0 @@", "-b"]],
    ["a line end of the file", "a\nb", ["@@ -2 +2 @@", "-b", "+b", "\\ No newline at end of file"]],
    ["lines with other line ends", "a\r\nX\r\nc\r\n", ["@@ -1,3 +1,3 @@", " a", "-b", "+X", " c"]],
    ["before the old lines are found elsewhere", words("k k x k x"), ["@@ -1,3 +1,2 @@", " k", "-x", " k"]]
  ]
  for (const [what, base, body] of rows) {
    it(what, () => {
      const outcome = run(base, body)
      assert.strictEqual(outcome._tag, "AlreadyApplied")
      assert.isTrue(outcome.hunks.length > 0 && outcome.hunks.every((hunk) => !hunk.applied))
    })
  }

  it("but not by the absence of what may never have been there", () => {
    assert.strictEqual(run(words("a c"), ["@@ -2 +1,0 @@", "-b"])._tag, "Rejected")
    const twice = ["@@ -1 +1 @@", "-a", "+A", "@@ -2 +1,0 @@", "-b"]
    assert.deepStrictEqual(problems(run(words("A b"), twice)), [{ _tag: "HunkApplied", hunk: 0, line: 1 }])
  })
})

describe("a whole file", () => {
  const created = patch(["@@ -0,0 +1,2 @@", "+a", "+b"], ["--- /dev/null", "+++ b/x"])
  const removed = patch(["@@ -1,2 +0,0 @@", "-a", "-b"], ["--- a/x", "+++ /dev/null"])
  const tag = (file: Patch.FilePatch, base: string): string => {
    const outcome = PatchApply.apply(file, encode(base))
    if (outcome._tag === "Rejected") return outcome.problems.map((problem) => problem._tag).join()
    return outcome._tag === "Applied" ? JSON.stringify(decode(outcome.content)) : outcome._tag
  }

  it("is created from nothing, and never over something", () => {
    assert.strictEqual(tag(created, ""), '"a\\nb\\n"')
    assert.strictEqual(tag(created, "a\nb\n"), "AlreadyApplied")
    assert.strictEqual(tag(created, "a\nb\nc\n"), "Exists")
    assert.strictEqual(tag(created, "c\n"), "Exists")
    const wrongLine = patch(["@@ -1,0 +1 @@", "+a"], ["--- /dev/null", "+++ b/x"])
    assert.strictEqual(tag(wrongLine, ""), '"a\\n"')
    assert.strictEqual(tag(parse("diff --git a/x b/x\nnew file mode 100644\n"), ""), '""')
    assert.strictEqual(tag(parse("diff --git a/x b/x\nnew file mode 100644\n"), "a\n"), "Exists")
  })

  it("is removed if the patch knows all of it", () => {
    assert.strictEqual(tag(removed, "a\nb\n"), '""')
    assert.strictEqual(tag(removed, "a\r\nb\r\n"), '""')
    assert.strictEqual(tag(removed, "\ufeffa\nb\n"), '""')
    assert.strictEqual(tag(removed, "a\nb\nc\n"), "NotEmptied")
    assert.strictEqual(tag(removed, "a\n"), "NotFound")
    assert.strictEqual(tag(parse("diff --git a/x b/x\ndeleted file mode 100644\n"), ""), '""')
    assert.strictEqual(tag(parse("diff --git a/x b/x\ndeleted file mode 100644\n"), "a\n"), "NotEmptied")
  })

  it("keeps its content when only its name or mode is changed", () => {
    assert.strictEqual(tag(parse("diff --git a/x b/y\nrename from x\nrename to y\n"), "a\n"), '"a\\n"')
    assert.strictEqual(tag(parse("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n"), "a\n"), '"a\\n"')
  })
})

describe("an error of a problem", () => {
  const rows: ReadonlyArray<readonly [Parameters<typeof PatchApply.toError>[1], reason: string, words: string]> = [
    [
      { _tag: "NotFound", hunk: 1, line: 2, differsAt: 3, lineCount: 4 },
      "PatchRejected",
      "hunk 2 was rejected: its lines were not found; where they should begin, at line 2, line 3 differs first"
    ],
    [{ _tag: "NotFound", hunk: 0, line: 2, differsAt: 5, lineCount: 4 }, "PatchRejected", "the file ends after line 4"],
    [{ _tag: "Ambiguous", hunk: 0, candidateLines: [3, 12], total: 2 }, "PatchRejected", "(possible at line 3, 12)"],
    [{ _tag: "HunkApplied", hunk: 0, line: 7 }, "PatchRejected", "it is applied already, at line 7"],
    [{ _tag: "OutOfOrder", hunk: 0, line: 7 }, "PatchRejected", "only at line 7"],
    [{ _tag: "NoContext", hunk: 0, line: 7 }, "PatchRejected", "line 7 is not its place"],
    [{ _tag: "TooMuchWork", hunk: 0 }, "PatchRejected", "too many equal lines"],
    [{ _tag: "Exists" }, "PatchRejected", "creates the file"],
    [{ _tag: "NotEmptied" }, "PatchRejected", "removes the file"],
    [{ _tag: "AlreadyApplied" }, "PatchRejected", "the patch is applied already"],
    [{ _tag: "TooLarge", sizeBytes: 9, maxBytes: 8 }, "TooLarge", "9"]
  ]
  for (const [problem, reason, words] of rows) {
    it(`says of ${problem._tag}: ${words}`, () => {
      const error = PatchApply.toError("/repo/a.ts", problem)
      const found = "reason" in error ? error.reason : assert.fail(error._tag)
      assert.strictEqual(found._tag, reason)
      assert.include(found.message, "/repo/a.ts")
      assert.include(found.message, words)
    })
  }
})
