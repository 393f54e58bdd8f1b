/**
 * Verified, atomic, durable changes of files: applied only to the contents that their author saw, never seen half done,
 * on the disk when they are acknowledged.
 *
 * Promised: a file has its old or its new contents at every moment, also after a crash or a power cut; a strict write that
 * succeeded survives both; nothing outside of the changed ranges is touched; mode and, where we may, owner are kept, and
 * set-user-id and set-group-id are dropped; writers of one process take turns for each file; a temporary file is removed whatever happens, or by the
 * next process that writes into its folder if this one dies. Not promised: that another
 * process does not change the file between the last look at it and the rename, microseconds later; extended attributes
 * and access control lists, which the new file does not have; hard links, which are refused unless `split`.
 *
 * @since 0.1.0
 */
import type { CreateFileData, Durability, FileHash, OriginId, WriteResult, WriteSnippetData } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { ErrorPolicy, Fail } from "@ploke/error"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { CurrentOrigin } from "./CurrentOrigin.ts"
import { FileAccess } from "./FileAccess.ts"
import { Hasher } from "./Hasher.ts"
import { KeyedLocks } from "./KeyedLocks.ts"
import * as Limits from "./Limits.ts"
import { PathPolicy } from "./PathPolicy.ts"
import { Permits } from "./Permits.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import * as Splice from "./Splice.ts"
import * as Telemetry from "./Telemetry.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import type { Decision, WriteBase, WriteOutcome } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import * as WritePlan from "./WritePlan.ts"

/**
 * How writing behaves.
 *
 * @since 0.1.0
 */
export interface WriteServiceOptions {
  /** Whether a write is acknowledged when it is on the disk, or as soon as it can be read. Default: `"strict"`. */
  readonly durability?: Durability | undefined
  /** What happens to a file with several names. `"split"`: the written name gets a file of its own. Default: `"refuse"`. */
  readonly hardLinks?: "refuse" | "split" | undefined
  /** The largest file that is changed or made, in bytes; it is held in memory twice. Default: 16 MiB. */
  readonly maxFileBytes?: number | undefined
}

/**
 * Changes and makes files within the policy's roots.
 *
 * @example
 * ```ts
 * import { ReadService, WriteService } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const read = yield* ReadService
 *   const write = yield* WriteService
 *   const filePath = "/repo/a.ts"
 *   const expectedHash = yield* read.hashFile(filePath)
 *   yield* write.writeSnippet({ filePath, expectedHash, startByte: 10, endByte: 11, replacement: "2" })
 *   return (yield* read.readFile({ filePath })).content
 * })
 * const layer = TestPlokeIo.layer({ "/repo/a.ts": "const a = 1" })
 * console.log(await Effect.runPromise(Effect.provide(program, layer))) // => const a = 2
 * ```
 *
 * @since 0.1.0
 */
export class WriteService extends Context.Service<
  WriteService,
  {
    /** Replaces one byte range of a file that still has the expected hash. */
    readonly writeSnippet: (request: WriteSnippetData) => Effect.Effect<WriteResult, PlokeError>
    /**
     * Replaces many byte ranges; results by index. What names one file with one hash is one atomic rewrite, with offsets
     * of the contents that have that hash: all of it is done or none. Different files do not affect each other.
     */
    readonly writeSnippets: (
      requests: ReadonlyArray<WriteSnippetData>
    ) => Effect.Effect<ReadonlyArray<Result.Result<WriteResult, PlokeError>>>
    /** Makes a file; with `onExists: "error"` only where nothing stands, whoever else tries at the same time. */
    readonly createFile: (request: CreateFileData) => Effect.Effect<WriteResult, PlokeError>
  }
>()("@ploke/io/WriteService") {
  /** Writes through the platform's `FileAccess`, within the policy and the permits. */
  static readonly layer = (
    options: WriteServiceOptions = {}
  ): Layer.Layer<WriteService, PlokeError, FileAccess | Hasher | PathPolicy | Permits> =>
    Layer.effect(WriteService, make(options))
}

/**
 * Makes the service.
 *
 * @param options - durability, hard links, limits
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (options: WriteServiceOptions) {
  const fileBytesMax = options.maxFileBytes ?? Limits.fileBytesMax
  if (!Number.isSafeInteger(fileBytesMax) || fileBytesMax < 1) {
    const detail = `maxFileBytes must be a whole number of at least 1, got ${fileBytesMax}`
    return yield* Fail.syntaxError({ detail })
  }
  const hasher = yield* Hasher
  const source: Source = {
    access: yield* FileAccess,
    hasher,
    locks: new KeyedLocks(),
    permits: yield* Permits,
    policy: yield* PathPolicy,
    fileBytesMax,
    durability: options.durability ?? "strict",
    hardLinks: options.hardLinks ?? "refuse",
    swept: new Set(),
    prefix: `${hasher.algorithm}:`
  }
  return WriteService.of({
    writeSnippet: Effect.fn("WriteService.writeSnippet")(function* (request: WriteSnippetData) {
      yield* Telemetry.annotatePath(yield* source.policy.current, request.filePath)
      const results = yield* writeAll(source, [request])
      return yield* Effect.fromResult(results[0]!)
    }, Telemetry.observed("write")),

    writeSnippets: Effect.fn("WriteService.writeSnippets")(function* (requests: ReadonlyArray<WriteSnippetData>) {
      yield* Telemetry.addFiles(requests.length)
      return yield* writeAll(source, requests)
    }, Telemetry.observed("write")),

    createFile: Effect.fn("WriteService.createFile")(function* (request: CreateFileData) {
      yield* Telemetry.annotatePath(yield* source.policy.current, request.filePath)
      return yield* create(source, request)
    }, Telemetry.observed("create"))
  })
})

interface Source extends WriteBase {
  readonly policy: PathPolicy["Service"]
  /** The algorithm and a colon. */
  readonly prefix: string
}

type Results = ReadonlyArray<Result.Result<WriteResult, PlokeError>>

const writeAll = Effect.fnUntraced(function* (
  source: Source,
  requests: ReadonlyArray<WriteSnippetData>
): Effect.fn.Return<Results> {
  const rules = yield* source.policy.current
  const groups = yield* WritePlan.group(source.access, source.permits, rules, requests)
  const results: Array<Result.Result<WriteResult, PlokeError>> = Array.from({ length: requests.length })
  const writeGroup = Effect.fnUntraced(function* (group: ReadonlyArray<number>) {
    const edits = group.map((i) => requests[i]!)
    const { expectedHash, filePath } = edits[0]!
    const outcome = yield* WriteEngine.rewrite(source, rules, filePath, ({ bytes, digest }): Decision<Change> => {
      if (source.prefix + digest !== expectedHash) return { _tag: "Decline", change: { _tag: "Mismatch", digest } }
      const plan = Splice.plan(edits, bytes, source.fileBytesMax)
      return plan._tag === "Planned"
        ? { _tag: "Put", bytes: plan.content, change: { _tag: "Spliced", plan } }
        : { _tag: "Decline", change: { _tag: "Refused", plan } }
    })
    for (const [k, i] of group.entries()) results[i] = yield* answer(source, requests[i]!, k, outcome)
  })
  yield* Effect.forEach(groups, writeGroup, { concurrency: Limits.writesAtOnce, discard: true })
  return results
})

/** What became of the edits of one file. */
type Change =
  | { readonly _tag: "Mismatch"; readonly digest: string }
  | { readonly _tag: "Spliced"; readonly plan: Extract<Splice.Plan, { readonly _tag: "Planned" }> }
  | { readonly _tag: "Refused"; readonly plan: Extract<Splice.Plan, { readonly _tag: "Refused" }> }

const answer = Effect.fnUntraced(function* (
  source: Source,
  request: WriteSnippetData,
  edit: number,
  outcome: WriteOutcome<Change>
): Effect.fn.Return<Result.Result<WriteResult, PlokeError>> {
  const { filePath, origin } = request
  if (outcome._tag === "Declined") return Result.fail(declined(source.prefix, request, edit, outcome.change))
  if (outcome._tag !== "Written") {
    return Result.fail(WriteAnswer.failure(filePath, "write", outcome, source.fileBytesMax))
  }
  const delta = outcome.change._tag === "Spliced" ? outcome.change.plan.deltas : []
  return Result.succeed(yield* toResult(source, filePath, origin, outcome, delta))
})

// The file is changed by all of its edits or by none: who did nothing wrong is told what was wrong with another.
const declined = (prefix: string, request: WriteSnippetData, edit: number, change: Change): PlokeError => {
  if (change._tag === "Refused") {
    const { problems } = change.plan
    const own = problems.find((problem) =>
      problem._tag === "Overlap"
        ? problem.first === edit || problem.second === edit
        : problem._tag !== "TooLarge" && problem.edit === edit
    )
    return Splice.toError(request.filePath, own ?? problems[0])
  }
  const digest = change._tag === "Mismatch" ? change.digest : ""
  return ReadAnswer.hashProblem(request, prefix, digest) ?? Fail.changedDuringRead({ path: request.filePath })
}

const create = Effect.fnUntraced(function* (source: Source, request: CreateFileData) {
  const { filePath, mode, origin } = request
  const bytes = new TextEncoder().encode(request.content)
  if (bytes.length > source.fileBytesMax) {
    return yield* Fail.tooLarge({ path: filePath, sizeBytes: bytes.length, maxBytes: source.fileBytesMax })
  }
  const rules = yield* source.policy.current
  const { createParents = false, onExists = "error" } = request
  const outcome = yield* WriteEngine.create(source, rules, filePath, { bytes, createParents, mode, onExists })
  if (outcome._tag === "Declined") return yield* Fail.invalidState({ detail: "a creation declines nothing" })
  if (outcome._tag !== "Written") {
    return yield* WriteAnswer.failure(filePath, "create", outcome, source.fileBytesMax)
  }
  const removedBytes = outcome.oldBytes
  const delta = [{ startByte: 0, removedBytes, addedBytes: bytes.length }]
  return yield* toResult(source, filePath, origin, outcome, delta)
})

const toResult = Effect.fnUntraced(function* (
  { prefix }: Source,
  filePath: string,
  requested: OriginId | undefined,
  outcome: Extract<WriteOutcome<unknown>, { readonly _tag: "Written" }>,
  delta: WriteResult["delta"]
): Effect.fn.Return<WriteResult> {
  const { newDigest, oldDigest, written } = outcome
  const warning = WriteAnswer.degraded(filePath, written)
  if (warning !== undefined) yield* (yield* ErrorPolicy).emit(warning)
  const origin = requested ?? Option.getOrUndefined(yield* CurrentOrigin)
  return {
    filePath,
    ...(oldDigest === undefined ? {} : { oldHash: (prefix + oldDigest) as FileHash }),
    newHash: (prefix + newDigest) as FileHash,
    delta,
    ...(origin === undefined ? {} : { origin }),
    durability: written.durability
  }
})
