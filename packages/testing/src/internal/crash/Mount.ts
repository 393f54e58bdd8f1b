/**
 * A volume that holds what a disk holds. Inodes come into being when somebody looks at them, so that mounting a large
 * tree costs nothing.
 *
 * @internal
 */
import * as MemoryVolume from "../../MemoryVolume.ts"
import type { DirectoryInode, FileInode, Inode } from "../Inode.ts"
import { stateOf } from "../Session.ts"
import { SparseBytes } from "../SparseBytes.ts"
import { type Attributes, type Disk, rootNumber, type Version } from "./Disk.ts"
import type { Shape } from "./Shape.ts"

interface Mount {
  readonly disk: Disk
  readonly links: Shape["links"]
  readonly inodes: Map<number, Inode>
}

const base = (number: number, attributes: Attributes, nlink: number) => ({
  number,
  mode: attributes.mode,
  uid: attributes.uid,
  gid: attributes.gid,
  nlink,
  accessTime: attributes.accessTime,
  modificationTime: attributes.modificationTime,
  changeTime: attributes.changeTime,
  birthTime: attributes.birthTime,
  stamp: attributes.changeTime,
  observed: true,
  version: 0
})

const makeFile = (mount: Mount, number: number, version: Version): FileInode => {
  let content: SparseBytes | undefined
  return {
    ...base(number, version.attributes, mount.links.get(number) ?? 1),
    type: "File",
    get content() {
      if (content === undefined) {
        content = new SparseBytes()
        content.write(version.content, 0)
      }
      return content
    }
  }
}

const directoryLinks = (disk: Disk, number: number): number => {
  let links = 2
  for (const child of disk.names(number).values()) if (disk.version(child).type === "Directory") links++
  return links
}

const makeDirectory = (
  mount: Mount,
  number: number,
  version: Version,
  parent: DirectoryInode,
  name: string
): DirectoryInode => {
  let entries: Map<string, Inode> | undefined
  const directory: DirectoryInode = {
    ...base(number, version.attributes, directoryLinks(mount.disk, number)),
    type: "Directory",
    parent,
    name,
    get entries() {
      entries ??= makeEntries(mount, directory)
      return entries
    }
  }
  return directory
}

const makeEntries = (mount: Mount, directory: DirectoryInode): Map<string, Inode> =>
  new Map(
    Array.from(mount.disk.names(directory.number), ([name, number]) => [name, inodeOf(mount, number, directory, name)])
  )

const inodeOf = (mount: Mount, number: number, parent: DirectoryInode, name: string): Inode => {
  const known = mount.inodes.get(number)
  if (known !== undefined) return known
  const version = mount.disk.version(number)
  const inode = makeInode(mount, number, version, parent, name)
  mount.inodes.set(number, inode)
  return inode
}

const makeInode = (mount: Mount, number: number, version: Version, parent: DirectoryInode, name: string): Inode => {
  if (version.type === "File") return makeFile(mount, number, version)
  if (version.type === "Directory") return makeDirectory(mount, number, version, parent, name)
  const attributes = base(number, version.attributes, mount.links.get(number) ?? 1)
  return version.type === "SymbolicLink"
    ? { ...attributes, type: version.type, target: version.target }
    : { ...attributes, type: version.type }
}

/** How the volume is made, and the largest inode number that was ever given: a new file is never an old one. */
export interface MountOptions extends MemoryVolume.Options {
  readonly inodes: number
}

/** A new volume with what the disk holds. */
export const mountDisk = (disk: Disk, shape: Shape, options: MountOptions): MemoryVolume.MemoryVolume => {
  const volume = MemoryVolume.make(options)
  const state = stateOf(volume)
  const version = disk.version(rootNumber)
  const { number, ...attributes } = base(rootNumber, version.attributes, directoryLinks(disk, rootNumber))
  Object.assign(state.root, attributes)
  const mount: Mount = { disk, links: shape.links, inodes: new Map([[number, state.root]]) }
  for (const [name, inode] of makeEntries(mount, state.root)) state.root.entries.set(name, inode)
  state.inodes = options.inodes
  return volume
}
