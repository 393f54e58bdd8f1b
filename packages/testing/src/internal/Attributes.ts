/**
 * The calls that read and change what is known about a file, not its content.
 *
 * @internal
 */
import { Errno, InvalidArgument } from "./Failure.ts"
import { type Inode, type Stat, statOf } from "./Inode.ts"
import { find, type Found } from "./Lookup.ts"
import { compareBytes } from "./PosixPath.ts"
import {
  accessed,
  attributesChanged,
  demand,
  dropPrivilegeBits,
  isSuperuser,
  mayRead,
  mayWrite,
  notifyChange,
  owns,
  type Session
} from "./Session.ts"

export const stat = (session: Session, path: string, lastLink: "follow" | "nofollow"): Stat =>
  statOf(find(session, path, lastLink).inode, session.state.device)

export const access = (
  session: Session,
  path: string,
  wanted: { readonly readable?: boolean | undefined; readonly writable?: boolean | undefined }
): void => {
  const { inode } = find(session, path, "follow")
  demand(session, inode, (wanted.readable === true ? mayRead : 0) | (wanted.writable === true ? mayWrite : 0))
}

const changed = (session: Session, found: Found, call: "chmod" | "chown" | "utimes"): void => {
  attributesChanged(session.state, found.inode)
  notifyChange(session.state, found.place, found.inode)
  session.state.recorder?.({ _tag: "Attributes", call, inode: found.inode, place: found.place })
}

const setMode = (session: Session, inode: Inode, mode: number): void => {
  if (!owns(session, inode)) throw new Errno("EPERM")
  const foreignGroup = !isSuperuser(session) && session.user.gid !== inode.gid
  inode.mode = mode & (foreignGroup && inode.type !== "Directory" ? 0o5777 : 0o7777)
}

export const chmodInode = (session: Session, inode: Inode, mode: number): void => {
  setMode(session, inode, mode)
  session.state.recorder?.({ _tag: "Attributes", call: "chmod", inode, place: undefined })
}

export const chmod = (session: Session, path: string, mode: number): void => {
  const found = find(session, path, "follow")
  setMode(session, found.inode, mode)
  changed(session, found, "chmod")
}

// In `chown`, -1 leaves the identity as it is; as an unsigned number it is the largest one.
const unchanged = (identity: number): boolean => identity === -1 || identity === 0xffff_ffff

export const chown = (session: Session, path: string, uid: number, gid: number): void => {
  const found = find(session, path, "follow")
  const { inode } = found
  const newUid = unchanged(uid) ? inode.uid : uid
  const newGid = unchanged(gid) ? inode.gid : gid
  if (!isSuperuser(session)) {
    const own = session.user.uid === inode.uid
    if (!unchanged(uid) && !(own && newUid === inode.uid)) throw new Errno("EPERM")
    if (!unchanged(gid) && !(own && (newGid === inode.gid || newGid === session.user.gid))) throw new Errno("EPERM")
  }
  inode.uid = newUid
  inode.gid = newGid
  dropPrivilegeBits(inode)
  changed(session, found, "chown")
}

/** Seconds since the epoch, as Node reads them: a negative number means now, a date may lie before the epoch. */
export const toSeconds = (session: Session, time: Date | number): number => {
  const seconds = typeof time === "number" ? time : time.getTime() / 1000
  if (typeof time === "number" && !Number.isFinite(time)) {
    throw new InvalidArgument(
      "ERR_INVALID_ARG_TYPE",
      `The "time" argument must be an instance of Date or an Time in seconds. Received type number (${time})`
    )
  }
  return typeof time === "number" && time < 0 ? session.state.clock() / 1000 : seconds
}

// The kernel keeps whole nanoseconds, cut and not rounded, and a `Date` shows whole milliseconds of them.
const toMilliseconds = (seconds: number): number => {
  const whole = Math.floor(seconds)
  return whole * 1000 + Math.floor(Math.trunc((seconds - whole) * 1e9) / 1e6)
}

export const utimes = (session: Session, path: string, accessSeconds: number, modificationSeconds: number): void => {
  const found = find(session, path, "follow")
  if (!owns(session, found.inode)) throw new Errno("EPERM")
  found.inode.accessTime = toMilliseconds(accessSeconds)
  found.inode.modificationTime = toMilliseconds(modificationSeconds)
  changed(session, found, "utimes")
}

export const readlink = (session: Session, path: string): string => {
  const { inode } = find(session, path, "nofollow")
  if (inode.type !== "SymbolicLink") throw new Errno("EINVAL")
  return inode.target
}

export interface Entry {
  readonly name: string
  readonly type: Inode["type"]
}

/** The entries of a directory in the order of their names' bytes. */
export const readdir = (session: Session, path: string): Array<Entry> => {
  const { inode } = find(session, path, "follow")
  if (inode.type !== "Directory") throw new Errno("ENOTDIR")
  demand(session, inode, mayRead)
  accessed(session.state, inode)
  return Array.from(inode.entries, ([name, entry]) => ({ name, type: entry.type })).sort((a, b) =>
    compareBytes(a.name, b.name)
  )
}
