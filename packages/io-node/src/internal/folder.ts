/**
 * Opens the files of one folder through the folder's own verified descriptor: no exchange of a parent can lead such an
 * open astray, and the folder is verified once for all its files.
 *
 * @internal
 */
import * as fs from "node:fs"
import type { Verifier } from "./verifier.ts"

/** Holds at most one folder open, until `release`. */
export interface FolderDescriptor {
  /** Opens a file by canonical path; `next` is the file after it, which tells whether the folder is worth opening. */
  readonly openFile: (path: string, next: string | undefined) => number | undefined
  readonly release: () => void
}

const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants

/** Makes one; with a single descriptor granted, or on platforms without folder descriptors, each file is verified. */
export const makeFolderDescriptor = (verifier: Verifier, granted: number): FolderDescriptor => {
  const { openFolder, folderName } = verifier
  if (openFolder === undefined || folderName === undefined || granted < 2) {
    return { openFile: verifier.openFile, release: () => undefined }
  }
  const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW
  let held: { readonly path: string; readonly fd: number; readonly name: string } | undefined
  const release = () => {
    if (held !== undefined) fs.closeSync(held.fd)
    held = undefined
  }
  const openFile = (path: string, next: string | undefined): number | undefined => {
    const cut = path.lastIndexOf("/")
    const isHeld = held !== undefined && held.path.length === cut && path.startsWith(held.path)
    if (!isHeld) {
      release()
      const isShared = cut > 0 && next?.lastIndexOf("/") === cut && next.startsWith(path.slice(0, cut))
      if (!isShared) return verifier.openFile(path)
      const folder = path.slice(0, cut)
      const fd = openFolder(folder)
      if (fd === undefined) return undefined
      held = { path: folder, fd, name: folderName(fd) }
    }
    return fs.openSync(held!.name + path.slice(cut), flags)
  }
  return { openFile, release }
}
