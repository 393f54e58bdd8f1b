/**
 * What locks between processes are made of: one synchronous attempt on one file. Each mechanism has names of files of its
 * own, since a lock of one is unknown to the other.
 *
 * @internal
 */
import * as fs from "node:fs"
import * as path from "node:path"
import type * as Sqlite from "node:sqlite"
import * as lockFile from "./lockFile.ts"

/** What came of an attempt: how to give the lock back, or who has it. */
export type Attempt =
  | { readonly _tag: "Held"; readonly release: () => void }
  | { readonly _tag: "Busy"; readonly heldBy: string | undefined }

export interface Mechanism {
  readonly name: "ofd" | "sqlite"
  /** Tries to lock a file, by its path without an extension; `line` says who is about to hold it. Throws. */
  readonly take: (base: string, line: string) => Attempt
}

/** What is used of the package `fs-native-extensions`, which comes without types. */
interface NativeLocks {
  readonly tryLock: (fd: number, offset: number, length: number) => boolean
  readonly unlock: (fd: number, offset: number, length: number) => void
}

// Windows lets nobody read what is locked, so what is locked there is one byte far behind the line of the holder. macOS
// can only lock the whole file.
const [offset, length] = process.platform === "win32" ? [2 ** 30, 1] : [0, 0]

/**
 * Locks of open files (OFD) on Linux, `flock` on macOS, `LockFileEx` on Windows: they belong to the descriptor, so that
 * two holders of one process exclude each other. Throws where the addon cannot be loaded.
 */
export const loadOfd = async (): Promise<Mechanism> => {
  // Under a type of its own name the compiler would look for types that the package does not have.
  const native: NativeLocks = (await import("fs-native-extensions" as string)).default
  return {
    name: "ofd",
    take: (base, line) => {
      const fd = lockFile.openOwn(`${base}.lock`)
      let held = false
      try {
        held = native.tryLock(fd, offset, length)
        if (!held) return { _tag: "Busy", heldBy: lockFile.readHolder(fd) }
        lockFile.writeHolder(fd, line)
        return { _tag: "Held", release: () => unlock(native, fd) }
      } finally {
        if (!held) fs.closeSync(fd)
      }
    }
  }
}

// Not by the close alone: a child that is being started has the descriptor too, until its program runs.
const unlock = (native: NativeLocks, fd: number): void => {
  try {
    native.unlock(fd, offset, length)
  } finally {
    fs.closeSync(fd)
  }
}

/**
 * Exclusive transactions of SQLite, on databases that stay empty: locks that belong to the process, of which SQLite takes
 * care that its connections exclude each other. Whatever else the process opens and closes such a file with would free
 * the lock, so nothing here opens one. Throws where Node has no SQLite.
 */
export const loadSqlite = (): Mechanism => {
  const sqlite = withoutExperimentalWarning(() => process.getBuiltinModule("node:sqlite"))
  if (sqlite === undefined) throw new Error("this Node has no node:sqlite")
  return {
    name: "sqlite",
    take: (base, line) => {
      const database = connect(sqlite, ownDatabase(`${base}.sqlite`))
      let held = false
      try {
        held = begin(database)
        if (!held)
          return { _tag: "Busy", heldBy: lockFile.withHolderFile(`${base}.holder`, "read", lockFile.readHolder) }
        lockFile.withHolderFile(`${base}.holder`, "write", (fd) => lockFile.writeHolder(fd, line))
        return { _tag: "Held", release: () => database.close() }
      } finally {
        if (!held) database.close()
      }
    }
  }
}

const [sqliteBusy, sqliteCantOpen] = [5, 14]

// The lower byte is the kind, the rest of it a detail.
const kindOf = (error: unknown): number => ((error as { readonly errcode?: number }).errcode ?? 0) & 0xff

const begin = (database: Sqlite.DatabaseSync): boolean => {
  try {
    database.exec("BEGIN EXCLUSIVE")
    return true
  } catch (error) {
    if (kindOf(error) === sqliteBusy) return false
    throw error
  }
}

const connect = (sqlite: typeof Sqlite, file: string): Sqlite.DatabaseSync => {
  try {
    return new sqlite.DatabaseSync(file, { timeout: 0 })
  } catch (error) {
    // SQLite keeps the errno to itself. Where descriptors are what is missing, this open fails as well, and says so.
    if (kindOf(error) === sqliteCantOpen) fs.closeSync(fs.openSync(path.dirname(file), "r"))
    throw error
  }
}

// SQLite itself would make the file readable for others, and follow a link. It is made under another name, since it must
// not be closed once a connection of this process may have locked it.
const ownDatabase = (file: string): string => {
  const found = fs.lstatSync(file, { throwIfNoEntry: false })
  if (found === undefined) {
    const temporary = `${file}.${process.pid}.${Math.random().toString(16).slice(2)}`
    fs.closeSync(fs.openSync(temporary, "wx", 0o600))
    try {
      fs.linkSync(temporary, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    } finally {
      fs.unlinkSync(temporary)
    }
    return ownDatabase(file)
  }
  if (found.isFile()) return file
  throw Object.assign(new Error(`${file} is not a regular file`), { code: "EINVAL", syscall: "open" })
}

// Node 22 says once that its SQLite is experimental, at the moment of loading, which is none of an application's business.
const withoutExperimentalWarning = <A>(load: () => A): A => {
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error, ...rest: ReadonlyArray<unknown>) => {
    if (rest[0] !== "ExperimentalWarning") Reflect.apply(emitWarning, process, [warning, ...rest])
  }
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}
