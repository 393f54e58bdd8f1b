import { afterAll, assert, describe, it } from "@effect/vitest"
import { fromJson, withoutContext } from "@ploke/error"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Message from "../src/internal/Message.ts"
import { commandLine, type Ended, jsonLines, makeFolder, ploke, run } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)
const root = join(folder.path, "root")
const outside = join(folder.path, "outside.txt")
const hashOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`
const other = `sha256:${"0".repeat(64)}`

const tree: Readonly<Record<string, string>> = {
  "b.txt": "b",
  "a.txt": "grün und blau",
  "sub/c.txt": "c\n",
  "sub/.git/config": "g",
  "sub/node_modules/d/index.js": "d",
  "sub/\nforged": "f"
}

mkdirSync(root)
writeFileSync(outside, "outside")
for (const [path, text] of Object.entries(tree)) {
  mkdirSync(join(root, path, ".."), { recursive: true })
  writeFileSync(join(root, path), text)
}
symlinkSync(outside, join(root, "sub", "link"))

const here = { cwd: root }
const messages = ({ stderr }: Ended) => stderr.trimEnd().split("\n")

/** A failure, its exit code, its kind and reason, and what its message says. */
const failures: ReadonlyArray<readonly [ReadonlyArray<string>, number, string, string]> = [
  [["read", "gone.txt"], 1, "FatalError/FileOperation", "read failed: not found (ENOENT"],
  [["read", "sub"], 1, "DomainError/NotARegularFile", "is a directory"],
  [["read", "--start", "3", "a.txt"], 1, "FatalError/InvalidCharBoundary", "splits a UTF-8 character"],
  [["read", "--start", "2", "--end", "1", "a.txt"], 1, "FatalError/OutOfRange", "byte range [2, 1)"],
  [["read", "--expect", other, "a.txt"], 3, "FatalError/ContentMismatch", "changed since it was indexed"],
  [["read", outside], 4, "FatalError/PathResolution", "outside every configured root; add its folder to --root"],
  [["read", "../outside.txt"], 4, "FatalError/PathResolution", "outside every configured root"],
  [["hash", "sub/link"], 4, "FatalError/PathResolution", "or use --symlinks Follow"],
  [
    ["hash", "sub/../sub/link", "--root", "sub", "--symlinks", "Deny"],
    4,
    "FatalError/PathResolution",
    "--symlinks Deny"
  ],
  [["scan", "gone.json"], 1, "FatalError/FileOperation", "scan failed: not found"],
  [["read", "a.txt", "--root", "b.txt"], 1, "FatalError/FileOperation", "b.txt: configure failed"]
]

describe("failures", { concurrent: true }, () => {
  it.each(failures)("%j --json ends with %i and the typed error, %s", async (args, code, label, message) => {
    const ended = await ploke([...args, "--json"], here)
    const [value, ...rest] = jsonLines(ended.stderr)
    const error = await Effect.runPromise(fromJson(value))
    const { _tag, reason } = withoutContext(error)
    assert.strictEqual(`${_tag}/${reason._tag}`, label)
    assert.include(Message.withPath(error), message)
    assert.deepStrictEqual([ended.code, ended.stdout, rest], [code, "", []])
  })

  it.each([failures[0]!, failures[5]!])("%j ends with %i and one readable line", async (args, code, _, message) => {
    const { stderr, ...ended } = await ploke(args, here)
    assert.match(stderr, /^ploke-io: \/.*\n$/)
    assert.include(stderr, message)
    assert.deepStrictEqual(ended, { code, stdout: "" })
  })
})

describe("read", { concurrent: true }, () => {
  it.each([
    [["a.txt"], "grün und blau"],
    [[join(root, "sub", "c.txt")], "c\n"],
    [["--start", "2", "--end", "5", "--expect", hashOf("grün und blau"), "./sub/../a.txt"], "ün"],
    [["--max-bytes", "3", "a.txt"], "gr"],
    [["--root", "..", "../outside.txt"], "outside"],
    [["--symlinks", "Follow", "sub/link"], "outside"]
  ])("%j prints the text and nothing else", async (args, text) => {
    assert.deepStrictEqual(await ploke(["read", ...args], here), { code: 0, stdout: text, stderr: "" })
  })

  it("gives path, hash, size and whether it was cut with --json", async () => {
    const { stdout } = await ploke(["--json", "read", "--max-bytes", "3", "a.txt"], here)
    const expected = {
      filePath: join(root, "a.txt"),
      content: "gr",
      hash: hashOf("grün und blau"),
      byteLength: 14,
      truncated: true
    }
    assert.deepStrictEqual(jsonLines(stdout), [expected])
  })
})

const found = ["a.txt", "b.txt", "sub/\\nforged", "sub/c.txt"]

describe("hash", { concurrent: true }, () => {
  it("prints arguments in their order and folders by name, without .git, node_modules and links", async () => {
    const { code, stderr, stdout } = await ploke(["hash", "b.txt", "."], here)
    const lines = ["b.txt", ...found].map((path) => `${hashOf(tree[path.replace("\\n", "\n")] ?? "")}  ${path}`)
    assert.deepStrictEqual([code, stderr, stdout], [0, "", `${lines.join("\n")}\n`])
  })

  it("enters every folder with --all", async () => {
    const { stdout } = await ploke(["hash", "--all", "sub"], here)
    const paths = stdout.split("\n").map((line) => line.split("  ")[1] ?? "")
    const all = ["sub/\\nforged", "sub/.git/config", "sub/c.txt", "sub/node_modules/d/index.js"]
    assert.deepStrictEqual(paths, [...all, ""])
  })

  it("goes on after a failure, and the gravest decides the exit code", async () => {
    const ended = await ploke(["hash", outside, "a.txt", "gone.txt", "b.txt"], here)
    const lines = [`${hashOf(tree["a.txt"] ?? "")}  a.txt`, `${hashOf("b")}  b.txt`, ""]
    assert.deepStrictEqual([ended.code, ended.stdout.split("\n"), messages(ended).length], [1, lines, 2])
  })
})

describe("scan", () => {
  const place = join(folder.path, "scanned")
  mkdirSync(place)
  for (const name of ["changed", "gone", "same", "swapped"]) writeFileSync(join(place, name), name)
  const options = { cwd: place }

  it("compares with what hash --json has printed, which does not list itself", async () => {
    const index = join(place, "index.json")
    const shell = ["sh", "-c", `"$@" hash --json . > index.json`, "sh", ...commandLine("main")]
    assert.strictEqual((await run(shell, options)).code, 0)
    const same = await ploke(["scan", "index.json"], options)
    const unchanged = "scanned 4 files: 4 unchanged, 0 changed, 0 missing, 0 failed\n"
    assert.deepStrictEqual(same, { code: 0, stdout: unchanged, stderr: "" })

    writeFileSync(join(place, "changed"), "edited")
    rmSync(join(place, "gone"))
    const three = await ploke(["scan", index], options)
    const told = "changed changed\nmissing gone\nscanned 4 files: 2 unchanged, 1 changed, 1 missing, 0 failed\n"
    assert.deepStrictEqual(three, { code: 3, stdout: told, stderr: "" })

    rmSync(join(place, "swapped"))
    symlinkSync(outside, join(place, "swapped"))
    const [text, json] = await Promise.all([ploke(["scan", index], options), ploke(["scan", "--json", index], options)])
    assert.match(text.stdout, /^failed swapped: a symbolic link on the way leaves the configured roots/m)
    const entries = jsonLines(json.stdout)
    assert.deepStrictEqual(
      entries.map((entry) => [entry["_tag"], entry["filePath"]]),
      [
        ["Changed", join(place, "changed")],
        ["Missing", join(place, "gone")],
        ["Failed", join(place, "swapped")],
        ["Summary", undefined]
      ]
    )
    assert.deepInclude(entries[0], { oldHash: hashOf("changed"), newHash: hashOf("edited") })
    assert.deepInclude(entries[3], { unchanged: 1, changed: 1, missing: 1, failed: 1 })
    assert.deepStrictEqual([text.code, json.code, text.stderr, json.stderr], [4, 4, "", ""])
  })

  it.each([
    ["an empty index", "", "the index is empty", 1],
    ["a line that is no entry", `\n{"filePath":"same"}\n`, "line 2 is no entry of an index", 1],
    ["a JSON document", "[\n", "line 1 is no entry of an index", 1],
    [
      "ploke-core's names, a relative path and no line end",
      `{"file_path":"same","expected_file_hash":"${hashOf("same")}"}`,
      "",
      0
    ]
  ])("reads %s from standard input", async (_, stdin, message, code) => {
    const ended = await ploke(["scan", "-"], { ...options, stdin })
    assert.include(ended.stderr, message)
    assert.strictEqual(ended.code, code)
  })
})

describe("doctor", { concurrent: true }, () => {
  const state = join(folder.path, "state")

  it("tells what is in force, tries it, and leaves nothing behind", async () => {
    const temporary = makeFolder()
    const args = ["doctor", "--json", "--permits", "3", "--symlinks", "Deny"]
    const { code, stderr, stdout } = await ploke(args, {
      ...here,
      env: { TMPDIR: temporary.path, XDG_STATE_HOME: state }
    })
    const left = [...readdirSync(temporary.path), ...readdirSync(join(state, "ploke-io", "journals"))]
    temporary.remove()
    const diagnosis = jsonLines(stdout)[0]!
    assert.deepInclude(diagnosis, {
      state: "ok",
      symlinks: "Deny",
      journals: join(state, "ploke-io", "journals"),
      permits: { permits: 3, source: "permits", notes: [] },
      roots: [{ configured: root, canonical: root, state: "ready" }]
    })
    assert.strictEqual((diagnosis["checks"] as ReadonlyArray<unknown>).length, 9)
    const limits = Object.entries(diagnosis["watching"] as Readonly<Record<string, unknown>>)
    const granted = limits.filter(([, limit]) => process.platform !== "linux" || Number(limit) > 0)
    assert.deepStrictEqual(granted.map(([name]) => name).toSorted(), [
      "maxQueuedEvents",
      "maxUserInstances",
      "maxUserWatches"
    ])
    assert.deepStrictEqual([code, stderr, left], [0, "", []])
  })

  it("ends with 1 where a root cannot be used", async () => {
    const { code, stdout } = await ploke(["doctor", "--root", "gone", "--root", "sub"], {
      ...here,
      env: { XDG_STATE_HOME: state }
    })
    assert.include(stdout, `${join(root, "gone")}: missing: it counts as soon as it exists`)
    assert.include(stdout, "something does not work: see the lines marked failed")
    assert.strictEqual(code, 1)
  })

  it("ends with 1 where there can be no journals", async () => {
    const { code, stdout } = await ploke(["doctor"], { ...here, env: { XDG_STATE_HOME: "/dev/null" } })
    assert.match(stdout, /^journals {5}none: see below$/m)
    assert.match(stdout, /^failed {7}writes a journal of a transaction: .*; set XDG_STATE_HOME to /m)
    assert.strictEqual(code, 1)
  })

  it("tells how much may be watched here, and how long an event took", async () => {
    const { stdout } = await ploke(["doctor"], { ...here, env: { XDG_STATE_HOME: state } })
    assert.match(
      stdout,
      /^watching {5}(?:no limits are known|[\d,]+ folders at once .*fs\.inotify\.max_user_watches\))$/m
    )
    assert.match(stdout, /^ok {11}tells of a new file in a watched folder: after \d+ ms$/m)
    assert.match(stdout, /^ok {11}flushes: what changed before is told when it ends$/m)
  })

  it("warns on standard error only, as a line or as JSON", async () => {
    const options = { ...here, env: { PLOKE_IO_FD_LIMIT: "many", XDG_STATE_HOME: state } }
    const [text, json] = await Promise.all([ploke(["doctor"], options), ploke(["doctor", "--json"], options)])
    assert.match(text.stderr, /^ploke-io: warning: PLOKE_IO_FD_LIMIT is ignored: .*\n$/)
    const warnings = jsonLines(json.stderr).map((entry) => [entry["_tag"], entry["level"]])
    assert.deepStrictEqual(warnings, [["Log", "warning"]])
    assert.strictEqual(jsonLines(json.stdout).length, 1)
  })
})
