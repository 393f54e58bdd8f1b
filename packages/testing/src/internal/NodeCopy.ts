/**
 * `copyFile` of libuv and `cp` of Node 24, step by step.
 *
 * @internal
 */
import * as Attributes from "./Attributes.ts"
import * as Entries from "./Entries.ts"
import { Errno, type ErrnoCode, hasCode, inSyscall, nodeFailure } from "./Failure.ts"
import * as Handles from "./Handles.ts"
import type { Stat } from "./Inode.ts"
import * as NodeCalls from "./NodeCalls.ts"
import { dirname, join, resolve } from "./PosixPath.ts"
import type { Session } from "./Session.ts"

// One piece of a copy: memory is copied at any size, but a sparse file should not become one allocation.
const copyBytes = 1_048_576

const copyContent = (session: Session, from: number, to: number): void => {
  if (Handles.fstat(session, from).type === "Directory") throw new Errno("EISDIR")
  const buffer = new Uint8Array(copyBytes)
  for (let count = Handles.read(session, from, buffer); count > 0; count = Handles.read(session, from, buffer)) {
    Handles.write(session, to, buffer.subarray(0, count))
  }
}

const copyInto = (session: Session, from: number, to: number, dest: string): void => {
  const source = Handles.fstat(session, from)
  if (source.ino === Handles.fstat(session, to).ino) return
  try {
    Handles.ftruncate(session, to, 0)
    Attributes.chmodInode(session, Handles.handleOf(session, to).inode, source.mode)
    copyContent(session, from, to)
  } catch (error) {
    Entries.unlink(session, dest)
    throw error
  }
}

export const copyFile = (session: Session, src: string, dest: string): void =>
  inSyscall("copyfile", src, dest, () => {
    const from = Handles.open(session, src)
    try {
      const { mode } = Handles.fstat(session, from)
      const to = openTarget(session, dest, mode)
      try {
        copyInto(session, from, to, dest)
      } finally {
        Handles.close(session, to)
      }
    } finally {
      Handles.close(session, from)
    }
  })

// libuv opens the target without O_TRUNC, so that copying a file onto itself leaves it whole.
const openTarget = (session: Session, dest: string, mode: number): number =>
  Handles.open(session, dest, { flag: "a", mode: mode & 0o7777 })

export interface CopyOptions {
  readonly overwrite: "replace" | "keep"
  readonly timestamps: "preserve" | "now"
}

const refusals = {
  same: ["ERR_FS_CP_EINVAL", "EINVAL", "Invalid src or dest"],
  subdirectory: ["ERR_FS_CP_EINVAL", "EINVAL", "Invalid src or dest"],
  directoryOverFile: ["ERR_FS_CP_DIR_TO_NON_DIR", "EISDIR", "Cannot overwrite non-directory with directory"],
  fileOverDirectory: ["ERR_FS_CP_NON_DIR_TO_DIR", "ENOTDIR", "Cannot overwrite directory with non-directory"],
  socket: ["ERR_FS_CP_SOCKET", "EINVAL", "Cannot copy a socket file"],
  fifo: ["ERR_FS_CP_FIFO_PIPE", "EINVAL", "Cannot copy a FIFO pipe"],
  linkToSubdirectory: [
    "ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY",
    "EINVAL",
    "Cannot overwrite symlink in subdirectory of self"
  ]
} as const satisfies Record<string, readonly [string, ErrnoCode, string]>

const refuse = (reason: keyof typeof refusals, path: string, detail: string): never => {
  const [code, errno, title] = refusals[reason]
  throw nodeFailure({ code, errno, syscall: "cp", path, title, detail })
}

const lstatIfAny = (session: Session, path: string): Stat | undefined => {
  try {
    return NodeCalls.lstatAt(session, path)
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined
    throw error
  }
}

const isWithin = (ancestor: string, path: string): boolean => {
  const base = resolve(ancestor)
  const inner = resolve(path)
  return base === "/" || inner === base || inner.startsWith(`${base}/`)
}

const checkPaths = (session: Session, src: string, dest: string): Stat | undefined => {
  const source = NodeCalls.lstatAt(session, src)
  const target = lstatIfAny(session, dest)
  if (target !== undefined) {
    if (source.ino === target.ino) refuse("same", dest, "src and dest cannot be the same")
    const sourceIsDirectory = source.type === "Directory"
    const targetIsDirectory = target.type === "Directory"
    if (sourceIsDirectory && !targetIsDirectory) {
      refuse("directoryOverFile", dest, `cannot overwrite non-directory ${dest} with directory ${src}`)
    }
    if (!sourceIsDirectory && targetIsDirectory) {
      refuse("fileOverDirectory", dest, `cannot overwrite directory ${dest} with non-directory ${src}`)
    }
  }
  if (source.type === "Directory" && isWithin(src, dest)) {
    refuse("subdirectory", dest, `cannot copy ${src} to a subdirectory of self ${dest}`)
  }
  return target
}

/** Refuses a target whose parents, behind links, lie in the source. */
const checkParents = (session: Session, src: string, dest: string): void => {
  const source = NodeCalls.lstatAt(session, src)
  const sourceParent = resolve(dirname(src))
  let below = dest
  for (let parent = resolve(dirname(dest)); parent !== sourceParent && parent !== "/"; parent = dirname(parent)) {
    let stat: Stat
    try {
      stat = NodeCalls.statAt(session, parent)
    } catch (error) {
      if (hasCode(error, "ENOENT")) return
      throw error
    }
    // Node names what lies right below the source, not the target itself.
    if (stat.ino === source.ino) refuse("subdirectory", below, `cannot copy ${src} to a subdirectory of self ${below}`)
    below = parent
  }
}

const copyRegular = (session: Session, src: string, dest: string, mode: number, options: CopyOptions): void => {
  copyFile(session, src, dest)
  const setMode = (bits: number): void =>
    inSyscall("chmod", dest, undefined, () => Attributes.chmod(session, dest, bits & 0o7777))
  if (options.timestamps === "preserve") {
    if ((mode & 0o200) === 0) setMode(mode | 0o200)
    const times = NodeCalls.statAt(session, src)
    inSyscall("utime", dest, undefined, () =>
      Attributes.utimes(session, dest, times.accessTime / 1000, times.modificationTime / 1000)
    )
  }
  setMode(mode)
}

const copyDirectory = (
  session: Session,
  source: Stat,
  target: Stat | undefined,
  src: string,
  dest: string,
  options: CopyOptions
): void => {
  if (target === undefined) NodeCalls.mkdirAt(session, dest, 0o777)
  const entries = inSyscall("opendir", src, undefined, () => Attributes.readdir(session, src))
  for (const { name } of entries) {
    const from = join(src, name)
    const to = join(dest, name)
    copyAny(session, checkPaths(session, from, to), from, to, options)
  }
  if (target === undefined) {
    inSyscall("chmod", dest, undefined, () => Attributes.chmod(session, dest, source.mode & 0o7777))
  }
}

const isDirectory = (session: Session, path: string): boolean => {
  try {
    return NodeCalls.statAt(session, path).type === "Directory"
  } catch {
    return false
  }
}

const linkTo = (session: Session, target: string, dest: string): void =>
  inSyscall("symlink", target, dest, () => Entries.symlink(session, target, dest))

/** A copied link points at the absolute path of what the original pointed at. */
const copyLink = (session: Session, target: Stat | undefined, src: string, dest: string): void => {
  const resolved = resolve(dirname(src), NodeCalls.readlinkAt(session, src))
  const value = NodeCalls.readlinkAt(session, src)
  const source = value.startsWith("/") ? value : resolved
  if (target === undefined || target.type !== "SymbolicLink") return linkTo(session, source, dest)
  const replaced = resolve(dirname(dest), NodeCalls.readlinkAt(session, dest))
  if (isDirectory(session, src) && isWithin(source, replaced)) {
    refuse("subdirectory", dest, `cannot copy ${source} to a subdirectory of self ${replaced}`)
  }
  if (NodeCalls.statAt(session, src).type === "Directory" && isWithin(replaced, source)) {
    refuse("linkToSubdirectory", dest, `cannot overwrite ${replaced} with ${source}`)
  }
  NodeCalls.unlinkAt(session, dest)
  linkTo(session, source, dest)
}

const copyAny = (session: Session, target: Stat | undefined, src: string, dest: string, options: CopyOptions): void => {
  const source = NodeCalls.lstatAt(session, src)
  switch (source.type) {
    case "Directory":
      return copyDirectory(session, source, target, src, dest, options)
    case "SymbolicLink":
      return copyLink(session, target, src, dest)
    case "Socket":
      return refuse("socket", dest, `cannot copy a socket file: ${dest}`)
    case "FIFO":
      return refuse("fifo", dest, `cannot copy a FIFO pipe: ${dest}`)
    default: {
      if (target !== undefined && options.overwrite === "keep") return
      if (target !== undefined) NodeCalls.unlinkAt(session, dest)
      return copyRegular(session, src, dest, source.mode, options)
    }
  }
}

export const copy = (session: Session, src: string, dest: string, options: CopyOptions): void => {
  const target = checkPaths(session, src, dest)
  checkParents(session, src, dest)
  const parent = dirname(dest)
  if (!exists(session, parent)) NodeCalls.mkdirAll(session, parent, 0o777)
  copyAny(session, target, src, dest, options)
}

const exists = (session: Session, path: string): boolean => {
  try {
    NodeCalls.statAt(session, path)
    return true
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false
    throw error
  }
}
