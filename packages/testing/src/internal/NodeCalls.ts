/**
 * What Node builds from several system calls, step by step as Node 24 does, so that a partial failure leaves and reports
 * the same thing.
 *
 * @internal
 */
import type { OpenFlag } from "effect/FileSystem"
import * as Attributes from "./Attributes.ts"
import * as Entries from "./Entries.ts"
import { Errno, failure, hasCode, inSyscall, nodeFailure, type VolumeFailure } from "./Failure.ts"
import * as Handles from "./Handles.ts"
import type { Stat } from "./Inode.ts"
import { join, resolve } from "./PosixPath.ts"
import type { Session } from "./Session.ts"

export const statAt = (session: Session, path: string): Stat =>
  inSyscall("stat", path, undefined, () => Attributes.stat(session, path, "follow"))

export const lstatAt = (session: Session, path: string): Stat =>
  inSyscall("lstat", path, undefined, () => Attributes.stat(session, path, "nofollow"))

export const mkdirAt = (session: Session, path: string, mode: number): void =>
  inSyscall("mkdir", path, undefined, () => Entries.mkdir(session, path, mode))

export const unlinkAt = (session: Session, path: string): void =>
  inSyscall("unlink", path, undefined, () => Entries.unlink(session, path))

export const readlinkAt = (session: Session, path: string): string =>
  inSyscall("readlink", path, undefined, () => Attributes.readlink(session, path))

export const readdirAt = (session: Session, path: string): Array<Attributes.Entry> =>
  inSyscall("scandir", path, undefined, () => Attributes.readdir(session, path))

export const openAt = (session: Session, path: string, options: Handles.OpenOptions): number =>
  inSyscall("open", path, undefined, () => Handles.open(session, path, options))

const withHandle = <A>(
  session: Session,
  path: string,
  options: Handles.OpenOptions,
  use: (descriptor: number) => A
): A => {
  const descriptor = openAt(session, path, options)
  try {
    return use(descriptor)
  } finally {
    Handles.close(session, descriptor)
  }
}

export const readFile = (session: Session, path: string): Uint8Array<ArrayBuffer> =>
  withHandle(session, path, {}, (descriptor) =>
    inSyscall("read", undefined, undefined, () => {
      const { size, type } = Handles.fstat(session, descriptor)
      const target = new Uint8Array(type === "File" ? size : 0)
      Handles.read(session, descriptor, target)
      return target
    })
  )

export const writeFile = (
  session: Session,
  path: string,
  data: Uint8Array,
  options: { readonly flag?: OpenFlag | undefined; readonly mode?: number | undefined }
): void =>
  withHandle(session, path, { ...options, flag: options.flag ?? "w" }, (descriptor) => {
    inSyscall("write", undefined, undefined, () => Handles.write(session, descriptor, data))
  })

export const truncate = (session: Session, path: string, size: number): void =>
  withHandle(session, path, { flag: "r+" }, (descriptor) =>
    inSyscall("ftruncate", undefined, undefined, () => Handles.ftruncate(session, descriptor, size))
  )

/** `mkdir` with `recursive`: creates what is missing from the top down and accepts a directory that exists. */
export const mkdirAll = (session: Session, path: string, mode: number): void => {
  const pending = [path]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      mkdirAt(session, next, mode)
    } catch (error) {
      if (hasCode(error, "EACCES", "ENOTDIR", "EPERM")) throw error
      const parent = next.slice(0, Math.max(0, next.lastIndexOf("/")))
      if (hasCode(error, "ENOENT") && parent !== next) {
        pending.push(next, parent)
      } else {
        acceptDirectory(session, next, error, pending.length > 0 ? "ancestor" : "target")
      }
    }
  }
}

const acceptDirectory = (session: Session, path: string, error: unknown, role: "ancestor" | "target"): void => {
  const notDirectory = role === "ancestor" && hasCode(error, "EEXIST") ? "ENOTDIR" : "EEXIST"
  const type = inSyscall("mkdir", path, undefined, () => {
    try {
      return Attributes.stat(session, path, "follow").type
    } catch (statError) {
      throw notDirectory === "ENOTDIR" ? new Errno("ENOTDIR") : statError
    }
  })
  if (type !== "Directory") throw failure(notDirectory, "mkdir", path)
}

const removeChildren = (session: Session, path: string): void => {
  const names = readdirAt(session, path)
  let refused: unknown
  // Node removes the children at the same time: one that fails does not keep its siblings.
  for (const { name } of names) {
    try {
      removeTree(session, `${path}/${name}`)
    } catch (error) {
      refused ??= error
    }
  }
  if (refused !== undefined) throw refused
  inSyscall("rmdir", path, undefined, () => Entries.rmdir(session, path))
}

const removeDirectory = (session: Session, path: string, original?: VolumeFailure): void => {
  try {
    inSyscall("rmdir", path, undefined, () => Entries.rmdir(session, path))
  } catch (error) {
    if (hasCode(error, "ENOTEMPTY", "EEXIST", "EPERM")) removeChildren(session, path)
    else if (!hasCode(error, "ENOTDIR")) throw error
    // Without an original failure the path ends in a slash behind a link to a directory: Node gives up in silence.
    else if (original !== undefined) throw original
  }
}

const removeEntry = (session: Session, path: string): void => {
  if (isEntry(session, path, "Directory")) return removeDirectory(session, path)
  try {
    unlinkAt(session, path)
  } catch (error) {
    if (!hasCode(error, "EISDIR", "EPERM")) throw error
    removeDirectory(session, path, error)
  }
}

const removeTree = (session: Session, path: string): void => {
  try {
    removeEntry(session, path)
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error
  }
}

const isEntry = (session: Session, path: string, type: Stat["type"]): boolean => {
  try {
    return lstatAt(session, path).type === type
  } catch {
    return false
  }
}

export const remove = (
  session: Session,
  path: string,
  options: { readonly recursive?: boolean | undefined; readonly force?: boolean | undefined }
): void => {
  let type: Stat["type"]
  try {
    type = lstatAt(session, path).type
  } catch (error) {
    if (options.force === true && hasCode(error, "ENOENT")) return
    throw error
  }
  if (type === "Directory" && options.recursive !== true) {
    throw nodeFailure({
      code: "ERR_FS_EISDIR",
      errno: "EISDIR",
      syscall: "rm",
      path,
      title: "Path is a directory",
      detail: "is a directory"
    })
  }
  removeTree(session, path)
}

/** `realpath` as Node computes it: `.` and `..` are resolved in the text before any link is followed. */
export const realpath = (session: Session, path: string): string => {
  let rest = resolve(path).split("/").filter(Boolean)
  let real = ""
  while (rest.length > 0) {
    const base = `${real}/${rest[0]}`
    rest = rest.slice(1)
    if (lstatAt(session, base).type !== "SymbolicLink") {
      real = base
      continue
    }
    statAt(session, base)
    rest = [
      ...resolve(real === "" ? "/" : real, readlinkAt(session, base))
        .split("/")
        .filter(Boolean),
      ...rest
    ]
    real = ""
  }
  return real === "" ? "/" : real
}

const isDirectory = (session: Session, path: string): boolean => {
  try {
    return statAt(session, path).type === "Directory"
  } catch {
    return false
  }
}

/** The paths under a directory, relative to it; links to directories are entered, as Node does. */
export const readdirAll = (session: Session, path: string): Array<string> => {
  const found: Array<string> = []
  const pending: Array<{
    readonly path: string
    readonly relative: string
    readonly entries: Array<Attributes.Entry>
  }> = [{ path, relative: "", entries: readdirAt(session, path) }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { name } of next.entries) {
      const child = join(next.path, name)
      const relative = next.relative === "" ? name : `${next.relative}/${name}`
      found.push(relative)
      if (isDirectory(session, child)) {
        pending.push({ path: child, relative, entries: readdirAt(session, child) })
      }
    }
  }
  return found
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/** A name of its own for each call on a volume, the same ones in every run. */
const temporaryName = (session: Session, length: number): string => {
  let rest = session.state.temporaries++
  let name = ""
  for (let index = 0; index < length; index++) {
    name = (letters[rest % letters.length] ?? "A") + name
    rest = Math.floor(rest / letters.length)
  }
  return name
}

export const mkdtemp = (session: Session, prefix: string): string => {
  for (;;) {
    const path = prefix + temporaryName(session, 6)
    try {
      inSyscall("mkdtemp", path, undefined, () => Entries.mkdir(session, path, 0o700))
      return path
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error
    }
  }
}

/** The path without links as the kernel walks it: `..` leaves the directory that a link led into. */
export const physicalPath = (session: Session, path: string): string => {
  const real: Array<string> = []
  const pending = path.split("/").filter(Boolean).reverse()
  inSyscall("realpath", path, undefined, () => Attributes.stat(session, path, "follow"))
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === ".") continue
    if (name === "..") {
      real.pop()
      continue
    }
    const here = `/${[...real, name].join("/")}`
    if (lstatAt(session, here).type !== "SymbolicLink") {
      real.push(name)
      continue
    }
    const target = readlinkAt(session, here)
    if (target.startsWith("/")) real.length = 0
    pending.push(...target.split("/").filter(Boolean).reverse())
  }
  return `/${real.join("/")}`
}
