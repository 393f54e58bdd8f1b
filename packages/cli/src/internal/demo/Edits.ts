/**
 * The parts of the demo in which files are changed. What is claimed of a file is looked up on the disk, not in what the
 * library says of it.
 *
 * @internal
 */
import type { FileHash, WriteSnippetData } from "@ploke/core"
import { WriteService } from "@ploke/io"
import * as TemporaryName from "@ploke/io/TemporaryName"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { createHash } from "node:crypto"
import * as NodePath from "node:path"
import * as Steps from "./Steps.ts"
import { Story, took } from "./Story.ts"

/** A name in a file, by its place, that can be given another one. */
export interface Name {
  readonly path: string
  readonly filePath: string
  readonly expectedHash: FileHash
  readonly name: string
  readonly startByte: number
  readonly endByte: number
}

/** Finds the name that a line exports; undefined in a line that exports none. */
export const nameIn = ({ path, request, text }: Steps.Line): Name | undefined => {
  const [, before, name] = /^(export \w+ )(\w+)/.exec(text) ?? []
  if (before === undefined || name === undefined) return undefined
  const startByte = request.startByte + Buffer.byteLength(before)
  const { expectedHash, filePath } = request
  return { path, filePath, expectedHash, name, startByte, endByte: startByte + Buffer.byteLength(name) }
}

const toName = ({ endByte, expectedHash, filePath, startByte }: Name, replacement: string): WriteSnippetData => ({
  filePath,
  expectedHash,
  startByte,
  endByte,
  replacement
})

const spliced = (before: Uint8Array, { endByte, replacement, startByte }: WriteSnippetData): Buffer =>
  Buffer.concat([before.subarray(0, startByte), Buffer.from(replacement), before.subarray(endByte)])

const hashOnDisk = Effect.fnUntraced(function* (filePath: string) {
  const fs = yield* FileSystem.FileSystem
  const bytes = yield* fs.readFile(filePath)
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`
})

/** What the author of an edit knows of the file. */
export interface Known {
  readonly name: Name
  readonly content: string
}

/** Renames, and compares every byte. */
export const editVerified = Effect.fnUntraced(function* (name: Name) {
  const story = yield* Story
  const write = yield* WriteService
  const fs = yield* FileSystem.FileSystem
  yield* story.heading("A verified edit changes its bytes, and no other")
  const edit = toName(name, `${name.name}Edited`)
  yield* story.say(`The bytes ${name.startByte} to ${name.endByte} of ${name.path} get another text. Foreseen:`)
  const [preview] = yield* write.preview([{ _tag: "Splice", ...edit }])
  yield* story.diff(preview!.preview)
  const before = yield* fs.readFile(name.filePath)
  const [elapsed, result] = yield* Effect.timed(write.writeSnippet(edit))
  const after = yield* fs.readFile(name.filePath)
  yield* story.say(`Written beside it, synced, and renamed over it in ${took(elapsed)}.`)
  yield* story.claim(
    spliced(before, edit).equals(after),
    "the file has the new text, and every other byte is as it was"
  )
  const hashes = new Set<string | undefined>([preview!.newHash, result.newHash, yield* hashOnDisk(name.filePath)])
  yield* story.claim(hashes.size === 1, "the hash was foreseen, was answered, and is that of the file")
  const endByte = name.startByte + Buffer.byteLength(edit.replacement)
  const known: Known = {
    name: { ...name, name: edit.replacement, endByte, expectedHash: result.newHash },
    content: Buffer.from(after).toString()
  }
  return known
})

const lineOnTop = "// A line that somebody has put in front.\n"

/** Changes the file behind the author's back, and edits again. */
export const refuseStale = Effect.fnUntraced(function* (folder: string, { content, name }: Known) {
  const story = yield* Story
  const write = yield* WriteService
  const fs = yield* FileSystem.FileSystem
  yield* story.heading("A stale edit is refused")
  yield* story.say(`Somebody adds a line on top of ${name.path}. Who has not noticed edits the bytes that it had:`)
  yield* fs.writeFileString(name.filePath, lineOnTop + content)
  const result = yield* Effect.result(write.writeSnippet(toName(name, `${name.name}Again`)))
  yield* Steps.tell(folder, result)
  const label = Steps.labelOf(result, "was written")
  yield* story.claim(label === "FatalError/ContentMismatch", "refused", label)
  const after = yield* fs.readFileString(name.filePath)
  yield* story.claim(after === lineOnTop + content, "the file is as somebody left it")
})

/** Asks for the same edit, to be carried over to where its text stands now. */
export const rebaseStale = Effect.fnUntraced(function* ({ content, name }: Known) {
  const story = yield* Story
  const write = yield* WriteService
  const fs = yield* FileSystem.FileSystem
  yield* story.heading("The same edit is carried over, if that is asked for")
  const edit = toName(name, `${name.name}Again`)
  const result = yield* write.writeSnippet({ ...edit, onMismatch: "rebase", baseContent: content })
  const at = result.delta[0]?.startByte ?? 0
  yield* story.show(`  rebased: ${result.rebased ?? false}, byte ${edit.startByte} was found at byte ${at}`)
  const expected = lineOnTop + spliced(Buffer.from(content), edit).toString()
  const isMoved = result.rebased === true && at === edit.startByte + Buffer.byteLength(lineOnTop)
  yield* story.claim(isMoved, "it says that it was rebased, and where to", `rebased to ${at}`)
  const after = yield* fs.readFileString(name.filePath)
  yield* story.claim(after === expected, "the edit and the line of somebody else are both in the file")
})

/** Applies a patch to a file that has changed since it was made: first in a dry run, then for good. */
export const patch = Effect.fnUntraced(function* (name: Name) {
  const story = yield* Story
  const write = yield* WriteService
  const fs = yield* FileSystem.FileSystem
  yield* story.heading("A dry run shows what a patch will do, and changes nothing")
  const [made] = yield* write.preview([{ _tag: "Splice", ...toName(name, `${name.name}Patched`) }])
  yield* fs.writeFileString(name.filePath, lineOnTop + (yield* fs.readFileString(name.filePath)))
  yield* story.say(`Somebody adds a line on top of ${name.path}, of which the patch that is applied knows nothing:`)
  const order = { filePath: name.filePath, diff: made!.preview, fuzz: 0 }
  const before = yield* hashOnDisk(name.filePath)
  const dry = yield* write.applyPatch({ ...order, dryRun: true })
  const between = yield* hashOnDisk(name.filePath)
  yield* story.diff(dry.preview)
  const offset = dry.hunks[0]?.offset
  yield* story.claim(offset === 1, "its hunk was found one line further down", `${offset} lines`)
  yield* story.claim(
    before === between && dry.oldHash === before,
    "after the dry run the file has the hash from before"
  )
  const real = yield* write.applyPatch({ ...order, dryRun: false })
  const after = yield* hashOnDisk(name.filePath)
  const isSame = real.preview === dry.preview && real.newHash === dry.newHash && after === dry.newHash
  yield* story.claim(isSame, "applied for good, it gives the diff and the hash that the dry run has shown")
})

/** Looks for what an unfinished write leaves. */
export const findTemporaries = Effect.fnUntraced(function* (folder: string) {
  const story = yield* Story
  const fs = yield* FileSystem.FileSystem
  const names = yield* fs.readDirectory(folder, { recursive: true })
  const left = names.filter((name) => TemporaryName.processOf(NodePath.basename(name)) !== undefined)
  yield* story.claim(left.length === 0, `none of ${names.length} entries is a temporary file`, left.join(", "))
})
