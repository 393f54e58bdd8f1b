/**
 * Inodes and what `stat` says about them.
 *
 * @internal
 */
import { byteLength } from "./PosixPath.ts"
import { SparseBytes } from "./SparseBytes.ts"

interface Attributes {
  readonly number: number
  /** The permission bits, `0o7777` at most; the type is the inode's `type`. */
  mode: number
  uid: number
  gid: number
  nlink: number
  accessTime: number
  modificationTime: number
  changeTime: number
  readonly birthTime: number
  /** The last time given to a change of this inode, whatever `utimes` said since. */
  stamp: number
  /** Whether anybody looked at the times since then. */
  observed: boolean
  /** The number of changes of content (of entries, for a directory). */
  version: number
}

export interface FileInode extends Attributes {
  readonly type: "File"
  readonly content: SparseBytes
}

export interface DirectoryInode extends Attributes {
  readonly type: "Directory"
  readonly entries: Map<string, Inode>
  /** The directory that holds this one; the root holds itself. */
  parent: DirectoryInode
  name: string
}

export interface SymlinkInode extends Attributes {
  readonly type: "SymbolicLink"
  readonly target: string
}

export interface SpecialInode extends Attributes {
  readonly type: "FIFO" | "Socket" | "CharacterDevice"
}

export type Inode = FileInode | DirectoryInode | SymlinkInode | SpecialInode

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** The facts that `stat` and `lstat` report. */
export interface Stat {
  readonly type: Inode["type"]
  readonly dev: number
  readonly ino: number
  readonly nlink: number
  /** File type bits and permission bits, like `st_mode`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes. */
  readonly size: number
  /** Bytes. */
  readonly blockSize: number
  /** Blocks of 512 bytes. */
  readonly blocks: number
  /** Milliseconds since the epoch, as the other times. */
  readonly accessTime: number
  readonly modificationTime: number
  readonly changeTime: number
  readonly birthTime: number
}

const attributes = (number: number, owner: Owner, mode: number, now: number): Attributes => ({
  number,
  mode,
  uid: owner.uid,
  gid: owner.gid,
  nlink: 1,
  accessTime: now,
  modificationTime: now,
  changeTime: now,
  birthTime: now,
  stamp: now,
  observed: false,
  version: 0
})

export const makeFile = (number: number, owner: Owner, mode: number, now: number): FileInode => ({
  ...attributes(number, owner, mode, now),
  type: "File",
  content: new SparseBytes()
})

export const makeDirectory = (
  number: number,
  owner: Owner,
  mode: number,
  now: number,
  place?: { readonly parent: DirectoryInode; readonly name: string }
): DirectoryInode => {
  const directory: Omit<DirectoryInode, "parent"> & { parent?: DirectoryInode } = {
    ...attributes(number, owner, mode, now),
    type: "Directory",
    entries: new Map(),
    name: place?.name ?? "",
    nlink: 2
  }
  return Object.assign(directory, { parent: place?.parent ?? (directory as DirectoryInode) })
}

export const makeSymlink = (number: number, owner: Owner, target: string, now: number): SymlinkInode => ({
  ...attributes(number, owner, 0o777, now),
  type: "SymbolicLink",
  target
})

export const makeSpecial = (
  number: number,
  owner: Owner,
  mode: number,
  now: number,
  type: SpecialInode["type"]
): SpecialInode => ({ ...attributes(number, owner, mode, now), type })

const typeBits: Record<Inode["type"], number> = {
  File: 0o100000,
  Directory: 0o040000,
  SymbolicLink: 0o120000,
  FIFO: 0o010000,
  Socket: 0o140000,
  CharacterDevice: 0o020000
}

// The size and the blocks of every ext4 directory of fewer than some hundred entries.
const directoryBytes = 4096

const sizeOf = (inode: Inode): number => {
  switch (inode.type) {
    case "File":
      return inode.content.size
    case "Directory":
      return directoryBytes
    case "SymbolicLink":
      return byteLength(inode.target)
    default:
      return 0
  }
}

const blocksOf = (inode: Inode): number =>
  inode.type === "File" ? inode.content.blocks : inode.type === "Directory" ? directoryBytes / 512 : 0

/** What `stat` says; who saw a time must see another one after the next change. */
export const statOf = (inode: Inode, device: number): Stat => {
  inode.observed = true
  return describe(inode, device)
}

const describe = (inode: Inode, device: number): Stat => ({
  type: inode.type,
  dev: device,
  ino: inode.number,
  nlink: inode.nlink,
  mode: typeBits[inode.type] | inode.mode,
  uid: inode.uid,
  gid: inode.gid,
  size: sizeOf(inode),
  blockSize: 4096,
  blocks: blocksOf(inode),
  accessTime: inode.accessTime,
  modificationTime: inode.modificationTime,
  changeTime: inode.changeTime,
  birthTime: inode.birthTime
})

/** The path of a directory that is still linked into the tree, from the root. */
export const pathOf = (directory: DirectoryInode): string => {
  const names: Array<string> = []
  for (let current = directory; current.parent !== current; current = current.parent) names.unshift(current.name)
  return `/${names.join("/")}`
}

/** Whether `ancestor` is `directory` or holds it at any depth. */
export const holds = (ancestor: DirectoryInode, directory: DirectoryInode): boolean => {
  let current = directory
  while (current !== ancestor && current.parent !== current) current = current.parent
  return current === ancestor
}
