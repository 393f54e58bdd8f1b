import { afterAll, assert, describe, it } from "@effect/vitest"
import { RecoveryReport } from "@ploke/core"
import * as Schema from "effect/Schema"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Change, holding, id, journalName, leave } from "./Journals.ts"
import { jsonLines, makeFolder, type Options, ploke } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

let folders = 0

type Tree = Readonly<Record<string, string>>

/** Makes a root with files in the middle of a transaction, and a state directory with its journal. */
const place = async (tree: Tree, changes: ReadonlyArray<Change>) => {
  const base = join(folder.path, String(++folders))
  const [root, state] = [join(base, "root"), join(base, "state")]
  mkdirSync(root, { recursive: true })
  for (const [name, text] of Object.entries(tree)) writeFileSync(join(root, name), text)
  const at = changes.map(([name, before, after]): Change => [join(root, name), before, after])
  const journal = await leave(state, root, at)
  const command = (args: ReadonlyArray<string>, options: Options = {}) =>
    ploke(args, { cwd: root, ...options, env: { XDG_STATE_HOME: state, ...options.env } })
  const files = (): Tree =>
    Object.fromEntries(
      readdirSync(root)
        .toSorted()
        .map((name) => [name, readFileSync(join(root, name), "utf8")])
    )
  return {
    root,
    state,
    journal,
    command,
    recover: (...args: ReadonlyArray<string>) => command(["recover", ...args]),
    files
  }
}

/** The first file was changed, and the others were not, when the process died. */
const half: Tree = { a: "a2\n", b: "b1\n", gone: "g\n" }
const changes: ReadonlyArray<Change> = [
  ["a", "a1\n", "a2\n"],
  ["b", "b1\n", "b2\n"],
  ["gone", "g\n", undefined],
  ["new", undefined, "n\n"]
]
const done: Tree = { a: "a2\n", b: "b2\n", new: "n\n" }
const disturbed: Tree = { ...half, b: "of somebody else\n" }

describe("recover", { concurrent: true }, () => {
  it("says so where there is nothing to recover", async () => {
    const state = join(folder.path, "nothing")
    const [text, json] = await Promise.all(
      [[], ["--json"]].map((flags) =>
        ploke(["recover", ...flags], { cwd: folder.path, env: { XDG_STATE_HOME: state } })
      )
    )
    assert.deepStrictEqual(text, { code: 0, stdout: `nothing to recover in ${folder.path}\n`, stderr: "" })
    assert.deepStrictEqual(json, { code: 0, stdout: `{"transactions":[]}\n`, stderr: "" })
    assert.isFalse(existsSync(state))
  })

  it("finishes what was cut off, and tells it once", async () => {
    const { files, journal, recover } = await place(half, changes)
    const ended = await recover()
    const line = `finished ${id}: it was cut off, and is done now: 4 files changed\n`
    assert.deepStrictEqual(ended, { code: 0, stdout: line, stderr: "" })
    assert.deepStrictEqual([files(), existsSync(journal)], [done, false])
  })

  it("prints the report with --json", async () => {
    const { recover, root } = await place(half, changes)
    const { code, stderr, stdout } = await recover("--json")
    const [value, ...rest] = jsonLines(stdout)
    const paths = ["a", "b", "gone", "new"].map((name) => join(root, name))
    assert.deepStrictEqual(Schema.decodeUnknownSync(RecoveryReport)(value), {
      transactions: [{ id, state: "finished", paths }]
    })
    assert.deepStrictEqual([code, stderr, rest], [0, "", []])
  })

  it("is done by every other command as it starts, which tells it on standard error", async () => {
    const { command, files } = await place(half, changes)
    const { code, stderr, stdout } = await command(["read", "b"])
    assert.deepStrictEqual([code, stdout, files()], [0, "b2\n", done])
    assert.match(stderr, new RegExp(`^ploke-io: info: transaction ${id} .*: finished\n$`))
  })

  it("touches nothing where somebody else has changed a file, and ends with 1", async () => {
    const { files, journal, recover } = await place(disturbed, changes)
    const ended = await recover()
    assert.strictEqual(ended.stdout, `stuck ${id}: somebody else has changed what it was about to change: b\n`)
    assert.match(ended.stderr, /^ploke-io: look at the files .*`--resolve force`.*`--resolve abandon`.*\n$/)
    assert.deepStrictEqual([ended.code, files(), existsSync(journal)], [1, disturbed, true])
  })

  it("is tried by every other command as it starts, which tells on standard error where it cannot be done", async () => {
    const { command, files } = await place(disturbed, changes)
    const { code, stderr, stdout } = await command(["read", "b"])
    assert.deepStrictEqual([code, stdout, files()], [0, "of somebody else\n", disturbed])
    assert.match(stderr, new RegExp(`^ploke-io: (?:error|fatal): .*${id}.*recover`))
  })

  it.each([
    ["force", `forced ${id}: it is done now, over what others had changed: 4 files changed\n`, done],
    ["abandon", `abandoned ${id}: it is given up: 4 files left as they are, which may be half of it\n`, disturbed]
  ])("with --resolve %s decides it", async (resolve, line, after) => {
    const { files, journal, recover } = await place(disturbed, changes)
    assert.deepStrictEqual(await recover("--resolve", resolve), { code: 0, stdout: line, stderr: "" })
    assert.deepStrictEqual([files(), existsSync(journal)], [after, false])
  })

  it("leaves alone what is not in the roots", async () => {
    const { files, journal, recover, root } = await place(half, changes)
    mkdirSync(join(root, "..", "other"))
    const ended = await recover("--root", "../other", "--resolve", "force")
    assert.match(ended.stdout, /^nothing to recover in .*other\n$/)
    assert.deepStrictEqual([ended.code, files(), existsSync(journal)], [0, half, true])
  })

  it("wants all roots of a transaction", async () => {
    const { files, recover, root } = await place(half, [...changes, ["../c", undefined, "c\n"]])
    const ended = await recover("--resolve", "force")
    assert.match(ended.stdout, /^stuck .*: it changes these files too, .* recover with all roots: .*c\n$/)
    assert.deepStrictEqual([ended.code, files()], [1, half])
    assert.strictEqual((await recover("--root", root, "--root", "..")).code, 0)
    assert.strictEqual(readFileSync(join(root, "..", "c"), "utf8"), "c\n")
  })

  it("leaves a transaction to the process that is about it, and ends with 1", async () => {
    const { files, recover, state } = await place(half, changes)
    const ended = await holding(state, () => recover())
    assert.deepStrictEqual(ended, { code: 1, stdout: `busy ${journalName}: another process is about it\n`, stderr: "" })
    assert.deepStrictEqual(files(), half)
  })

  it("keeps what another version has left, and ends with 1", async () => {
    const { files, journal, recover } = await place(half, changes)
    writeFileSync(journal, readFileSync(journal, "latin1").replace("journal 1 ", "journal 9 "), "latin1")
    const ended = await recover()
    assert.strictEqual(ended.stdout, `unreadable ${journalName}: it is of version 9, and this is version 1\n`)
    assert.deepStrictEqual([ended.code, files(), existsSync(journal)], [1, half, true])
  })

  it("discards what was never certain, and has nothing to tell", async () => {
    const { files, journal, recover } = await place({ a: "a1\n" }, [["a", "a1\n", "a2\n"]])
    writeFileSync(journal, readFileSync(journal).subarray(0, -1))
    const ended = await recover()
    assert.match(ended.stdout, /^nothing to recover in .*\n$/)
    assert.deepStrictEqual([ended.code, ended.stderr, files(), existsSync(journal)], [0, "", { a: "a1\n" }, false])
  })

  it("fails where the journals are not to be trusted", async () => {
    const { files, journal, recover } = await place(half, changes)
    chmodSync(join(journal, ".."), 0o777)
    const ended = await recover()
    assert.match(ended.stderr, /^ploke-io: the journals of transactions cannot be read: .*\n$/)
    assert.deepStrictEqual([ended.code, ended.stdout, files()], [1, "", half])
  })

  it("fails for a root that is none", async () => {
    const { command } = await place(half, changes)
    const ended = await command(["recover", "--root", "a"])
    assert.match(ended.stderr, /^ploke-io: .*\/a: /)
    assert.deepStrictEqual([ended.code, ended.stdout], [1, ""])
  })
})
