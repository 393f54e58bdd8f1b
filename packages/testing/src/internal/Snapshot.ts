/**
 * The plain description of one entry of a tree.
 *
 * @internal
 */
import type { DirectoryInode, Inode } from "./Inode.ts"
import { compareBytes } from "./PosixPath.ts"
import { decode } from "./Text.ts"

/**
 * One entry of a tree in a form that can be compared with `deepStrictEqual` and written as JSON.
 *
 * @since 0.1.0
 */
export interface SnapshotEntry {
  /** The path relative to the root of the snapshot, `.` for the root itself. */
  readonly path: string
  readonly type:
    | "File"
    | "Directory"
    | "SymbolicLink"
    | "BlockDevice"
    | "CharacterDevice"
    | "FIFO"
    | "Socket"
    | "Unknown"
  /** The permission bits in octal, `"644"`; absent on links, where they mean nothing. */
  readonly mode?: string
  /** The content of a file that is valid UTF-8 without NUL. */
  readonly text?: string
  /** The content of any other file, two digits for each byte. */
  readonly hex?: string
  /** Where a symbolic link points, as it is written in the link. */
  readonly target?: string
  /** The number of names of a file that has more than one. */
  readonly links?: number
  /** The content, or the entries, could not be read for want of permission. */
  readonly denied?: true
}

export const contentOf = (bytes: Uint8Array): { readonly text: string } | { readonly hex: string } => {
  const text = decode(bytes)
  return text === undefined || text.includes("\u0000")
    ? { hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") }
    : { text }
}

export const modeOf = (mode: number): string => (mode & 0o7777).toString(8).padStart(3, "0")

export const sorted = (entries: ReadonlyArray<SnapshotEntry>): Array<SnapshotEntry> =>
  Array.from(entries).sort((a, b) => compareBytes(a.path, b.path))

const describe = (inode: Inode, path: string): SnapshotEntry => {
  if (inode.type === "SymbolicLink") return { path, type: inode.type, target: inode.target }
  const base = { path, type: inode.type, mode: modeOf(inode.mode) }
  if (inode.type !== "File") return base
  const links = inode.nlink > 1 ? { links: inode.nlink } : {}
  return { ...base, ...links, ...contentOf(inode.content.toBytes()) }
}

const collect = (inode: Inode, path: string, entries: Array<SnapshotEntry>): void => {
  entries.push(describe(inode, path))
  if (inode.type !== "Directory") return
  for (const [name, child] of (inode satisfies DirectoryInode).entries) {
    collect(child, path === "." ? name : `${path}/${name}`, entries)
  }
}

/** Describes an inode and everything below it, whatever the permissions. */
export const snapshotInode = (inode: Inode): Array<SnapshotEntry> => {
  const entries: Array<SnapshotEntry> = []
  collect(inode, ".", entries)
  return sorted(entries)
}
