/**
 * What a disk holds, as data that does not change: a tree of versions of inodes.
 *
 * @internal
 */
import type { DirectoryInode, Inode } from "../Inode.ts"
import type { State } from "../Session.ts"

export const rootNumber = 2

export interface Attributes {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly accessTime: number
  readonly modificationTime: number
  readonly changeTime: number
  readonly birthTime: number
  /** Whether a program chose the times, with `utimes`: only then do they tell one version from another. */
  readonly times: "chosen" | "given"
}

/** An inode as a crash may leave it, without the entries of a directory. */
export interface Version {
  readonly type: Inode["type"]
  readonly attributes: Attributes
  /** The bytes of a file, which nobody changes. */
  readonly content: Uint8Array
  /** Where a symbolic link points. */
  readonly target: string
}

/** The entries of a directory: inode numbers by name. */
export type Names = ReadonlyMap<string, number>

const noBytes = new Uint8Array(0)
const noNames: Names = new Map()
const noParents: ReadonlyArray<number> = []

/** A tree as it was read from a volume, which disks share and none of them changes. */
export class Base {
  readonly names = new Map<number, Names>()
  readonly versions = new Map<number, Version>()
  /** The directories that hold an inode, one for each of its names. */
  readonly parents = new Map<number, ReadonlyArray<number>>()
  /** The directories that hold a file which has more than one name. */
  readonly sharing = new Set<number>()

  addDirectory(number: number, names: Names): void {
    this.names.set(number, names)
    for (const child of names.values()) {
      const parents = [...(this.parents.get(child) ?? noParents), number]
      this.parents.set(child, parents)
      if (parents.length > 1) for (const parent of parents) this.sharing.add(parent)
    }
  }
}

/** What a disk holds: a tree, and what differs from it. */
export class Disk {
  readonly base: Base
  readonly #names: Map<number, Names>
  readonly #versions: Map<number, Version>

  constructor(base: Base, names: Iterable<[number, Names]> = [], versions: Iterable<[number, Version]> = []) {
    this.base = base
    this.#names = new Map(names)
    this.#versions = new Map(versions)
  }

  names(directory: number): Names {
    return this.#names.get(directory) ?? this.base.names.get(directory) ?? noNames
  }

  version(number: number): Version {
    const version = this.#versions.get(number) ?? this.base.versions.get(number)
    if (version === undefined) throw new RangeError(`The disk has no inode ${number}`)
    return version
  }

  setNames(directory: number, names: Names): void {
    this.#names.set(directory, names)
  }

  setVersion(number: number, version: Version): void {
    this.#versions.set(number, version)
  }

  /** The disk of this moment: what is set here later does not show there. */
  copy(): Disk {
    return new Disk(this.base, this.#names, this.#versions)
  }

  /** The directories whose entries may differ from those of the base. */
  get changedDirectories(): Iterable<number> {
    return this.#names.keys()
  }

  /** The inodes that may differ from those of the base. */
  get changedInodes(): Iterable<number> {
    return this.#versions.keys()
  }
}

export const attributesOf = (inode: Inode, times: Attributes["times"]): Attributes => ({
  mode: inode.mode,
  uid: inode.uid,
  gid: inode.gid,
  accessTime: inode.accessTime,
  modificationTime: inode.modificationTime,
  changeTime: inode.changeTime,
  birthTime: inode.birthTime,
  times
})

const versionOf = (inode: Inode): Version => ({
  type: inode.type,
  attributes: attributesOf(inode, "given"),
  content: inode.type === "File" ? inode.content.toBytes() : noBytes,
  target: inode.type === "SymbolicLink" ? inode.target : ""
})

/** An inode as it is made: a file is empty. */
export const birthOf = (inode: Inode): Version => ({
  type: inode.type,
  attributes: attributesOf(inode, "given"),
  content: noBytes,
  target: inode.type === "SymbolicLink" ? inode.target : ""
})

const readDirectory = (base: Base, directory: DirectoryInode): void => {
  base.versions.set(directory.number, versionOf(directory))
  base.addDirectory(directory.number, new Map(Array.from(directory.entries, ([name, { number }]) => [name, number])))
  for (const child of directory.entries.values()) {
    if (child.type === "Directory") readDirectory(base, child)
    else base.versions.set(child.number, versionOf(child))
  }
}

/** Everything that is linked into the tree of a volume, or open, as if all of it were synced. */
export const readDisk = (state: State): Disk => {
  const base = new Base()
  for (const { inode } of state.handles.values()) base.versions.set(inode.number, versionOf(inode))
  readDirectory(base, state.root)
  return new Disk(base)
}
