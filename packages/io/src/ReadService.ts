/**
 * Reads files, and byte ranges of files, only if they are still the ones that were indexed.
 *
 * Promised: a text comes from bytes whose hash is the expected one, or from one version of the file where nothing was
 * expected; one item's failure leaves the others of its batch alone; results come in request order; memory does not
 * grow with the size of a file, only with the text that was asked for; descriptors stay within the permits.
 *
 * Not promised: that a file is still the same after the call. An unverified read notices a change by size and times;
 * a writer that is inside one `write(2)` when the read begins can be missed, a verified read cannot be fooled.
 *
 * @since 0.1.0
 */
import type { ChangedFileData, FileContent, FileData, FileHash, ReadFileRequest, SnippetRequest } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { ContentCache } from "./ContentCache.ts"
import { FileAccess } from "./FileAccess.ts"
import { streamFile } from "./FileStream.ts"
import type { StreamFileOptions } from "./FileStream.ts"
import { Hasher } from "./Hasher.ts"
import * as Limits from "./Limits.ts"
import { PathPolicy } from "./PathPolicy.ts"
import type { PathRules } from "./PathRules.ts"
import { Permits } from "./Permits.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import type { ScanOutcome } from "./ReadAnswer.ts"
import type { Outcome, Wish } from "./ReadEngine.ts"
import type { ReadGate } from "./ReadGate.ts"
import { CurrentReadGate } from "./ReadGate.ts"
import * as ReadEngine from "./ReadEngine.ts"
import * as ReadPlan from "./ReadPlan.ts"
import * as Telemetry from "./Telemetry.ts"
import * as Turns from "./Turns.ts"

export type { StreamFileOptions } from "./FileStream.ts"
export type { ScanOutcome } from "./ReadAnswer.ts"

/**
 * What `ReadService.layer` takes.
 *
 * @since 0.1.0
 */
export interface ReadServiceOptions {
  /** The largest text that is returned as a whole, in bytes; 16 MiB unless said. */
  readonly maxFileBytes?: number | undefined
  /**
   * What happens to files beyond `maxFileBytes` when only a range or the hash is wanted: `"stream"` (the default) reads
   * them in constant memory, `"skip"` refuses them with `DomainError/TooLarge`.
   */
  readonly largeFiles?: "skip" | "stream" | undefined
}

/**
 * Reads, hashes and scans files below the roots.
 *
 * @example
 * ```ts
 * import { ReadService } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const read = yield* ReadService
 *   const expectedHash = yield* read.hashFile("/repo/a.ts")
 *   return yield* read.readSnippet({ filePath: "/repo/a.ts", expectedHash, startByte: 0, endByte: 5 })
 * })
 *
 * console.log(await Effect.runPromise(Effect.provide(program, TestPlokeIo.layer({ "/repo/a.ts": "const a = 1" }))))
 * // => const
 * ```
 *
 * @since 0.1.0
 */
export class ReadService extends Context.Service<
  ReadService,
  {
    /** The text of a byte range, if the file still has the expected hash. */
    readonly readSnippet: (request: SnippetRequest) => Effect.Effect<string, PlokeError>
    /** The same for many, each file read once; one result per request, in order. */
    readonly readSnippets: (
      requests: ReadonlyArray<SnippetRequest>
    ) => Effect.Effect<ReadonlyArray<Result.Result<string, PlokeError>>>
    /** The text of a file or of a range of it, with the hash of the whole file. */
    readonly readFile: (request: ReadFileRequest) => Effect.Effect<FileContent, PlokeError>
    /** The bytes of a file or of a range of it, in chunks; no descriptor is held between two chunks. */
    readonly streamFile: (path: string, options?: StreamFileOptions) => Stream.Stream<Uint8Array, PlokeError>
    /** The hash of a file's bytes. */
    readonly hashFile: (path: string) => Effect.Effect<FileHash, PlokeError>
    /** The same for many; one result per path, in order. */
    readonly hashFiles: (
      paths: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyArray<Result.Result<FileHash, PlokeError>>>
    /** `None` where unchanged, in order; fails with the failure of the first failing file in input order. */
    readonly scanChanges: (
      files: ReadonlyArray<FileData>
    ) => Effect.Effect<ReadonlyArray<Option.Option<ChangedFileData>>, PlokeError>
    /** One outcome per file, in order, in constant memory: no file spoils the rest. */
    readonly scan: <E, R>(files: Stream.Stream<FileData, E, R>) => Stream.Stream<ScanOutcome, E, R>
  }
>()("@ploke/io/ReadService") {
  /** Reads through the platform's `FileAccess`, within the policy and the permits. */
  static readonly layer = (
    options: ReadServiceOptions = {}
  ): Layer.Layer<ReadService, PlokeError, FileAccess | Hasher | PathPolicy | Permits> =>
    Layer.effect(ReadService, make(options))
}

/**
 * Makes the service.
 *
 * @param options - limits
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (options: ReadServiceOptions) {
  const access = yield* FileAccess
  const { algorithm } = yield* Hasher
  const permits = yield* Permits
  const policy = yield* PathPolicy
  const bounds = yield* decideBounds(options)
  const cache = yield* ContentCache
  const remembers = cache.state === "on" ? "texts" : "nothing"
  const gate = yield* CurrentReadGate
  const source: Source = { access, permits, policy, bounds, prefix: `${algorithm}:`, cache, remembers, gate }
  return ReadService.of({
    ...snippetCalls(source),
    ...fileCalls(source),
    ...hashCalls(source),
    ...scanCalls(source),
    streamFile: (path, options) => streamFile(source, path, options)
  })
})

// What every call needs.
interface Source extends ReadPlan.PlanBase {
  readonly access: FileAccess["Service"]
  readonly permits: Permits["Service"]
  readonly policy: PathPolicy["Service"]
  readonly cache: ContentCache
  readonly gate: ReadGate
}

// The first slice of a wish, where it is the whole text: what an edit of it may have to be rebased from.
const remember = ({ cache, prefix }: Source, outcomes: ReadonlyArray<Outcome>): void => {
  for (const outcome of outcomes) {
    const slice = outcome._tag === "Read" ? outcome.finding.slices[0] : undefined
    if (outcome._tag !== "Read" || slice?._tag !== "Text" || slice.cut === "truncated") continue
    const hash = (prefix + outcome.finding.digest) as FileHash
    if (cache.get(hash) === undefined) cache.add(hash, new TextEncoder().encode(slice.text))
  }
}

type Calls<Names extends keyof ReadService["Service"]> = Pick<ReadService["Service"], Names>

const snippetCalls = (source: Source): Calls<"readSnippet" | "readSnippets"> => {
  const snippets = Effect.fnUntraced(function* (requests: ReadonlyArray<SnippetRequest>) {
    const { bounds, policy, prefix } = source
    const plan = yield* ReadPlan.snippets(requests, source)
    const outcomes = yield* run(source, yield* policy.current, plan.wishes)
    if (source.remembers === "texts") remember(source, outcomes)
    return yield* answerAll(requests, (request, i) => {
      const outcome = outcomes[plan.wishOf[i]!]!
      return ReadAnswer.snippet(request, prefix, outcome, plan.sliceOf[i]!, bounds.textBytesMax)
    })
  })
  return {
    readSnippet: Effect.fn("ReadService.readSnippet")(function* (request: SnippetRequest) {
      yield* Telemetry.annotatePath(yield* source.policy.current, request.filePath)
      yield* Telemetry.addFiles(1)
      const results = yield* snippets([request])
      return yield* Effect.fromResult(results[0]!)
    }, Telemetry.observed("read")),

    readSnippets: Effect.fn("ReadService.readSnippets")(function* (requests: ReadonlyArray<SnippetRequest>) {
      yield* Telemetry.addFiles(requests.length)
      return yield* snippets(requests)
    }, Telemetry.observed("read"))
  }
}

const fileCalls = (source: Source): Calls<"readFile"> => ({
  readFile: Effect.fn("ReadService.readFile")(function* (request: ReadFileRequest) {
    const invalid = ReadAnswer.invalidReadFile(request)
    if (invalid !== undefined) return yield* invalid
    const outcome = yield* runOne(source, ReadPlan.file(request, source))
    const isWhole = request.startByte === undefined && request.endByte === undefined
    if (source.remembers === "texts" && isWhole) remember(source, [outcome])
    return yield* Effect.fromResult(ReadAnswer.file(request, source.prefix, outcome, source.bounds.textBytesMax))
  }, Telemetry.observed("read"))
})

const hashCalls = (source: Source): Calls<"hashFile" | "hashFiles"> => {
  const answer = (path: string, outcome: Outcome) =>
    ReadAnswer.hash(path, source.prefix, "hash", outcome, source.bounds.fileBytesMax)
  return {
    hashFile: Effect.fn("ReadService.hashFile")(function* (path: string) {
      return yield* Effect.fromResult(answer(path, yield* runOne(source, ReadPlan.hash(path, source))))
    }, Telemetry.observed("hash")),

    hashFiles: Effect.fn("ReadService.hashFiles")(function* (paths: ReadonlyArray<string>) {
      yield* Telemetry.addFiles(paths.length)
      const plan = ReadPlan.hashes(paths, source)
      const outcomes = yield* run(source, yield* source.policy.current, plan.wishes)
      return yield* answerAll(paths, (path, i) => answer(path, outcomes[plan.places[i]!]!))
    }, Telemetry.observed("hash"))
  }
}

const scanCalls = (source: Source): Calls<"scan" | "scanChanges"> => {
  const scanned = Effect.fnUntraced(function* (files: ReadonlyArray<FileData>) {
    const { access, bounds, policy, prefix } = source
    const plan = ReadPlan.hashes(files, source)
    const rules = yield* policy.current
    const outcomes = yield* run(source, rules, plan.wishes)
    const lost = yield* lostRoots(access, rules, outcomes)
    return yield* answerAll(files, (file, i) => {
      const outcome = outcomes[plan.places[i]!]!
      return ReadAnswer.scan(file, prefix, outcome, bounds.fileBytesMax, lost(file.filePath))
    })
  })
  return {
    scanChanges: Effect.fn("ReadService.scanChanges")(function* (files: ReadonlyArray<FileData>) {
      yield* Telemetry.addFiles(files.length)
      const outcomes = yield* scanned(files)
      return yield* Effect.fromResult(ReadAnswer.changes(outcomes))
    }, Telemetry.observed("scan")),

    scan: (files) =>
      files.pipe(
        // As many as are there, at most so many: a slow source is told of each file, a fast one gets large batches.
        Stream.buffer({ capacity: Limits.scanChunkFiles }),
        Stream.mapArrayEffect((chunk) =>
          Effect.andThen(
            Telemetry.addFiles(chunk.length),
            scanned(chunk) as Effect.Effect<readonly [ScanOutcome, ...Array<ScanOutcome>]>
          )
        ),
        Telemetry.observedStream("ReadService.scan", "scan")
      )
  }
}

const run = ({ access, gate, permits }: Source, rules: PathRules, wishes: ReadonlyArray<Wish>) =>
  gate.read(ReadEngine.readAll(access, permits, rules, wishes))

const runOne = Effect.fnUntraced(function* (source: Source, wish: Wish) {
  const rules = yield* source.policy.current
  yield* Telemetry.annotatePath(rules, wish.path)
  yield* Telemetry.addFiles(1)
  const outcomes = yield* run(source, rules, [wish])
  return outcomes[0]!
})

const decideBounds = (options: ReadServiceOptions): Effect.Effect<Source["bounds"], PlokeError> => {
  const textBytesMax = options.maxFileBytes ?? Limits.fileBytesMax
  if (!Number.isSafeInteger(textBytesMax) || textBytesMax < 1) {
    const detail = `maxFileBytes must be a whole number of at least 1, got ${textBytesMax}`
    return Effect.fail(Fail.syntaxError({ detail }))
  }
  return Effect.succeed({ textBytesMax, fileBytesMax: options.largeFiles === "skip" ? textBytesMax : Infinity })
}

// An error value costs about 10 µs: the event loop gets its turn also when every item failed.
const answerAll = <A, B>(
  items: ReadonlyArray<A>,
  answer: (item: A, index: number) => B
): Effect.Effect<ReadonlyArray<B>> =>
  Effect.suspend(() => {
    const answers: Array<B> = []
    const loop = (from: number, end: number) => {
      for (let i = from; i < end; i++) answers.push(answer(items[i]!, i))
    }
    return Effect.as(Turns.run(items.length, Limits.itemsPerTurn, loop), answers)
  })

// A file is only missing when its root is there: an unmounted root must not read as "everything was deleted".
const lostRoots = Effect.fnUntraced(function* (
  access: FileAccess["Service"],
  rules: PathRules,
  outcomes: ReadonlyArray<Outcome>
) {
  const missing = outcomes.some((outcome) => outcome._tag === "AccessFailure" && outcome.code === "ENOENT")
  if (!missing || rules.access === "unrestricted") return () => undefined
  const roots = yield* Effect.filter(rules.roots, (root) =>
    Effect.match(access.canonicalize(root.configured), { onFailure: () => true, onSuccess: () => false })
  )
  return (path: string): string | undefined => ReadAnswer.rootAbove(roots, path, access.flavor)
})
