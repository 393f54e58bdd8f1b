/**
 * What a transaction makes of each file: every edit is looked at as it would be done, and whatever is wrong with any of
 * them is told together. Nothing is changed.
 *
 * @since 0.1.0
 */
import type { PlokeError } from "@ploke/error"
import { Fail, isPlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Bytes from "./Bytes.ts"
import * as ContentDigest from "./ContentDigest.ts"
import * as EditPlan from "./EditPlan.ts"
import type { Change, Part, Problem } from "./EditPlan.ts"
import * as EditWrite from "./EditWrite.ts"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { EntryStatus } from "./OpenFolder.ts"
import * as PatchWrite from "./PatchWrite.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as Resolution from "./Resolution.ts"
import type { Found, Obstacle, Place } from "./TransactionFiles.ts"
import * as TransactionFiles from "./TransactionFiles.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import type { WriteCall } from "./WriteCall.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Decision } from "./WriteOutcome.ts"

/**
 * A file as it was found.
 *
 * @since 0.1.0
 */
export interface OldFile {
  readonly digest: string
  readonly sizeBytes: number
  readonly status: EntryStatus
}

/**
 * What is to stand at a place.
 *
 * @since 0.1.0
 */
export interface NewFile {
  readonly digest: string
  readonly sizeBytes: number
  readonly pieces: ReadonlyArray<Uint8Array>
  /** The permission bits; undefined for those that the umask leaves of `usualMode`. */
  readonly mode: number | undefined
  readonly usualMode: number | undefined
  readonly owner: EntryStatus["owner"]
  /** The file that it is, where it only moves. */
  readonly moves: Place | undefined
  /** The folders above it that are missing, from the top. */
  readonly missing: ReadonlyArray<string>
}

/**
 * One file of a transaction, before and after; undefined: no file.
 *
 * @since 0.1.0
 */
export interface PlannedFile extends Place {
  readonly old: OldFile | undefined
  readonly now: NewFile | undefined
  /** The edits that ask for it, and the path by which the first of them calls it. */
  readonly edits: ReadonlyArray<number>
  readonly requested: string
}

/**
 * What comes of a part of the edits.
 *
 * @since 0.1.0
 */
export interface PlannedPart {
  readonly part: Part
  readonly change: Change
  readonly old: OldFile | undefined
  readonly newDigest: string | undefined
}

/**
 * What a transaction does.
 *
 * @since 0.1.0
 */
export interface TransactionPlan {
  readonly _tag: "Planned"
  readonly files: ReadonlyArray<PlannedFile>
  readonly parts: ReadonlyArray<PlannedPart>
}

/**
 * Plans a transaction, while the locks of all its paths are held; `moved` where a path leads elsewhere than before they
 * were.
 *
 * @param call - what every call has at hand
 * @param rules - the snapshot of the rules that the whole transaction keeps
 * @param plan - what the edits are about
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  plan: EditPlan.Plan
): Effect.fn.Return<TransactionPlan | ReadonlyArray<Problem> | "moved"> {
  const vacated = EditPlan.vacated(plan.parts)
  const source = { call, rules, vacated, read: yield* TransactionFiles.readAll(call, plan.parts) }
  const found = yield* Effect.forEach(plan.parts, (part) => planPart(source, part))
  if (found.includes("moved")) return "moved"
  const planned = found.filter((each) => each !== "moved")
  const problems: Array<Problem> = [...plan.problems, ...EditPlan.clashes(plan.parts)]
  for (const each of planned) if ("error" in each) problems.push(each)
  const parts = planned.filter((each): each is Draft => !("error" in each))
  const files = merge(call, parts)
  problems.push(...inTheWay(files), ...tooMuch(files), ...(yield* unwritable(call, files)))
  if (problems.length > 0) return problems.sort((a, b) => a.edits[0]! - b.edits[0]!)
  return { _tag: "Planned", files, parts }
})

interface Source extends TransactionFiles.Files {
  readonly vacated: ReadonlySet<string | undefined>
}

/** What a part takes from a place, and what it puts to one. */
interface Draft extends PlannedPart {
  readonly takes: string | undefined
  readonly puts: { readonly path: string; readonly file: NewFile } | undefined
}

const planPart = Effect.fnUntraced(function* (source: Source, part: Part): Effect.fn.Return<Draft | Problem | "moved"> {
  const { edit, edits, newPath } = part
  const problem = (path: string, error: PlokeError): Problem => ({ edits, path, error })
  const about = (path: string, found: Obstacle): Problem =>
    problem(path, WriteAnswer.failure(path, EditPlan.operations[edit._tag], found, source.call.fileBytesMax))
  const judge = EditPlan.judgeOf(source.call, part)
  if (isPlokeError(judge)) return problem(edit.filePath, judge)
  const target = part.target === undefined ? undefined : yield* findTarget(source, part)
  if (target === "moved") return target
  if (target !== undefined && target._tag !== "Free" && target._tag !== "Taken") {
    return about(newPath ?? edit.filePath, target)
  }
  if (target?._tag === "Taken" && newPath !== undefined) return about(newPath, { _tag: "Exists" })
  if (target?._tag === "Taken" && edit._tag === "Create" && edit.onExists !== "overwrite") {
    return about(edit.filePath, { _tag: "Exists" })
  }
  const isMade = newPath === undefined && !("expectedHash" in edit && edit.expectedHash !== undefined)
  if (target?._tag === "Free" && isMade) return yield* makeFile(source, part, target, problem)
  const file = yield* TransactionFiles.find(source, part, judge.links)
  if (typeof file === "string") return file
  if (file._tag !== "Found") return about(edit.filePath, file)
  const decision = judge.decide(file.base)
  if (decision._tag === "Decline") {
    return problem(edit.filePath, EditPlan.declinedError(source.call, edit, decision.change))
  }
  const refusal = WriteEngine.refuse(source.call, file.base.status, keeps(part) ? { _tag: "Remove" } : decision)
  if (refusal !== undefined) return about(edit.filePath, refusal)
  return yield* draft(source, part, file, decision, target)
})

/** A target that will be free, and the folders above it that are missing. */
interface Free {
  readonly _tag: "Free"
  readonly path: string
  readonly missing: ReadonlyArray<string>
}

type Target = Free | { readonly _tag: "Taken" } | Obstacle

const findTarget = Effect.fnUntraced(function* (
  { call, rules, vacated }: Source,
  { edit, newPath, patch, target }: Part
): Effect.fn.Return<Target | "moved"> {
  const { access } = call
  const found = yield* Resolution.resolveForCreate(access, rules, newPath ?? edit.filePath)
  if (found._tag !== "Located") return found
  if (found.path !== target) return "moved"
  if (found.type !== "Unknown") return vacated.has(target) ? { _tag: "Free", path: target, missing: [] } : taken
  const missing = yield* missingAbove(call, found.path)
  if (!Array.isArray(missing)) return missing as AccessFailure
  const mayMake = edit._tag === "Create" ? (edit.createParents ?? false) : patch !== undefined
  if (missing.length > 0 && !mayMake) return accessFailure("ENOENT", "open")
  return { _tag: "Free", path: found.path, missing }
})

const taken = { _tag: "Taken" } as const

// The place was found below a folder that is real and allowed, so that only names are missing.
const missingAbove = Effect.fnUntraced(function* (
  { access }: WriteCall,
  path: string
): Effect.fn.Return<ReadonlyArray<string> | AccessFailure> {
  const missing: Array<string> = []
  for (let folder = PathSyntax.parent(path, access.flavor); ; folder = PathSyntax.parent(folder, access.flavor)) {
    const found = yield* Effect.catch(access.canonicalize(folder), Effect.succeed)
    if (found._tag === "Located") return missing
    if (found.code !== "ENOENT" || folder === PathSyntax.parent(folder, access.flavor)) return found
    missing.unshift(folder)
  }
})

const makeFile = Effect.fnUntraced(function* (
  { call }: Source,
  part: Part,
  { missing, path }: Free,
  problem: (path: string, error: PlokeError) => Problem
): Effect.fn.Return<Draft | Problem> {
  const { edit, patch } = part
  const made = makeContents(call, edit, patch)
  if (isPlokeError(made)) return problem(edit.filePath, made)
  if (made._tag === "Declined") {
    return problem(edit.filePath, EditPlan.declinedError(call, edit, made.change))
  }
  const { bytes, change, usualMode } = made
  const digest = yield* ContentDigest.of(call, [bytes])
  const mode = edit._tag === "Create" ? edit.mode : undefined
  const file = { digest, sizeBytes: bytes.length, pieces: [bytes], mode, usualMode, owner: undefined }
  return {
    part,
    change,
    old: undefined,
    newDigest: digest,
    takes: undefined,
    puts: { path, file: { ...file, moves: undefined, missing } }
  }
})

const makeContents = (call: WriteCall, edit: Part["edit"], patch: Part["patch"]) => {
  if (edit._tag === "Patch") return PatchWrite.make(call, edit, patch!.patch)
  const content = edit._tag === "Create" ? edit.content : ""
  const bytes = EditWrite.encode(call, edit.filePath, content)
  if (!(bytes instanceof Uint8Array)) return bytes
  const change: Change = { _tag: "Whole", before: undefined, after: bytes }
  return { _tag: "Made", bytes, usualMode: undefined, change } as const
}

// What is only moved stays the same object, with all that belongs to it.
const keeps = ({ edit, patch }: Part): boolean =>
  edit._tag === "Rename" ||
  (patch?.patch.change === "rename" && patch.patch.hunks.length === 0 && patch.patch.newMode === undefined)

const draft = Effect.fnUntraced(function* (
  { call }: Source,
  part: Part,
  found: Found,
  decision: Exclude<Decision<Change>, { readonly _tag: "Decline" }>,
  target: Free | { readonly _tag: "Taken" } | undefined
): Effect.fn.Return<Draft> {
  const { bytes, digest: oldDigest, status } = found.base
  const old: OldFile = { digest: oldDigest, sizeBytes: bytes.length, status }
  const base = { part, change: decision.change, old, takes: found.path }
  if (decision._tag === "Remove") return { ...base, newDigest: undefined, puts: undefined }
  const isMoved = keeps(part)
  const pieces = isMoved ? [bytes] : decision.pieces
  const digest = isMoved ? oldDigest : yield* ContentDigest.of(call, pieces)
  const file: NewFile = {
    digest,
    sizeBytes: Bytes.lengthOf(pieces),
    pieces,
    mode: decision.mode ?? status.mode & ordinaryBits,
    usualMode: undefined,
    owner: status.owner,
    moves: isMoved ? { path: found.path, folder: found.folder, name: found.name } : undefined,
    missing: target?._tag === "Free" ? target.missing : []
  }
  const path = target?._tag === "Free" ? target.path : found.path
  return { ...base, newDigest: digest, puts: { path, file } }
})

// Set-user-id and set-group-id were given to contents that somebody else wrote.
const ordinaryBits = 0o777

const merge = ({ access }: WriteCall, drafts: ReadonlyArray<Draft>): ReadonlyArray<PlannedFile> => {
  const files = new Map<string, PlannedFile>()
  const at = (path: string, { part }: Draft, what: Partial<PlannedFile>) => {
    const known = files.get(path)
    const edits = [...new Set([...(known?.edits ?? []), ...part.edits])].sort((a, b) => a - b)
    const requested = known?.requested ?? (path === part.target ? (part.newPath ?? part.edit.filePath) : undefined)
    files.set(path, {
      ...TransactionFiles.placeOf(access.flavor, path),
      old: known?.old,
      now: known?.now,
      ...what,
      edits,
      requested: requested ?? part.edit.filePath
    })
  }
  for (const each of drafts) {
    if (each.takes !== undefined) at(each.takes, each, { old: each.old })
    if (each.puts !== undefined) at(each.puts.path, each, { now: each.puts.file })
  }
  return [...files.values()]
}

// A file cannot stand where a folder is to be made.
const inTheWay = (files: ReadonlyArray<PlannedFile>): ReadonlyArray<Problem> => {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return files.flatMap((file) =>
    (file.now?.missing ?? []).flatMap((folder) => {
      const other = byPath.get(folder)
      if (other === undefined) return []
      const error = Fail.overlappingEdits({ path: file.requested, first: other.edits[0]!, second: file.edits[0]! })
      return [{ edits: file.edits, path: file.requested, error }]
    })
  )
}

const tooMuch = (files: ReadonlyArray<PlannedFile>): ReadonlyArray<Problem> => {
  let sizeBytes = 0
  for (const file of files) {
    sizeBytes += file.now?.sizeBytes ?? 0
    if (sizeBytes <= Limits.transactionBytesMax) continue
    const message = `a transaction writes at most ${Limits.transactionBytesMax} bytes; make several of it`
    return [{ edits: file.edits, path: file.requested, error: Fail.io({ message }) }]
  }
  return []
}

// Asked once for each folder; of the files in it the first one is told.
const unwritable = Effect.fnUntraced(function* (call: WriteCall, files: ReadonlyArray<PlannedFile>) {
  const firstIn = new Map<string, PlannedFile>()
  for (const file of files) {
    const folder = waitingFolder(call.access.flavor, file)
    if (!firstIn.has(folder)) firstIn.set(folder, file)
  }
  const asked = yield* Effect.forEach(
    firstIn,
    ([folder, { edits, requested }]) =>
      Effect.match(
        TransactionFiles.inFolder(call, folder, (opened) => opened.writable),
        {
          onSuccess: (): ReadonlyArray<Problem> => [],
          onFailure: ({ code, syscall = "access" }) => [
            {
              edits,
              path: requested,
              error: Fail.fileOperation({ operation: "write", path: requested, code, syscall })
            }
          ]
        }
      ),
    { concurrency: Limits.writesAtOnce }
  )
  return asked.flat()
})

/**
 * The folder in which the new contents of a file wait for their place: its own, or the deepest above it that is there.
 *
 * @since 0.1.0
 */
export const waitingFolder = (flavor: PathSyntax.Flavor, { folder, now }: PlannedFile): string => {
  const [top] = now?.missing ?? []
  return top === undefined ? folder : PathSyntax.parent(top, flavor)
}
