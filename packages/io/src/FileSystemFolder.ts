/**
 * A folder of `FileSystemAccess`: steps by path over any Effect `FileSystem`.
 *
 * Effect's interface opens nothing relative to a folder, so that the folder is known by its path alone: whoever exchanges
 * it between two steps is noticed only by the next look at it. Mode and owner of a new file are set by its name.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as PlatformError from "effect/PlatformError"
import * as Scope from "effect/Scope"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import { openUnlinked, toFailure } from "./FileSystemFailure.ts"
import type { EntryStatus, NewFile, OpenFolder } from "./OpenFolder.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * Opens a folder by canonical path; fails with `ESTALE` when something else is there.
 *
 * @param fs - the file system
 * @param path - a canonical path
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: string
): Effect.fn.Return<OpenFolder, AccessFailure> {
  const opened = yield* look(fs, path)
  return folderAt(fs, path, opened)
})

const look = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: string) {
  const info = yield* step(fs.lstat(path))
  if (info.type !== "Directory") return yield* Effect.fail(accessFailure("ESTALE", "lstat"))
  return `${info.dev}:${Option.getOrElse(info.ino, () => 0n)}`
})

// Begun is waited for: an interrupted call of the platform goes on behind our back.
const step = <A, R>(effect: Effect.Effect<A, PlatformError.PlatformError, R>): Effect.Effect<A, AccessFailure, R> =>
  Effect.uninterruptible(Effect.mapError(effect, toFailure))

const folderAt = (fs: FileSystem.FileSystem, path: string, opened: string): OpenFolder => {
  const at = (name: string): string => PathSyntax.join(path, name, "posix")
  return {
    path,
    place: at,
    verify: Effect.flatMap(look(fs, path), (found) =>
      found === opened ? Effect.void : Effect.fail(accessFailure("ESTALE", "lstat"))
    ),
    look: (name) => Effect.map(step(fs.lstat(at(name))), statusOf),
    read: (name, bytesMax) => readFile(fs, at(name), bytesMax),
    create: (name, mode, use) =>
      closing(fs.open(at(name), { flag: "wx", mode }), (file) => use(newFile(fs, file, at(name)))),
    rename: (from, to, into) => step(fs.rename(at(from), (into === undefined ? at : placeOf(into))(to))),
    link: (from, to, into) => step(fs.link(at(from), (into === undefined ? at : placeOf(into))(to))),
    remove: (name) => step(fs.remove(at(name))),
    makeFolder: (name, mode) => step(fs.makeDirectory(at(name), { mode })),
    removeFolder: (name) => removeEmpty(fs, at(name)),
    writable: step(fs.access(path, { writable: true })),
    entries: step(fs.readDirectoryEntries(path)),
    sync: closing(fs.open(path, { flag: "r" }), (folder) => step(folder.sync))
  }
}

// Effect removes a folder only with what is in it: somebody who fills it right after the look loses that.
const removeEmpty = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: string) {
  const info = yield* step(fs.lstat(path))
  if (info.type !== "Directory") return yield* Effect.fail(accessFailure("ENOTDIR", "rmdir"))
  const names = yield* step(fs.readDirectory(path))
  if (names.length > 0) return yield* Effect.fail(accessFailure("ENOTEMPTY", "rmdir"))
  yield* step(fs.remove(path, { recursive: true }))
})

const placeOf = (folder: OpenFolder) => folder.place as (name: string) => string

const readFile = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: string, bytesMax: number) {
  // Looked at before it is opened: a FIFO would block the open, a device must not be opened.
  const before = yield* step(fs.lstat(path))
  if (before.type !== "File") return yield* Effect.fail(accessFailure("ESTALE", "lstat"))
  const file = yield* step(openUnlinked(fs, path))
  const info = yield* step(file.stat)
  if (statusOf(info).stamp !== statusOf(before).stamp) return yield* Effect.fail(accessFailure("ESTALE", "open"))
  const size = Number(ByteSize.toBigInt(info.size))
  if (size > bytesMax) return undefined
  const bytes = yield* readAll(file, size)
  return bytes.length > bytesMax ? undefined : { bytes, status: statusOf(info) }
}, Effect.scoped)

// One byte more than the file should have: a short read then says that its end was reached.
const readAll = Effect.fnUntraced(function* (file: FileSystem.File, sizeBytes: number) {
  let buffer = new Uint8Array(sizeBytes + 1)
  let filled = 0
  for (;;) {
    const read = Number(yield* step(file.read(buffer.subarray(filled), { position: BigInt(filled) })))
    filled += read
    if (read === 0 || filled < buffer.length) return buffer.subarray(0, filled)
    const larger = new Uint8Array(buffer.length * 2)
    larger.set(buffer)
    buffer = larger
  }
})

const newFile = (fs: FileSystem.FileSystem, file: FileSystem.File, path: string): NewFile => ({
  write: (pieces) => Effect.forEach(pieces, (piece) => step(file.writeAll(piece)), { discard: true }),
  setMode: (bits) => step(fs.chmod(path, bits)),
  setOwner: (uid, gid) => step(fs.chown(path, uid, gid)),
  sync: step(file.sync),
  status: Effect.map(step(file.stat), statusOf)
})

// A failure to close is a defect to Effect; here it is one of the ways in which a disk says no.
const closing = <A, E>(
  open: Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope>,
  use: (file: FileSystem.File) => Effect.Effect<A, E>
): Effect.Effect<A, E | AccessFailure> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const exit = yield* Effect.exit(Effect.flatMap(step(Scope.provide(open, scope)), (file) => restore(use(file))))
      const closed = yield* Effect.exit(Scope.close(scope, exit))
      if (Exit.isFailure(exit) || Exit.isSuccess(closed)) return yield* exit
      const defect = Cause.squash(closed.cause)
      return yield* PlatformError.isPlatformError(defect)
        ? Effect.fail(toFailure(defect))
        : Effect.failCause(closed.cause)
    })
  )

const statusOf = (info: FileSystem.File.Info): EntryStatus => {
  const size = ByteSize.toBigInt(info.size)
  const changed = Option.match(info.mtime, { onNone: () => 0, onSome: Number })
  // Effect tells no time of a change of names or rights.
  const version = `${info.dev}:${Option.getOrElse(info.ino, () => 0n)}:${size}:${changed}`
  return {
    type: info.type,
    sizeBytes: Number(size),
    mode: info.mode & 0o7777,
    writable: (info.mode & 0o222) !== 0,
    links: Number(Option.getOrElse(info.nlink, () => 1n)),
    owner:
      Option.isSome(info.uid) && Option.isSome(info.gid) ? { uid: info.uid.value, gid: info.gid.value } : undefined,
    stamp: version,
    version
  }
}
