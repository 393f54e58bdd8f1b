/**
 * Shows what edits would make of their files: a diff and the hashes of each, without a lock, a temporary or a change. The
 * edits are taken together: an edit may take the place of a file that another one removes or renames.
 *
 * @since 0.1.0
 */
import type { FileEdit, FilePreview } from "@ploke/core"
import type { Operation, PlokeError } from "@ploke/error"
import { Fail, isPlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Bytes from "./Bytes.ts"
import * as ContentDigest from "./ContentDigest.ts"
import * as EditWrite from "./EditWrite.ts"
import * as Limits from "./Limits.ts"
import * as PatchApply from "./PatchApply.ts"
import * as PatchWrite from "./PatchWrite.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as Preview from "./Preview.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import * as Resolution from "./Resolution.ts"
import * as SnippetWrite from "./SnippetWrite.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import type { WriteCall } from "./WriteCall.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts"

type Edit<Tag extends FileEdit["_tag"]> = Extract<FileEdit, { readonly _tag: Tag }>

/** An edit, or the splices of one file, and which files it takes from and puts to, by their canonical paths. */
interface Part {
  readonly edits: Array<number>
  readonly edit: FileEdit
  readonly splices: ReadonlyArray<Edit<"Splice">>
  readonly patch: PatchWrite.Understood | undefined
  readonly source: string | undefined
  readonly target: string | undefined
  readonly newPath: string | undefined
}

/**
 * Shows what edits would make of their files, one preview for each file; fails with what is wrong with the first edit with
 * which something is wrong.
 *
 * @param call - what every call has at hand
 * @param edits - in any order, each file once but for splices of one content
 * @since 0.1.0
 */
export const preview = Effect.fnUntraced(function* (
  call: WriteCall,
  edits: ReadonlyArray<FileEdit>
): Effect.fn.Return<ReadonlyArray<FilePreview>, PlokeError> {
  const how: How = { rules: yield* call.policy.current, durability: call.durability, origin: undefined, act: "show" }
  const parts: Array<Part> = []
  const splicesOf = new Map<string, Part>()
  for (const [i, edit] of edits.entries()) {
    const part = yield* place(call, how, i, edit)
    const key = edit._tag === "Splice" ? `${edit.expectedHash}\0${part.source}` : undefined
    const known = key === undefined ? undefined : splicesOf.get(key)
    if (known !== undefined && edit._tag === "Splice") {
      known.edits.push(i)
      ;(known.splices as Array<Edit<"Splice">>).push(edit)
      continue
    }
    if (key !== undefined) splicesOf.set(key, part)
    parts.push(part)
  }
  const clash = findClash(parts)
  if (clash !== undefined) return yield* clash
  const free = new Set(parts.filter(vacates).map(({ source }) => source))
  const shown = yield* Effect.forEach(parts, (part) => Effect.result(show(call, how, part, free)), {
    concurrency: Limits.writesAtOnce
  })
  return yield* Effect.forEach(shown, Effect.fromResult)
})

const place = Effect.fnUntraced(function* (
  call: WriteCall,
  { rules }: How,
  index: number,
  edit: FileEdit
): Effect.fn.Return<Part, PlokeError> {
  const patch = edit._tag === "Patch" ? PatchWrite.understand(call.access.flavor, edit) : undefined
  if (isPlokeError(patch)) return yield* patch
  const newPath = edit._tag === "Rename" ? edit.newPath : patch?.newPath
  const isMade = edit._tag === "Create" || patch?.patch.change === "create"
  const canonical = Effect.fnUntraced(function* (path: string) {
    const found = yield* Resolution.resolveForCreate(call.access, rules, path)
    return found._tag === "Located" ? found.path : textOf(call, path)
  })
  const own = yield* canonical(edit.filePath)
  return {
    edits: [index],
    edit,
    splices: edit._tag === "Splice" ? [edit] : [],
    patch,
    source: isMade ? undefined : own,
    target: newPath === undefined ? (isMade ? own : undefined) : yield* canonical(newPath),
    newPath
  }
})

const textOf = ({ access }: WriteCall, path: string): string => {
  const parsed = PathSyntax.parse(path, access.flavor)
  return typeof parsed === "string" ? path : parsed.normal
}

const vacates = ({ edit, patch }: Part): boolean =>
  edit._tag === "Remove" ||
  edit._tag === "Rename" ||
  patch?.patch.change === "remove" ||
  patch?.patch.change === "rename"

// Each file is taken from once and put to once, and put to only if it is free by then.
const findClash = (parts: ReadonlyArray<Part>): PlokeError | undefined => {
  const sources = new Map<string, Part>()
  const targets = new Map<string, Part>()
  const clash = (one: Part, other: Part) =>
    Fail.overlappingEdits({ path: other.edit.filePath, first: one.edits[0]!, second: other.edits[0]! })
  for (const part of parts) {
    const { source, target } = part
    const taken = source === undefined ? undefined : sources.get(source)
    if (taken !== undefined) return clash(taken, part)
    if (source !== undefined) sources.set(source, part)
    const made = target === undefined ? undefined : targets.get(target)
    if (made !== undefined) return clash(made, part)
    if (target !== undefined) targets.set(target, part)
  }
  for (const [target, part] of targets) {
    const other = sources.get(target)
    if (other !== undefined && other !== part && !vacates(other)) return clash(...inOrder(other, part))
  }
  return undefined
}

const inOrder = (a: Part, b: Part): readonly [Part, Part] => (a.edits[0]! < b.edits[0]! ? [a, b] : [b, a])

/** A file before and after, and where in it something was replaced. */
interface Shown {
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
  readonly delta: FilePreview["delta"]
  readonly mode?: number | undefined
  readonly newMode?: number | undefined
}

const show = Effect.fnUntraced(function* (
  call: WriteCall,
  how: How,
  part: Part,
  free: ReadonlySet<string | undefined>
): Effect.fn.Return<FilePreview, PlokeError> {
  const { edit, newPath, patch } = part
  const { filePath } = edit
  const isFree = part.target !== undefined && free.has(part.target)
  if (newPath !== undefined && !isFree) yield* demandFree(call, how, newPath)
  const outcome = yield* outcomeOf(call, how, part, isFree ? "free" : "asItIs")
  if (outcome._tag === "Declined") return yield* declinedError(call, edit, outcome.change)
  if (outcome._tag !== "Written") {
    return yield* WriteAnswer.failure(filePath, operations[edit._tag], outcome, call.fileBytesMax)
  }
  const { after, before, delta, mode, newMode } = shownBy(outcome.change, patch)
  const nameOf = (path: string) => Preview.nameOf(how.rules, call.access.flavor, path)
  const { cut, text } = Preview.unified({
    name: nameOf(filePath),
    ...(newPath === undefined ? {} : { newName: nameOf(newPath) }),
    before,
    after,
    ...Preview.modesOf(mode, newMode)
  })
  return {
    filePath,
    ...(newPath === undefined ? {} : { newPath }),
    edits: part.edits,
    ...(outcome.oldDigest === undefined ? {} : { oldHash: ContentDigest.hashOf(call, outcome.oldDigest) }),
    ...(after === undefined || outcome.newDigest === undefined
      ? {}
      : { newHash: ContentDigest.hashOf(call, outcome.newDigest) }),
    delta,
    preview: text,
    cut
  }
})

const operations = {
  Splice: "write",
  Create: "create",
  Replace: "write",
  Remove: "remove",
  Rename: "rename",
  Patch: "patch"
} as const satisfies Record<FileEdit["_tag"], Operation>

const demandFree = Effect.fnUntraced(function* (call: WriteCall, { rules }: How, newPath: string) {
  const found = yield* Resolution.resolveForCreate(call.access, rules, newPath)
  if (found._tag !== "Located") return yield* Resolution.toError(newPath, "rename", found)
  if (found.type !== "Unknown") return yield* Fail.alreadyExists({ path: newPath })
})

type Change = SnippetWrite.Change | EditWrite.Change | PatchWrite.Change

const outcomeOf = (
  call: WriteCall,
  how: How,
  { edit, patch, splices }: Part,
  place: "free" | "asItIs"
): Effect.Effect<WriteOutcome<Change>, PlokeError> => {
  const rewrite = (decide: (file: Base) => Decision<Change>, links: "followed" | "refused" = "followed") =>
    WriteEngine.rewrite<Change>(call, how, { path: edit.filePath, links, decide })
  switch (edit._tag) {
    case "Splice":
      return rewrite(SnippetWrite.decide(call, splices))
    case "Create":
      return EditWrite.createBy(call, how, edit, place)
    case "Replace": {
      const bytes = EditWrite.encode(call, edit.filePath, edit.content)
      if (!(bytes instanceof Uint8Array)) return Effect.fail(bytes)
      return rewrite(EditWrite.ifExpected(call, edit.expectedHash, (file) => EditWrite.put(file.bytes, bytes)))
    }
    case "Remove":
      return rewrite(EditWrite.ifExpected(call, edit.expectedHash, EditWrite.removing), "refused")
    case "Rename":
      return rewrite(
        EditWrite.ifExpected(call, edit.expectedHash, ({ bytes }) => EditWrite.put(bytes, bytes)),
        "refused"
      )
    case "Patch": {
      const understood = patch!
      if (understood.newPath === undefined) {
        return Effect.map(PatchWrite.run(call, how, edit, understood, place), ({ outcome }) => outcome)
      }
      return rewrite(PatchWrite.decide(call, edit, understood.patch), "refused")
    }
  }
}

const shownBy = (change: Change, patch: PatchWrite.Understood | undefined): Shown => {
  switch (change._tag) {
    case "Spliced":
      return { before: change.before, after: Bytes.concat(change.plan.pieces), delta: change.plan.deltas }
    case "Patched": {
      const after = patch?.patch.change === "remove" ? undefined : change.applied.content
      const { applied, before, mode, newMode } = change
      return { before, after, delta: applied.deltas, mode, newMode }
    }
    case "Whole": {
      const { after, before } = change
      const isKept = before === after
      const sizes = { startByte: 0, removedBytes: before?.length ?? 0, addedBytes: after?.length ?? 0 }
      return { before, after, delta: isKept ? [] : [sizes] }
    }
    default:
      return { before: undefined, after: undefined, delta: [] }
  }
}

const declinedError = (call: WriteCall, edit: FileEdit, change: Change): PlokeError => {
  const expectedHash = "expectedHash" in edit ? edit.expectedHash : undefined
  const request = { filePath: edit.filePath, expectedHash: expectedHash! }
  switch (change._tag) {
    case "Rejected":
      return PatchApply.toError(edit.filePath, change.problem)
    case "Refused":
    case "AnotherBase":
      return SnippetWrite.declined(call.prefix, request, 0, change)
    case "Mismatch":
      return (
        ReadAnswer.hashProblem(request, call.prefix, change.digest) ?? Fail.changedDuringRead({ path: edit.filePath })
      )
    default:
      return Fail.invalidState({ detail: "an edit was declined that was decided" })
  }
}
