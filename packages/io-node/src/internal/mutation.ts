/**
 * A verified folder and the steps that change its entries. On Linux every step goes through the folder's descriptor, so
 * that it happens in the very folder that was verified; elsewhere the folder is compared before every step.
 *
 * A sync, and what is large, runs in the thread pool; a look, and the read of a small file, on the calling thread; and what
 * changes names where it holds up the event loop least.
 *
 * @internal
 */
import type { AccessFailure, EntryStatus, FolderEntry, NewFile, OpenFolder, ReadEntry } from "@ploke/io"
import { Limits } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as fs from "node:fs"
import type { Verifier } from "./verifier.ts"
import { later, now, writeAll } from "./calls.ts"
import { closeQuietly, closeRead, whileExhausted } from "./descriptors.ts"
import type { Call, Pace } from "./pace.ts"
import { typeOf } from "./verifier.ts"

/** Where the steps of an open folder find its entries. */
interface Place {
  readonly path: string
  readonly fd: number | undefined
  readonly at: (name: string) => string
  /** Throws where the folder is another one by now, so that a step would not happen in it. */
  readonly check: () => void
  /** Throws where the folder is no longer at its path. */
  readonly verify: () => void
}

/** What the steps of all folders have in common. */
export interface Means {
  readonly verifier: Verifier
  readonly spare: SpareBuffer
  readonly pace: Pace
}

/** Opens a folder by canonical path. */
export const openFolder = (means: Means, path: string): Effect.Effect<OpenFolder, AccessFailure, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      now(() => openPlace(means.verifier, path)),
      ({ fd }) => closeRead(fd)
    ),
    (place) => toOpenFolder(place, means)
  )

const stale = (): Error =>
  Object.assign(new Error("ESTALE: the folder is another one"), { code: "ESTALE", syscall: "open" })

const openPlace = (verifier: Verifier, path: string): Place => {
  const { folderName, openFolderToSync } = verifier
  if (openFolderToSync === undefined || folderName === undefined) return comparedPlace(path)
  const fd = openFolderToSync(path)
  if (fd === undefined) throw stale()
  const name = folderName(fd)
  const verify = () => {
    if (fs.readlinkSync(name) !== path) throw stale()
  }
  return { path, fd, at: (entry) => `${name}/${entry}`, check: () => undefined, verify }
}

const comparedPlace = (path: string): Place => {
  const opened = fs.lstatSync(path, { bigint: true })
  const check = () => {
    const found = fs.lstatSync(path, { bigint: true })
    if (found.dev !== opened.dev || found.ino !== opened.ino || fs.realpathSync.native(path) !== path) throw stale()
  }
  if (!opened.isDirectory()) throw stale()
  check()
  const separator = process.platform === "win32" ? "\\" : "/"
  const base = path.endsWith(separator) ? path : path + separator
  return { path, fd: undefined, at: (entry) => base + entry, check, verify: check }
}

const toOpenFolder = (place: Place, { pace, spare }: Means): OpenFolder => {
  const { at, check, fd, path } = place
  const checked = <A = void>(call: Call<A>) =>
    pace.make<A>({
      now: () => (check(), call.now()),
      later: (done) => {
        check()
        call.later(done)
      }
    })
  const between = (into: OpenFolder | undefined, call: (to: (name: string) => string) => Call<void>) => {
    const other = into === undefined ? place : (into.place as Place)
    const made = call(other.at)
    if (other === place) return checked(made)
    return checked({
      now: () => (other.check(), made.now()),
      later: (done) => {
        other.check()
        made.later(done)
      }
    })
  }
  return {
    path,
    place,
    verify: now(place.verify),
    look: (name) => now(() => (check(), statusOf(fs.lstatSync(at(name), { bigint: true })))),
    read: (name, bytesMax, memory = "own") => whileExhausted(readFile(place, spare, name, bytesMax, memory)),
    create: (name, mode, use) => {
      const made = checked({
        now: () => fs.openSync(at(name), "wx", mode),
        later: (done) => fs.open(at(name), "wx", mode, done)
      })
      return closing(whileExhausted(made), (descriptor) => use(newFile(descriptor)))
    },
    rename: (from, to, into) =>
      between(into, (other) => ({
        now: () => fs.renameSync(at(from), other(to)),
        later: (done) => fs.rename(at(from), other(to), done as fs.NoParamCallback)
      })),
    link: (from, to, into) =>
      between(into, (other) => ({
        now: () => fs.linkSync(at(from), other(to)),
        later: (done) => fs.link(at(from), other(to), done as fs.NoParamCallback)
      })),
    remove: (name) =>
      checked({
        now: () => fs.unlinkSync(at(name)),
        later: (done) => fs.unlink(at(name), done as fs.NoParamCallback)
      }),
    makeFolder: (name, mode) =>
      checked({
        now: () => void fs.mkdirSync(at(name), { mode }),
        later: (done) => fs.mkdir(at(name), { mode }, done as fs.NoParamCallback)
      }),
    removeFolder: (name) =>
      checked({
        now: () => fs.rmdirSync(at(name)),
        later: (done) => fs.rmdir(at(name), done as fs.NoParamCallback)
      }),
    writable: now(() => (check(), fs.accessSync(at("."), fs.constants.W_OK | fs.constants.X_OK))),
    entries: Effect.map(
      later<Array<fs.Dirent>>((done) => {
        check()
        fs.readdir(at("."), { withFileTypes: true }, done)
      }),
      (entries) => entries.map((entry): FolderEntry => ({ name: entry.name, type: typeOf(entry) }))
    ),
    sync: fd === undefined ? syncByPath(place) : later((done) => fs.fsync(fd, done as fs.NoParamCallback))
  }
}

// Windows refuses, which is told as the errno that it gives: there a folder cannot be synced.
const syncByPath = ({ check, path }: Place): Effect.Effect<void, AccessFailure> =>
  closing(
    now(() => (check(), fs.openSync(path, "r"))),
    (fd) => later((done) => fs.fsync(fd, done as fs.NoParamCallback))
  )

// What the system says when it closes a file is the last that it says about what was written. Whoever gets here with
// success has synced before, so that no close waits for the disk.
const closing = <A, E>(
  open: Effect.Effect<number, AccessFailure>,
  use: (fd: number) => Effect.Effect<A, E>
): Effect.Effect<A, E | AccessFailure> =>
  Effect.acquireUseRelease(open, use, (fd, exit) => {
    const close = now(() => fs.closeSync(fd))
    return Exit.isSuccess(exit) ? close : Effect.ignore(close)
  })

const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants

// Absent on Windows.
const readFlags = O_RDONLY | (O_NONBLOCK ?? 0) | (O_NOCTTY ?? 0) | (O_NOFOLLOW ?? 0)

// A small file is read in one go. For a large one the thread pool fills a buffer that is kept for the next, if its bytes are
// not needed for long: memory that the system has yet to hand out costs more than what is read into it.
const readFile = (
  place: Place,
  spare: SpareBuffer,
  name: string,
  bytesMax: number,
  memory: "own" | "lent"
): Effect.Effect<ReadEntry | undefined, AccessFailure> =>
  Effect.flatMap(
    now(() => readSmall(place, name, bytesMax)),
    (read) => {
      if (typeof read !== "number") return Effect.succeed(read)
      const large = Effect.acquireUseRelease(
        now(() => openToRead(place, name)),
        (fd) => readLarge(place, spare, fd, name, bytesMax, memory),
        closeRead
      )
      return large
    }
  )

const openToRead = ({ at, check }: Place, name: string): number => {
  check()
  // Looked at before it is opened: a FIFO or a device must not be.
  if (!fs.lstatSync(at(name)).isFile()) throw stale()
  return fs.openSync(at(name), readFlags)
}

const statusAt = (place: Place, fd: number, name: string): EntryStatus => {
  const stats = fs.fstatSync(fd, { bigint: true })
  if (!stats.isFile()) throw stale()
  const status = statusOf(stats)
  return mayWrite(place, name, status) ? status : { ...status, writable: false }
}

/** Reads a small file; the size of a large one; undefined where there is too much of it. */
const readSmall = (place: Place, name: string, bytesMax: number): ReadEntry | number | undefined => {
  const fd = openToRead(place, name)
  try {
    const status = statusAt(place, fd, name)
    const { sizeBytes } = status
    if (sizeBytes > bytesMax) return undefined
    if (sizeBytes >= Limits.chunkBytes) return sizeBytes
    // One byte more than the file should have: a short read then says that its end was reached.
    let buffer = Buffer.allocUnsafeSlow(sizeBytes + 1)
    let filled = 0
    for (;;) {
      const read = fs.readSync(fd, buffer, filled, buffer.length - filled, filled)
      filled += read
      if (filled > bytesMax) return undefined
      if (read === 0 || filled < buffer.length) return { bytes: buffer.subarray(0, filled), status }
      buffer = Buffer.concat([buffer], buffer.length * 2)
    }
  } finally {
    closeQuietly(fd)
  }
}

const readLarge = Effect.fnUntraced(function* (
  place: Place,
  spare: SpareBuffer,
  fd: number,
  name: string,
  bytesMax: number,
  memory: "own" | "lent"
): Effect.fn.Return<ReadEntry | undefined, AccessFailure> {
  const status = yield* now(() => statusAt(place, fd, name))
  const wanted = status.sizeBytes + 1
  let buffer = memory === "lent" ? spare.take(wanted) : Buffer.allocUnsafeSlow(wanted)
  let filled = 0
  for (;;) {
    const [into, at] = [buffer, filled]
    const read = yield* later<number>((done) => fs.read(fd, into, at, into.length - at, at, done))
    filled += read
    if (filled > bytesMax) return undefined
    if (read === 0 || filled < buffer.length) break
    buffer = Buffer.concat([buffer], buffer.length * 2)
  }
  const release = memory === "lent" ? () => spare.give(buffer) : undefined
  return { bytes: buffer.subarray(0, filled), status, release }
})

/** Keeps one large buffer between two writes. */
export interface SpareBuffer {
  readonly take: (bytes: number) => Buffer
  readonly give: (buffer: Buffer) => void
}

// Long enough for a series of writes, short enough not to be missed elsewhere.
const spareMillis = 10_000

export const makeSpareBuffer = (): SpareBuffer => {
  let spare: Buffer | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    take: (bytes) => {
      const kept = spare
      spare = undefined
      return kept !== undefined && kept.length >= bytes ? kept : Buffer.allocUnsafeSlow(bytes)
    },
    give: (buffer) => {
      spare = buffer
      clearTimeout(timer)
      timer = setTimeout(() => (spare = undefined), spareMillis).unref()
    }
  }
}

// Whoever may write in the folder could replace a file that he may not write. The owner is known by the bits; for others
// the system knows more than these.
const mayWrite = ({ at }: Place, name: string, { owner }: EntryStatus): boolean => {
  const user = process.geteuid?.()
  if (user === undefined || user === 0 || owner?.uid === user) return true
  try {
    fs.accessSync(at(name), fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

const newFile = (fd: number): NewFile => ({
  write: (pieces) => writeAll(fd, pieces, undefined),
  setMode: (bits) => now(() => fs.fchmodSync(fd, bits)),
  setOwner: (uid, gid) => now(() => fs.fchownSync(fd, uid, gid)),
  sync: later((done) => fs.fsync(fd, done as fs.NoParamCallback)),
  status: now(() => statusOf(fs.fstatSync(fd, { bigint: true })))
})

const statusOf = (stats: fs.BigIntStats): EntryStatus => {
  const version = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`
  return {
    type: typeOf(stats),
    sizeBytes: Number(stats.size),
    mode: Number(stats.mode) & 0o7777,
    writable: (Number(stats.mode) & 0o222) !== 0,
    links: Number(stats.nlink),
    owner: process.platform === "win32" ? undefined : { uid: Number(stats.uid), gid: Number(stats.gid) },
    stamp: `${version}:${stats.ctimeNs}`,
    version
  }
}
