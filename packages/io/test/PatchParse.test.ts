import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Limits from "../src/Limits.ts"
import * as Patch from "../src/Patch.ts"
import * as PatchParse from "../src/PatchParse.ts"

const text = (...lines: ReadonlyArray<string | ReadonlyArray<string>>): string =>
  lines
    .flat()
    .map((line) => `${line}\n`)
    .join("")

const parsed = (diff: string): ReadonlyArray<Patch.FilePatch> => {
  const files = PatchParse.parse(diff)
  return Patch.isProblem(files) ? assert.fail(JSON.stringify(files)) : files
}

const problem = (diff: string): Patch.SyntaxProblem => {
  const found = PatchParse.parse(diff)
  return Patch.isProblem(found) ? found : assert.fail(`parsed ${JSON.stringify(found)}`)
}

const hunk = ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]

/** A file in one line: what is done, with which names, and how many hunks there are. */
const shown = ({ change, oldPath, newPath, hunks }: Patch.FilePatch): string =>
  `${change} ${oldPath ?? "-"} ${newPath ?? "-"} ${hunks.length}`

/** The lines of a hunk with their marks; line ends are shown, and a missing one is `|`. */
const lines = ({ lines }: Patch.Hunk): string =>
  lines
    .map(({ kind, text }) => {
      const mark = kind === "context" ? " " : kind === "delete" ? "-" : "+"
      return mark + (text.endsWith("\n") ? text : `${text}|`)
    })
    .join("")

describe("the files of a patch", () => {
  const git = (...more: ReadonlyArray<string>) => text("diff --git a/x b/x", ...more)
  const rows: ReadonlyArray<readonly [what: string, diff: string, expected: ReadonlyArray<string>]> = [
    [
      "of `diff -u`",
      text("--- x\t2024-01-01 00:00:00.0 +0000", "+++ x\t2024-01-02 00:00:00", ...hunk),
      ["modify x x 1"]
    ],
    ["of `diff -u` of two names", text("--- x.orig", "+++ x", ...hunk), ["modify x.orig x 1"]],
    ["of `diff -ru`", text("diff -ru a/x b/x", "--- a/x", "+++ b/x", ...hunk), ["modify x x 1"]],
    ["of git", git("index 1234567..89abcde 100644", "--- a/x", "+++ b/x", ...hunk), ["modify x x 1"]],
    ["of git without prefixes", text("diff --git x x", "--- x", "+++ x", ...hunk), ["modify x x 1"]],
    ["of git with mnemonic prefixes", text("--- i/x", "+++ w/x", ...hunk), ["modify x x 1"]],
    ["in reverse", text("--- b/x", "+++ a/x", ...hunk), ["modify x x 1"]],
    ["in a folder named as a prefix", text("--- a/x", "+++ a/x", ...hunk), ["modify a/x a/x 1"]],
    ["in folders named as other prefixes", text("--- i/x", "+++ w/y", ...hunk), ["modify i/x w/y 1"]],
    [
      "that is created, in a folder named as a prefix",
      text("--- /dev/null", "+++ c/x", "@@ -0,0 +1 @@", "+a"),
      ["create - c/x 1"]
    ],
    ["that is created", text("--- /dev/null", "+++ b/x", "@@ -0,0 +1 @@", "+a"), ["create - x 1"]],
    ["that is removed", text("--- a/x", "+++ /dev/null", "@@ -1 +0,0 @@", "-a"), ["remove x - 1"]],
    [
      "that git creates",
      git("new file mode 100755", "index 0000000..89abcde", "--- /dev/null", "+++ b/x", "@@ -0,0 +1 @@", "+a"),
      ["create - x 1"]
    ],
    ["that git creates empty", git("new file mode 100644", "index 0000000..e69de29"), ["create - x 0"]],
    ["that git removes empty", git("deleted file mode 100644", "index e69de29..0000000"), ["remove x - 0"]],
    ["of which only the mode changes", git("old mode 100644", "new mode 100755"), ["modify x x 0"]],
    [
      "of which mode and text change",
      git("old mode 100644", "new mode 100755", "index 1..2", "--- a/x", "+++ b/x", ...hunk),
      ["modify x x 1"]
    ],
    [
      "that is renamed",
      text("diff --git a/x b/y", "similarity index 100%", "rename from x", "rename to y"),
      ["rename x y 0"]
    ],
    [
      "that is renamed and changed",
      text("diff --git a/x b/y", "similarity index 66%", "rename from x", "rename to y", "--- a/x", "+++ b/y", ...hunk),
      ["rename x y 1"]
    ],
    [
      "that is renamed without prefixes, into folders named as them",
      text("diff --git a/x b/x", "rename from a/x", "rename to b/x", "--- a/x", "+++ b/x", ...hunk),
      ["rename a/x b/x 1"]
    ],
    ["that is copied", text("diff --git a/x b/y", "copy from x", "copy to y"), ["copy x y 0"]],
    ["of spaces", text("diff --git a/x y b/x y", "old mode 100644", "new mode 100755"), ["modify x y x y 0"]],
    [
      "of spaces that look like prefixes",
      text("diff --git a/x b/x b/x b/x", "new file mode 100644"),
      ["create - x b/x 0"]
    ],
    ["of spaces before a tab", text("--- a/x y\t", "+++ b/x y\t", ...hunk), ["modify x y x y 1"]],
    [
      "of quotes, bytes and escapes",
      text('--- "a/\\303\\251\\t\\"\\\\\\n"', '+++ "b/\\303\\251\\t\\"\\\\\\n"', ...hunk),
      ['modify é\t"\\\n é\t"\\\n 1']
    ],
    ["of quotes in a git header", text('diff --git "a/\\n x" "b/\\n x"', "new file mode 100644"), ["create - \n x 0"]],
    ["of quotes on one side", text('diff --git a/x "b/x"', "new file mode 100644"), ["create - x 0"]],
    ["of characters as they are", text("--- a/é😀", "+++ b/é😀", ...hunk), ["modify é😀 é😀 1"]],
    [
      "that are several",
      text(
        ["--- a/x", "+++ b/x", ...hunk, "diff --git a/y b/y", "old mode 100644", "new mode 100755"],
        ["Index: z", "--- a/z", "+++ b/z", ...hunk]
      ),
      ["modify x x 1", "modify y y 0", "modify z z 1"]
    ],
    ["with several hunks", text("--- a/x", "+++ b/x", ...hunk, ...hunk, "@@ -9 +9 @@", "-x", "+y"), ["modify x x 3"]],
    [
      "with empty lines between hunks and at the end",
      text("--- a/x", "+++ b/x", ...hunk, "", ...hunk, "", ""),
      ["modify x x 2"]
    ],
    [
      "after a log message",
      text("commit 123", "", "    --- a note", "    +++ another", "", "--- a/x", "+++ b/x", ...hunk),
      ["modify x x 1"]
    ],
    [
      "of Subversion",
      text("Index: x", "=".repeat(67), "--- x\t(revision 1)", "+++ x\t(working copy)", ...hunk),
      ["modify x x 1"]
    ],
    [
      "in mails, one after the other",
      text(
        ["From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001", "Subject: [PATCH] x", "---"],
        [" x | 2 +-", " 1 file changed", "", "diff --git a/x b/x", "--- a/x", "+++ b/x", ...hunk, "-- ", "2.39.0", ""],
        ["From 2234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001", "+ a note", "--- a/y", "+++ b/y"],
        [...hunk, "-- ", "2.39.0", ""]
      ),
      ["modify x x 1", "modify y y 1"]
    ],
    ["with a byte order mark before it", "\ufeff" + text("--- a/x", "+++ b/x", ...hunk), ["modify x x 1"]],
    ["with lines that end with CRLF", text("--- a/x", "+++ b/x", ...hunk).replaceAll("\n", "\r\n"), ["modify x x 1"]],
    ["without an end of its last line", text("--- a/x", "+++ b/x", ...hunk).trimEnd(), ["modify x x 1"]]
  ]
  for (const [what, diff, expected] of rows) {
    it(what, () => assert.deepStrictEqual(parsed(diff).map(shown), expected))
  }

  it("carry modes, similarity and the line on which they begin", () => {
    const [first, second, third] = parsed(
      text(
        ["mail", "diff --git a/x b/x", "old mode 100644", "new mode 100755"],
        ["diff --git a/y b/z", "similarity index 97%", "copy from y", "copy to z"],
        ["Index: w", "--- a/w", "+++ b/w", ...hunk]
      )
    )
    assert.deepInclude(first, { oldMode: 0o100644, newMode: 0o100755, similarity: undefined, line: 2 })
    assert.deepInclude(second, { oldMode: undefined, newMode: undefined, similarity: 97, line: 5 })
    assert.deepInclude(third, { oldMode: undefined, line: 10 })
  })
})

describe("the lines of a hunk", () => {
  const rows: ReadonlyArray<readonly [what: string, body: ReadonlyArray<string>, expected: string]> = [
    ["keep their spaces", ["@@ -1,2 +1,2 @@", "  a ", "-\tb", "+ c"], "  a \n-\tb\n+ c\n"],
    ["may look like headers", ["@@ -1,2 +1,2 @@", "--- x", "+++ y", " @@ -1 +1 @@"], "--- x\n+++ y\n @@ -1 +1 @@\n"],
    ["may look like the end of a mail", ["@@ -1,2 +1 @@", "-- ", " a"], "-- \n a\n"],
    ["may follow a heading", ["@@ -1 +1 @@ function f() {", "-a", "+b"], "-a\n+b\n"],
    ["may be empty context", ["@@ -1,3 +1,3 @@", "", "-a", "+b", ""], " \n-a\n+b\n \n"],
    ["may be empty context that ends with CRLF", ["@@ -1,2 +1,2 @@", "\r", "-a\r", "+b\r"], " \r\n-a\r\n+b\r\n"],
    ["keep a CR where the headers have none", ["@@ -1,2 +1,2 @@", " a\r", "-b", "+b\r"], " a\r\n-b\n+b\r\n"],
    ["end the old file", ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"], "-a|+a\n"],
    ["end the new file", ["@@ -1 +1 @@", "-a", "+a", "\\ No newline at end of file"], "-a\n+a|"],
    ["end both files", ["@@ -1 +1 @@", "-a", "\\ Kein Zeilenumbruch", "+b", "\\ No newline"], "-a|+b|"],
    ["end both files by one line", ["@@ -1,2 +1 @@", "-a", " b", "\\ No newline at end of file"], "-a\n b|"],
    ["keep a CR before the end of the file", ["@@ -1 +1 @@", "-a", "+b\r", "\\ No newline at end of file"], "-a\n+b\r|"]
  ]
  for (const [what, body, expected] of rows) {
    it(what, () => {
      const [file] = parsed(text("--- a/x", "+++ b/x", ...body))
      assert.strictEqual(file!.hunks.map(lines).join(""), expected)
    })
  }

  it("have no CR of their own when the headers end with CRLF", () => {
    const body = ["@@ -1,3 +1,3 @@", " a", "", "-b", "\\ No newline at end of file", "+c\r"]
    const [file] = parsed(text("--- a/x", "+++ b/x", ...body).replaceAll("\n", "\r\n"))
    assert.strictEqual(file!.hunks.map(lines).join(""), " a\n \n-b|+c\r\n")
  })

  it("come with starts, counts (1 where they are left out) and the line of the patch", () => {
    const [file] = parsed(text("--- a/x", "+++ b/x", "@@ -7 +8,2 @@", "-a", "+b", "+c", "@@ -12,0 +14 @@", "+d"))
    assert.deepInclude(file!.hunks[0], { oldStart: 7, oldCount: 1, newStart: 8, newCount: 2, line: 3 })
    assert.deepInclude(file!.hunks[1], { oldStart: 12, oldCount: 0, newStart: 14, newCount: 1, line: 7 })
  })
})

describe("a text is refused", () => {
  const names = ["--- a/x", "+++ b/x"]
  const rows: ReadonlyArray<readonly [what: string, diff: string, why: Patch.SyntaxWhy, line: number]> = [
    ["when it is empty", "", "Empty", 1],
    [
      "when git names one file and the hunks another",
      text("diff --git a/y b/y", "old mode 100644", "new mode 100755", ...names, "@@ -1 +1 @@", "-a", "+b"),
      "FileHeader",
      4
    ],
    ["when it is blank", "\n \n\r\n", "Empty", 1],
    ["when it is prose", "please change b to c\n", "NoFileHeader", 1],
    ["when it is source", "let a = 1\nlet b = 2\n", "NoFileHeader", 1],
    [
      "when it is of another kind",
      text("*** Begin Patch", "*** Update File: x", "-a", "+b", "*** End Patch"),
      "NoFileHeader",
      1
    ],
    ["when it is a normal diff", text("1c1", "< a", "---", "> b"), "NoFileHeader", 1],
    [
      "when it is a context diff",
      text("*** x", "--- x", "***************", "*** 1 ****", "! a", "--- 1 ----", "! b"),
      "NoFileHeader",
      1
    ],
    ["when it is only a hunk", text(...hunk), "NoFileHeader", 1],
    ["when one of two names is missing", text("--- a/x", ...hunk), "NoFileHeader", 2],
    ["when it ends after its headers", text(...names), "NoHunk", 1],
    ["when it ends after a git header", text("diff --git a/x b/x", "index 1..2 100644"), "NoHunk", 1],
    ["when a second file has no hunk", text(...names, ...hunk, ...names), "NoHunk", 7],
    ["when a hunk header is none", text(...names, "@@ function f() @@", "-a", "+b"), "HunkHeader", 3],
    ["when a hunk header is not finished", text(...names, "@@ -1,2 +1,2", " a", "-b", "+c"), "HunkHeader", 3],
    ["when a number is no safe one", text(...names, `@@ -${"9".repeat(17)} +1 @@`, "-b", "+c"), "HunkHeader", 3],
    ["when lines are counted from 0", text(...names, "@@ -0 +1 @@", "-b", "+c"), "HunkHeader", 3],
    ["when it ends inside a hunk", text(...names, "@@ -1,3 +1,3 @@", " a", "-b", "+c"), "HunkCount", 3],
    [
      "when a hunk has too few lines",
      text(...names, "@@ -1,3 +1,3 @@", " a", "-b", "+c", "diff --git a/y b/y"),
      "HunkCount",
      3
    ],
    [
      "when a hunk has too few lines before another",
      text(...names, "@@ -1,3 +1,3 @@", ...hunk.slice(1), ...hunk),
      "HunkCount",
      3
    ],
    ["when a hunk has an old line too many", text(...names, "@@ -1 +1,2 @@", " a", "-b", "+c"), "HunkCount", 3],
    ["when a hunk has a new line too many", text(...names, "@@ -1,3 +1 @@", " a", "+c"), "HunkCount", 3],
    ["when a hunk has an added line too many", text(...names, ...hunk, "+d"), "HunkCount", 7],
    ["when a hunk has context too much", text(...names, ...hunk, " d"), "HunkCount", 7],
    ["when a hunk goes on after an empty line", text(...names, ...hunk, "", " d"), "HunkCount", 8],
    [
      "when it counts one more before the end of a mail",
      text(...names, "@@ -1,3 +1,2 @@", ...hunk.slice(1), "From x"),
      "HunkCount",
      3
    ],
    ["when a hunk changes nothing", text(...names, "@@ -1,2 +1,2 @@", " a", " b"), "NothingChanged", 3],
    ["when a hunk has no line", text(...names, "@@ -1,0 +1,0 @@"), "NothingChanged", 3],
    ["when a line in a hunk has no mark", text(...names, "@@ -1,3 +1,3 @@", " a", "b", "-c", "+d"), "HunkCount", 3],
    ["when something follows a hunk", text(...names, ...hunk, "```"), "Garbage", 7],
    ["when a hunk follows something that follows a hunk", text(...names, ...hunk, "...", ...hunk), "Garbage", 7],
    [
      "when an end of a file ends no line",
      text(...names, "@@ -1 +1 @@", "\\ No newline at end of file", "-a", "+b"),
      "EndMarker",
      4
    ],
    [
      "when a line ends a file twice",
      text(...names, "@@ -1 +1 @@", "-a", "\\ No newline", "\\ No newline", "+b"),
      "EndMarker",
      6
    ],
    ["when an old line follows the last", text(...names, "@@ -1,2 +1 @@", "-a", "\\ No newline", " b"), "EndMarker", 6],
    [
      "when a new line follows the last",
      text(...names, "@@ -1 +1,2 @@", "-a", "+a", "\\ No newline", "+b"),
      "EndMarker",
      7
    ],
    [
      "when git's diff is binary",
      text("diff --git a/x b/x", "index 1..2 100644", "GIT binary patch", "literal 0"),
      "Binary",
      3
    ],
    [
      "when git says that it is binary",
      text("diff --git a/x b/x", "index 1..2 100644", "Binary files a/x and b/x differ"),
      "Binary",
      3
    ],
    ["when `diff` says that it is binary", text("Binary files x and y differ"), "Binary", 1],
    ["when a later file is binary", text(...names, ...hunk, "Binary files x and y differ"), "Binary", 7],
    [
      "when it is a combined diff",
      text("diff --cc x", "index 1,2..3", "--- a/x", "+++ b/x", "@@@ -1 -1 +1 @@@"),
      "Combined",
      1
    ],
    ["when a hunk is a combined one", text(...names, "@@@ -1 -1 +1 @@@", "--a", "++b"), "NoHunk", 1],
    ["when a name is empty", text("--- ", "+++ b/x", ...hunk), "FileName", 1],
    ["when a new name is empty", text("--- a/x", "+++ \t2024", ...hunk), "FileName", 2],
    ["when no side has a file", text("--- /dev/null", "+++ /dev/null", ...hunk), "FileName", 1],
    ["when a quoted name is open", text('--- "a/x', "+++ b/x", ...hunk), "FileName", 1],
    ["when a quoted name is empty", text('--- ""', "+++ b/x", ...hunk), "FileName", 1],
    ["when an escape does not exist", text('--- "a/\\x41"', "+++ b/x", ...hunk), "FileName", 1],
    ["when an octal escape is no byte", text('--- "a/\\400"', "+++ b/x", ...hunk), "FileName", 1],
    ["when a name is no UTF-8", text('--- "a/\\377"', "+++ b/x", ...hunk), "FileName", 1],
    ["when a name is longer than any path", text(`--- a/${"x".repeat(40_000)}`, "+++ b/x", ...hunk), "FileName", 1],
    ["when git's names tell nothing", text("diff --git a/x b/y", "old mode 100644", "new mode 100755"), "FileName", 1],
    ["when git's names are endless", text(`diff --git ${"a ".repeat(40_000)}`, "new file mode 100644"), "FileName", 1],
    ["when a rename names nothing", text("diff --git a/x b/y", "rename from ", "rename to y"), "FileName", 2],
    [
      "when a rename has one name",
      text("diff --git a/x b/x", "rename from x", "--- a/x", "+++ b/x", ...hunk),
      "FileHeader",
      1
    ],
    [
      "when a rename has other names",
      text("diff --git a/x b/y", "rename from x", "rename to y", "--- a/x", "+++ b/z", ...hunk),
      "FileHeader",
      1
    ],
    [
      "when a file is renamed and copied",
      text("diff --git a/x b/y", "rename from x", "rename to y", "copy from x", "copy to y"),
      "FileHeader",
      1
    ],
    [
      "when a new file has an old name",
      text("diff --git a/x b/x", "new file mode 100644", ...names, ...hunk),
      "FileHeader",
      1
    ],
    [
      "when a removed file has a new name",
      text("diff --git a/x b/x", "deleted file mode 100644", ...names, ...hunk),
      "FileHeader",
      1
    ],
    [
      "when a file is new and removed",
      text("diff --git a/x b/x", "new file mode 100644", "deleted file mode 100644"),
      "FileHeader",
      1
    ],
    ["when a new file has old lines", text("--- /dev/null", "+++ b/x", ...hunk), "FileHeader", 1],
    ["when a removed file has new lines", text("--- a/x", "+++ /dev/null", ...hunk), "FileHeader", 1],
    ["when a mode is none", text("diff --git a/x b/x", "old mode 644", "new mode 755"), "FileHeader", 2],
    [
      "when a similarity is none",
      text("diff --git a/x b/y", "similarity index 101%", "rename from x", "rename to y"),
      "FileHeader",
      2
    ],
    ["when it has half a character", text(...names, "@@ -1 +1 @@", "-a", "+\ud83d"), "LoneSurrogate", 5]
  ]
  for (const [what, diff, why, line] of rows) {
    it(`${what}: ${why} on line ${line}`, () => {
      const { detail, ...found } = problem(diff)
      assert.deepStrictEqual(found, { _tag: "SyntaxProblem", why, line })
      // What is wrong and what to do about it.
      assert.match(detail, /.[;:] .|UTF-8|ends? its file|no line stands/)
    })
  }

  it("when it has too many lines or characters, and not at the limits", () => {
    const empty = text(...names, ...hunk)
    assert.strictEqual(parsed(empty + "\n".repeat(Limits.patchLinesMax - 6)).length, 1)
    assert.strictEqual(problem(empty + "\n".repeat(Limits.patchLinesMax - 5)).why, "TooLarge")
    const long = (length: number) => text(...names, "@@ -1 +1 @@", "-a", `+${"x".repeat(length)}`)
    const most = Limits.patchCharsMax - long(0).length
    assert.strictEqual(parsed(long(most)).length, 1)
    assert.strictEqual(problem(long(most + 1)).why, "TooLarge")
  })

  it("in an error with the path, the line and the remedy", () => {
    const error = Patch.toError("/repo/a.ts", problem(text(...names, ...hunk, "+d")))
    assert.strictEqual(error.reason._tag, "SyntaxError")
    assert.include(error.message, "/repo/a.ts")
    assert.include(
      error.message,
      "line 7 of the patch: is one more than the header of its hunk announces; correct its counts"
    )
  })
})

// Pieces of patches in any order: whatever comes, it is parsed or refused, and what is parsed adds up.
const Piece = Schema.Literals([
  "--- a/x",
  "+++ b/x",
  "--- /dev/null",
  "diff --git a/x b/x",
  "new file mode 100644",
  "rename from x",
  "rename to y",
  "@@ -1,2 +1,2 @@",
  "@@ -1 +1 @@",
  "@@ -0,0 +1 @@",
  "@@",
  " a",
  "-b",
  "+c",
  "-- ",
  "",
  "\\ No newline",
  "text",
  "\r"
])

it.prop(
  "any lines are parsed or refused on one of them",
  [Schema.Array(Piece)],
  ([pieces]) => {
    const diff = pieces.join("\n")
    const files = PatchParse.parse(diff)
    if (Patch.isProblem(files)) return assert.isTrue(files.line >= 1 && files.line <= pieces.length + 1)
    for (const { hunks } of files) {
      for (const { oldCount, newCount, lines } of hunks) {
        assert.strictEqual(lines.filter(({ kind }) => kind !== "insert").length, oldCount)
        assert.strictEqual(lines.filter(({ kind }) => kind !== "delete").length, newCount)
      }
    }
  },
  { arbitrary: { runs: 5000 } }
)
