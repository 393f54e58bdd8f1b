/**
 * How an opened file is known to be the one that was checked, one strategy per level of confinement.
 *
 * @internal
 */
import type { AccessFailure, Confinement, Located, ObjectType } from "@ploke/io"
import * as fs from "node:fs"

/**
 * Opens by canonical path. `undefined` means that the path leads to something else by now.
 */
export interface Verifier {
  readonly confinement: Confinement
  /** Throws the platform's error. */
  readonly canonicalize: (path: string) => Located
  /** A descriptor whose `/proc` path stands for the folder, where the platform has such. */
  readonly openFolder: ((path: string) => number | undefined) | undefined
  /** The same for a folder that is to be synced, so that it must be readable. */
  readonly openFolderToSync: ((path: string) => number | undefined) | undefined
  /** The path that stands for an open folder. */
  readonly folderName: ((fd: number) => string) | undefined
  /** Opens without blocking and without following a final link. Throws the platform's error. */
  readonly openFile: (path: string) => number | undefined
  readonly openFileLater: (path: string, done: (error: Error | null, fd: number | undefined) => void) => void
}

const { O_DIRECTORY, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants

// Absent on Windows, where libuv has none of them.
const flag = (value: number | undefined): number => value ?? 0

const openFlags = O_RDONLY | flag(O_NONBLOCK) | flag(O_NOCTTY) | flag(O_NOFOLLOW)

// Linux, from <asm-generic/fcntl.h>; Node has no name for it.
const O_PATH = 0o10000000

// macOS 11 and later, from <sys/fcntl.h>: no component of the path may be a link. Must not be joined with O_NOFOLLOW.
const O_NOFOLLOW_ANY = 0x20000000

/** Chooses the strongest strategy that this system has. */
export const choose = (): Verifier => {
  if (process.platform === "linux") {
    const folder = descriptorFolder()
    return folder === undefined ? bestEffort : descriptor(folder)
  }
  return process.platform === "darwin" ? noFollowAny : bestEffort
}

// `/proc/<pid>/fd` spares the kernel one link per look-up, if `/proc` is the one of this process's namespace.
const descriptorFolder = (): string | undefined => {
  let fd: number | undefined
  try {
    const self = fs.readlinkSync("/proc/self") === String(process.pid) ? String(process.pid) : "self"
    fd = fs.openSync("/", O_PATH | O_DIRECTORY)
    return fs.readlinkSync(`/proc/${self}/fd/${fd}`) === "/" ? `/proc/${self}/fd/` : undefined
  } catch {
    return undefined
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}

/**
 * The kernel names the object behind a descriptor. What it proves: at one moment after the open, the path of this very
 * object was the canonical path that had been judged.
 */
export const descriptor = (folder: string): Verifier => {
  const nameOf = (fd: number): string => {
    const name = fs.readlinkSync(folder + fd)
    if (name.includes("\ufffd") && !isFaithful(folder + fd, name)) throw failureToError("EILSEQ", "readlink")
    return name
  }
  const openNamed = (path: string, flags: number): number | undefined => {
    const fd = fs.openSync(path, flags)
    return isNamed(fd, path) ? fd : undefined
  }
  const isNamed = (fd: number, path: string): boolean => {
    let named = false
    try {
      named = fs.readlinkSync(folder + fd) === path
    } finally {
      if (!named) fs.closeSync(fd)
    }
    return named
  }
  return {
    confinement: "descriptor",
    canonicalize: (path) => {
      for (let attempt = 0; ; attempt++) {
        const fd = fs.openSync(path, O_PATH)
        try {
          // The name first: a file that still has one afterwards had this one.
          const name = nameOf(fd)
          const stats = fs.fstatSync(fd)
          if (stats.nlink !== 0) return toLocated(name, stats)
          // Replaced in this moment, so that the path leads to another file by now; or removed, as the next open says.
          if (attempt === replacementsMax) throw failureToError("ENOENT", "open")
        } finally {
          fs.closeSync(fd)
        }
      }
    },
    openFolder: (path) => openNamed(path, O_PATH | O_DIRECTORY | O_NOFOLLOW),
    openFolderToSync: (path) => openNamed(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
    folderName: (fd) => folder + fd,
    openFile: (path) => openNamed(path, openFlags),
    openFileLater: (path, done) =>
      fs.open(path, openFlags, (error, fd) => {
        if (error !== null) return done(error, undefined)
        fs.readlink(folder + fd, (unreadable, name) => {
          if (unreadable === null && name === path) return done(null, fd)
          fs.close(fd, () => done(unreadable, undefined))
        })
      })
  }
}

// A file that is replaced in a loop is met in the wrong moment in one of 250 tries.
const replacementsMax = 8

// A name that is no UTF-8 reads as replacement characters and would then stand for another name.
const isFaithful = (link: string, name: string): boolean =>
  fs.readlinkSync(link, "buffer").equals(Buffer.from(name, "utf8"))

const openLaterBy =
  (openFile: Verifier["openFile"]): Verifier["openFileLater"] =>
  (path, done) =>
    void setImmediate(() => {
      let fd: number | undefined
      try {
        fd = openFile(path)
      } catch (error) {
        return done(error as Error, undefined)
      }
      done(null, fd)
    })

const canonicalizeByPath = (path: string): Located => {
  const real = fs.realpathSync.native(path)
  return toLocated(real, fs.lstatSync(real))
}

const openAnyUnlinked = (path: string): number => fs.openSync(path, (openFlags & ~flag(O_NOFOLLOW)) | O_NOFOLLOW_ANY)

/** macOS: the kernel refuses a link in any component. */
export const noFollowAny: Verifier = {
  confinement: "noFollowAny",
  canonicalize: canonicalizeByPath,
  openFolder: undefined,
  openFolderToSync: undefined,
  folderName: undefined,
  openFile: openAnyUnlinked,
  openFileLater: openLaterBy(openAnyUnlinked)
}

// Two rounds after the open: one lets through a few per cent of a fast attacker's exchanges, two a few per million of a
// slow one's.
const rounds = 2

const openCompared = (path: string): number | undefined => {
  const fd = fs.openSync(path, openFlags)
  const opened = fs.fstatSync(fd)
  try {
    for (let round = 0; round < rounds; round++) {
      const named = fs.lstatSync(path)
      const isSame = named.dev === opened.dev && named.ino === opened.ino
      if (!isSame || fs.realpathSync.native(path) !== path) {
        fs.closeSync(fd)
        return undefined
      }
    }
    return fd
  } catch (error) {
    fs.closeSync(fd)
    throw error
  }
}

/** Windows, and Linux without `/proc`: compared after the open. */
export const bestEffort: Verifier = {
  confinement: "bestEffort",
  canonicalize: canonicalizeByPath,
  openFolder: undefined,
  openFolderToSync: undefined,
  folderName: undefined,
  openFile: openCompared,
  openFileLater: openLaterBy(openCompared)
}

const openUnchecked = (path: string): number => fs.openSync(path, openFlags)

/**
 * Trusts the path after the check: what most programs do. Only for the test that shows what the strategies above
 * prevent.
 */
export const unverified: Verifier = {
  confinement: "bestEffort",
  canonicalize: canonicalizeByPath,
  openFolder: undefined,
  openFolderToSync: undefined,
  folderName: undefined,
  openFile: openUnchecked,
  openFileLater: openLaterBy(openUnchecked)
}

/** Describes an object by its canonical path and its status. */
export const toLocated = (path: string, stats: fs.Stats): Located => ({
  _tag: "Located",
  path,
  type: typeOf(stats),
  sizeBytes: stats.size,
  stamp: toStamp(stats)
})

/**
 * What tells versions of one file apart. Numbers, not big integers: thousands of stamps live as long as their batch.
 * A double keeps times to a quarter of a microsecond, and inode numbers beyond 2^53 to their first 53 bits.
 */
export interface Stamp {
  readonly dev: number
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}

export const toStamp = ({ dev, ino, size, mtimeMs, ctimeMs }: fs.Stats): Stamp => ({ dev, ino, size, mtimeMs, ctimeMs })

/** Whether a status is of the object that was seen before. */
export const isSame = (before: Pick<Stamp, "dev" | "ino">, after: fs.Stats): boolean =>
  before.dev === after.dev && before.ino === after.ino

/** What the look-up saw, if it looked at the object itself. */
export const stampOf = (located: Located | undefined): Stamp | undefined => located?.stamp as Stamp | undefined

// What a system call says about a path that leads elsewhere by now: look again.
const movedCodes = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "EISDIR", "EILSEQ"])

/** Whether an error says that the object is no longer where it was. */
export const isMovedCode = (code: string | undefined): boolean => code !== undefined && movedCodes.has(code)

/** Whether a file still is as it was. */
export const isUnchanged = (before: Stamp, after: Stamp): boolean =>
  before.size === after.size && before.mtimeMs === after.mtimeMs && before.ctimeMs === after.ctimeMs

/** The type of an object, from its status or its entry in a folder. */
export const typeOf = (stats: fs.StatsBase<number | bigint> | fs.Dirent): ObjectType => {
  if (stats.isFile()) return "File"
  if (stats.isDirectory()) return "Directory"
  if (stats.isSymbolicLink()) return "SymbolicLink"
  if (stats.isFIFO()) return "FIFO"
  if (stats.isSocket()) return "Socket"
  if (stats.isCharacterDevice()) return "CharacterDevice"
  return stats.isBlockDevice() ? "BlockDevice" : "Unknown"
}

const failureToError = (code: string, syscall: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })

/** Turns what a system call threw into a plain failure; throws what no system call threw. */
export const toFailure = (error: unknown): AccessFailure => {
  const { code, syscall } = error as NodeJS.ErrnoException
  // Only a system call fails like that; anything else, a hasher that throws say, is a defect and stays one.
  if (code === undefined || syscall === undefined) throw error
  return { _tag: "AccessFailure", code, syscall, cause: error }
}

/** Whether the process had no descriptor left. */
export const isExhausted = (found: { readonly _tag: string; readonly code?: string }): boolean =>
  found._tag === "AccessFailure" && (found.code === "EMFILE" || found.code === "ENFILE")
