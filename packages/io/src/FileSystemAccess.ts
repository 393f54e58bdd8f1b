/**
 * `FileAccess` over any Effect `FileSystem`: the file system in memory, Bun's, a faulty one in a test.
 *
 * Its confinement is `bestEffort`: Effect's interface has no descriptor paths and no open that refuses to block, so a
 * path is canonicalized link by link, looked at without following a link, opened with `noFollow` where that is to be
 * had, and compared with what was looked at.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { ByteTools } from "./Extraction.ts"
import * as Extraction from "./Extraction.ts"
import type { AccessFailure, Located, OpenFile, ReadFinding, ReadOrder } from "./FileAccess.ts"
import { accessFailure, FileAccess } from "./FileAccess.ts"
import { codeOf, openUnlinked, toFailure } from "./FileSystemFailure.ts"
import * as FileSystemFolder from "./FileSystemFolder.ts"
import * as FileSystemSurvey from "./FileSystemSurvey.ts"
import { Hasher } from "./Hasher.ts"
import * as Limits from "./Limits.ts"
import type { TraceReply } from "./PathTrace.ts"
import * as PathTrace from "./PathTrace.ts"

/**
 * Provides `FileAccess` for POSIX paths over the `FileSystem` of the context.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<FileAccess, never, FileSystem.FileSystem | Hasher> = Layer.effect(
  FileAccess,
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const hasher = yield* Hasher
    return make(fs, Extraction.portableTools(hasher))
  })
)

/**
 * Makes the access.
 *
 * @param fs - the file system
 * @param tools - digest and decoder
 * @since 0.1.0
 */
export const make = (fs: FileSystem.FileSystem, tools: ByteTools): FileAccess["Service"] => {
  const trace = traceWith(fs)
  const canonicalize = canonicalizeWith(fs, trace)
  const open = openWith(fs)
  return FileAccess.of({
    flavor: "posix",
    confinement: "bestEffort",
    readsUnlocated: false,
    limits: { softNoFile: undefined, container: "unknown" },
    // Which process this is cannot be found out, and so no other one can be known to be dead.
    process: { id: "0", isDead: undefined },
    canonicalize,
    locate: (paths) => Effect.forEach(paths, (path) => Effect.catch(canonicalize(path), Effect.succeed)),
    trace,
    read: (orders) => Effect.forEach(orders, (order) => readOne(open, order, tools)),
    open,
    openFolder: (path) => FileSystemFolder.open(fs, path),
    survey: (orders) => Effect.forEach(orders, (order) => FileSystemSurvey.surveyOne(fs, trace, order))
  })
}

type Trace = FileAccess["Service"]["trace"]
type Open = FileAccess["Service"]["open"]

const traceWith =
  (fs: FileSystem.FileSystem): Trace =>
  (path) =>
    Effect.gen(function* () {
      const tracer = PathTrace.make(path, "posix")
      for (let at = tracer.pending; at !== undefined; at = tracer.pending) tracer.reply(yield* look(fs, at))
      return tracer.result
    })

const look = (fs: FileSystem.FileSystem, path: string): Effect.Effect<TraceReply> =>
  fs.lstat(path).pipe(
    Effect.flatMap((info): Effect.Effect<TraceReply, PlatformError.PlatformError> => {
      if (info.type === "SymbolicLink") {
        return Effect.map(fs.readLink(path), (target) => ({ _tag: "Link", target }))
      }
      return Effect.succeed({ _tag: info.type === "Directory" ? "Directory" : "Other" })
    }),
    Effect.catch((error) => Effect.succeed<TraceReply>({ _tag: "Failed", code: codeOf(error) }))
  )

// The trace is the canonicalization: Effect's `realPath` collapses `..` by text on some platforms.
const canonicalizeWith = (fs: FileSystem.FileSystem, trace: Trace) =>
  Effect.fnUntraced(function* (path: string): Effect.fn.Return<Located, AccessFailure> {
    const { reached, code } = yield* trace(path)
    if (code !== undefined) return yield* Effect.fail(accessFailure(code, "lstat"))
    const info = yield* Effect.mapError(fs.lstat(reached), toFailure)
    return {
      _tag: "Located",
      path: reached,
      type: info.type,
      sizeBytes: Number(ByteSize.toBigInt(info.size)),
      stamp: identityOf(info)
    }
  })

const openWith =
  (fs: FileSystem.FileSystem): Open =>
  (located) =>
    Effect.gen(function* () {
      // Looked at again right before the open: a FIFO would block it, a device must not be opened.
      const before = yield* fs.lstat(located.path)
      if (before.type !== "File") return yield* Effect.fail(accessFailure("ESTALE", "lstat"))
      const file = yield* openUnlinked(fs, located.path)
      const info = yield* file.stat
      if (identityOf(info) !== identityOf(before) || identityOf(info) !== located.stamp) {
        return yield* Effect.fail(accessFailure("ESTALE", "open"))
      }
      return {
        sizeBytes: Number(ByteSize.toBigInt(info.size)),
        read: (buffer, position) => readFully(file, buffer, position),
        stamp: Effect.mapError(Effect.map(file.stat, versionOf), toFailure)
      } satisfies OpenFile
    }).pipe(Effect.mapError((error) => (error._tag === "AccessFailure" ? error : toMoved(toFailure(error)))))

// A canonical path has no links: one that is there now has taken the file's place, and is to be judged as a link.
const toMoved = (failure: AccessFailure): AccessFailure =>
  failure.code === "ELOOP" ? accessFailure("ESTALE", failure.syscall, failure.cause) : failure

const readFully = Effect.fnUntraced(
  function* (file: FileSystem.File, buffer: Uint8Array, position: number) {
    let filled = 0
    while (filled < buffer.length) {
      const read = Number(yield* file.read(buffer.subarray(filled), { position: BigInt(position + filled) }))
      if (read === 0) break
      filled += read
    }
    return filled
  },
  Effect.mapError((error: PlatformError.PlatformError) => toFailure(error))
)

const readOne = (open: Open, order: ReadOrder, tools: ByteTools): Effect.Effect<ReadFinding> =>
  Effect.gen(function* (): Effect.fn.Return<ReadFinding, AccessFailure, Scope.Scope> {
    if (order.located === undefined) return { _tag: "Moved" }
    const file = yield* open(order.located)
    if (file.sizeBytes > order.fileBytesMax) return { _tag: "TooLarge", sizeBytes: file.sizeBytes }
    const before = yield* file.stamp
    const extraction = new Extraction.ChunkedExtraction(order.want, tools)
    const buffer = new Uint8Array(Math.min(Limits.chunkBytes, file.sizeBytes + 1))
    for (let at = 0; ;) {
      const read = yield* file.read(buffer, at)
      extraction.push(buffer.subarray(0, read))
      at += read
      if (at > order.fileBytesMax) return { _tag: "TooLarge", sizeBytes: at }
      if (read < buffer.length) break
    }
    const stable = (yield* file.stamp) === before
    return { _tag: "Read", finding: extraction.finish(), stable }
  }).pipe(
    Effect.scoped,
    Effect.catch((failure) => Effect.succeed<ReadFinding>(failure.code === "ESTALE" ? { _tag: "Moved" } : failure))
  )

const identityOf = (info: FileSystem.File.Info): string => `${info.dev}:${Option.getOrElse(info.ino, () => 0n)}`

const versionOf = (info: FileSystem.File.Info): string =>
  `${identityOf(info)}:${ByteSize.toBigInt(info.size)}:${Option.match(info.mtime, { onNone: () => 0, onSome: Number })}`
