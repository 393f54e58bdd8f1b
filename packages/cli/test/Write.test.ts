import { afterAll, assert, describe, it } from "@effect/vitest"
import { FilePreview, WriteResult } from "@ploke/core"
import { fromJson, withoutContext } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import * as Message from "../src/internal/Message.ts"
import * as WriteOrder from "../src/internal/WriteOrder.ts"
import { commandLine, jsonLines, makeFolder, type Options, ploke, run } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

const hashOf = (content: string | Uint8Array) => `sha256:${createHash("sha256").update(content).digest("hex")}`
const other = `sha256:${"0".repeat(64)}`

let folders = 0

/** Makes a root of its own with a file `a.ts`, so that tests may run at the same time. */
const place = (content: string | Uint8Array = "let a = 1\nlet b = 2\n") => {
  const root = join(folder.path, String(++folders))
  mkdirSync(root)
  const file = join(root, "a.ts")
  writeFileSync(file, content)
  const write = (args: ReadonlyArray<string>, options: Options = {}) =>
    ploke(["write", ...args], {
      cwd: root,
      ...options,
      env: { XDG_STATE_HOME: join(folder.path, "state"), ...options.env }
    })
  return { root, file, expect: ["--expect", hashOf(content)], write, read: () => readFileSync(file, "utf8") }
}

/** What is typed after `write --expect HASH`, what comes through the pipe, and what is in the file then. */
const edits: ReadonlyArray<readonly [args: ReadonlyArray<string>, stdin: string | undefined, after: string]> = [
  [["--start", "4", "--end", "5", "--text", "x", "a.ts"], undefined, "let x = 1\nlet b = 2\n"],
  [["--start", "10", "--end", "10", "a.ts"], "// in\n", "let a = 1\n// in\nlet b = 2\n"],
  [["--end", "0", "./a.ts"], "// grün\r\n", "// grün\r\nlet a = 1\nlet b = 2\n"],
  [["--start", "20", "a.ts"], "// at the end", "let a = 1\nlet b = 2\n// at the end"],
  [["a.ts"], "\ufeffall of it", "\ufeffall of it"],
  [["--start", "10", "--text", "", "a.ts"], undefined, "let a = 1\n"],
  [["--start", "4", "--end", "5", "--text=--a", "a.ts"], undefined, "let --a = 1\nlet b = 2\n"],
  [["--lock", "advisory", "--durability", "bestEffort", "--text", "x", "a.ts"], undefined, "x"]
]

describe("write", { concurrent: true }, () => {
  it.each(edits)(
    "with the right hash and %j replaces the range and prints the new hash",
    async (args, stdin, after) => {
      const { expect, read, root, write } = place()
      const ended = await write([...expect, ...args], { stdin: stdin ?? "not asked for" })
      assert.deepStrictEqual(ended, { code: 0, stdout: `${hashOf(after)}  a.ts\n`, stderr: "" })
      assert.strictEqual(read(), after)
      assert.deepStrictEqual(readdirSync(root), ["a.ts"])
    }
  )

  it("prints the result with --json", async () => {
    const { expect, file, write } = place()
    const { stdout } = await write(["--json", ...expect, "--start", "4", "--end", "5", "--text", "xyz", "a.ts"])
    const [value, ...rest] = jsonLines(stdout)
    const result = Schema.decodeUnknownSync(WriteResult)(value)
    const expected = {
      filePath: file,
      oldHash: expect[1],
      newHash: hashOf("let xyz = 1\nlet b = 2\n"),
      delta: [{ startByte: 4, removedBytes: 1, addedBytes: 3 }],
      durability: "strict"
    }
    assert.deepStrictEqual([result, rest], [expected, []] as never)
  })

  it("changes bytes of a file that is no text, and the target of a link in the roots", async () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0, 1)
    const { expect, file, root, write } = place(bytes)
    symlinkSync(file, join(root, "link"))
    assert.strictEqual((await write([...expect, "--start", "4", "--text", "x", "link"])).code, 0)
    assert.deepStrictEqual([...readFileSync(file)], [...bytes, 0x78])
  })

  it("keeps the mode", async () => {
    const { expect, file, write } = place()
    chmodSync(file, 0o750)
    assert.strictEqual((await write([...expect, "--text", "x", "a.ts"])).code, 0)
    assert.strictEqual(statSync(file).mode & 0o777, 0o750)
  })
})

describe("write --durability and --lock", { concurrent: true }, () => {
  it.each([
    ["strict", "process"],
    ["bestEffort", "advisory"]
  ])("%s and %s decide how it is written", async (durability, lock) => {
    const { expect, root, write } = place()
    const state = `${root}-state`
    const flags = [...expect, "--json", "--durability", durability, "--lock", lock]
    const ended = await write([...flags, "--text", "x", "a.ts"], { env: { XDG_STATE_HOME: state } })
    assert.deepInclude(jsonLines(ended.stdout)[0], { durability })
    assert.deepStrictEqual([ended.code, existsSync(state)], [0, lock === "advisory"])
  })

  it("say what to do where there can be no lock", async () => {
    const { expect, file, read, write } = place()
    const ended = await write([...expect, "--lock", "advisory", "--text", "x", "a.ts"], {
      env: { XDG_STATE_HOME: file }
    })
    assert.match(ended.stderr, /--lock advisory cannot be had \(.*\); use --lock process, or set XDG_STATE_HOME/)
    assert.deepStrictEqual([ended.code, ended.stdout, read()], [1, "", "let a = 1\nlet b = 2\n"])
  })
})

describe("write --dry-run", { concurrent: true }, () => {
  it("prints a diff that ploke-io patch makes the same content of, and changes nothing", async () => {
    const before = "one\r\ntwo\r\n\u0007three"
    const { expect, file, read, root, write } = place(before)
    const args = [...expect, "--start", "5", "--end", "8", "a.ts"]
    const old = statSync(file, { bigint: true })
    const stdin = "zwei\r\nand a half"
    const [dry, json] = await Promise.all([
      write(["--dry-run", ...args], { stdin }),
      write(["--json", "--dry-run", ...args], { stdin })
    ])
    assert.deepStrictEqual([dry.code, dry.stderr, json.code, json.stderr], [0, "", 0, ""])
    const preview = Schema.decodeUnknownSync(FilePreview)(jsonLines(json.stdout)[0])
    assert.deepStrictEqual([preview.preview, preview.oldHash], [dry.stdout, expect[1]] as never)
    const now = statSync(file, { bigint: true })
    assert.deepStrictEqual([read(), now.mtimeNs, now.ino], [before, old.mtimeNs, old.ino])
    assert.deepStrictEqual(readdirSync(root), ["a.ts"])

    const patched = await ploke(["patch"], { cwd: root, stdin: dry.stdout })
    assert.deepStrictEqual(patched, { code: 0, stdout: "patched a.ts: 1 hunk\n", stderr: "" })
    assert.strictEqual(read(), before.replace("two", stdin))
    assert.strictEqual(preview.newHash, hashOf(read()) as never)
  })

  it("prints nothing where nothing would change", async () => {
    const { expect, write } = place()
    const ended = await write([...expect, "--dry-run", "--end", "3", "--text", "let", "a.ts"])
    assert.deepStrictEqual(ended, { code: 0, stdout: "", stderr: "" })
  })

  it("says that a diff is too long to be applied", async () => {
    const { expect, write } = place("line\n".repeat(60_000))
    const ended = await write([...expect, "--dry-run", "--text", "x\n".repeat(10), "a.ts"])
    assert.match(ended.stdout, /\n\.\.\. 1 more hunk is left out: the diff is too long\n$/)
    assert.match(
      ended.stderr,
      /^ploke-io: a\.ts: the diff is too long to be shown whole, and cannot be applied as a patch\n$/
    )
    assert.strictEqual(ended.code, 0)
  })

  it("shows a file that would be made, and makes neither it nor its folders", async () => {
    const { root, write } = place()
    const ended = await write(["--dry-run", "--create", "--parents", "--text", "new\n", "sub/b.ts"])
    const diff =
      "diff --git a/sub/b.ts b/sub/b.ts\nnew file mode 100644\n--- /dev/null\n+++ b/sub/b.ts\n@@ -0,0 +1 @@\n+new\n"
    assert.deepStrictEqual(ended, { code: 0, stdout: diff, stderr: "" })
    assert.deepStrictEqual(readdirSync(root), ["a.ts"])
  })
})

describe("write --rebase", { concurrent: true }, () => {
  const base = "one\ntwo\nthree\n"
  const changed = () => {
    const there = place(`zero\n${base}`)
    writeFileSync(join(there.root, "old.ts"), base)
    return { ...there, flags: ["--expect", hashOf(base), "--start", "4", "--end", "7", "--text", "zwei", "a.ts"] }
  }

  it("carries the edit over to where its text is now, and says so", async () => {
    const { flags, read, write } = changed()
    const ended = await write(["--rebase", "--base", "old.ts", ...flags])
    const after = "zero\none\nzwei\nthree\n"
    const note = "ploke-io: a.ts: had changed elsewhere; the edit was carried over to byte 9\n"
    assert.deepStrictEqual(ended, { code: 0, stdout: `${hashOf(after)}  a.ts\n`, stderr: note })
    assert.strictEqual(read(), after)
  })

  it("tells it in the result with --json, with the old text from standard input", async () => {
    const { flags, write } = changed()
    const ended = await write(["--json", "--rebase", "--base", "-", ...flags], { stdin: base })
    const [result] = jsonLines(ended.stdout)
    assert.deepInclude(result, { rebased: true, delta: [{ startByte: 9, removedBytes: 3, addedBytes: 4 }] })
    assert.strictEqual(ended.stderr, "")
  })

  it("is shown by a dry run as it would be done", async () => {
    const { flags, read, write } = changed()
    const ended = await write(["--dry-run", "--rebase", "--base", "old.ts", ...flags])
    assert.include(ended.stdout, "\n zero\n one\n-two\n+zwei\n three\n")
    assert.deepStrictEqual([ended.code, ended.stderr, read()], [0, "", `zero\n${base}`])
  })

  it("measures the old text where --end is left out, and refuses what was changed inside of it", async () => {
    const { read, write } = changed()
    const args = ["--rebase", "--base", "old.ts", "--expect", hashOf(base), "--text", "x", "a.ts"]
    const [whole, rest] = [await write(args), await write([...args, "--start", "8"])]
    assert.strictEqual(whole.code, 3)
    assert.deepStrictEqual([rest.code, read()], [0, "zero\none\ntwo\nx"])
  })

  it.each([[[]], [["--dry-run"]]])(
    "believes only an old text that has the hash, also of a file that has it (%j)",
    async (dry) => {
      const { expect, read, root, write } = place(base)
      writeFileSync(join(root, "old.ts"), "other")
      const ended = await write([...dry, ...expect, "--rebase", "--base", "old.ts", "--text", "x", "a.ts"])
      const message = `old.ts: could not be parsed: its hash is ${hashOf("other")}, not that of --expect; give the text`
      assert.include(ended.stderr, message)
      assert.deepStrictEqual([ended.code, ended.stdout, read()], [1, "", base])
    }
  )
})

describe("write --create and --overwrite", { concurrent: true }, () => {
  it("make a file, with its folders if asked, from text or standard input", async () => {
    const { root, write } = place()
    const made = await write(["--create", "--parents", "--text", "", "sub/dir/b.ts"])
    assert.deepStrictEqual(made, { code: 0, stdout: `${hashOf("")}  sub/dir/b.ts\n`, stderr: "" })
    const over = await write(["--overwrite", "--json", "sub/dir/b.ts"], { stdin: "new\r\n" })
    assert.deepInclude(jsonLines(over.stdout)[0], { oldHash: hashOf(""), newHash: hashOf("new\r\n") })
    const fresh = await write(["--overwrite", "sub/c.ts", "--text", "c"])
    assert.strictEqual(fresh.code, 0)
    assert.deepStrictEqual(
      [readFileSync(join(root, "sub/dir/b.ts"), "utf8"), readFileSync(join(root, "sub/c.ts"), "utf8")],
      ["new\r\n", "c"]
    )
  })
})

/** What is typed, with the right hash for `HASH`; the exit code, the reason, and what the message says. */
const failures: ReadonlyArray<readonly [ReadonlyArray<string>, number, string, string]> = [
  [["--expect", other, "--text", "x", "a.ts"], 3, "FatalError/ContentMismatch", "changed since it was indexed"],
  [
    ["--expect", other, "--end", "0", "--text", "x", "--dry-run", "a.ts"],
    3,
    "FatalError/ContentMismatch",
    "retry with"
  ],
  [["--expect", "HASH", "--text", "x", "../out.ts"], 4, "FatalError/PathResolution", "add its folder to --root"],
  [["--create", "--text", "x", "../out.ts"], 4, "FatalError/PathResolution", "outside every configured root"],
  [["--overwrite", "--text", "x", "out"], 4, "FatalError/PathResolution", "leaves the configured roots"],
  [
    ["--create", "--text", "x", "a.ts"],
    1,
    "FatalError/AlreadyExists",
    "or replace it with `ploke-io write --overwrite`"
  ],
  [["--create", "--text", "x", "no/b.ts"], 1, "FatalError/FileOperation", "make it with --parents"],
  [["--overwrite", "--text", "x", "sub"], 1, "DomainError/NotARegularFile", "is a directory"],
  [["--expect", "HASH", "--text", "x", "gone.ts"], 1, "FatalError/FileOperation", "not found"],
  [["--expect", "HASH", "--start", "21", "--text", "x", "a.ts"], 1, "FatalError/OutOfRange", "--start <= --end <= 20"],
  [["--expect", "HASH", "--start", "5", "--end", "4", "--text", "x", "a.ts"], 1, "FatalError/OutOfRange", "[5, 4)"],
  [["--expect", "HASH", "--end", "0", "--text", "x", "hard"], 1, "FatalError/HardLinked", "has 2 hard links"],
  [["--expect", "HASH", "a.ts"], 1, "DomainError/Io", "standard input is empty"],
  [
    ["--expect", "HASH", "--rebase", "--base", "gone", "--text", "", "a.ts"],
    1,
    "FatalError/FileOperation",
    "read failed"
  ],
  [
    ["--expect", "HASH", "--rebase", "--base", "sub", "--text", "", "a.ts"],
    1,
    "DomainError/NotARegularFile",
    "directory"
  ]
]

describe("a write that fails", { concurrent: true }, () => {
  it.each(failures)(
    "with %j --json ends with %i and %s, and nothing is changed",
    async (args, code, label, message) => {
      const { expect, read, root, write } = place()
      mkdirSync(join(root, "sub"))
      symlinkSync(folder.path, join(root, "out"))
      writeFileSync(join(root, "one"), read())
      linkSync(join(root, "one"), join(root, "hard"))
      const entries = readdirSync(root)
      const ended = await write([...args.map((arg) => (arg === "HASH" ? expect[1]! : arg)), "--json"])
      const [value, ...rest] = jsonLines(ended.stderr)
      const error = await Effect.runPromise(fromJson(value))
      const { _tag, reason } = withoutContext(error)
      assert.strictEqual(`${_tag}/${reason._tag}`, label)
      assert.include(Message.withPath(error), message)
      assert.deepStrictEqual([ended.code, ended.stdout, rest], [code, "", []])
      assert.deepStrictEqual([read(), readdirSync(root)], ["let a = 1\nlet b = 2\n", entries])
      assert.isFalse(existsSync(join(folder.path, "out.ts")))
    }
  )

  it("is told in one readable line", async () => {
    const { write } = place()
    const { code, stderr, stdout } = await write(["--expect", other, "--text", "x", "a.ts"])
    assert.match(stderr, /^ploke-io: \/.*a\.ts: changed since it was indexed \(expected .*\n$/)
    assert.deepStrictEqual([code, stdout], [3, ""])
  })

  it.each([
    ["text that is no UTF-8", "printf 'a\\377' |", "standard input: not valid UTF-8 at byte 1"],
    ["text without end", "yes |", "standard input: could not be parsed: it is longer than 16777216 bytes"]
  ])("refuses %s", async (_, before, message) => {
    const { root } = place()
    const shell = ["sh", "-c", `${before} "$@" write --create b.ts`, "sh", ...commandLine("main")]
    const ended = await run(shell, { cwd: root })
    assert.include(ended.stderr, message)
    assert.deepStrictEqual([ended.code, readdirSync(root)], [1, ["a.ts"]])
  })
})

describe("the flags of write", () => {
  const given: WriteOrder.Given = {
    file: "a",
    text: undefined,
    start: undefined,
    end: undefined,
    expect: undefined,
    rebase: false,
    base: undefined,
    create: false,
    overwrite: false,
    parents: false
  }
  const expect = other as NonNullable<WriteOrder.Given["expect"]>

  it.each<readonly [Partial<WriteOrder.Given>, string]>([
    [{}, "missing --expect HASH, the hash that FILE must have: `ploke-io hash FILE` prints it; or give --create"],
    [{ create: true, overwrite: true }, "give --create or --overwrite, not both"],
    [{ create: true, expect }, "--create expects no hash"],
    [{ overwrite: true, expect }, "--overwrite expects no hash"],
    [{ create: true, start: 0 }, "--create writes the whole file: leave out --start and --end"],
    [{ overwrite: true, end: 0 }, "--overwrite writes the whole file: leave out --start and --end"],
    [{ create: true, rebase: true }, "--create writes the whole file: leave out --rebase and --base"],
    [{ overwrite: true, base: "b" }, "--overwrite writes the whole file: leave out --rebase and --base"],
    [{ expect, parents: true }, "--parents needs --create or --overwrite"],
    [{ expect, rebase: true }, "--rebase needs --base"],
    [{ expect, base: "b" }, "--base needs --rebase"],
    [{ expect, rebase: true, base: "-" }, "--base - and the new text cannot both be standard input"]
  ])("that do not go together are told: %j", (flags, message) => {
    const order = WriteOrder.make({ ...given, ...flags })
    assert.isString(order)
    assert.include(order, message)
  })

  it.each<readonly [Partial<WriteOrder.Given>, Partial<WriteOrder.WriteOrder>]>([
    [{ expect }, { _tag: "Splice", startByte: 0, endByte: undefined, text: undefined }],
    [
      { expect, start: 3, end: 3, text: "" },
      { _tag: "Splice", startByte: 3, endByte: 3, text: "" }
    ],
    [
      { expect, rebase: true, base: "-", text: "x" },
      { _tag: "Splice", base: "-" }
    ],
    [{ create: true }, { _tag: "Create", onExists: "error", createParents: false }],
    [
      { overwrite: true, parents: true },
      { _tag: "Create", onExists: "overwrite", createParents: true }
    ]
  ])("that do give an order: %j", (flags, expected) => {
    assert.deepInclude(WriteOrder.make({ ...given, ...flags }), expected)
  })
})
