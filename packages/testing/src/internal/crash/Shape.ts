/**
 * The shape of a disk: its names and links; and what tells one disk from another.
 *
 * Directories below which nothing differs from the base count as one thing, so that the size of a tree does not matter
 * where little of it changes.
 *
 * @internal
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import { compareBytes } from "../PosixPath.ts"
import { encode } from "../Text.ts"
import { type Base, type Disk, type Names, rootNumber, type Version } from "./Disk.ts"
import { attributesText, type Identities } from "./Identities.ts"

export interface Shape {
  /** Equal for equal disks; the inodes that are given may be something else than on the disk. */
  readonly identity: (versions: ReadonlyMap<number, Version>) => number
  /** One path of each inode that can be reached, but for those below directories in which nothing differs. */
  readonly paths: ReadonlyMap<number, string>
  /** The number of names of the files among them; a file that is not here has one. */
  readonly links: ReadonlyMap<number, number>
}

const sortedNames = new WeakMap<Names, ReadonlyArray<readonly [name: string, number: number]>>()

const inOrder = (names: Names): ReadonlyArray<readonly [name: string, number: number]> => {
  const known = sortedNames.get(names)
  if (known !== undefined) return known
  const sorted = [...names].sort(([a], [b]) => compareBytes(a, b))
  sortedNames.set(names, sorted)
  return sorted
}

/** The directories that may differ from those of the base, themselves or in what is below them. */
const changedDirectories = (disk: Disk, open: Iterable<number>): ReadonlySet<number> => {
  const { base } = disk
  const changed = new Set<number>()
  const add = (directory: number): void => {
    if (changed.has(directory)) return
    changed.add(directory)
    base.parents.get(directory)?.forEach(add)
  }
  const addInode = (number: number): void => {
    base.parents.get(number)?.forEach(add)
    if (base.names.has(number)) add(number)
  }
  // A file with two names is seen under both: which of them are names of one file is part of what a disk is.
  base.sharing.forEach(add)
  for (const number of open) addInode(number)
  for (const number of disk.changedInodes) addInode(number)
  for (const directory of disk.changedDirectories) {
    add(directory)
    const before = base.names.get(directory)
    for (const [name, number] of disk.names(directory)) if (before?.get(name) !== number) addInode(number)
  }
  return changed
}

// No name holds a slash or a NUL, so that no name is taken for the end of one.
const entryText = (name: string): string => `/${name}\u0000`

const known = new WeakMap<Identities, WeakMap<Base, Map<number, number>>>()

const identitiesOf = (base: Base, identities: Identities): Map<number, number> => {
  const bases = known.get(identities) ?? new WeakMap<Base, Map<number, number>>()
  known.set(identities, bases)
  const directories = bases.get(base) ?? new Map<number, number>()
  bases.set(base, directories)
  return directories
}

/** The identity of an inode of the base, with all that is below it; no file there has a second name. */
const baseIdentity = (base: Base, number: number, identities: Identities): number => {
  const version = base.versions.get(number)
  if (version === undefined) throw new RangeError(`The tree has no inode ${number}`)
  if (version.type !== "Directory") return identities.version(version)
  const directories = identitiesOf(base, identities)
  const before = directories.get(number)
  if (before !== undefined) return before
  let text = String(identities.version(version))
  for (const [name, child] of inOrder(base.names.get(number) ?? new Map())) {
    text += entryText(name) + baseIdentity(base, child, identities)
  }
  const identity = identities.text(text)
  directories.set(number, identity)
  return identity
}

/** A directory as text, with gaps for the inodes that may be something else, and for the directories that hold them. */
type Outline = ReadonlyArray<string | number | { readonly parts: Outline }>

/** Walks what can be reached from the root; the `open` inodes may be something else than they are on the disk. */
export const shapeOf = (disk: Disk, open: ReadonlySet<number>, identities: Identities): Shape => {
  const changed = changedDirectories(disk, open)
  const paths = new Map<number, string>()
  const links = new Map<number, number>()

  const outline = (directory: number, path: string): Outline => {
    const parts: Array<string | number | { readonly parts: Outline }> = []
    let text = ""
    const add = (part: string | number | { readonly parts: Outline }): void => {
      if (typeof part === "string") {
        text += part
        return
      }
      parts.push(text, part)
      text = ""
    }
    add(versionPart(directory))
    for (const [name, number] of inOrder(disk.names(directory))) {
      text += entryText(name)
      add(entryPart(number, `${path}/${name}`))
    }
    parts.push(text)
    return parts
  }
  const versionPart = (number: number): string | number =>
    open.has(number) ? number : String(identities.version(disk.version(number)))
  const entryPart = (number: number, path: string): string | number | { readonly parts: Outline } => {
    const first = paths.get(number)
    links.set(number, (links.get(number) ?? 0) + 1)
    if (first !== undefined) return `=${first}`
    paths.set(number, path)
    if (disk.version(number).type !== "Directory") return versionPart(number)
    return changed.has(number) || !disk.base.names.has(number)
      ? { parts: outline(number, path) }
      : String(baseIdentity(disk.base, number, identities))
  }

  paths.set(rootNumber, "/")
  const root = outline(rootNumber, "")
  const render = (parts: Outline, versions: ReadonlyMap<number, Version>): number => {
    let text = ""
    for (const part of parts) {
      if (typeof part === "string") text += part
      else if (typeof part === "number") text += identities.version(versions.get(part) ?? disk.version(part))
      else text += render(part.parts, versions)
    }
    return identities.text(text)
  }
  return { paths, links, identity: (versions) => render(root, versions) }
}

/** The same for equal disks in every run: names, links, contents, modes, owners, and times that a program chose. */
export const keyOf = (disk: Disk): string => {
  const paths = new Map<number, string>()
  const describe = (number: number, path: string): ReadonlyArray<unknown> => {
    const first = paths.get(number)
    if (first !== undefined) return [first]
    paths.set(number, path)
    const version = disk.version(number)
    const attributes = attributesText(version)
    if (version.type !== "Directory") return [attributes, bytesToHex(sha256(version.content))]
    const names = inOrder(disk.names(number))
    return [attributes, names.map(([name, child]) => [name, ...describe(child, `${path}/${name}`)])]
  }
  return bytesToHex(sha256(encode(JSON.stringify(describe(rootNumber, "")))))
}
