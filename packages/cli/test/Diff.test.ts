import { assert, describe, it } from "@effect/vitest"
import { FileHash, type PatchHunk, type PatchResult } from "@ploke/core"
import * as DiffText from "../src/internal/DiffText.ts"
import * as PatchParts from "../src/internal/PatchParts.ts"
import * as PatchText from "../src/internal/PatchText.ts"
import * as Render from "../src/internal/Render.ts"

const head = "diff --git a/a b/a\n--- a/a\n+++ b/a\n"

describe("a diff on a terminal", () => {
  const bold = (text: string) => `\u001b[1m${text}\u001b[0m`
  const headInColors = `${bold("diff --git a/a b/a")}\n${bold("--- a/a")}\n${bold("+++ b/a")}\n`

  it.each([
    ["", ""],
    [head, headInColors],
    [
      `${head}@@ -1,2 +1,2 @@ f() {\n-a\n+b\n c\n`,
      `${headInColors}\u001b[36m@@ -1,2 +1,2 @@\u001b[0m f() {\n\u001b[31m-a\u001b[0m\n\u001b[32m+b\u001b[0m\n c\n`
    ],
    [
      `${head}@@ -1 +1 @@\n--- a comment\n+++ b\n\\ No newline at end of file\n`,
      `${headInColors}\u001b[36m@@ -1 +1 @@\u001b[0m\n\u001b[31m--- a comment\u001b[0m\n\u001b[32m+++ b\u001b[0m\n\\ No newline at end of file\n`
    ],
    [
      "diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n",
      `${bold("diff --git a/a b/b")}\n${bold("similarity index 100%")}\n${bold("rename from a")}\n${bold("rename to b")}\n`
    ],
    [`${head}@@ -1 +1 @@\n-a\n+b\n${head}`, undefined]
  ])("is in the colours of its parts (%#)", (diff, expected) => {
    const rendered = DiffText.render(diff, "colors")
    if (expected === undefined) assert.isTrue(rendered.endsWith(headInColors))
    else assert.strictEqual(rendered, expected)
    // oxlint-disable-next-line no-control-regex
    assert.strictEqual(rendered.replace(/\u001b\[\d+m/g, ""), diff)
    assert.strictEqual(DiffText.render(diff, "plain"), diff)
  })

  it.each(["colors", "plain"] as const)("spells out what would move the cursor or hide text, with %s", (colors) => {
    const diff = `${head}@@ -1 +1 @@ \u001b[2J\n-a\u001b[31m\u0007\r\n+\tb\u202e\u009b31m\ufeff\n`
    const shown = DiffText.render(diff, colors)
    assert.include(shown, "-a\\u001b[31m\\u0007\\r")
    assert.include(shown, "+\tb\\u202e\\u009b31m\\ufeff")
    assert.include(shown, " \\u001b[2J")
    // oxlint-disable-next-line no-control-regex
    assert.notMatch(shown.replace(/\u001b\[(?:0|1|3[126])m/g, ""), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  })

  it.each([
    [true, undefined, "\u001b[31m-a\\u001b\u001b[0m"],
    [true, "1", "\n-a\\u001b\n"],
    [true, "", "\u001b[31m-a\\u001b\u001b[0m"],
    [false, undefined, "\n-a\u001b\n"],
    [undefined as never, undefined, "\n-a\u001b\n"]
  ])("is decided by isTTY %s and NO_COLOR %j", (isTTY, noColor, expected) => {
    const before = process.env["NO_COLOR"]
    try {
      if (noColor === undefined) delete process.env["NO_COLOR"]
      else process.env["NO_COLOR"] = noColor
      assert.include(Render.shownDiff(`${head}@@ -1 +1 @@\n-a\u001b\n+b\n`, { isTTY }), expected)
    } finally {
      if (before === undefined) delete process.env["NO_COLOR"]
      else process.env["NO_COLOR"] = before
    }
  })
})

describe("a diff that was cut", () => {
  it.each([
    ["", false],
    [head, false],
    [`${head}@@ -1 +1 @@\n-a\n+b\n`, false],
    [`${head}@@ -1 +1 @@\n-a\n+... left out\n`, false],
    [`${head}@@ -1 +1 @@\n-a\n+b\n... 3 more hunks are left out: the diff is too long\n`, true],
    ["diff --git a/a b/a\n... the diff is left out: 900000 lines are too many\n", true]
  ])("is known by its last line (%#)", (diff, isCut) => {
    assert.strictEqual(DiffText.isCut(diff), isCut)
  })
})

describe("the parts of a diff", () => {
  const namesOf = (diff: string) => {
    const parts = PatchParts.split(diff)
    return "length" in parts ? parts.map(({ name }) => name) : parts.why
  }
  const plain = (oldName: string, newName: string) => `--- ${oldName}\n+++ ${newName}\n@@ -1 +1 @@\n-a\n+b\n`

  it.each([
    [plain("a/x", "b/x"), ["x"]],
    [plain("x.orig\t2024-01-01", "x\t2024-01-02"), ["x"]],
    [plain("/dev/null", "b/x").replace("-1 +1 @@\n-a\n", "-0,0 +1 @@\n"), ["x"]],
    [plain("a/x", "/dev/null").replace("+1 @@\n-a\n+b\n", "+0,0 @@\n-a\n"), ["x"]],
    ["diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n", ["x"]],
    ["diff --git a/x b/y\nsimilarity index 100%\ncopy from x\ncopy to y\n", ["y"]],
    [plain("a/x", "b/x") + plain("a/dir/y", "b/dir/y") + plain("a/x", "b/x"), ["x", "dir/y", "x"]],
    ["", "Empty"],
    ["hello\n", "NoFileHeader"],
    [`${plain("a/x", "b/x")}+c\n`, "HunkCount"]
  ])("are named as the file is that they change (%#)", (diff, names) => {
    assert.deepStrictEqual(namesOf(diff), names)
  })

  it("have together every line from the first header on, and each stands alone", () => {
    const first = `${plain("a/x", "b/x")}\\ No newline at end of file\n`
    const second = "diff --git a/y b/y\nold mode 100644\nnew mode 100755\n"
    const third = plain("a/z\r", "b/z\r")
    const parts = PatchParts.split(
      `\ufeffFrom somebody\n\n${first}Index: y\n=======================\n${third}${second}`
    )
    assert.isTrue("length" in parts)
    const texts = "length" in parts ? parts.map(({ text }) => text) : []
    assert.deepStrictEqual(texts, [`${first}Index: y\n=======================\n`, third, second])
    assert.deepStrictEqual(texts.map(namesOf), [["x"], ["z"], ["y"]])
  })
})

describe("what became of a patch", () => {
  const hash = FileHash.make(`sha256:${"0".repeat(64)}`)
  const hunk = (offset: number, fuzz: number): PatchHunk => ({ applied: true, offset, fuzz })
  const changed = { oldHash: hash, newHash: hash }

  it.each<readonly [Partial<PatchResult>, ReadonlyArray<PatchHunk>, string]>([
    [changed, [hunk(0, 0)], "patched /a: 1 hunk"],
    [
      changed,
      [hunk(0, 0), hunk(14, 1), hunk(-1, 0)],
      "patched /a: 3 hunks (hunk 2 at +14 lines, fuzz 1; hunk 3 at -1 line)"
    ],
    [changed, [hunk(0, 2)], "patched /a: 1 hunk (hunk 1 with fuzz 2)"],
    [changed, [], "patched /a: mode only"],
    [{ newHash: hash }, [hunk(0, 0)], "created /a"],
    [{ oldHash: hash }, [hunk(0, 0)], "removed /a"],
    [{ ...changed, newPath: "/b" }, [], "renamed /a -> /b"],
    [{ ...changed, newPath: "/b" }, [hunk(1, 0)], "renamed /a -> /b: 1 hunk (hunk 1 at +1 line)"]
  ])("is told in one line (%#)", (result, hunks, line) => {
    const whole: PatchResult = { filePath: "/a", delta: [], durability: "strict", preview: "", hunks, ...result }
    assert.strictEqual(
      PatchText.line(whole, (path) => path),
      line
    )
  })
})
