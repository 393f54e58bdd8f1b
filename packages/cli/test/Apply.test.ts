import { afterAll, assert, describe, it } from "@effect/vitest"
import { FilePreview, TransactionResult } from "@ploke/core"
import { fromJson, withoutContext } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { commandLine, jsonLines, makeFolder, type Options, ploke, run } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

const hashOf = (content: string) => `sha256:${createHash("sha256").update(content).digest("hex")}`
const stale = `sha256:${"0".repeat(64)}`

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
  const apply = (args: ReadonlyArray<string>, stdin: string, options: Options = {}) =>
    ploke(["apply", ...args], {
      cwd: root,
      stdin,
      ...options,
      env: { XDG_STATE_HOME: join(folder.path, "state"), ...options.env }
    })
  return { root, apply, tree: () => treeOf(root) }
}

const treeOf = (root: string): Tree =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(root, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(root, path), "utf8")])
  )

const before: Tree = { a: "let a = 1\n", b: "b\n", gone: "g\n", whole: "w\n", p: "1\n2\n" }

const modify = (name: string, from: string, to: string) =>
  `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${from}\n+${to}\n`

const edits: ReadonlyArray<Readonly<Record<string, unknown>>> = [
  { _tag: "Splice", filePath: "a", expectedHash: hashOf("let a = 1\n"), startByte: 4, endByte: 5, replacement: "x" },
  {
    _tag: "Splice",
    file_path: "a",
    expected_file_hash: hashOf("let a = 1\n"),
    start_byte: 8,
    end_byte: 9,
    replacement: "2"
  },
  { _tag: "Rename", filePath: "b", newPath: "moved/b" },
  { _tag: "Create", filePath: "moved/new", content: "n\n", createParents: true },
  { _tag: "Remove", filePath: "gone", expectedHash: hashOf("g\n") },
  { _tag: "Replace", filePath: "whole", expectedHash: hashOf("w\n"), content: "W\n" },
  { _tag: "Patch", filePath: "p", diff: "--- a/p\n+++ b/p\n@@ -1,2 +1,2 @@\n 1\n-2\n+two\n" }
]
const after: Tree = { a: "let x = 2\n", "moved/b": "b\n", "moved/new": "n\n", p: "1\ntwo\n", whole: "W\n" }

const lines = [
  `changed ${hashOf("let x = 2\n")}  a`,
  `renamed ${hashOf("b\n")}  b -> moved/b`,
  `created ${hashOf("n\n")}  moved/new`,
  `removed ${hashOf("g\n")}  gone`,
  `changed ${hashOf("W\n")}  whole`,
  `changed ${hashOf("1\ntwo\n")}  p`
]

// The folder must be there for the file that moves into it.
const moving = { ...before, "moved/keep": "k\n" }
const moved = { ...after, "moved/keep": "k\n" }

describe("apply", { concurrent: true }, () => {
  it.each([
    ["an array", JSON.stringify(edits)],
    ["one edit a line", edits.map((edit) => `${JSON.stringify(edit)}\n`).join("\n")],
    ["an object, on many lines and behind a byte order mark", `\ufeff\n${JSON.stringify({ edits }, null, 2)}`]
  ])("makes all edits of %s, and tells each file once", async (_, text) => {
    const { apply, tree } = place(moving)
    const { code, stderr, stdout } = await apply([], text)
    const [count = "", ...found] = stdout.trimEnd().split("\n").toReversed()
    assert.deepStrictEqual([code, stderr, found.toReversed()], [0, "", lines])
    assert.match(count, /^6 files in transaction [0-9a-f-]{36}$/)
    assert.deepStrictEqual(tree(), { ...moved })
  })

  it("makes a diff of many files one transaction, with the names below a folder", async () => {
    const { apply, tree } = place({ "sub/a": "a\n", "sub/gone": "g\n", "sub/old": "o\n" })
    const diff = [
      modify("a", "a", "A"),
      "--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\n",
      "--- /dev/null\n+++ b/new/dir/file\n@@ -0,0 +1 @@\n+n\n",
      "diff --git a/old b/new/old\nsimilarity index 100%\nrename from old\nrename to new/old\n"
    ]
    const { code, stderr, stdout } = await apply(["--directory", "sub", "-"], `A text above.\n\n${diff.join("")}`)
    const expected = [
      `changed ${hashOf("A\n")}  sub/a`,
      `removed ${hashOf("g\n")}  sub/gone`,
      `created ${hashOf("n\n")}  sub/new/dir/file`,
      `renamed ${hashOf("o\n")}  sub/old -> sub/new/old`
    ]
    assert.deepStrictEqual([code, stderr, stdout.split("\n").slice(0, 4)], [0, "", expected])
    assert.deepStrictEqual(tree(), { "sub/a": "A\n", "sub/new/dir/file": "n\n", "sub/new/old": "o\n" })
  })

  it("changes nothing if one hunk of a diff does not fit, and the same all with --fuzz", async () => {
    const files = { a: "a\n", b: "1\n2\nx\n4\n5\n6\n7\n" }
    const { apply, tree } = place(files)
    const diff = `${modify("a", "a", "A")}--- a/b\n+++ b/b\n@@ -3,4 +3,4 @@\n 3\n 4\n-5\n+five\n 6\n`
    const refused = await apply([], diff)
    const [first = "", last] = refused.stderr.split("\n")
    assert.match(first, /^ploke-io: edit 1: \/.*\/b: hunk 1 was rejected: /)
    assert.strictEqual(last, "ploke-io: refused: 1 problem; nothing was changed (edits are counted from 0)")
    assert.deepStrictEqual([refused.code, refused.stdout, tree()], [1, "", files])
    assert.strictEqual((await apply(["--fuzz", "1"], diff)).code, 0)
    assert.deepStrictEqual(tree(), { a: "A\n", b: "1\n2\nx\n4\nfive\n6\n7\n" })
  })

  it("reads a file outside of the roots, and takes turns with others if asked", async () => {
    const { apply, root, tree } = place({ a: "a\n" })
    writeFileSync(join(root, "..", "fix.diff"), modify("a", "a", "b"))
    const ended = await apply(["--lock", "advisory", "--durability", "bestEffort", "../fix.diff"], "not read")
    assert.deepStrictEqual([ended.code, ended.stderr, tree()], [0, "", { a: "b\n" }])
  })

  it("prints the result with --json", async () => {
    const { apply, root } = place(moving)
    const { code, stdout } = await apply(["--json"], JSON.stringify(edits))
    const [value, ...rest] = jsonLines(stdout)
    const result = Schema.decodeUnknownSync(TransactionResult)(value)
    assert.deepStrictEqual(
      result.results.map(({ filePath, newPath }) => newPath ?? filePath),
      ["a", "a", "moved/b", "moved/new", "gone", "whole", "p"].map((name) => join(root, name))
    )
    assert.deepStrictEqual([code, result.durability, rest], [0, "strict", []])
  })

  it("tells which files it keeps, and where edits were carried over to", async () => {
    const base = "1\n2\n3\n"
    const { apply, tree } = place({ a: `0\n${base}`, b: "b\n" })
    const splice = { filePath: "a", expectedHash: hashOf(base), startByte: 2, endByte: 3, replacement: "two" }
    const rebased = { _tag: "Splice", ...splice, onMismatch: "rebase", baseContent: base }
    const same = { _tag: "Replace", filePath: "b", expectedHash: hashOf("b\n"), content: "b\n" }
    const { code, stderr, stdout } = await apply([], JSON.stringify([rebased, same]))
    assert.include(stdout, `kept ${hashOf("b\n")}  b\n`)
    assert.strictEqual(stderr, "ploke-io: a: had changed elsewhere; the edit was carried over to byte 4\n")
    assert.deepStrictEqual([code, tree()], [0, { a: "0\n1\ntwo\n3\n", b: "b\n" }])
  })

  it("makes all changes although its output was closed", async () => {
    const { root, tree } = place({ a: "a\n", b: "b\n" })
    writeFileSync(join(root, "..", "fix.diff"), modify("a", "a", "A") + modify("b", "b", "B"))
    const shell = ["sh", "-c", `"$@" apply ../fix.diff | true`, "sh", ...commandLine("main")]
    const { stderr } = await run(shell, { cwd: root, env: { XDG_STATE_HOME: join(folder.path, "state") } })
    assert.deepStrictEqual([stderr, tree()], ["", { a: "A\n", b: "B\n" }])
  })

  it("says what is missing where there can be no journal", async () => {
    const { apply, root, tree } = place({ a: "a\n" })
    const env = { XDG_STATE_HOME: join(root, "a") }
    const ended = await apply([], modify("a", "a", "b"), { env })
    assert.match(
      ended.stderr,
      /^ploke-io: transactions need a journal, which cannot be had: .*; set XDG_STATE_HOME .*\n$/
    )
    assert.deepStrictEqual([ended.code, ended.stdout, tree()], [1, "", { a: "a\n" }])
  })
})

describe("apply --dry-run", { concurrent: true }, () => {
  it("prints a diff that does the same when it is applied, and changes nothing", async () => {
    const { apply, tree } = place(moving)
    const dry = await apply(["--dry-run"], JSON.stringify(edits))
    assert.deepStrictEqual([dry.code, dry.stderr, tree()], [0, "", moving])
    const twin = place(moving)
    const replayed = await twin.apply([], dry.stdout)
    assert.deepStrictEqual([replayed.code, replayed.stderr, twin.tree()], [0, "", moved])
  })

  it("foresees the hashes with --json", async () => {
    const { apply, tree } = place(moving)
    const dry = await apply(["--json", "--dry-run"], JSON.stringify(edits))
    const previews = jsonLines(dry.stdout).map((value) => Schema.decodeUnknownSync(FilePreview)(value))
    assert.deepStrictEqual(tree(), moving)
    const real = await apply(["--json"], JSON.stringify(edits))
    const { results } = Schema.decodeUnknownSync(TransactionResult)(jsonLines(real.stdout)[0])
    const foreseen = previews.flatMap(({ edits: of, newHash, newPath, oldHash }) =>
      of.map((i) => [i, newHash, newPath, oldHash] as const)
    )
    assert.deepStrictEqual(
      foreseen.toSorted(([a], [b]) => a - b),
      results.map(({ newHash, newPath, oldHash }, i) => [i, newHash, newPath, oldHash] as const)
    )
    assert.strictEqual(previews.length, 6)
  })

  it("tells what is wrong, with its exit code", async () => {
    const { apply } = place({ a: "a\n" })
    const edit = { _tag: "Remove", filePath: "a", expectedHash: stale }
    const ended = await apply(["--dry-run"], JSON.stringify([edit]))
    assert.match(ended.stderr, /^ploke-io: \/.*\/a: changed since it was indexed /)
    assert.deepStrictEqual([ended.code, ended.stdout], [3, ""])
  })
})

const remove = (filePath: string, expectedHash: string) => ({ _tag: "Remove", filePath, expectedHash })

/** The edits, the exit code, and what the lines say. */
const refusals: ReadonlyArray<readonly [ReadonlyArray<unknown>, number, ReadonlyArray<string>]> = [
  [[remove("a", stale), remove("b", hashOf("b\n"))], 3, ["edit 0: /a: changed since it was indexed"]],
  [
    [remove("a", stale), remove("../x", stale)],
    4,
    ["edit 1: /../x: outside every configured root; add its folder to --root", "edit 0: /a: changed since"]
  ],
  [
    [remove("out/x", stale), remove("gone", stale), remove("a", stale)],
    1,
    [
      "edit 0: /out/x: a symbolic link on the way leaves the configured roots",
      "edit 1: /gone: remove failed: not found",
      "edit 2: /a: changed"
    ]
  ],
  [[remove("a", hashOf("a\n")), remove("a", hashOf("a\n"))], 1, ["edit 1: /a: edits 0 and 1 of the request overlap"]],
  [[{ _tag: "Rename", filePath: "a", newPath: "b" }], 1, ["edit 0: /b: exists already"]],
  [
    [{ _tag: "Create", filePath: "n/x", content: "" }],
    1,
    ["edit 0: /n/x: create failed: its folder is missing (ENOENT, ", "make it with `createParents: true`"]
  ]
]

describe("a transaction that is refused", { concurrent: true }, () => {
  it.each(refusals)("for %j ends with %i and %j, and changes nothing", async (given, code, expected) => {
    const files = { a: "a\n", b: "b\n" }
    const { apply, root, tree } = place(files)
    symlinkSync(dirname(root), join(root, "out"))
    const { code: found, stderr, stdout } = await apply([], JSON.stringify(given))
    const said = stderr.replaceAll(`${root}/../`, "/../").replaceAll(dirname(root), "/..").replaceAll("/../root", "")
    for (const text of expected) assert.include(said, text)
    assert.match(stderr, /\nploke-io: refused: (?:1 problem|\d problems); nothing was changed \(edits are .* 0\)\n$/)
    rmSync(join(root, "out"))
    assert.deepStrictEqual([found, stdout, tree()], [code, "", files])
  })

  it("is the typed error with --json", async () => {
    const { apply } = place({ a: "a\n", b: "b\n" })
    const { code, stderr } = await apply(["--json"], JSON.stringify([remove("a", stale), remove("b", stale)]))
    const [value, ...rest] = jsonLines(stderr)
    const { reason } = withoutContext(await Effect.runPromise(fromJson(value)))
    assert.strictEqual(reason._tag, "TransactionAborted")
    const problems = reason._tag === "TransactionAborted" ? (reason.problems ?? []) : []
    assert.deepStrictEqual(
      problems.map((problem) => [problem.edits, problem.reason._tag]),
      [
        [[0], "ContentMismatch"],
        [[1], "ContentMismatch"]
      ] as never
    )
    assert.deepStrictEqual([code, rest], [3, []])
  })
})

const rename = (filePath: string, newPath: string) => JSON.stringify({ _tag: "Rename", filePath, newPath })

/** What is typed, what comes through the pipe, the exit code, and what is said of it. */
const mistakes: ReadonlyArray<readonly [ReadonlyArray<string>, string, number, string]> = [
  [[], "", 1, "standard input: could not be parsed: it is empty, as behind a command that failed"],
  [[], " \n\t\n", 1, "standard input: could not be parsed: it is empty"],
  [[], "[]", 1, "there are no edits in it"],
  [[], `{"edits": []}`, 1, "there are no edits in it"],
  [[], `{"edits": 1}`, 1, "its `edits` are no array"],
  [[], `[${rename("a", "x")}, {]`, 1, "no JSON: "],
  [[], `${rename("a", "x")}\n\n{"_tag": \n`, 1, "line 3 is no JSON: "],
  [
    [],
    `${rename("a", "x")}\n\n${JSON.stringify({ _tag: "Rename" })}\n`,
    1,
    "edit 1 (counted from 0) on line 3: Rename: filePath: it is missing"
  ],
  [[], "[1]", 1, "edit 0 (counted from 0): it is no object"],
  [
    [],
    `[${rename("a", "x")}, {}]`,
    1,
    "edit 1 (counted from 0): it has no _tag: expected one of Splice, Create, Replace, "
  ],
  [[], `[{"_tag": "Splyce"}]`, 1, `edit 0 (counted from 0): its _tag is "Splyce": expected one of Splice, `],
  [[], JSON.stringify([{ ...edits[1], start_byte: "8" }]), 1, "Splice: startByte: expected number"],
  [[], JSON.stringify([{ ...edits[1], expected_file_hash: "abc" }]), 1, "Splice: expectedHash: expected "],
  [[], "hello\n", 1, "no file header"],
  [["sub"], "", 1, "sub: is a directory; ask for a regular file"],
  [["nothing"], "", 1, "nothing: read failed: not found"],
  [["--fuzz", "1"], "[]", 2, "--fuzz is about a diff, and this is JSON"],
  [["--directory", ".."], modify("a", "a", "b"), 4, "outside every configured root"]
]

describe("what cannot be applied", { concurrent: true }, () => {
  it.each(mistakes)("%j with %j ends with %i and %s", async (args, stdin, code, message) => {
    const files = { a: "a\n", "sub/b": "b\n" }
    const { apply, tree } = place(files)
    const ended = await apply(args, stdin)
    assert.include(ended.stderr, message)
    assert.deepStrictEqual([ended.code, ended.stdout, tree()], [code, "", files])
  })
})
