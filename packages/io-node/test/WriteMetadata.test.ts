import { assert, describe, it } from "@effect/vitest"
import type { FileHash } from "@ploke/io"
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { promisify } from "node:util"
import { namesBelow, withFolder } from "./Folders.ts"
import * as OtherWays from "./OtherWays.ts"

const expectedHash = `sha256:${createHash("sha256").update("old").digest("hex")}` as FileHash

// Only root may give files away: anybody else has files of his own only.
const isRoot = process.getuid?.() === 0
const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

const put = (filePath: string, uid: number, gid: number, mode: number): void => {
  fs.writeFileSync(filePath, "old")
  if (isRoot) fs.chownSync(filePath, uid, gid)
  fs.chmodSync(filePath, mode)
}

const kept = (filePath: string) => {
  const { gid, mode, uid } = fs.statSync(filePath)
  return { uid, gid, mode: (mode & 0o7777).toString(8), contents: fs.readFileSync(filePath, "utf8") }
}

describe("a file that is rewritten", () => {
  const modes = [
    { before: 0o755, after: "755" },
    { before: 0o640, after: "640" },
    { before: 0o600, after: "600" },
    { before: 0o4755, after: "755" },
    { before: 0o2775, after: "775" },
    { before: 0o6777, after: "777" }
  ]

  it("by root keeps owner, group and mode, and loses what made it run as somebody else", () =>
    withFolder(async (root) => {
      const owner = isRoot ? { uid: 1000, gid: 1001 } : own
      const rewriteAll = Effect.gen(function* () {
        const service = yield* WriteService
        for (const { after, before } of modes) {
          const filePath = path.join(root, after)
          put(filePath, owner.uid, owner.gid, before)
          yield* service.writeSnippet({ filePath, expectedHash, startByte: 0, endByte: 3, replacement: "new" })
          assert.deepStrictEqual(kept(filePath), { ...owner, mode: after, contents: "new" })
        }
      })
      await Effect.runPromise(Effect.provide(rewriteAll, NodePlokeIo.layer({ roots: [root] })))
    }))

  it("by a rename alone is root's own", () =>
    withFolder(async (root) => {
      put(path.join(root, "file"), 1000, 1001, 0o640)
      await OtherWays.unchecked(path.join(root, "file"), Buffer.from("new"), 0o640)
      assert.deepStrictEqual(kept(path.join(root, "file")), { ...own, mode: "640", contents: "new" })
    }))
})

/** The writer, who is in a group besides his own; and a group that he is not in. */
const writer = 65534
const shared = 1002
const foreign = 1001

const others = [
  { uid: 1000, gids: [] },
  { uid: 2001, gids: [foreign] },
  { uid: 2002, gids: [shared] },
  { uid: 2003, gids: [writer] },
  { uid: 2004, gids: [] }
]

/** What each of the others may do with a file, as bits. */
const rights = (filePath: string): ReadonlyArray<number> => {
  const { gid, mode, uid } = fs.statSync(filePath)
  return others.map((other) => {
    if (other.uid === uid) return (mode >> 6) & 7
    return (other.gids as ReadonlyArray<number>).includes(gid) ? (mode >> 3) & 7 : mode & 7
  })
}

const rewriteAsWriter = async (root: string, names: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const program = path.join(import.meta.dirname, "programs", "write-as.ts")
  const args = ["--conditions=@ploke/source", "--no-warnings", program, root, `${writer}`, `${shared}`, ...names]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: path.resolve(import.meta.dirname, "..") })
  return JSON.parse(stdout)
}

const files = [
  { name: "private", uid: 1000, gid: foreign, mode: 0o600 },
  { name: "public", uid: 1000, gid: foreign, mode: 0o644 },
  { name: "of a group", uid: 1000, gid: foreign, mode: 0o664 },
  { name: "of everybody", uid: 1000, gid: foreign, mode: 0o666 },
  { name: "of everybody but a group", uid: 1000, gid: foreign, mode: 0o606 },
  { name: "of a shared group", uid: 1000, gid: shared, mode: 0o660 },
  { name: "run as its owner", uid: 1000, gid: foreign, mode: 0o4755 },
  { name: "of the writer and a group that he left", uid: writer, gid: foreign, mode: 0o664 },
  { name: "of the writer and a shared group", uid: writer, gid: shared, mode: 0o660 },
  { name: "of the writer", uid: writer, gid: writer, mode: 0o640 }
]

/** Lends a folder in which the writer may rename and remove, with these files and one for the other way of writing. */
const withFiles = (mode: number, body: (root: string) => Promise<void>): Promise<void> =>
  withFolder(async (root) => {
    if (isRoot) fs.chownSync(root, mode === 0o755 ? writer : 0, writer)
    fs.chmodSync(root, mode)
    for (const { gid, mode: bits, name, uid } of files) put(path.join(root, name), uid, gid, bits)
    await body(root)
  })

describe("a user without privileges who rewrites what others own", () => {
  const names = files.map(({ name }) => name)

  it("lets nobody do more with it than before, as a rename alone does", () =>
    withFiles(0o755, async (root) => {
      put(path.join(root, "other"), 1000, shared, 0o660)
      const rightsNow = () => [...names, "other"].map((name) => ({ name, rights: rights(path.join(root, name)) }))
      const before = rightsNow()
      const outcomes = await rewriteAsWriter(root, names)
      const gains = rightsNow().flatMap((after, i) => {
        const more = others.filter((_, k) => (after.rights[k]! & ~before[i]!.rights[k]!) !== 0)
        return more.map(({ gids, uid }) => `${after.name}: user ${uid} of [${gids.join()}]`)
      })
      assert.deepStrictEqual(gains, isRoot ? [`other: user 2003 of [${writer}]`] : [])
      const contents = names.map((name) => fs.readFileSync(path.join(root, name), "utf8"))
      assert.deepStrictEqual(
        contents,
        outcomes.map((outcome) => (outcome === "written" ? "new" : "old"))
      )
      assert.strictEqual(outcomes.at(-1), "written")
      // Who may rename in the folder could replace a file that he may not write: that is refused.
      if (isRoot) assert.deepStrictEqual(outcomes.slice(0, 3), ["EACCES", "ReadOnly", "ReadOnly"])
      assert.deepStrictEqual(namesBelow(root), [...names, "other"].sort())
    }))

  it("is told that he cannot replace what others have in a folder where only owners rename", () =>
    withFiles(0o1777, async (root) => {
      const outcomes = await rewriteAsWriter(root, ["of a shared group", "of the writer"])
      assert.deepStrictEqual(outcomes, isRoot ? ["EPERM", "written"] : ["written", "written"])
      assert.strictEqual(fs.readFileSync(path.join(root, "of a shared group"), "utf8"), isRoot ? "old" : "new")
      assert.deepStrictEqual(namesBelow(root), [...names, "other"].sort())
    }))
})
