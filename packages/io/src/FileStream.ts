/**
 * A file as a stream of chunks that holds neither a descriptor nor a permit between two pulls, so that a slow consumer
 * blocks nobody and may itself read while it consumes. The price is paid in honesty: a file that is changed or replaced
 * before the last chunk fails the stream with `ChangedDuringRead`, since its chunks would be of two versions.
 *
 * @since 0.1.0
 */
import type { PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { AccessFailure, FileAccess, Located, OpenFile } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { PathPolicy } from "./PathPolicy.ts"
import type { PathRules } from "./PathRules.ts"
import type { Permits } from "./Permits.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import type { ReadGate } from "./ReadGate.ts"
import * as Resolution from "./Resolution.ts"
import * as Telemetry from "./Telemetry.ts"

/**
 * Which part of a file is streamed, and in which portions. All in bytes; the range is half-open.
 *
 * @since 0.1.0
 */
export interface StreamFileOptions {
  readonly startByte?: number | undefined
  readonly endByte?: number | undefined
  /** From 1 to 16 MiB; 256 KiB unless said. */
  readonly chunkBytes?: number | undefined
}

interface Progress {
  readonly file: Located
  readonly stamp: string
  readonly at: number
  readonly end: number
}

/**
 * What a stream needs: the platform, the bound of open descriptors, which paths are allowed, and the gate that it begins
 * behind.
 *
 * @since 0.1.0
 */
export interface StreamBase {
  readonly access: FileAccess["Service"]
  readonly permits: Permits["Service"]
  readonly policy: PathPolicy["Service"]
  readonly gate: ReadGate
}

/**
 * Streams the bytes of a file.
 *
 * @param base - what it needs
 * @param path - the path as requested
 * @param options - range and chunk size
 * @since 0.1.0
 */
export const streamFile = (
  base: StreamBase,
  path: string,
  options: StreamFileOptions = {}
): Stream.Stream<Uint8Array, PlokeError> => {
  const chunkBytes = options.chunkBytes ?? Limits.streamChunkBytes
  const source: Source = { ...base, path, options: { ...options, chunkBytes } }
  return Stream.unwrap(
    Effect.map(begin(source), (first) =>
      Stream.paginate(
        first,
        Effect.fnUntraced(function* (progress: Progress) {
          if (progress.at === progress.end) return [[], Option.none<Progress>()] as const
          const chunk = yield* pull(source, progress)
          const next = { ...progress, at: progress.at + chunk.length }
          return [[chunk], next.at < next.end ? Option.some<Progress>(next) : Option.none<Progress>()] as const
        })
      )
    )
  ).pipe(Telemetry.observedStream("ReadService.streamFile", "stream"))
}

interface Source extends StreamBase {
  readonly path: string
  readonly options: StreamFileOptions & { readonly chunkBytes: number }
}

const begin = Effect.fnUntraced(function* (source: Source) {
  const { gate, policy, path, options } = source
  const problem = chunkProblem(path, options.chunkBytes)
  if (problem !== undefined) return yield* problem
  const rules = yield* policy.current
  yield* Telemetry.annotatePath(rules, path)
  yield* Telemetry.addFiles(1)
  return yield* gate.read(find(source, rules))
})

// Only this is kept apart from transactions: a stream that one of them overtakes later fails by itself.
const find = Effect.fnUntraced(function* (source: Source, rules: PathRules) {
  const { access, options, path } = source
  const file = yield* Resolution.resolve(access, rules, path)
  if (file._tag !== "Located") return yield* Resolution.toError(path, "stream", file)
  if (file.type !== "File") {
    return yield* ReadAnswer.failure(path, "stream", { _tag: "NotAFile", type: file.type }, 0)
  }
  return yield* withOpen(
    source,
    file,
    Effect.fnUntraced(function* (opened) {
      const startByte = options.startByte ?? 0
      const endByte = options.endByte ?? opened.sizeBytes
      if (!isRange(startByte, endByte, opened.sizeBytes)) {
        return yield* Fail.outOfRange({ path, startByte, endByte, fileLength: opened.sizeBytes })
      }
      const progress: Progress = { file, stamp: yield* opened.stamp, at: startByte, end: endByte }
      return progress
    })
  )
})

const pull = (source: Source, progress: Progress) =>
  withOpen(
    source,
    progress.file,
    Effect.fnUntraced(function* (opened) {
      const chunk = new Uint8Array(Math.min(source.options.chunkBytes, progress.end - progress.at))
      const count = yield* opened.read(chunk, progress.at)
      if (count < chunk.length || (yield* opened.stamp) !== progress.stamp) {
        return yield* Fail.changedDuringRead({ path: source.path })
      }
      yield* Telemetry.addRead(0, count)
      return chunk
    })
  )

const withOpen = <A>(
  { access, permits, path }: Source,
  file: Located,
  use: (opened: OpenFile) => Effect.Effect<A, PlokeError | AccessFailure>
): Effect.Effect<A, PlokeError> =>
  permits
    .withBudget(1, () => Effect.scoped(Effect.flatMap(access.open(file), use)))
    .pipe(Effect.mapError((failure) => toError(path, failure)))

const isRange = (start: number, end: number, length: number): boolean =>
  Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= length

const chunkProblem = (path: string, chunkBytes: number) =>
  Number.isSafeInteger(chunkBytes) && chunkBytes >= 1 && chunkBytes <= Limits.streamChunkBytesMax
    ? undefined
    : Fail.syntaxError({
        path,
        detail: `chunkBytes must be a whole number from 1 to ${Limits.streamChunkBytesMax}, got ${chunkBytes}`
      })

const toError = (path: string, failure: PlokeError | AccessFailure): PlokeError => {
  if (failure._tag !== "AccessFailure") return failure
  return failure.code === "ESTALE" ? Fail.changedDuringRead({ path }) : Resolution.toError(path, "stream", failure)
}
