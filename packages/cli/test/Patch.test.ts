import { afterAll, assert, describe, it } from "@effect/vitest"
import { PatchResult } from "@ploke/core"
import { fromJson, withoutContext } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Message from "../src/internal/Message.ts"
import { commandLine, jsonLines, makeFolder, type Options, ploke, run } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

const hashOf = (content: string) => `sha256:${createHash("sha256").update(content).digest("hex")}`

const numbers = (last: number) => Array.from({ length: last }, (_, i) => `${i + 1}\n`).join("")

let folders = 0

type Tree = Readonly<Record<string, string>>

/** Makes a root of its own with some files, so that tests may run at the same time. */
const place = (tree: Tree) => {
  const root = join(folder.path, String(++folders), "root")
  mkdirSync(root, { recursive: true })
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const patch = (args: ReadonlyArray<string>, diff: string, options: Options = {}) =>
    ploke(["patch", ...args], {
      cwd: root,
      stdin: diff,
      ...options,
      env: { XDG_STATE_HOME: join(folder.path, "state") }
    })
  return { root, patch, tree: () => treeOf(root) }
}

const treeOf = (root: string): Tree =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(root, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(root, path), "utf8")])
  )

const modify = (name: string, from: string, to: string, line = 1) =>
  `--- a/${name}\n+++ b/${name}\n@@ -${line} +${line} @@\n-${from}\n+${to}\n`
const create = (name: string, text: string) => `--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${text}\n`
const remove = (name: string, text: string) => `--- a/${name}\n+++ /dev/null\n@@ -1 +0,0 @@\n-${text}\n`
const rename = (from: string, to: string) =>
  `diff --git a/${from} b/${to}\nsimilarity index 100%\nrename from ${from}\nrename to ${to}\n`
const noEnd = "\\ No newline at end of file\n"

describe("patch", { concurrent: true }, () => {
  it("does to the files that the diff names what it says, in its order", async () => {
    const before = { "a.ts": "a\nb\n", "sub/crlf": "a\r\nb\r\n", end: "a", gone: "g\n", old: "o\n", stays: "s\n" }
    const { patch, tree } = place(before)
    const diff = [
      "From somebody, with a text above.\n\n",
      modify("a.ts", "a", "A"),
      modify("sub/crlf", "a", "A"),
      `--- a/end\n+++ b/end\n@@ -1 +1,2 @@\n-a\n${noEnd}+a\n+b\n${noEnd}`,
      remove("gone", "g"),
      create("new/dir/file", "n"),
      rename("old", "moved/new"),
      "-- \n2.40.0\n"
    ]
    const after = {
      "a.ts": "A\nb\n",
      "sub/crlf": "A\r\nb\r\n",
      end: "a\nb",
      "new/dir/file": "n\n",
      "moved/new": "o\n",
      stays: "s\n"
    }
    const lines = [
      "patched a.ts: 1 hunk",
      "patched sub/crlf: 1 hunk",
      "patched end: 1 hunk",
      "removed gone",
      "created new/dir/file",
      "renamed old -> moved/new",
      ""
    ]
    const ended = await patch([], diff.join(""))
    assert.deepStrictEqual(ended, { code: 0, stdout: lines.join("\n"), stderr: "" })
    assert.deepStrictEqual(tree(), after)
  })

  const moved = `--- a/x\n+++ b/x\n@@ -3,4 +3,4 @@\n 3\n 4\n-5\n+five\n 6\n`

  it.each([
    [numbers(9), [], 0, "patched x: 1 hunk\n", numbers(9).replace("5", "five")],
    [
      `0\n0\n${numbers(9)}`,
      [],
      0,
      "patched x: 1 hunk (hunk 1 at +2 lines)\n",
      `0\n0\n${numbers(9)}`.replace("5", "five")
    ],
    [
      numbers(9).replace("3", "x"),
      ["--fuzz", "1"],
      0,
      "patched x: 1 hunk (hunk 1 with fuzz 1)\n",
      "1\n2\nx\n4\nfive\n6\n7\n8\n9\n"
    ],
    [numbers(9).replace("3", "x"), [], 1, "", numbers(9).replace("3", "x")],
    [numbers(9).replace("3", "x"), ["--fuzz", "0"], 1, "", numbers(9).replace("3", "x")]
  ])("tells where a hunk was found, and how well it fits (%#)", async (before, flags, code, stdout, after) => {
    const { patch, tree } = place({ "other name": before })
    const ended = await patch([...flags, "other name"], moved)
    assert.strictEqual(ended.stdout, stdout.replace("x", "other name"))
    assert.deepStrictEqual([ended.code, tree()], [code, { "other name": after }])
  })

  it("reads the diff from a file outside of the roots, and the names below a folder", async () => {
    const { patch, root, tree } = place({ "sub/a": "a\n" })
    const file = join(dirname(root), "fix.diff")
    writeFileSync(file, modify("a", "a", "b"))
    const flags = ["--durability", "bestEffort", "--lock", "advisory"]
    const ended = await patch(["--diff", "../fix.diff", "--directory", "sub", ...flags], "not read")
    assert.deepStrictEqual(ended, { code: 0, stdout: "patched sub/a: 1 hunk\n", stderr: "" })
    assert.deepStrictEqual(tree(), { "sub/a": "b\n" })
    const other = join(root, "sub")
    const again = await patch(["--diff", file, "--root", "..", "a"], "", { cwd: other })
    assert.match(again.stderr, /a: hunk 1 was rejected: the patch is applied already/)
    assert.strictEqual(again.code, 1)
  })

  it("prints a result for each file with --json", async () => {
    const { patch, root } = place({ a: "a\n", b: "x\n" })
    const { code, stderr, stdout } = await patch(
      ["--json"],
      modify("a", "a", "A") + modify("b", "b", "B") + create("c", "c")
    )
    const results = jsonLines(stdout).map((value) => Schema.decodeUnknownSync(PatchResult)(value))
    assert.deepStrictEqual(
      results.map(({ filePath, hunks, newHash, oldHash }) => [filePath, oldHash, newHash, hunks.length]),
      [
        [join(root, "a"), hashOf("a\n"), hashOf("A\n"), 1],
        [join(root, "c"), undefined, hashOf("c\n"), 1]
      ] as never
    )
    assert.strictEqual(jsonLines(stderr).length, 1)
    assert.strictEqual(code, 1)
  })

  it("goes on after a file that cannot be patched, and the gravest decides the exit code", async () => {
    const { patch, tree } = place({ a: "a\n", b: "something else\n", c: "c\n" })
    const diff = modify("a", "a", "A") + modify("b", "b", "B") + modify("../out", "x", "y") + modify("c", "c", "C")
    const ended = await patch([], diff)
    assert.strictEqual(ended.stdout, "patched a: 1 hunk\npatched c: 1 hunk\n")
    assert.match(ended.stderr, /^ploke-io: \/.*\/b: hunk 1 was rejected: .*\nploke-io: \/.*\/out: outside every .*\n$/)
    assert.deepStrictEqual([ended.code, tree()], [1, { a: "A\n", b: "something else\n", c: "C\n" }])
  })

  it("does all that was asked for, although its output was closed", async () => {
    const { root, tree } = place({ a: "a\n", b: "b\n" })
    writeFileSync(join(root, "..", "fix.diff"), modify("a", "a", "A") + modify("b", "b", "B"))
    const shell = ["sh", "-c", `"$@" patch --diff ../fix.diff | true`, "sh", ...commandLine("main")]
    const { stderr } = await run(shell, { cwd: root })
    assert.deepStrictEqual([stderr, tree()], ["", { a: "A\n", b: "B\n" }])
  })

  const full = existsSync("/dev/full") ? ["/dev/full"] : []
  it.each(full)("does it although its output cannot be written (%s), and fails then", async (device) => {
    const { root, tree } = place({ a: "a\n", b: "b\n" })
    writeFileSync(join(root, "..", "fix.diff"), modify("a", "a", "A") + modify("b", "b", "B"))
    const shell = ["sh", "-c", `exec "$@" patch --diff ../fix.diff > ${device}`, "sh", ...commandLine("main")]
    const { code, stderr } = await run(shell, { cwd: root })
    assert.match(stderr, /^ploke-io: standard output: write failed/)
    assert.deepStrictEqual([code, tree()], [1, { a: "A\n", b: "B\n" }])
  })
})

describe("patch --dry-run", { concurrent: true }, () => {
  it("prints a diff that does the same when it is applied, and changes nothing", async () => {
    const before = { "a b": `0\n${numbers(20)}`, crlf: "a\r\nb\r\n", end: "a", gone: "g\n", old: "o\n" }
    const { patch, root, tree } = place(before)
    const moved = `--- a/a b\t\n+++ b/a b\t\n@@ -3 +3 @@\n-3\n+three\n@@ -18 +18 @@\n-18\n+eighteen\n`
    const end = `--- a/end\n+++ b/end\n@@ -1 +1 @@\n-a\n${noEnd}+b\n`
    const diff =
      moved + modify("crlf", "a", "A") + end + remove("gone", "g") + create("d/n", "n") + rename("old", "d/o")
    const dry = await patch(["--dry-run"], diff)
    assert.deepStrictEqual([dry.code, dry.stderr, tree()], [0, "", before])

    const twin = place(before)
    const again = await twin.patch(["--dry-run"], dry.stdout)
    assert.strictEqual(again.stdout, dry.stdout)
    const [real, replayed] = await Promise.all([patch([], diff), twin.patch([], dry.stdout)])
    assert.deepStrictEqual([real.code, replayed.code, replayed.stderr], [0, 0, ""])
    assert.deepStrictEqual(twin.tree(), tree())
    assert.strictEqual(replayed.stdout, real.stdout.replace(" (hunk 1 at +1 line; hunk 2 at +1 line)", ""))

    // Everybody else reads it too.
    const third = place(before)
    writeFileSync(join(root, "..", "dry.diff"), dry.stdout)
    const git = await run(["git", "apply", join(root, "..", "dry.diff")], { cwd: third.root })
    assert.deepStrictEqual([git, third.tree()], [{ code: 0, stdout: "", stderr: "" }, tree()])
  })

  it("gives the result that the patch gives then with --json", async () => {
    const { patch, tree } = place({ a: "a\n" })
    const dry = await patch(["--json", "--dry-run"], modify("a", "a", "A"))
    assert.deepStrictEqual(tree(), { a: "a\n" })
    const real = await patch(["--json"], modify("a", "a", "A"))
    assert.deepStrictEqual(jsonLines(dry.stdout), jsonLines(real.stdout))
    assert.deepStrictEqual([dry.code, real.code, tree()], [0, 0, { a: "A\n" }])
  })

  it("does not show a second change of one file, which it cannot know, but does it for good", async () => {
    const { patch, tree } = place({ a: "a\n" })
    const diff = modify("a", "a", "b") + modify("a", "b", "c")
    const dry = await patch(["--dry-run"], diff)
    assert.include(dry.stderr, "the diff is about it twice")
    assert.deepStrictEqual([dry.code, tree()], [1, { a: "a\n" }])
    assert.strictEqual((await patch([], diff)).code, 0)
    assert.deepStrictEqual(tree(), { a: "c\n" })
  })
})

const stale = `sha256:${"0".repeat(64)}`
const fits = modify("a", "a", "b")

/** What is typed, the diff, the exit code, the reason, and what the message says. */
const failures: ReadonlyArray<readonly [ReadonlyArray<string>, string, number, string, string]> = [
  [["--expect", stale], fits, 3, "FatalError/ContentMismatch", "changed since it was indexed"],
  [["--expect", stale, "a"], fits, 3, "FatalError/ContentMismatch", "changed since it was indexed"],
  [[], modify("a", "x", "y"), 1, "FatalError/PatchRejected", "hunk 1 was rejected: its lines were not found"],
  [["--dry-run"], modify("a", "x", "y"), 1, "FatalError/PatchRejected", "hunk 1 was rejected"],
  [[], "", 1, "FatalError/SyntaxError", "standard input: could not be parsed: line 1 of the patch: the patch is empty"],
  [["a"], "hello\n", 1, "FatalError/SyntaxError", "no file header"],
  [["a"], fits + fits, 1, "FatalError/SyntaxError", "leave out FILE, and each of them is patched"],
  [["--diff", "gone"], "", 1, "FatalError/FileOperation", "gone: read failed: not found"],
  [["--diff", "sub"], "", 1, "DomainError/NotARegularFile", "is a directory"],
  [["sub"], fits, 1, "DomainError/NotARegularFile", "is a directory"],
  [["--directory", "gone"], fits, 1, "FatalError/FileOperation", "patch failed: not found"],
  [["--directory", ".."], fits, 4, "FatalError/PathResolution", "outside every configured root"],
  [["../a"], fits, 4, "FatalError/PathResolution", "outside every configured root"],
  [[], modify("../a", "a", "b"), 4, "FatalError/PathResolution", "outside every configured root"],
  [
    [],
    "--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n",
    4,
    "FatalError/PathResolution",
    "/etc/passwd: outside"
  ],
  [[], create("out/x", "a"), 4, "FatalError/PathResolution", "leaves the configured roots"],
  [[], rename("a", "../a"), 4, "FatalError/PathResolution", "outside every configured root"],
  [[], rename("a", "b"), 1, "FatalError/AlreadyExists", "exists already; choose another name"],
  [["b"], rename("a", "c"), 1, "FatalError/SyntaxError", "renames a, which is not where FILE ends"],
  [[], "diff --git a/a b/a\nBinary files a/a and b/a differ\n", 1, "FatalError/SyntaxError", "is about binary files"]
]

describe("a patch that fails", { concurrent: true }, () => {
  it.each(failures)(
    "with %j --json and %j ends with %i and %s, and nothing is changed",
    async (args, diff, code, label, message) => {
      const before = { a: "a\n", b: "b\n", "sub/c": "c\n" }
      const { patch, root, tree } = place(before)
      symlinkSync(dirname(root), join(root, "out"))
      const ended = await patch([...args, "--json"], diff)
      const [value, ...rest] = jsonLines(ended.stderr)
      const error = await Effect.runPromise(fromJson(value))
      const { _tag, reason } = withoutContext(error)
      assert.strictEqual(`${_tag}/${reason._tag}`, label)
      assert.include(Message.withPath(error), message)
      assert.deepStrictEqual([ended.code, ended.stdout, rest], [code, "", []])
      rmSync(join(root, "out"))
      assert.deepStrictEqual([tree(), readdirSync(dirname(root))], [before, ["root"]])
    }
  )

  it("with --expect and a diff of several files is a mistake in the command line", async () => {
    const { patch, tree } = place({ a: "a\n" })
    const ended = await patch(["--expect", hashOf("a\n")], fits + create("b", "b"))
    assert.match(
      ended.stderr,
      /^ploke-io: --expect is the hash of one file, and the diff is about 2\nusage: .*\ntry: .*\n$/
    )
    assert.deepStrictEqual([ended.code, ended.stdout, tree()], [2, "", { a: "a\n" }])
  })
})
