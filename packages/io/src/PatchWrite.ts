/**
 * Applies a patch of one file: what its headers say becomes a rewrite, a creation, a removal or a move, and what its hunks
 * say becomes the contents. A dry run takes the same way and changes nothing.
 *
 * @since 0.1.0
 */
import type { Delta, EditResult, PatchData, PatchResult } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail, isPlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as ContentDigest from "./ContentDigest.ts"
import * as CreateEngine from "./CreateEngine.ts"
import * as MoveEngine from "./MoveEngine.ts"
import type { EntryStatus } from "./OpenFolder.ts"
import * as Patch from "./Patch.ts"
import * as PatchApply from "./PatchApply.ts"
import * as PatchParse from "./PatchParse.ts"
import type { PathRules } from "./PathRules.ts"
import type * as PathSyntax from "./PathSyntax.ts"
import * as Preview from "./Preview.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import * as WriteCall from "./WriteCall.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts"

/**
 * A patch to apply, without what says how.
 *
 * @since 0.1.0
 */
export type PatchWish = Pick<PatchData, "filePath" | "expectedHash" | "diff" | "fuzz">

type Applied = Extract<PatchApply.Outcome, { readonly _tag: "Applied" }>

/**
 * What becomes of the file.
 *
 * @since 0.1.0
 */
export type Change =
  | {
      readonly _tag: "Patched"
      readonly applied: Applied
      readonly before: Uint8Array | undefined
      readonly mode: number | undefined
      /** The permission bits afterwards, where these are others. */
      readonly newMode?: number | undefined
    }
  | { readonly _tag: "Mismatch"; readonly digest: string }
  | { readonly _tag: "Rejected"; readonly problem: Parameters<typeof PatchApply.toError>[1] }

/**
 * A patch that was understood, and where the file goes if it renames it.
 *
 * @since 0.1.0
 */
export interface Understood {
  readonly patch: Patch.FilePatch
  readonly newPath: string | undefined
}

/**
 * Reads the patch of one file.
 *
 * @param flavor - the grammar of paths
 * @param wish - the request
 * @since 0.1.0
 */
export const understand = (
  flavor: PathSyntax.Flavor,
  { diff, filePath: path, fuzz }: PatchWish
): Understood | PlokeError => {
  const syntax = (detail: string) => Fail.syntaxError({ path, detail })
  if (!Number.isSafeInteger(fuzz) || fuzz < 0) {
    return syntax(`fuzz must be a whole number of lines of at least 0, got ${fuzz}`)
  }
  if (typeof diff !== "string") return syntax("the diff is no text")
  const parsed = PatchParse.parse(diff)
  if (Patch.isProblem(parsed)) return Patch.toError(path, parsed)
  const [patch, ...others] = parsed
  if (others.length > 0) {
    return syntax(`the patch changes ${parsed.length} files; make a patch, and a request, of each`)
  }
  const strange = [patch.oldMode, patch.newMode].find((mode) => mode !== undefined && (mode & typeBits) !== regular)
  if (strange !== undefined) {
    return syntax(`the patch is about something of mode ${strange.toString(8)}, which is no regular file`)
  }
  if (patch.change === "copy") return syntax("the patch copies a file; create the copy, then patch that")
  if (patch.change !== "rename") return { patch, newPath: undefined }
  const newPath = renamed(flavor, path, patch)
  return newPath ?? syntax(`the patch renames ${patch.oldPath}, which is not where the path of the request ends`)
}

const typeBits = 0o170000
const regular = 0o100000

// The names of a diff are relative to a folder that it does not tell; the path of the request tells it.
const renamed = (flavor: PathSyntax.Flavor, path: string, patch: Patch.FilePatch): Understood | undefined => {
  const { newPath = "", oldPath = "" } = patch
  const separator = flavor === "posix" ? "/" : "\\"
  const native = (name: string) => name.split("/").join(separator)
  const ending = separator + native(oldPath)
  if (!path.endsWith(ending)) return undefined
  return { patch, newPath: path.slice(0, path.length - ending.length) + separator + native(newPath) }
}

/**
 * Decides what becomes of a file by a patch.
 *
 * @param call - what every call has at hand
 * @param wish - the request
 * @param patch - its patch
 * @since 0.1.0
 */
export const decide =
  (call: Pick<WriteCall.WriteCall, "fileBytesMax" | "prefix">, wish: PatchWish, patch: Patch.FilePatch) =>
  ({ bytes, digest, status }: Base): Decision<Change> => {
    if (wish.expectedHash !== undefined && ContentDigest.hashOf(call, digest) !== wish.expectedHash) {
      return { _tag: "Decline", change: { _tag: "Mismatch", digest } }
    }
    const outcome = PatchApply.apply(patch, bytes, { fuzz: wish.fuzz, contentBytesMax: call.fileBytesMax })
    if (outcome._tag !== "Applied") return declined(outcome)
    const mode = modeAfter(patch, status)
    const isNothing = patch.change === "modify" && patch.hunks.length === 0 && (mode ?? status.mode) === status.mode
    if (isNothing) return declined({ _tag: "AlreadyApplied" })
    const change: Change = { _tag: "Patched", applied: outcome, before: bytes, mode: status.mode, newMode: mode }
    return patch.change === "remove"
      ? { _tag: "Remove", change }
      : { _tag: "Put", pieces: [outcome.content], mode, change }
  }

const declined = (
  outcome: Exclude<PatchApply.Outcome, Applied> | { readonly _tag: "AlreadyApplied" }
): Decision<Change> => {
  const problem = outcome._tag === "Rejected" ? outcome.problems[0] : ({ _tag: "AlreadyApplied" } as const)
  return { _tag: "Decline", change: { _tag: "Rejected", problem } }
}

const executeBits = 0o111

// A diff knows of a mode only whether the file can be executed; whoever may read it may execute it then.
const modeAfter = ({ newMode, oldMode }: Patch.FilePatch, { mode }: EntryStatus): number | undefined => {
  if (newMode === undefined || newMode === oldMode) return undefined
  const ordinary = mode & 0o777
  return (newMode & executeBits) === 0 ? ordinary & ~executeBits : ordinary | ((ordinary & 0o444) >> 2)
}

/**
 * Applies a patch.
 *
 * @param call - what every call has at hand
 * @param request - the patch, and how it is applied
 * @since 0.1.0
 */
export const apply = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  request: PatchData
): Effect.fn.Return<PatchResult, PlokeError> {
  const understood = understand(call.access.flavor, request)
  if (isPlokeError(understood)) return yield* understood
  const { newPath, patch } = understood
  const rules = yield* call.policy.current
  const how: How = {
    rules,
    durability: request.durability ?? call.durability,
    origin: yield* WriteCall.originOf(request.origin),
    act: request.dryRun ? "show" : "apply"
  }
  const { about, outcome } = yield* run(call, how, request, understood, "asItIs")
  const path = about === "newPath" ? (newPath ?? request.filePath) : request.filePath
  if (outcome._tag === "Declined") return yield* declinedError(call, request, outcome.change)
  if (outcome._tag !== "Written") return yield* WriteAnswer.failure(path, "patch", outcome, call.fileBytesMax)
  const { change } = outcome
  if (change._tag !== "Patched") return yield* Fail.invalidState({ detail: "a patch was applied that was declined" })
  const { applied, before } = change
  if (how.act === "apply") {
    WriteCall.remember(call, outcome.oldDigest, () => before ?? new Uint8Array())
    WriteCall.remember(call, outcome.newDigest, () => applied.content)
  }
  const done = { filePath: request.filePath, newPath, outcome, delta: deltaOf(patch, change), origin: how.origin }
  const result: EditResult = yield* WriteAnswer.result(call, done)
  return {
    ...result,
    hunks: applied.hunks,
    preview: preview(call, rules, { ...understood, ...change }, request.filePath).text
  }
})

/**
 * Where a patch replaced something in a file.
 *
 * @since 0.1.0
 */
export const deltaOf = (
  patch: Patch.FilePatch,
  { applied, before }: Extract<Change, { readonly _tag: "Patched" }>
): ReadonlyArray<Delta> => {
  const removed = before?.length ?? 0
  const isGone = patch.change === "remove" && applied.deltas.length === 0 && removed > 0
  return isGone ? [{ startByte: 0, removedBytes: removed, addedBytes: 0 }] : applied.deltas
}

/**
 * Does what a patch says, or shows it.
 *
 * @param call - what every call has at hand
 * @param how - how this call writes
 * @param request - the request
 * @param understood - its patch
 * @param place - whether what stands where a file is made counts, or will be gone
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  how: How,
  request: PatchWish,
  { newPath, patch }: Understood,
  place: CreateEngine.NewFileWish<Change>["place"]
): Effect.fn.Return<MoveEngine.MoveOutcome<Change>> {
  const path = request.filePath
  const decision = decide(call, request, patch)
  const rewritten = WriteEngine.rewrite<Change>(call, how, {
    path,
    links: patch.change === "remove" ? "refused" : "followed",
    likely: undefined,
    decide: decision
  })
  if (newPath !== undefined) {
    return yield* MoveEngine.move<Change>(call, how, {
      path,
      newPath,
      createParents: true,
      decide: moving(decision, patch)
    })
  }
  // A file that is there may be just what the patch makes.
  if (patch.change === "create" && request.expectedHash === undefined) {
    const made = yield* createBy(call, how, request, patch, place)
    if (made._tag !== "Exists") return { outcome: made, about: "path" }
  }
  return { outcome: yield* rewritten, about: "path" }
})

const moving =
  (
    decision: (file: Base) => Decision<Change>,
    { hunks, newMode }: Patch.FilePatch
  ): MoveEngine.MoveWish<Change>["decide"] =>
  (file) => {
    const decided = decision(file)
    if (decided._tag === "Remove" || decided._tag === "Decline") {
      return { _tag: "Decline", change: decided.change }
    }
    return hunks.length === 0 && newMode === undefined ? { _tag: "Keep", change: decided.change } : decided
  }

/**
 * A file that a patch makes where none was.
 *
 * @since 0.1.0
 */
export interface Made {
  readonly _tag: "Made"
  readonly bytes: Uint8Array
  /** What the umask takes from. Default: 0666. */
  readonly usualMode: number | undefined
  readonly change: Change
}

/**
 * Makes the contents of a new file by its patch, or says why they cannot be made.
 *
 * @since 0.1.0
 */
export const make = (
  { fileBytesMax }: Pick<WriteCall.WriteCall, "fileBytesMax">,
  { fuzz }: Pick<PatchWish, "fuzz">,
  patch: Patch.FilePatch
): Made | Extract<WriteOutcome<Change>, { readonly _tag: "Declined" }> => {
  const outcome = PatchApply.apply(patch, new Uint8Array(), { fuzz, contentBytesMax: fileBytesMax })
  if (outcome._tag !== "Applied") return { _tag: "Declined", change: declined(outcome).change }
  const isProgram = patch.newMode !== undefined && (patch.newMode & executeBits) !== 0
  return {
    _tag: "Made",
    bytes: outcome.content,
    usualMode: isProgram ? 0o777 : undefined,
    change: { _tag: "Patched", applied: outcome, before: undefined, mode: patch.newMode }
  }
}

const createBy = (
  call: WriteCall.WriteCall,
  how: How,
  request: PatchWish,
  patch: Patch.FilePatch,
  place: CreateEngine.NewFileWish<Change>["place"]
): Effect.Effect<WriteOutcome<Change>> => {
  const made = make(call, request, patch)
  if (made._tag === "Declined") return Effect.succeed(made)
  const { bytes, change, usualMode } = made
  return CreateEngine.create<Change>(call, how, {
    path: request.filePath,
    bytes,
    onExists: "error",
    createParents: true,
    place,
    usualMode,
    change: () => change
  })
}

/**
 * Why a patch was not applied.
 *
 * @since 0.1.0
 */
export const declinedError = (
  { prefix }: Pick<WriteCall.WriteCall, "prefix">,
  { expectedHash, filePath }: PatchWish,
  change: Change
): PlokeError => {
  if (change._tag === "Rejected") return PatchApply.toError(filePath, change.problem)
  const digest = change._tag === "Mismatch" ? change.digest : ""
  const mismatch =
    expectedHash === undefined ? undefined : ReadAnswer.hashProblem({ filePath, expectedHash }, prefix, digest)
  return mismatch ?? Fail.changedDuringRead({ path: filePath })
}

/**
 * What a patch makes of a file, as a diff.
 *
 * @since 0.1.0
 */
export const preview = (
  { access }: Pick<WriteCall.WriteCall, "access">,
  rules: PathRules,
  {
    applied,
    before,
    mode,
    newMode,
    newPath,
    patch
  }: Understood & Omit<Extract<Change, { readonly _tag: "Patched" }>, "_tag">,
  path: string
): Preview.Preview =>
  Preview.unified({
    name: Preview.nameOf(rules, access.flavor, path),
    ...(newPath === undefined ? {} : { newName: Preview.nameOf(rules, access.flavor, newPath) }),
    before,
    after: patch.change === "remove" ? undefined : applied.content,
    ...Preview.modesOf(mode, newMode)
  })
