/**
 * The walk from a path to an inode, component by component, as the Linux kernel walks it.
 *
 * @internal
 */
import { Errno } from "./Failure.ts"
import type { DirectoryInode, Inode } from "./Inode.ts"
import { byteLength, wellFormed } from "./PosixPath.ts"
import { demand, maySearch, type Place, type Session } from "./Session.ts"

// The limits of Linux: PATH_MAX counts the final NUL, NAME_MAX does not, and the 41st link of one walk is refused.
export const pathBytesMax = 4095
const nameBytesMax = 255
const linksMax = 40

export interface Located {
  /** The directory and the name of the last component, absent when the path ends in `.`, `..` or is the root. */
  readonly place: Place | undefined
  /** How the path ends: only a `name` can be created, renamed or removed. */
  readonly last: "name" | "dot" | "dotdot" | "root"
  readonly inode: Inode | undefined
  /** Whether the path, or a link that was followed at its end, ends in a slash. */
  readonly trailingSlash: boolean
}

/**
 * What happens to a link in the last component: `follow` it, leave it (`nofollow`; a trailing slash still follows it),
 * leave it in any case (`entry`, for calls that act on the entry), or follow it to where a file is to be made (`create`).
 */
export type LastLink = "follow" | "nofollow" | "entry" | "create"

interface Walk {
  current: DirectoryInode
  readonly pending: Array<string>
  trailingSlash: boolean
  last: Located["last"]
  links: number
}

const push = (session: Session, walk: Walk, path: string): void => {
  if (path.startsWith("/")) {
    walk.current = session.state.root
    walk.last = "root"
  }
  const names = path.split("/").filter((name) => name !== "")
  if (path.endsWith("/") && names.length > 0 && walk.pending.length === 0) walk.trailingSlash = true
  for (const name of names.reverse()) walk.pending.push(name)
}

const followLink = (session: Session, walk: Walk, target: string): void => {
  walk.links++
  if (walk.links > linksMax) throw new Errno("ELOOP")
  push(session, walk, target)
}

const leavesLink = (walk: Walk, lastLink: LastLink): boolean =>
  lastLink === "entry" || (lastLink === "nofollow" && !walk.trailingSlash)

const step = (session: Session, walk: Walk, name: string, lastLink: LastLink): Located | undefined => {
  const isLast = walk.pending.length === 0
  demand(session, walk.current, maySearch)
  if (name === ".") {
    walk.last = "dot"
    return undefined
  }
  if (name === "..") {
    walk.last = "dotdot"
    walk.current = walk.current.parent
    return undefined
  }
  if (isLast && lastLink === "create" && walk.trailingSlash) throw new Errno("EISDIR")
  if (byteLength(name) > nameBytesMax) throw new Errno("ENAMETOOLONG")
  const place = { parent: walk.current, name }
  const inode = walk.current.entries.get(name)
  if (inode?.type === "SymbolicLink" && !(isLast && leavesLink(walk, lastLink))) {
    followLink(session, walk, inode.target)
    return undefined
  }
  if (isLast) return { place, last: "name", inode, trailingSlash: walk.trailingSlash }
  if (inode === undefined) throw new Errno("ENOENT")
  if (inode.type !== "Directory") throw new Errno("ENOTDIR")
  walk.current = inode
  return undefined
}

/** Walks a path; only the last component may be missing. */
export const locate = (session: Session, path: string, lastLink: LastLink): Located => {
  if (path === "") throw new Errno("ENOENT")
  if (byteLength(path) > pathBytesMax) throw new Errno("ENAMETOOLONG")
  const walk: Walk = { current: session.state.root, pending: [], trailingSlash: false, last: "root", links: 0 }
  push(session, walk, wellFormed(path))
  for (let name = walk.pending.pop(); name !== undefined; name = walk.pending.pop()) {
    const located = step(session, walk, name, lastLink)
    if (located !== undefined) return located
  }
  return { place: undefined, last: walk.last, inode: walk.current, trailingSlash: walk.trailingSlash }
}

export interface Found extends Located {
  readonly inode: Inode
}

/** Walks a path to something that exists; a trailing slash demands a directory. */
export const find = (session: Session, path: string, lastLink: "follow" | "nofollow"): Found => {
  const located = locate(session, path, lastLink)
  const inode = located.inode
  if (inode === undefined) throw new Errno("ENOENT")
  if (located.trailingSlash && inode.type !== "Directory") throw new Errno("ENOTDIR")
  return { ...located, inode }
}
