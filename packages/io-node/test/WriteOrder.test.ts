import { assert, describe, it } from "@effect/vitest"
import type { FileHash } from "@ploke/io"
import { WriteService } from "@ploke/io"
import type { NodePlokeIo as Services } from "@ploke/io-node"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import type { DiskCall } from "./DiskCalls.ts"
import { watchingDisk } from "./DiskCalls.ts"
import { modeOf, withFolder } from "./Folders.ts"
import * as OtherWays from "./OtherWays.ts"

/** One call that succeeded. */
interface Step {
  readonly name: string
  readonly of: string
  readonly to: string | undefined
  readonly isExclusive: boolean
}

interface Trace {
  readonly steps: ReadonlyArray<Step>
  /** All the permission bits that a name ever had. */
  readonly widest: ReadonlyMap<string, number>
}

const { O_CREAT, O_EXCL } = fs.constants

const makesExclusively = ({ args: [, flags], name }: DiskCall): boolean => {
  if (name !== "open") return false
  return typeof flags === "number" ? (flags & O_EXCL) !== 0 && (flags & O_CREAT) !== 0 : String(flags).startsWith("wx")
}

/** Makes a write below a root and traces it; the names are relative to the root. */
const trace = async (root: string, write: Effect.Effect<unknown, unknown, Services.NodePlokeIo>): Promise<Trace> => {
  const steps: Array<Step> = []
  const widest = new Map<string, number>()
  const relative = (name: string) => path.relative(root, name)
  const look = ({ paths }: DiskCall) => {
    for (const name of paths) {
      const mode = modeOf(name)
      if (mode !== undefined) widest.set(relative(name), (widest.get(relative(name)) ?? 0) | mode)
    }
  }
  const after = (call: DiskCall, error: NodeJS.ErrnoException | undefined) => {
    look(call)
    const [of = "", to] = call.paths.map(relative)
    if (error === undefined) steps.push({ name: call.name, of, to, isExclusive: makesExclusively(call) })
  }
  const traced = Effect.gen(function* () {
    const services = yield* Effect.context<Services.NodePlokeIo>()
    yield* Effect.promise(() =>
      watchingDisk(root, { before: (call) => void look(call), after }, () => Effect.runPromiseWith(services)(write))
    )
  })
  await Effect.runPromise(Effect.provide(traced, NodePlokeIo.layer({ roots: [root] })))
  return { steps, widest }
}

const folderOf = (name: string): string => (path.dirname(name) === "." ? "" : path.dirname(name))

const attributes = new Set(["write", "writev", "fchmod", "fchown", "chmod", "chown"])

/** What is wrong with the order in which a file got its new contents. */
const wrongs = ({ steps, widest }: Trace, target: string, mode: number): ReadonlyArray<string> => {
  const found: Array<string> = []
  const expect = (isRight: boolean, wrong: string) => void (isRight || found.push(wrong))
  for (const [at, { name, of }] of steps.entries()) {
    const isSynced = () => steps.slice(at).some((later) => later.name === "fsync" && later.of === folderOf(of))
    if (name === "mkdir") expect(isSynced(), `the folder above ${of} was not synced`)
  }
  const taken = steps.findIndex(({ name, to }) => (name === "rename" || name === "link") && to === target)
  if (taken < 0) return [...found, "the contents did not take the name in one step"]
  const temporary = steps[taken]!.of
  const before = steps.slice(0, taken).filter(({ of }) => of === temporary)
  const after = steps.slice(taken + 1)
  const syncs = before.map(({ name }) => name === "fsync")
  expect(before[0]?.name === "open" && before[0].isExclusive, "the temporary was not made for us alone")
  expect(folderOf(temporary) === folderOf(target), "the temporary is in another folder")
  expect(((widest.get(temporary) ?? 0o7777) & ~mode) === 0, "the temporary could be used by more than the target")
  expect(syncs.includes(true), "the file was not synced before it took the name")
  const isSettled = before.slice(syncs.indexOf(true)).every(({ name }) => !attributes.has(name))
  expect(isSettled, "the file was changed after it was synced")
  expect(
    after.some(({ name, of }) => name === "fsync" && of === folderOf(target)),
    "the folder was not synced"
  )
  return found
}

const hashOf = (text: string): FileHash => `sha256:${createHash("sha256").update(text).digest("hex")}` as FileHash

const edit = (filePath: string) => ({
  filePath,
  expectedHash: hashOf("old"),
  startByte: 0,
  endByte: 3,
  replacement: "fresh"
})

const put = (filePath: string, mode: number) => {
  fs.mkdirSync(path.dirname(filePath), { recursive: true })
  fs.writeFileSync(filePath, "old")
  fs.chmodSync(filePath, mode)
}

describe("the calls of a write", () => {
  it.each(["600", "640", "644", "755", "777"])(
    "come in the order that lets nobody in and loses nothing, for a file of mode %s",
    (digits) =>
      withFolder(async (root) => {
        const mode = Number.parseInt(digits, 8)
        put(path.join(root, "a/file"), mode)
        if (process.getuid?.() === 0) fs.chownSync(path.join(root, "a/file"), 1000, 1001)
        const write = Effect.flatMap(WriteService, (service) => service.writeSnippet(edit(path.join(root, "a/file"))))
        assert.deepStrictEqual(wrongs(await trace(root, write), "a/file", mode), [])
      })
  )

  it("sync the folder of the file, not that of the link that leads to it", () =>
    withFolder(async (root) => {
      put(path.join(root, "far/file"), 0o644)
      fs.mkdirSync(path.join(root, "near"))
      fs.symlinkSync("../far/file", path.join(root, "near/link"))
      const write = Effect.flatMap(WriteService, (service) => service.writeSnippet(edit(path.join(root, "near/link"))))
      const traced = await trace(root, write)
      assert.deepStrictEqual(wrongs(traced, "far/file", 0o644), [])
      assert.isFalse(traced.steps.some(({ name, of }) => name === "fsync" && of === "near"))
    }))

  it("sync the folder above each folder that is made, and give a new file its mode from the beginning", () =>
    withFolder(async (root) => {
      const filePath = path.join(root, "a/b/c/file")
      const request = { filePath, content: "new", createParents: true, onExists: "error", mode: 0o600 } as const
      const write = Effect.flatMap(WriteService, (service) => service.createFile(request))
      const traced = await trace(root, write)
      const made = traced.steps.flatMap(({ name, of }) => (name === "mkdir" ? [of] : []))
      assert.deepStrictEqual(made, ["a", "a/b", "a/b/c"])
      assert.deepStrictEqual(wrongs(traced, "a/b/c/file", 0o600), [])
    }))

  it("keep their order where many files are written at once", () =>
    withFolder(async (root) => {
      const names = Array.from({ length: 24 }, (_, i) => `${i % 3}/file${i}`)
      for (const name of names) put(path.join(root, name), 0o640)
      const edits = names.map((name) => edit(path.join(root, name)))
      const write = Effect.flatMap(WriteService, (service) => service.writeSnippets(edits))
      const traced = await trace(root, write)
      for (const name of names) assert.deepStrictEqual(wrongs(traced, name, 0o640), [], name)
    }))

  it("come in another order where others write", () =>
    withFolder(async (root) => {
      put(path.join(root, "file"), 0o600)
      const [file, made] = [path.join(root, "file"), path.join(root, "a/file")]
      const unchecked = Effect.promise(() => OtherWays.unchecked(file, Buffer.from("fresh"), 0o600))
      assert.deepStrictEqual(wrongs(await trace(root, unchecked), "file", 0o600), [
        "the temporary was not made for us alone",
        "the temporary could be used by more than the target",
        "the file was changed after it was synced",
        "the folder was not synced"
      ])
      const unsynced = Effect.promise(() => OtherWays.unsynced(made, Buffer.from("fresh")))
      assert.deepStrictEqual(wrongs(await trace(root, unsynced), "a/file", 0o600), [
        "the folder above a was not synced",
        "the contents did not take the name in one step"
      ])
    }))
})
