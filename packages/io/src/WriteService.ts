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
import type {
  CreateFileData,
  Durability,
  EditResult,
  FileEdit,
  FilePreview,
  PatchData,
  PatchResult,
  RecoveryReport,
  TransactionResult,
  WriteResult,
  WriteSnippetData
} from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { ErrorPolicy, Fail } from "@ploke/error"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as AdvisoryLocks from "./AdvisoryLocks.ts"
import { ContentCache } from "./ContentCache.ts"
import * as EditPreview from "./EditPreview.ts"
import * as EditWrite from "./EditWrite.ts"
import type { EditOptions } from "./EditWrite.ts"
import type { AccessFailure } from "./FileAccess.ts"
import { FileAccess } from "./FileAccess.ts"
import { FileLock } from "./FileLock.ts"
import { FolderPool } from "./FolderPool.ts"
import { Hasher } from "./Hasher.ts"
import { Journal } from "./Journal.ts"
import { KeyedLocks } from "./KeyedLocks.ts"
import * as Limits from "./Limits.ts"
import * as PatchWrite from "./PatchWrite.ts"
import { PathPolicy } from "./PathPolicy.ts"
import { Permits } from "./Permits.ts"
import { CurrentReadGate } from "./ReadGate.ts"
import * as Recovery from "./Recovery.ts"
import * as SnippetWrite from "./SnippetWrite.ts"
import { StateStore } from "./StateStore.ts"
import * as Telemetry from "./Telemetry.ts"
import { Sweeper } from "./Temporaries.ts"
import * as Transaction from "./Transaction.ts"
import * as WriteCall from "./WriteCall.ts"
import type { WriteBase } from "./WriteEngine.ts"
import { WriteLedger } from "./WriteLedger.ts"
import type { LockFailed } from "./WriteOutcome.ts"

export type { EditOptions } from "./EditWrite.ts"

/**
 * How writing behaves.
 *
 * @since 0.1.0
 */
export interface WriteServiceOptions {
  /**
   * Whether a write fails where the disk does not confirm it, or only warns where its folder cannot be synced; a request's
   * own word wins. Default: `"strict"`.
   */
  readonly durability?: Durability | undefined
  /** What happens to a file with several names. `"split"`: the written name gets a file of its own. Default: `"refuse"`. */
  readonly hardLinks?: "refuse" | "split" | undefined
  /** The largest file that is changed or made, in bytes; it is held in memory. Default: 16 MiB. */
  readonly maxFileBytes?: number | undefined
  /**
   * Among whom writers of one file take turns, from the look at it to the acknowledgement: within this process, or also
   * between processes that ask for the same (`"advisory"`). Default: `"process"`.
   */
  readonly lock?: "process" | "advisory" | undefined
  /** How long a write waits for a lock that another process holds. Default: 10 seconds. */
  readonly lockWait?: Duration.Input | undefined
  /**
   * The folder that keeps lock files and the journals of transactions; outside of the roots. Default: that of the platform,
   * such as `$XDG_STATE_HOME/ploke-io`.
   */
  readonly stateDirectory?: string | undefined
}

/**
 * What is done about files that a transaction was about to change and somebody else has changed.
 *
 * @since 0.1.0
 */
export interface RecoverOptions {
  readonly resolve?: "force" | "abandon" | undefined
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
    /** Applies a unified diff of one file, all hunks or none; a dry run changes nothing and shows the same. */
    readonly applyPatch: (request: PatchData) => Effect.Effect<PatchResult, PlokeError>
    /** Does one edit of any kind: also replaces, removes or renames a file that still has the expected hash. */
    readonly applyEdit: (edit: FileEdit, options?: EditOptions) => Effect.Effect<EditResult, PlokeError>
    /**
     * Does edits of many files, all of them or none, also through a crash or a power cut; results by index. Each file is
     * taken from and put to once, but for splices of one content; an edit may take the place of a file that another one
     * removes or renames. What is wrong with any of them is told at once, as `TransactionAborted`.
     */
    readonly transaction: (
      edits: ReadonlyArray<FileEdit>,
      options?: EditOptions
    ) => Effect.Effect<TransactionResult, PlokeError>
    /**
     * Brings transactions to their end that a process left behind when it died, as the start of the service does. Where
     * somebody else has changed a file meanwhile, nothing is touched unless `resolve` says what is to be done about it:
     * `"force"`, and the transaction wins, or `"abandon"`, and all files stay as they are.
     */
    readonly recover: (options?: RecoverOptions) => Effect.Effect<RecoveryReport, PlokeError>
    /** Shows what edits would make of their files, as unified diffs with the new hashes; changes nothing. */
    readonly preview: (edits: ReadonlyArray<FileEdit>) => Effect.Effect<ReadonlyArray<FilePreview>, PlokeError>
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
  const call = yield* prepare(options)
  const { policy } = call
  yield* recoverAtStart(call)
  yield* Effect.forkScoped(call.sweeper.sweepRoots(yield* policy.current, call.permits), { startImmediately: true })
  const annotate = (path: string) => Effect.flatMap(policy.current, (rules) => Telemetry.annotatePath(rules, path))
  return WriteService.of({
    writeSnippet: Effect.fn("WriteService.writeSnippet")(function* (request: WriteSnippetData) {
      yield* annotate(request.filePath)
      const results = yield* SnippetWrite.writeAll(call, [request])
      return yield* Effect.fromResult(results[0]!)
    }, Telemetry.observed("write")),

    writeSnippets: Effect.fn("WriteService.writeSnippets")(function* (requests: ReadonlyArray<WriteSnippetData>) {
      yield* Telemetry.addFiles(requests.length)
      return yield* SnippetWrite.writeAll(call, requests)
    }, Telemetry.observed("write")),

    createFile: Effect.fn("WriteService.createFile")(function* (request: CreateFileData) {
      yield* annotate(request.filePath)
      return WriteCall.withHash(yield* EditWrite.create(call, request))
    }, Telemetry.observed("create")),

    applyPatch: Effect.fn("WriteService.applyPatch")(function* (request: PatchData) {
      yield* annotate(request.filePath)
      return yield* PatchWrite.apply(call, request)
    }, Telemetry.observed("patch")),

    applyEdit: Effect.fn("WriteService.applyEdit")(
      function* (edit: FileEdit, options?: EditOptions) {
        yield* annotate(edit.filePath)
        return yield* EditWrite.applyEdit(call, edit, options ?? {})
      },
      (effect) => Telemetry.observed("edit")(effect)
    ),

    transaction: Effect.fn("WriteService.transaction")(
      function* (edits: ReadonlyArray<FileEdit>, options?: EditOptions) {
        yield* Telemetry.addFiles(edits.length)
        return yield* Transaction.transaction(call, edits, options ?? {})
      },
      (effect) => Telemetry.observed("transaction")(effect)
    ),

    recover: Effect.fn("WriteService.recover")(
      function* (options?: RecoverOptions) {
        const found = Recovery.recover(call, yield* policy.current, options?.resolve)
        const transactions = yield* Effect.mapError(found, ({ detail }) =>
          Fail.io({ message: `the journals of transactions cannot be read: ${detail}` })
        )
        return { transactions }
      },
      (effect) => Telemetry.observed("recover")(effect)
    ),

    preview: Effect.fn("WriteService.preview")(function* (edits: ReadonlyArray<FileEdit>) {
      yield* Telemetry.addFiles(edits.length)
      return yield* EditPreview.preview(call, edits)
    }, Telemetry.observed("preview"))
  })
})

// Whoever only reads must not be kept from it by a state directory that cannot be used: a transaction will tell.
const recoverAtStart = Effect.fnUntraced(function* (call: WriteCall.WriteCall) {
  const errors = yield* ErrorPolicy
  const found = Recovery.recover(call, yield* call.policy.current, undefined)
  const told = yield* Effect.catch(found, ({ detail }) =>
    Effect.as(Effect.logDebug(`the journals of transactions cannot be read: ${detail}`), [])
  )
  for (const { detail = "", id, paths, state } of told) {
    if (state === "stuck") {
      yield* errors.emit(Fail.transactionStuck({ id, paths, detail }))
      continue
    }
    // What is found unreadable after a power cut had not begun, and what another process is about is its own business.
    const log = state === "unreadable" || state === "busy" ? Effect.logDebug : Effect.logInfo
    yield* log(`transaction ${id} of an earlier process: ${state}${detail === "" ? "" : ` (${detail})`}`)
  }
})

const prepare = Effect.fnUntraced(function* (options: WriteServiceOptions) {
  const fileBytesMax = options.maxFileBytes ?? Limits.fileBytesMax
  if (!Number.isSafeInteger(fileBytesMax) || fileBytesMax < 1) {
    const detail = `maxFileBytes must be a whole number of at least 1, got ${fileBytesMax}`
    return yield* Fail.syntaxError({ detail })
  }
  const access = yield* FileAccess
  const hasher = yield* Hasher
  const scope = yield* Effect.scope
  const store = yield* StateStore
  const { stateDirectory } = options
  // Made before any transaction goes on behind its caller, so that it ends after all of them.
  const lasting = yield* Scope.fork(scope)
  const journal = new Journal({ access, hasher, store, locks: yield* FileLock, stateDirectory, scope: lasting })
  const call: WriteCall.WriteCall = {
    access,
    scope,
    journal,
    found: new Set(),
    blocked: journal.blocked,
    gate: yield* CurrentReadGate,
    hasher,
    permits: yield* Permits,
    policy: yield* PathPolicy,
    locks: new KeyedLocks(),
    advisory: yield* advisoryLocks(options),
    folders: new FolderPool(access.openFolder),
    sweeper: new Sweeper(access),
    ledger: yield* WriteLedger,
    nextDigits: yield* makeDigits,
    cache: yield* ContentCache,
    fileBytesMax,
    durability: options.durability ?? "strict",
    hardLinks: options.hardLinks ?? "refuse",
    prefix: `${hasher.algorithm}:`
  }
  return call
})

// The first half is the service's own, the second one counts.
const makeDigits = Effect.map(Random.nextIntBetween(0, 2 ** 32), (random) => {
  const digits = (value: number) => (value % 2 ** 32).toString(16).padStart(8, "0")
  const own = digits(random)
  let count = 0
  return () => own + digits(count++)
})

const withoutLocks: WriteBase["advisory"] = (_, effect) => effect

const advisoryLocks = Effect.fnUntraced(function* ({ lock, lockWait, stateDirectory }: WriteServiceOptions) {
  if (lock !== "advisory") return withoutLocks
  const waitMillis = lockWait === undefined ? Limits.lockWaitMillis : Duration.toMillis(lockWait)
  const opened = Effect.flatMap(FileLock, (files) => files.open(stateDirectory))
  const files = yield* Effect.mapError(opened, (failure) => {
    const why = failure._tag === "LockUnsupported" ? failure.detail : whyOf(failure)
    return Fail.io({
      message: `lock: "advisory" cannot be had (${why}); use lock: "process", or another stateDirectory`
    })
  })
  const locks = AdvisoryLocks.make(files, { waitMillis })
  // What the effect fails with is kept apart from what the lock files fail with.
  const advisory: WriteBase["advisory"] = (paths, effect) =>
    locks.withLocks(paths)(Effect.exit(effect)).pipe(Effect.mapError(toLockFailed), Effect.flatten)
  return advisory
})

const whyOf = ({ cause, code, syscall }: AccessFailure): string =>
  cause instanceof Error ? cause.message : `${code}, ${syscall ?? "open"}`

const toLockFailed = (failure: AccessFailure | AdvisoryLocks.LockBusy): LockFailed | AdvisoryLocks.LockBusy =>
  failure._tag === "AccessFailure" ? { _tag: "LockFailed", failure } : failure
