/**
 * A private folder of the state directory, and its files, which are written in place.
 *
 * @internal
 */
import type { AccessFailure, StateFile, StateFolder } from "@ploke/io"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as fs from "node:fs"
import * as path from "node:path"
import { later, now, writeAll } from "./calls.ts"
import { closeQuietly, closeRead, whileExhausted } from "./descriptors.ts"
import { demandPrivate, directoryOf, findFolder, openFolder, syncNames } from "./stateDirectory.ts"

/** Opens a folder of a state directory; undefined where it is missing and is to be left so. */
export const open = (
  stateDirectory: string | undefined,
  name: string,
  missing: "make" | "leave"
): Effect.Effect<StateFolder | undefined, AccessFailure> =>
  whileExhausted(
    now(() => {
      demandName(name)
      const folder = missing === "make" ? openFolder(stateDirectory, name) : findFolder(stateDirectory, name)
      if (folder === undefined) return undefined
      demandPrivate(folder)
      // Whoever made it may have ended before that.
      if (missing === "make") syncNames(path.dirname(folder))
      return toFolder(folder)
    })
  )

/** The path of a state directory. */
export const locate = (stateDirectory: string | undefined): Effect.Effect<string, AccessFailure> =>
  now(() => directoryOf(stateDirectory))

const toFolder = (folder: string): StateFolder => {
  const at = (name: string): string => (demandName(name), path.join(folder, name))
  return {
    path: folder,
    names: whileExhausted(later<Array<string>>((done) => fs.readdir(folder, done))),
    open: (name, missing) => Effect.map(whileExhausted(openFile(at, name, missing)), toFile),
    remove: (name) =>
      Effect.catchIf(
        later((done) => fs.unlink(at(name), done as fs.NoParamCallback)),
        ({ code }) => code === "ENOENT",
        () => Effect.void
      ),
    sync: Effect.catchIf(whileExhausted(syncFolder(folder)), isUnsyncable, () => Effect.void)
  }
}

const syncFolder = (folder: string): Effect.Effect<void, AccessFailure> =>
  Effect.acquireUseRelease(
    now(() => fs.openSync(folder, "r")),
    (fd) => later((done) => fs.fsync(fd, done as fs.NoParamCallback)),
    closeRead
  )

// Windows opens no folder, and sees to its entries itself.
const isUnsyncable = ({ code }: AccessFailure): boolean => code === "EINVAL" || code === "EPERM" || code === "EISDIR"

const refusal = (what: string, why: string): Error =>
  Object.assign(new Error(`a file of the state directory is refused: ${what} ${why}`), {
    code: "EINVAL",
    syscall: "open"
  })

const demandName = (name: string): void => {
  if (name === "" || name === "." || name === ".." || name.includes("\0") || path.basename(name) !== name) {
    throw refusal(JSON.stringify(name), "is not a single name")
  }
}

const { O_CREAT, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = fs.constants

// Absent on Windows. Without O_NONBLOCK the open of a FIFO would wait for its other end.
const carefully = (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0) | (O_NOCTTY ?? 0)

const openFile = (
  at: (name: string) => string,
  name: string,
  missing: "make" | "leave"
): Effect.Effect<number, AccessFailure, Scope.Scope> =>
  Effect.acquireRelease(
    now(() => {
      const file = at(name)
      const fd = fs.openSync(file, O_RDWR | carefully | (missing === "make" ? O_CREAT : 0), 0o600)
      try {
        demandOwn(file, fs.fstatSync(fd))
        return fd
      } catch (error) {
        closeQuietly(fd)
        throw error
      }
    }),
    closeRead
  )

// A second name would be a way for somebody else to change it; without any, what is written is lost.
const demandOwn = (file: string, stats: fs.Stats): void => {
  const user = process.geteuid?.()
  const why = !stats.isFile()
    ? "is not a regular file"
    : stats.nlink !== 1
      ? `has ${stats.nlink} names`
      : user !== undefined && stats.uid !== user
        ? `belongs to user ${stats.uid}, and this process is ${user}`
        : undefined
  if (why === undefined) return
  throw refusal(file, why)
}

const toFile = (fd: number): StateFile => ({
  sizeBytes: now(() => fs.fstatSync(fd).size),
  isNamed: now(() => fs.fstatSync(fd).nlink > 0),
  read: (position, bytesMax) =>
    Effect.flatMap(
      now(() => Math.max(0, Math.min(bytesMax, fs.fstatSync(fd).size - position))),
      (bytes) => readAt(fd, position, bytes)
    ),
  write: (position, pieces) => Effect.uninterruptible(writeAll(fd, pieces, position)),
  truncate: (size) => later((done) => fs.ftruncate(fd, size, done as fs.NoParamCallback)),
  sync: later((done) => fs.fdatasync(fd, done as fs.NoParamCallback))
})

const readAt = Effect.fnUntraced(function* (fd: number, position: number, bytes: number) {
  const buffer = Buffer.allocUnsafeSlow(bytes)
  let filled = 0
  while (filled < bytes) {
    const [from, at] = [filled, position + filled]
    const read = yield* later<number>((done) => fs.read(fd, buffer, from, bytes - from, at, done))
    if (read === 0) break
    filled += read
  }
  return new Uint8Array(buffer.buffer, buffer.byteOffset, filled)
})
