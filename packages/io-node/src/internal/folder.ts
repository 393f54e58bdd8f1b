/**
 * Opens the files of one folder through the folder's own verified descriptor: no exchange of a parent can lead such an
 * open astray, and the folder is verified once for all its files. Tells what its entries are, so that nothing but a
 * regular file is opened.
 *
 * @internal
 */
import type { ObjectType } from "@ploke/io"
import * as fs from "node:fs"
import type { Verifier } from "./verifier.ts"
import { isMovedCode, typeOf } from "./verifier.ts"

/** Holds at most one folder open, until `release`. */
export interface FolderDescriptor {
  /**
   * Turns to the folder of a path; false when the path does not lead to it, or does so only through a link.
   * `ahead` counts the files of the same folder that are wanted from here on.
   */
  readonly enter: (path: string, ahead: () => number) => boolean
  /** Looks at a file of the folder: false for anything but a regular file, its status where a listing was not worth it. */
  readonly look: (path: string) => boolean | fs.Stats
  /** Opens a file of the folder by canonical path; undefined when the path leads to something else. */
  readonly openFile: (path: string) => number | undefined
  /** Closes the folder; the next file verifies it again. */
  readonly release: () => void
  /** Closes the folder, and forgets what is in it. */
  readonly forget: () => void
}

const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants

// A folder, by the text before the last separator of its files' paths.
interface Folder {
  readonly text: string
  readonly wanted: number
  isLost: boolean
  // Whether its files are opened one by one, each verified by itself.
  isAlone: boolean
  open: { readonly fd: number; readonly name: string } | undefined
  // The type of each entry; null where a look at each file is cheaper.
  types: ReadonlyMap<string, ObjectType> | null | undefined
}

/** Makes one; with a single descriptor granted, or on platforms without folder descriptors, each file is verified. */
export const makeFolderDescriptor = (verifier: Verifier, granted: number): FolderDescriptor => {
  const { openFolder, folderName } = verifier
  const canHold = openFolder !== undefined && folderName !== undefined && granted > 1
  const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW
  let held: Folder | undefined

  const release = () => {
    if (held === undefined) return
    const { open } = held
    held.open = undefined
    held.isLost = false
    held.isAlone = false
    if (open !== undefined) fs.closeSync(open.fd)
  }

  const turnTo = (path: string, ahead: () => number): Folder => {
    const cut = path.lastIndexOf("/")
    if (held !== undefined && held.text.length === cut && path.startsWith(held.text)) return held
    release()
    const text = path.slice(0, cut)
    held = { text, wanted: ahead(), isLost: false, isAlone: false, open: undefined, types: undefined }
    return held
  }

  const enter = (path: string, ahead: () => number): boolean => {
    const folder = turnTo(path, ahead)
    if (folder.open !== undefined || folder.isAlone) return true
    if (folder.isLost) return false
    if (!canHold || folder.text === "" || folder.wanted < 2) {
      folder.isAlone = true
      return true
    }
    const fd = openOrLose(openFolder, folder.text)
    if (fd === undefined) folder.isLost = true
    else folder.open = { fd, name: folderName(fd) }
    return fd !== undefined
  }

  const nameOf = (path: string): string =>
    held?.open === undefined ? path : held.open.name + path.slice(held.text.length)

  return {
    enter,
    look: (path) => {
      if (held?.open !== undefined && held.types === undefined) held.types = listOpen(held)
      const types = held?.types
      if (types != null) return types.get(path.slice(held!.text.length + 1)) === "File"
      const stats = fs.lstatSync(nameOf(path), { throwIfNoEntry: false })
      return stats?.isFile() === true ? stats : false
    },
    openFile: (path) => (held?.open === undefined ? verifier.openFile(path) : fs.openSync(nameOf(path), flags)),
    release,
    forget: () => {
      release()
      held = undefined
    }
  }
}

const listOpen = ({ open, wanted }: Folder): Folder["types"] =>
  open === undefined ? null : listTypes(open.name, fs.fstatSync(open.fd).size, wanted)

const openOrLose = (openFolder: (path: string) => number | undefined, path: string): number | undefined => {
  try {
    return openFolder(path)
  } catch (error) {
    if (isMovedCode((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

// Listing a folder costs a quarter of looking at every file of it, if most of its entries are wanted. How many it has
// can only be guessed from the size of the folder: 20 to 60 bytes for each on the file systems of Linux.
const listedFilesMin = 16
const folderBytesPerFileMax = 128

/**
 * Lists the types of a folder's entries; null where it is not worth it, or where the folder may be entered but not listed,
 * so that each file is looked at by itself.
 */
export const listTypes = (name: string, sizeBytes: number, wanted: number): ReadonlyMap<string, ObjectType> | null => {
  if (wanted < listedFilesMin || sizeBytes > wanted * folderBytesPerFileMax) return null
  try {
    const types = new Map<string, ObjectType>()
    for (const entry of fs.readdirSync(name, { withFileTypes: true })) types.set(entry.name, typeOf(entry))
    return types
  } catch {
    return null
  }
}

/** Counts how many of the orders from `from` on lie in one folder; the count ends where it makes no more difference. */
export const countAhead = (pathAt: (i: number) => string, from: number, end: number): number => {
  const first = pathAt(from)
  const folder = first.slice(0, first.lastIndexOf("/") + 1)
  const last = Math.min(end, from + countedMax)
  let i = from + 1
  while (i < last && isIn(folder, pathAt(i))) i++
  return i - from
}

const countedMax = 4096

const isIn = (folder: string, path: string): boolean =>
  path.startsWith(folder) && path.indexOf("/", folder.length) === -1
