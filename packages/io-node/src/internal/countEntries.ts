/**
 * Counts what is below a folder, by names alone, to find out whether it is a lot.
 *
 * @internal
 */
import { Limits } from "@ploke/io"
import * as fs from "node:fs"
import * as path from "node:path"
import { performance } from "node:perf_hooks"
import { nextTurn } from "./inotify.ts"

/** Counts up to a number, in slices between which others have their turns. */
export const countEntries = async (
  root: string,
  isIgnored: (path: string, kind: "file" | "directory") => boolean,
  max: number,
  isCancelled: () => boolean
): Promise<number> => {
  const names = below(root, isIgnored)
  try {
    for (let count = 0, deadline = endOfSlice(); ; count++) {
      if (count === max || isCancelled() || names.next().done === true) return count
      if (performance.now() < deadline) continue
      await nextTurn()
      deadline = endOfSlice()
    }
  } finally {
    names.return()
  }
}

const endOfSlice = (): number => performance.now() + Limits.sliceMillis

// So many names are asked for at once: a folder of 100,000 does not hold up the event loop.
const namesAtOnce = 1024

// Pauses after each entry, and closes what it has open also when it is not continued.
function* below(
  root: string,
  isIgnored: (path: string, kind: "file" | "directory") => boolean
): Generator<undefined, void, undefined> {
  const waiting = [root]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const listing = open(folder)
    try {
      for (let entry = read(listing); entry !== null; entry = read(listing)) {
        const name = path.join(folder, entry.name)
        const isFolder = entry.isDirectory()
        if (isIgnored(name, isFolder ? "directory" : "file")) continue
        if (isFolder) waiting.push(name)
        yield
      }
    } finally {
      listing?.closeSync()
    }
  }
}

// What cannot be listed counts as empty: it cannot be watched either.
const open = (folder: string): fs.Dir | undefined => {
  try {
    return fs.opendirSync(folder, { bufferSize: namesAtOnce })
  } catch {
    return undefined
  }
}

const read = (listing: fs.Dir | undefined): fs.Dirent | null => {
  try {
    return listing?.readSync() ?? null
  } catch {
    return null
  }
}
