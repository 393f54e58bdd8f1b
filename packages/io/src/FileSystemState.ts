/**
 * `StateStore` over any Effect `FileSystem`: the file system in memory, Bun's, a crashing one in a test.
 *
 * Promised: what `StateStore` promises, as far as modes and types of entries tell. Folders that were made are on the disk,
 * name included, before a folder is lent; where a file system cannot sync a folder, it is left to it.
 *
 * Weakness: Effect's interface opens nothing relative to a folder and tells nothing of the owner that could be believed
 * everywhere, so that a folder is looked at by its path before it is used. A file is looked at before it is opened, which
 * is done without following a link where that is to be had, and compared with what was looked at.
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
import * as Semaphore from "effect/Semaphore"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import { openQuietly, toFailure } from "./FileSystemFailure.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { StateFile, StateFolder } from "./StateStore.ts"
import { StateStore } from "./StateStore.ts"

/**
 * Provides the store over the `FileSystem` of the context.
 *
 * @example
 * ```ts
 * import { FileSystemState, StateStore } from "@ploke/io"
 * import { MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const program = Effect.flatMap(StateStore, (store) => store.open(undefined, "journals", "make"))
 * const layer = FileSystemState.layerAt("/state").pipe(Layer.provide(MemoryFileSystem.layer()))
 * console.log((await Effect.runPromise(Effect.provide(program, layer)))?.path) // => /state/journals
 * ```
 *
 * @param directory - the absolute path of the state directory that is used unless one is named
 * @since 0.1.0
 */
export const layerAt = (directory: string): Layer.Layer<never, never, FileSystem.FileSystem> =>
  Layer.effect(
    StateStore,
    Effect.map(FileSystem.FileSystem, (fs) => make(fs, directory))
  )

/**
 * Provides the store over the `FileSystem` of the context, in `/var/lib/ploke-io` unless a state directory is named.
 *
 * @example
 * ```ts
 * import { FileSystemState, StateStore } from "@ploke/io"
 * import { MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const program = Effect.flatMap(StateStore, (store) => store.open(undefined, "journals", "leave"))
 * const layer = FileSystemState.layer.pipe(Layer.provide(MemoryFileSystem.layer()))
 * console.log(await Effect.runPromise(Effect.provide(program, layer))) // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<never, never, FileSystem.FileSystem> = layerAt("/var/lib/ploke-io")

/**
 * Makes the store.
 *
 * @param fs - the file system
 * @param directory - the state directory that stands for the platform's own
 * @since 0.1.0
 */
export const make = (fs: FileSystem.FileSystem, directory: string): StateStore => ({
  open: (named = directory, name, missing) =>
    Effect.gen(function* (): Effect.fn.Return<StateFolder | undefined, AccessFailure> {
      const place = yield* placeOf(named)
      yield* demandName(name)
      const path = PathSyntax.join(place, name, "posix")
      // First the one above: nothing is made in a folder of others.
      for (const [each, refusedBits] of [
        [place, 0o022],
        [path, 0o077]
      ] as const) {
        if (missing === "make") yield* makeFolder(fs, each)
        if (!(yield* isOwn(fs, each, refusedBits))) return undefined
      }
      return toFolder(fs, path)
    }),
  locate: (named = directory) => placeOf(named)
})

const placeOf = (named: string): Effect.Effect<string, AccessFailure> => {
  const parsed = PathSyntax.parse(named, "posix")
  return typeof parsed === "string"
    ? refusal("EINVAL", named, "is not an absolute path")
    : Effect.succeed(parsed.normal)
}

// Begun is waited for: an interrupted call of the platform goes on behind our back.
const step = <A, R>(effect: Effect.Effect<A, PlatformError.PlatformError, R>): Effect.Effect<A, AccessFailure, R> =>
  Effect.uninterruptible(Effect.mapError(effect, toFailure))

const refusal = (code: string, path: string, why: string): Effect.Effect<never, AccessFailure> =>
  Effect.fail(accessFailure(code, "lstat", new Error(`the state directory is refused: ${path} ${why}`)))

const isMissing = (failure: AccessFailure): boolean => failure.code === "ENOENT"

const demandName = (name: string): Effect.Effect<void, AccessFailure> =>
  /^\.{0,2}$|[/\0]/.test(name) ? refusal("EINVAL", JSON.stringify(name), "is not a single name") : Effect.void

// Undefined where nothing is there.
const look = (
  fs: FileSystem.FileSystem,
  path: string
): Effect.Effect<FileSystem.File.Info | undefined, AccessFailure> =>
  Effect.catchIf(step(fs.lstat(path)), isMissing, () => Effect.undefined)

// From the top, each made durable in the one above it; also one that is there already, since whoever made it may have
// ended before that.
const makeFolder = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: string
): Effect.fn.Return<void, AccessFailure> {
  const parent = PathSyntax.parent(path, "posix")
  if (parent === path) return
  if ((yield* look(fs, path)) === undefined) {
    yield* makeFolder(fs, parent)
    const made = step(fs.makeDirectory(path, { mode: 0o700 }))
    yield* Effect.catchIf(
      made,
      ({ code }) => code === "EEXIST",
      () => Effect.void
    )
  }
  yield* syncFolder(fs, parent, foreignCodes)
})

const isOwn = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: string,
  refusedBits: number
): Effect.fn.Return<boolean, AccessFailure> {
  const info = yield* look(fs, path)
  if (info === undefined) return false
  if (info.type === "SymbolicLink") return yield* refusal("ELOOP", path, "is a symbolic link")
  if (info.type !== "Directory") return yield* refusal("ENOTDIR", path, `is no folder but a ${info.type}`)
  const mode = info.mode & 0o7777
  if ((mode & refusedBits) === 0) return true
  const remedy = refusedBits === 0o077 ? "go-rwx" : "go-w"
  return yield* refusal("EPERM", path, `can be used by other users (mode ${mode.toString(8)}): chmod ${remedy} it`)
})

// What a file system says that has no such call.
const unknownCodes = ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EPERM", "EISDIR"]

// A folder above may be one that its owner lets nobody list.
const foreignCodes = [...unknownCodes, "EACCES"]

const syncFolder = (
  fs: FileSystem.FileSystem,
  path: string,
  ignoredCodes: ReadonlyArray<string>
): Effect.Effect<void, AccessFailure> =>
  Effect.catchIf(
    Effect.scoped(Effect.flatMap(open(fs, path, { flag: "r" }), (folder) => step(folder.sync))),
    ({ code }) => ignoredCodes.includes(code),
    () => Effect.void
  )

const open = (
  fs: FileSystem.FileSystem,
  path: string,
  options: Parameters<FileSystem.FileSystem["open"]>[1]
): Effect.Effect<FileSystem.File, AccessFailure, Scope.Scope> => step(openQuietly(fs.open(path, options)))

const toFolder = (fs: FileSystem.FileSystem, path: string): StateFolder => {
  const at = (name: string): Effect.Effect<string, AccessFailure> =>
    Effect.as(demandName(name), PathSyntax.join(path, name, "posix"))
  return {
    path,
    names: step(fs.readDirectory(path)),
    // Somebody may make it between the look and the open, and then it is there to be opened.
    open: (name, missing) =>
      Effect.retry(
        Effect.flatMap(at(name), (file) => openFile(fs, file, missing)),
        { while: ({ code }) => code === "EEXIST", times: 2 }
      ),
    remove: (name) =>
      Effect.catchIf(
        Effect.flatMap(at(name), (file) => step(fs.remove(file))),
        isMissing,
        () => Effect.void
      ),
    sync: syncFolder(fs, path, unknownCodes)
  }
}

const openFile = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: string,
  missing: "make" | "leave"
): Effect.fn.Return<StateFile, AccessFailure, Scope.Scope> {
  const info = yield* look(fs, path)
  if (info === undefined) {
    if (missing === "leave") return yield* Effect.fail(accessFailure("ENOENT", "open"))
    return toFile(yield* open(fs, path, { flag: "wx+", mode: 0o600 }))
  }
  if (info.type === "SymbolicLink") return yield* refusal("ELOOP", path, "is a symbolic link")
  if (info.type !== "File") return yield* refusal("EINVAL", path, `is no file but a ${info.type}`)
  const file = yield* Effect.catchIf(open(fs, path, { flag: "r+", noFollow: true }), refusesNoFollow, () =>
    open(fs, path, { flag: "r+" })
  )
  const opened = yield* step(file.stat)
  if (identityOf(opened) !== identityOf(info)) return yield* refusal("ESTALE", path, "was exchanged")
  return toFile(file)
})

// Windows and Deno do.
const refusesNoFollow = ({ cause }: AccessFailure): boolean =>
  (cause as PlatformError.PlatformError).reason._tag === "BadArgument"

const identityOf = (info: FileSystem.File.Info): string =>
  `${info.type}:${info.dev}:${Option.getOrElse(info.ino, () => 0n)}`

const toFile = (file: FileSystem.File): StateFile => {
  const sizeBytes = Effect.map(step(file.stat), ({ size }) => Number(ByteSize.toBigInt(size)))
  // An open file has one cursor, which moves with every write.
  const turn = Semaphore.makeUnsafe(1)
  const inTurn = (effect: Effect.Effect<void, AccessFailure>) => turn.withPermit(Effect.uninterruptible(effect))
  return {
    sizeBytes,
    isNamed: Effect.map(step(file.stat), ({ nlink }) => Option.getOrElse(nlink, () => 1n) > 0n),
    read: (position, bytesMax) =>
      Effect.flatMap(sizeBytes, (size) => readAt(file, position, Math.max(0, Math.min(bytesMax, size - position)))),
    write: (position, pieces) =>
      inTurn(
        Effect.andThen(
          step(file.seek(BigInt(position), "start")),
          Effect.forEach(pieces, (piece) => step(file.writeAll(piece)), { discard: true })
        )
      ),
    truncate: (size) => inTurn(step(file.truncate(size))),
    sync: step(file.sync)
  }
}

const readAt = Effect.fnUntraced(function* (file: FileSystem.File, position: number, bytes: number) {
  const buffer = new Uint8Array(bytes)
  let filled = 0
  while (filled < bytes) {
    const read = yield* step(file.read(buffer.subarray(filled), { position: BigInt(position + filled) }))
    if (read === 0) break
    filled += read
  }
  return buffer.subarray(0, filled)
})
