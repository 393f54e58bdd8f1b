/**
 * The calls that change directories: what they refuse, and in which order, is Linux's.
 *
 * @internal
 */
import { Errno } from "./Failure.ts"
import {
  type DirectoryInode,
  holds,
  type Inode,
  makeDirectory,
  makeFile,
  makeSpecial,
  makeSymlink,
  type SpecialInode
} from "./Inode.ts"
import { find, type Found, locate, pathBytesMax } from "./Lookup.ts"
import { byteLength, wellFormed } from "./PosixPath.ts"
import {
  attributesChanged,
  contentChanged,
  demand,
  isSuperuser,
  mayRead,
  maySearch,
  mayWrite,
  notifyEntry,
  notifyInode,
  owns,
  permits,
  type Place,
  type Session
} from "./Session.ts"

const put = (session: Session, place: Place, inode: Inode): void => {
  place.parent.entries.set(place.name, inode)
  contentChanged(session.state, place.parent)
  notifyEntry(session.state, "Create", place)
}

const take = (session: Session, place: Place, inode: Inode): void => {
  place.parent.entries.delete(place.name)
  contentChanged(session.state, place.parent)
  attributesChanged(session.state, inode)
  notifyEntry(session.state, "Remove", place)
}

/** Where a new entry goes; anything that exists there, a dangling link included, is EEXIST. */
const vacancy = (session: Session, path: string, kind: "directory" | "other"): Place => {
  const located = locate(session, path, "entry")
  if (located.place === undefined || located.inode !== undefined) throw new Errno("EEXIST")
  if (located.trailingSlash && kind === "other") throw new Errno("ENOENT")
  return located.place
}

/** New entries belong to the user, and to the group of a directory that has its set-group-ID bit. */
const newOwner = (session: Session, parent: DirectoryInode): { readonly uid: number; readonly gid: number } => ({
  uid: session.user.uid,
  gid: (parent.mode & 0o2000) !== 0 ? parent.gid : session.user.gid
})

const admit = (session: Session, place: Place): void => demand(session, place.parent, mayWrite | maySearch)

export const createFile = (session: Session, place: Place, mode: number): Inode => {
  admit(session, place)
  const { state } = session
  const owner = newOwner(session, place.parent)
  const file = makeFile(++state.inodes, owner, mode & 0o7777 & ~state.umask, state.clock())
  put(session, place, file)
  state.recorder?.({ _tag: "Link", call: "create", place, inode: file })
  return file
}

export const mkdir = (session: Session, path: string, mode: number): void => {
  const place = vacancy(session, path, "directory")
  admit(session, place)
  const { state } = session
  const inherited = place.parent.mode & 0o2000
  const bits = (mode & 0o1777 & ~state.umask) | inherited
  const directory = makeDirectory(++state.inodes, newOwner(session, place.parent), bits, state.clock(), place)
  place.parent.nlink++
  put(session, place, directory)
  state.recorder?.({ _tag: "Link", call: "mkdir", place, inode: directory })
}

export const mknod = (session: Session, path: string, type: SpecialInode["type"], mode: number): void => {
  const place = vacancy(session, path, "other")
  admit(session, place)
  const { state } = session
  const owner = newOwner(session, place.parent)
  const node = makeSpecial(++state.inodes, owner, mode & 0o7777 & ~state.umask, state.clock(), type)
  put(session, place, node)
  state.recorder?.({ _tag: "Link", call: "mknod", place, inode: node })
}

export const symlink = (session: Session, target: string, path: string): void => {
  if (target === "") throw new Errno("ENOENT")
  if (byteLength(target) > pathBytesMax) throw new Errno("ENAMETOOLONG")
  const place = vacancy(session, path, "other")
  admit(session, place)
  const { state } = session
  const owner = newOwner(session, place.parent)
  const symbolicLink = makeSymlink(++state.inodes, owner, wellFormed(target), state.clock())
  put(session, place, symbolicLink)
  state.recorder?.({ _tag: "Link", call: "symlink", place, inode: symbolicLink })
}

// `fs.protected_hardlinks`, on by default everywhere: nobody links what he could not have written himself.
const mayLink = (session: Session, inode: Inode): boolean =>
  owns(session, inode) ||
  (inode.type === "File" && (inode.mode & 0o4000) === 0 && permits(session, inode, mayRead | mayWrite))

export const link = (session: Session, existing: string, path: string): void => {
  const { inode } = find(session, existing, "nofollow")
  const place = vacancy(session, path, "other")
  if (!mayLink(session, inode)) throw new Errno("EPERM")
  admit(session, place)
  if (inode.type === "Directory") throw new Errno("EPERM")
  inode.nlink++
  attributesChanged(session.state, inode)
  put(session, place, inode)
  session.state.recorder?.({ _tag: "Link", call: "link", place, inode })
}

/** Whether the user may take this entry away, where `kind` is what the call can take away. */
const mayTake = (session: Session, place: Place, inode: Inode, kind: "directory" | "other"): void => {
  demand(session, place.parent, mayWrite | maySearch)
  const sticky = (place.parent.mode & 0o1000) !== 0
  if (sticky && !isSuperuser(session) && !owns(session, inode) && !owns(session, place.parent)) throw new Errno("EPERM")
  if (kind === "directory" && inode.type !== "Directory") throw new Errno("ENOTDIR")
  if (kind === "other" && inode.type === "Directory") throw new Errno("EISDIR")
}

const released = (session: Session, inode: Inode): void => {
  inode.nlink--
  if (inode.nlink === 0) notifyInode(session.state, "Remove", inode)
}

export const unlink = (session: Session, path: string): void => {
  const { inode, place, trailingSlash } = locate(session, path, "entry")
  if (place === undefined) throw new Errno("EISDIR")
  if (inode === undefined) throw new Errno("ENOENT")
  if (trailingSlash) throw new Errno(inode.type === "Directory" ? "EISDIR" : "ENOTDIR")
  mayTake(session, place, inode, "other")
  take(session, place, inode)
  released(session, inode)
  session.state.recorder?.({ _tag: "Unlink", call: "unlink", place, inode })
}

const removedDirectory = (session: Session, place: Place, directory: DirectoryInode): void => {
  place.parent.nlink--
  directory.nlink = 0
  notifyInode(session.state, "Remove", directory)
}

const refuseRmdir: Record<"dot" | "dotdot" | "root", Errno> = {
  dot: new Errno("EINVAL"),
  dotdot: new Errno("ENOTEMPTY"),
  root: new Errno("EBUSY")
}

export const rmdir = (session: Session, path: string): void => {
  const { inode, last, place } = locate(session, path, "entry")
  if (place === undefined) throw refuseRmdir[last as "dot" | "dotdot" | "root"]
  if (inode === undefined) throw new Errno("ENOENT")
  mayTake(session, place, inode, "directory")
  if (inode.type !== "Directory") throw new Errno("ENOTDIR")
  if (inode.entries.size > 0) throw new Errno("ENOTEMPTY")
  take(session, place, inode)
  removedDirectory(session, place, inode)
  session.state.recorder?.({ _tag: "Unlink", call: "rmdir", place, inode })
}

/** What `rename` refuses before it looks at permissions. */
const checkRename = (source: Found, target: ReturnType<typeof locate>, from: Place, to: Place): void => {
  if (source.inode.type !== "Directory" && (source.trailingSlash || target.trailingSlash)) throw new Errno("ENOTDIR")
  if (source.inode.type === "Directory" && holds(source.inode, to.parent)) throw new Errno("EINVAL")
  if (target.inode?.type === "Directory" && target.inode !== source.inode && holds(target.inode, from.parent)) {
    throw new Errno("ENOTEMPTY")
  }
}

const replace = (session: Session, to: Place, replaced: Inode): void => {
  to.parent.entries.delete(to.name)
  attributesChanged(session.state, replaced)
  if (replaced.type === "Directory") removedDirectory(session, to, replaced)
  else released(session, replaced)
}

const move = (session: Session, inode: Inode, from: Place, to: Place): void => {
  take(session, from, inode)
  if (inode.type === "Directory") {
    from.parent.nlink--
    to.parent.nlink++
    inode.parent = to.parent
    inode.name = to.name
  }
  put(session, to, inode)
  notifyInode(session.state, "Remove", inode)
}

export const rename = (session: Session, oldPath: string, newPath: string): void => {
  const source = locate(session, oldPath, "entry")
  const target = locate(session, newPath, "entry")
  if (source.place === undefined || target.place === undefined) throw new Errno("EBUSY")
  const { inode } = source
  if (inode === undefined) throw new Errno("ENOENT")
  checkRename({ ...source, inode }, target, source.place, target.place)
  if (target.inode === inode) return
  const kind = inode.type === "Directory" ? "directory" : "other"
  mayTake(session, source.place, inode, kind)
  if (target.inode === undefined) admit(session, target.place)
  else mayTake(session, target.place, target.inode, kind)
  if (kind === "directory" && source.place.parent !== target.place.parent) demand(session, inode, mayWrite)
  if (target.inode?.type === "Directory" && target.inode.entries.size > 0) throw new Errno("ENOTEMPTY")
  if (target.inode !== undefined) replace(session, target.place, target.inode)
  move(session, inode, source.place, target.place)
  session.state.recorder?.({ _tag: "Rename", from: source.place, to: target.place, inode, replaced: target.inode })
}
