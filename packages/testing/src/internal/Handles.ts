/**
 * Open files: they hold the inode, so they outlive the entry that was opened.
 *
 * @internal
 */
import type { OpenFlag } from "effect/FileSystem"
import { createFile } from "./Entries.ts"
import { Errno } from "./Failure.ts"
import { type Inode, type Stat, statOf } from "./Inode.ts"
import { locate, type Located } from "./Lookup.ts"
import {
  accessed,
  contentChanged,
  demand,
  dropPrivilegeBits,
  type Handle,
  isSuperuser,
  mayRead,
  mayWrite,
  notifyChange,
  type Session
} from "./Session.ts"
import { fileBytesMax } from "./SparseBytes.ts"

// Descriptors 0 to 2 are the standard streams of every process.
const firstDescriptor = 3

interface Access {
  readonly readable: boolean
  readonly writable: boolean
  readonly create: boolean
  readonly exclusive: boolean
  readonly truncate: boolean
  readonly append: boolean
}

const accessOf = (flag: OpenFlag): Access => ({
  readable: flag.startsWith("r") || flag.endsWith("+"),
  writable: flag !== "r",
  create: !flag.startsWith("r"),
  exclusive: flag.includes("x"),
  truncate: flag.startsWith("w"),
  append: flag.startsWith("a")
})

export interface OpenOptions {
  readonly flag?: OpenFlag | undefined
  /** The permission bits of a file that is created, before the umask. */
  readonly mode?: number | undefined
  readonly lastLink?: "follow" | "nofollow" | undefined
}

const locateToOpen = (session: Session, path: string, access: Access, options: OpenOptions): Located => {
  if (!access.create) return locate(session, path, options.lastLink ?? "follow")
  if (!access.exclusive && options.lastLink !== "nofollow") return locate(session, path, "create")
  const located = locate(session, path, "entry")
  if (located.trailingSlash && located.place !== undefined) throw new Errno("EISDIR")
  return located
}

const checkOpen = (session: Session, located: Located, inode: Inode, access: Access): void => {
  if (access.create && access.exclusive) throw new Errno("EEXIST")
  if (access.create && inode.type === "Directory") throw new Errno("EISDIR")
  if (located.trailingSlash && inode.type !== "Directory") throw new Errno("ENOTDIR")
  if (inode.type === "SymbolicLink") throw new Errno("ELOOP")
  if (inode.type === "Directory" && access.writable) throw new Errno("EISDIR")
  demand(session, inode, (access.readable ? mayRead : 0) | (access.writable ? mayWrite : 0))
  if (inode.type === "Socket") throw new Errno("ENXIO")
  // As with O_NONBLOCK, opening a FIFO that nobody reads never waits: memory has no process at the other end.
  if (inode.type === "FIFO" && !access.readable) throw new Errno("ENXIO")
}

const nextDescriptor = (session: Session): number => {
  let descriptor = firstDescriptor
  while (session.state.handles.has(descriptor)) descriptor++
  return descriptor
}

export const open = (session: Session, path: string, options: OpenOptions = {}): number => {
  const access = accessOf(options.flag ?? "r")
  const located = locateToOpen(session, path, access, options)
  if (located.inode === undefined && (!access.create || located.place === undefined)) throw new Errno("ENOENT")
  let inode = located.inode
  if (inode === undefined && located.place !== undefined) {
    inode = createFile(session, located.place, options.mode ?? 0o666)
  } else if (inode !== undefined) {
    checkOpen(session, located, inode, access)
  }
  if (inode === undefined) throw new Errno("ENOENT")
  const handle: Handle = {
    inode,
    content: inode.type === "File" ? inode.content : undefined,
    readable: access.readable,
    writable: access.writable,
    append: access.append,
    place: located.place,
    position: 0
  }
  if (access.truncate && located.inode !== undefined) resize(session, handle, 0)
  const descriptor = nextDescriptor(session)
  session.state.handles.set(descriptor, handle)
  return descriptor
}

export const handleOf = (session: Session, descriptor: number): Handle => {
  const handle = session.state.handles.get(descriptor)
  if (handle === undefined) throw new Errno("EBADF")
  return handle
}

export const close = (session: Session, descriptor: number): void => {
  if (!session.state.handles.delete(descriptor)) throw new Errno("EBADF")
}

/** Reads at `position`, or at the handle's own position, which it then moves. FIFOs and devices read as empty. */
export const read = (session: Session, descriptor: number, target: Uint8Array, position?: number): number => {
  const handle = handleOf(session, descriptor)
  if (!handle.readable) throw new Errno("EBADF")
  if (handle.inode.type === "Directory") throw new Errno("EISDIR")
  if (handle.content === undefined) return 0
  const count = handle.content.read(target, position ?? handle.position)
  if (position === undefined) handle.position += count
  accessed(session.state, handle.inode)
  return count
}

const changed = (session: Session, handle: Handle): void => {
  if (!isSuperuser(session)) dropPrivilegeBits(handle.inode)
  contentChanged(session.state, handle.inode)
  notifyChange(session.state, handle.place, handle.inode)
}

/** Writes at `position`, or at the handle's own position, or at the end of a file that was opened to append. */
export const write = (session: Session, descriptor: number, source: Uint8Array, position?: number): number => {
  const handle = handleOf(session, descriptor)
  if (!handle.writable) throw new Errno("EBADF")
  // What is written to a FIFO or to a device is gone, as with /dev/null.
  if (handle.content === undefined || source.length === 0) return source.length
  const start = handle.append ? handle.content.size : (position ?? handle.position)
  if (start + source.length > fileBytesMax) throw new Errno("EFBIG")
  handle.content.write(source, start)
  if (position === undefined) handle.position = start + source.length
  changed(session, handle)
  const { inode, place } = handle
  session.state.recorder?.({ _tag: "Write", inode, place, start, bytes: source })
  return source.length
}

const resize = (session: Session, handle: Handle, size: number): void => {
  if (handle.content === undefined) return
  if (size > fileBytesMax) throw new Errno("EFBIG")
  handle.content.truncate(size)
  changed(session, handle)
  session.state.recorder?.({ _tag: "Truncate", inode: handle.inode, place: handle.place, size })
}

export const ftruncate = (session: Session, descriptor: number, size: number): void => {
  const handle = handleOf(session, descriptor)
  if (!handle.writable || handle.content === undefined) throw new Errno("EINVAL")
  resize(session, handle, size)
}

export const fsync = (session: Session, descriptor: number): void => {
  const { inode, place } = handleOf(session, descriptor)
  if (inode.type !== "File" && inode.type !== "Directory") throw new Errno("EINVAL")
  session.state.recorder?.({ _tag: "Sync", inode, place })
}

export const fstat = (session: Session, descriptor: number): Stat =>
  statOf(handleOf(session, descriptor).inode, session.state.device)
