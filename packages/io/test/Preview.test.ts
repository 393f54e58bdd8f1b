import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Limits from "../src/Limits.ts"
import * as Patch from "../src/Patch.ts"
import * as PatchApply from "../src/PatchApply.ts"
import * as PatchParse from "../src/PatchParse.ts"
import * as Preview from "../src/Preview.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

type Rest = Omit<Preview.PreviewOrder, "name" | "before" | "after"> & { readonly name?: string }

const shown = (before: string | undefined, after: string | undefined, rest: Rest = {}): string => {
  const bytes = (text: string | undefined) => (text === undefined ? undefined : encode(text))
  const preview = Preview.unified({ name: "x", before: bytes(before), after: bytes(after), ...rest })
  assert.strictEqual(preview.cut, "whole")
  return preview.text
}

const text = (...lines: ReadonlyArray<string | ReadonlyArray<string>>): string =>
  lines
    .flat()
    .map((line) => `${line}\n`)
    .join("")

describe("a preview", () => {
  const git = "diff --git a/x b/x"
  const names = ["--- a/x", "+++ b/x"]
  const open = "\\ No newline at end of file"
  const rows: ReadonlyArray<readonly [what: string, found: () => string, expected: string]> = [
    ["of no change is empty", () => shown("a\n", "a\n"), ""],
    ["of no file is empty", () => shown(undefined, undefined), ""],
    ["of a rename to the same name is empty", () => shown("a\n", "a\n", { newName: "/x" }), ""],
    ["of a change", () => shown("a\nb\n", "a\nc\n"), text(git, ...names, "@@ -1,2 +1,2 @@", " a", "-b", "+c")],
    [
      "of a change without context",
      () => shown("a\nb\n", "a\nc\n", { contextLines: 0 }),
      text(git, ...names, "@@ -2 +2 @@", "-b", "+c")
    ],
    ["of missing line ends", () => shown("a", "b"), text(git, ...names, "@@ -1 +1 @@", "-a", open, "+b", open)],
    ["of a line end that comes", () => shown("a", "a\n"), text(git, ...names, "@@ -1 +1 @@", "-a", open, "+a")],
    ["of CRs", () => shown("a\r\n", "a\n"), text(git, ...names, "@@ -1 +1 @@", "-a\r", "+a")],
    ["of a byte order mark", () => shown("\ufeffa\n", "a\n"), text(git, ...names, "@@ -1 +1 @@", "-\ufeffa", "+a")],
    [
      "of a new file",
      () => shown(undefined, "a\n"),
      text(git, "new file mode 100644", "--- /dev/null", "+++ b/x", "@@ -0,0 +1 @@", "+a")
    ],
    ["of a new program", () => shown(undefined, "", { mode: 0o100755 }), text(git, "new file mode 100755")],
    [
      "of a removed file",
      () => shown("a", undefined),
      text(git, "deleted file mode 100644", "--- a/x", "+++ /dev/null", "@@ -1 +0,0 @@", "-a", open)
    ],
    ["of a removed empty file", () => shown("", undefined), text(git, "deleted file mode 100644")],
    [
      "of a rename",
      () => shown("a\n", "a\n", { newName: "y" }),
      text("diff --git a/x b/y", "similarity index 100%", "rename from x", "rename to y")
    ],
    [
      "of an empty file's rename",
      () => shown("", "", { newName: "y" }),
      text("diff --git a/x b/y", "similarity index 100%", "rename from x", "rename to y")
    ],
    [
      "of a rename with a change",
      () => shown("aaa\nb\n", "aaa\nc\n", { newName: "y" }),
      text(
        ["diff --git a/x b/y", "similarity index 66%", "rename from x", "rename to y", "--- a/x", "+++ b/y"],
        ["@@ -1,2 +1,2 @@", " aaa", "-b", "+c"]
      )
    ],
    [
      "of a name with spaces",
      () => shown("a\n", "b\n", { name: "x y" }),
      text("diff --git a/x y b/x y", "--- a/x y\t", "+++ b/x y\t", "@@ -1 +1 @@", "-a", "+b")
    ],
    [
      "of a name with quotes and controls",
      () => shown("a\n", "b\n", { name: 'é"\\\n\u0001' }),
      text(
        'diff --git "a/é\\"\\\\\\n\\001" "b/é\\"\\\\\\n\\001"',
        '--- "a/é\\"\\\\\\n\\001"',
        '+++ "b/é\\"\\\\\\n\\001"',
        "@@ -1 +1 @@",
        "-a",
        "+b"
      )
    ],
    [
      "of an absolute name",
      () => shown("a\n", "b\n", { name: "//repo/x" }),
      text("diff --git a/repo/x b/repo/x", "--- a/repo/x", "+++ b/repo/x", "@@ -1 +1 @@", "-a", "+b")
    ]
  ]
  for (const [what, found, expected] of rows) it(what, () => assert.strictEqual(found(), expected))
})

describe("bytes that are no text", () => {
  const binary = Uint8Array.of(0x61, 0xff, 0x0a)
  const show = (before: Uint8Array | undefined, after: Uint8Array | undefined, newName?: string): string => {
    const preview = Preview.unified({ name: "x", before, after, ...(newName === undefined ? {} : { newName }) })
    assert.strictEqual(preview.cut, "whole")
    return preview.text
  }

  it("are said to differ, never shown", () => {
    const differ = "diff --git a/x b/x\nBinary files a/x and b/x differ\n"
    assert.strictEqual(show(binary, encode("a\n")), differ)
    assert.strictEqual(show(encode("a\n"), binary), differ)
    assert.strictEqual(show(binary, binary.slice()), "")
    assert.include(show(undefined, binary), "new file mode 100644\nBinary files /dev/null and b/x differ\n")
    assert.include(show(binary, undefined), "deleted file mode 100644\nBinary files a/x and /dev/null differ\n")
  })

  it("can be renamed", () => {
    const head = "diff --git a/x b/y\n"
    const names = "rename from x\nrename to y\n"
    assert.strictEqual(show(binary, binary.slice(), "y"), `${head}similarity index 100%\n${names}`)
    assert.strictEqual(show(binary, encode("a"), "y"), `${head}${names}Binary files a/x and b/y differ\n`)
  })

  it("are refused as a patch", () => {
    const parsed = PatchParse.parse(show(binary, encode("a\n")))
    assert.isTrue(Patch.isProblem(parsed) && parsed.why === "Binary")
  })
})

describe("a preview that is too long", () => {
  const lines = Array.from({ length: 60 }, (_, at) => `@@ line ${at}\n`)
  const before = encode(lines.join(""))
  const after = encode(lines.map((line, at) => (at % 20 === 10 ? `X${line}` : line)).join(""))
  const whole = Preview.unified({ name: "x", before, after }).text
  const starts = [...whole.matchAll(/\n@@ -/g)].map((match) => match.index + 1)
  const body = whole.length - starts[0]!
  const cutAt = (charsMax: number): Preview.Preview => Preview.unified({ name: "x", before, after }, charsMax)

  it("is cut after a whole hunk and says so", () => {
    assert.strictEqual(starts.length, 3)
    assert.deepStrictEqual(cutAt(body), { text: whole, cut: "whole" })
    const one = "... 1 more hunk is left out: the diff is too long\n"
    const two = "... 2 more hunks are left out: the diff is too long\n"
    const three = "... 3 more hunks are left out: the diff is too long\n"
    assert.deepStrictEqual(cutAt(body - 1), { text: whole.slice(0, starts[2]) + one, cut: "truncated" })
    assert.deepStrictEqual(cutAt(starts[2]! - starts[0]! - 1), {
      text: whole.slice(0, starts[1]) + two,
      cut: "truncated"
    })
    assert.deepStrictEqual(cutAt(1), { text: whole.slice(0, starts[0]) + three, cut: "truncated" })
  })

  it("is no patch", () => {
    assert.isFalse(Patch.isProblem(PatchParse.parse(whole)))
    for (const charsMax of [1, 200, body - 1]) assert.isTrue(Patch.isProblem(PatchParse.parse(cutAt(charsMax).text)))
  })

  it("by its lines says how many they are, and is no patch", () => {
    const many = encode("\n".repeat(Limits.previewLinesMax - 1))
    const most = Preview.unified({ name: "x", before: many, after: encode("a\n") })
    assert.notInclude(most.text, "too many")
    const preview = Preview.unified({ name: "x", before: many, after: encode("a\nb\n") })
    assert.deepStrictEqual(preview, {
      text: `diff --git a/x b/x\n... the diff is left out: ${Limits.previewLinesMax + 1} lines are too many\n`,
      cut: "truncated"
    })
    assert.isTrue(Patch.isProblem(PatchParse.parse(preview.text)))
    const created = Preview.unified({
      name: "x",
      before: undefined,
      after: encode("\n".repeat(Limits.previewLinesMax + 1))
    })
    assert.isTrue(Patch.isProblem(PatchParse.parse(created.text)))
  })
})

describe("any two contents", () => {
  const Line = Schema.Literals([
    "a\n",
    "b\n",
    "c\n",
    "\n",
    "a\r\n",
    "é😀\n",
    "--- a\n",
    "+++ b\n",
    "@@ -1 +1 @@\n",
    "\u2028\n"
  ])
  const Last = Schema.Literals(["", "", "a", "\\"])
  const Text = Arbitrary.map(
    Arbitrary.all([Arbitrary.array(Arbitrary.schema(Line), { maxLength: 24 }), Arbitrary.schema(Last)]),
    ([lines, last]) => lines.join("") + last
  )
  const Kind = Schema.Literals(["modify", "create", "remove", "rename"])
  const Part = Schema.Literals(["x", "a", "b", " ", "\t", '"', "\\", "\n", "é", "b/", ".", "\u0001"])
  const Name = Arbitrary.map(
    Arbitrary.array(Arbitrary.schema(Part), { minLength: 1, maxLength: 6 }),
    (all) => `n${all.join("")}n`
  )

  it.prop(
    "come back from the preview: its names, what is done, and the second content from the first",
    [Text, Text, Kind, Name, Name],
    ([old, now, kind, name, other]) => {
      const before = kind === "create" ? undefined : encode(old)
      const after = kind === "remove" ? undefined : encode(now)
      const newName = kind === "rename" ? { newName: `${other}2` } : {}
      const { text, cut } = Preview.unified({ name, before, after, ...newName })
      assert.strictEqual(cut, "whole")
      if (text === "") return assert.isTrue(kind === "modify" && old === now)
      const files = PatchParse.parse(text)
      if (Patch.isProblem(files)) return assert.fail(`${JSON.stringify(files)}\n${text}`)
      assert.strictEqual(files.length, 1)
      const [file] = files
      assert.strictEqual(file.change, kind)
      assert.strictEqual(file.oldPath, kind === "create" ? undefined : name)
      assert.strictEqual(file.newPath, kind === "remove" ? undefined : (newName.newName ?? name))
      const outcome = PatchApply.apply(file, before ?? encode(""))
      if (outcome._tag !== "Applied") return assert.fail(JSON.stringify(outcome))
      assert.deepStrictEqual(outcome.content, after ?? encode(""))
    },
    { arbitrary: { runs: 2000 } }
  )
})
