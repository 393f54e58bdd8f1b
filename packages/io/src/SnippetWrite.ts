/**
 * Edits by byte ranges: which of them are one rewrite, what becomes of the file, and the answer to each. Edits of contents
 * that are no longer there are carried over to what is, if all that a file is asked for want that.
 *
 * @since 0.1.0
 */
import type { FileHash, OriginId, WriteResult, WriteSnippetData } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Bytes from "./Bytes.ts"
import * as ContentDigest from "./ContentDigest.ts"
import * as Limits from "./Limits.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import * as Rebase from "./Rebase.ts"
import * as Splice from "./Splice.ts"
import * as Telemetry from "./Telemetry.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import * as WriteCall from "./WriteCall.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts"
import * as WritePlan from "./WritePlan.ts"

/**
 * The edits of one file, all of one base.
 *
 * @since 0.1.0
 */
export type Edits = ReadonlyArray<
  Pick<
    WriteSnippetData,
    "filePath" | "expectedHash" | "startByte" | "endByte" | "replacement" | "onMismatch" | "baseContent"
  >
>

type Planned = Extract<Splice.Plan, { readonly _tag: "Planned" }>

/**
 * What becomes of the edits of one file.
 *
 * @since 0.1.0
 */
export type Change =
  | {
      readonly _tag: "Spliced"
      readonly plan: Planned
      readonly rebased: true | undefined
      readonly before: Uint8Array
    }
  | { readonly _tag: "Mismatch"; readonly digest: string }
  | { readonly _tag: "Refused"; readonly plan: Extract<Splice.Plan, { readonly _tag: "Refused" }> }
  /** The base that was given has another hash. */
  | { readonly _tag: "AnotherBase"; readonly edit: number }

/**
 * Decides what becomes of a file by its edits.
 *
 * @param call - what every call has at hand
 * @param edits - at least one, all with the same hash
 * @since 0.1.0
 */
export const decide =
  (call: WriteCall.WriteCall, edits: Edits) =>
  ({ bytes, digest }: Base): Decision<Change> => {
    const expected = edits[0]!.expectedHash
    if (ContentDigest.hashOf(call, digest) === expected) return planned(call, edits, bytes, undefined)
    if (edits.some(({ onMismatch }) => onMismatch !== "rebase")) return mismatch(digest)
    const known = baseOf(call, edits, expected)
    if (typeof known === "number") return { _tag: "Decline", change: { _tag: "AnotherBase", edit: known } }
    return known === undefined ? mismatch(digest) : rebased(call, edits, known, { bytes, digest })
  }

const mismatch = (digest: string): Decision<Change> => ({ _tag: "Decline", change: { _tag: "Mismatch", digest } })

const planned = (
  call: WriteCall.WriteCall,
  edits: ReadonlyArray<Splice.Edit>,
  before: Uint8Array,
  rebased: true | undefined
): Decision<Change> => {
  const plan = Splice.plan(edits, before, call.fileBytesMax)
  return plan._tag === "Planned"
    ? { _tag: "Put", pieces: plan.pieces, change: { _tag: "Spliced", plan, rebased, before } }
    : { _tag: "Decline", change: { _tag: "Refused", plan } }
}

// A base that somebody gives is believed only if it has the hash.
const baseOf = (call: WriteCall.WriteCall, edits: Edits, expected: FileHash): Uint8Array | number | undefined => {
  const given = edits.findIndex(({ baseContent }) => baseContent !== undefined)
  if (given === -1) return call.cache.get(expected)
  const bytes = new TextEncoder().encode(edits[given]!.baseContent)
  return ContentDigest.hashOf(call, call.hasher.digest(bytes)) === expected ? bytes : given
}

// What is wrong with the edits themselves is told of the base, where their offsets mean something.
const rebased = (
  call: WriteCall.WriteCall,
  edits: Edits,
  known: Uint8Array,
  { bytes, digest }: Pick<Base, "bytes" | "digest">
): Decision<Change> => {
  const original = Splice.plan(edits, known, call.fileBytesMax)
  if (original._tag === "Refused") return { _tag: "Decline", change: { _tag: "Refused", plan: original } }
  const mapped = Rebase.map(known, bytes, edits)
  if (mapped._tag === "TooDifferent") return mismatch(digest)
  const moved: Array<Splice.Edit> = []
  for (const [i, finding] of mapped.findings.entries()) {
    if (finding._tag !== "Mapped") return mismatch(digest)
    moved.push({ ...finding, replacement: edits[i]!.replacement })
  }
  return planned(call, moved, bytes, true)
}

type Results = ReadonlyArray<Result.Result<WriteResult, PlokeError>>

/**
 * Writes a batch; results by index.
 *
 * @param call - what every call has at hand
 * @param requests - in any order
 * @since 0.1.0
 */
export const writeAll = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  requests: ReadonlyArray<WriteSnippetData>
): Effect.fn.Return<Results> {
  const rules = yield* call.policy.current
  const current = yield* WriteCall.originOf(undefined)
  const groups = yield* WritePlan.group(call.access, call.permits, rules, requests)
  const results: Array<Result.Result<WriteResult, PlokeError>> = Array.from({ length: requests.length })
  const writeGroup = Effect.fnUntraced(function* (group: WritePlan.Group) {
    const edits = group.requests.map((i) => requests[i]!)
    const { expectedHash, filePath } = edits[0]!
    const origin = edits.find((edit) => edit.origin !== undefined)?.origin ?? current
    const how = { rules, durability: WriteCall.durabilityOf(call, edits), origin, act: "apply" } as const
    const outcome = yield* WriteEngine.rewrite<Change>(call, how, {
      path: filePath,
      located: group.located,
      links: "followed",
      likely: WriteCall.digestOf(call, expectedHash),
      memory: call.cache.state === "on" ? "own" : "lent",
      decide: decide(call, edits)
    })
    remember(call, outcome)
    if (edits.every(({ onMismatch }) => onMismatch === "rebase")) yield* countRebase(outcome)
    for (const [k, i] of group.requests.entries()) results[i] = yield* answer(call, requests[i]!, k, outcome, current)
  })
  yield* Effect.forEach(groups, writeGroup, { concurrency: Limits.writesAtOnce, discard: true })
  return results
})

const countRebase = (outcome: WriteOutcome<Change>): Effect.Effect<void> => {
  if (outcome._tag === "Written" && outcome.change._tag === "Spliced") {
    return outcome.change.rebased === true ? Telemetry.addRebase("rebased") : Effect.void
  }
  const isRefused = outcome._tag === "Declined" && outcome.change._tag === "Mismatch"
  return isRefused ? Telemetry.addRebase("refused") : Effect.void
}

const remember = (call: WriteCall.WriteCall, outcome: WriteOutcome<Change>): void => {
  if (outcome._tag !== "Written" || outcome.change._tag !== "Spliced") return
  const { before, plan } = outcome.change
  WriteCall.remember(call, outcome.oldDigest, () => before)
  WriteCall.remember(call, outcome.newDigest, () => Bytes.concat(plan.pieces))
}

const answer = (
  call: WriteCall.WriteCall,
  request: WriteSnippetData,
  edit: number,
  outcome: WriteOutcome<Change>,
  current: OriginId | undefined
): Effect.Effect<Result.Result<WriteResult, PlokeError>> => {
  const { filePath, origin = current } = request
  if (outcome._tag === "Declined") {
    return Effect.sync(() => Result.fail(declined(call.prefix, request, edit, outcome.change)))
  }
  if (outcome._tag !== "Written") {
    return Effect.sync(() => Result.fail(WriteAnswer.failure(filePath, "write", outcome, call.fileBytesMax)))
  }
  const { change } = outcome
  const done = change._tag === "Spliced" ? { delta: change.plan.deltas, rebased: change.rebased } : { delta: [] }
  return Effect.map(WriteAnswer.result(call, { filePath, outcome, origin, ...done }), (result) =>
    Result.succeed(WriteCall.withHash(result))
  )
}

/**
 * Why the edits of a file were not done, to one of them. The file is changed by all of its edits or by none: who did
 * nothing wrong is told what was wrong with another.
 *
 * @param prefix - how hashes begin
 * @param request - whom it is told
 * @param edit - its position among the edits of the file
 * @param change - what became of them
 * @since 0.1.0
 */
export const declined = (
  prefix: string,
  request: Parameters<typeof ReadAnswer.hashProblem>[0],
  edit: number,
  change: Change
): PlokeError => {
  const path = request.filePath
  if (change._tag === "Refused") {
    const { problems } = change.plan
    const own = problems.find((problem) =>
      problem._tag === "Overlap"
        ? problem.first === edit || problem.second === edit
        : problem._tag !== "TooLarge" && problem.edit === edit
    )
    return Splice.toError(path, own ?? problems[0])
  }
  if (change._tag === "AnotherBase") {
    const detail = `the baseContent of edit ${change.edit} does not have the expected hash; give the text that the offsets refer to`
    return Fail.syntaxError({ path, detail })
  }
  const digest = change._tag === "Mismatch" ? change.digest : ""
  return ReadAnswer.hashProblem(request, prefix, digest) ?? Fail.changedDuringRead({ path })
}
