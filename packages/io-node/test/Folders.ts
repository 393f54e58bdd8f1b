/** Folders on the real disk, and what is in them, on the disk and open. */
import fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

// Of the module itself: what watches the calls of node:fs does not see these.
const { lstatSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } = fs

export const makeFolder = (): string => realpathSync.native(mkdtempSync(path.join(os.tmpdir(), "ploke-write-")))

/** Lends a folder of its own. */
export const withFolder = async <A>(body: (folder: string) => Promise<A>): Promise<A> => {
  const folder = makeFolder()
  try {
    return await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Everything below a folder, by names relative to it. */
export const namesBelow = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()

/** Whether a path is that of a folder, or of something below it. */
export const isWithin = (folder: string, name: string): boolean => name === folder || name.startsWith(`${folder}/`)

/** The path of what a descriptor of this process has open; undefined where it is not open. */
export const openAs = (fd: number): string | undefined => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return undefined
  }
}

/** What of a folder, or of anything below it, this process has open. */
export const openBelow = (folder: string): ReadonlyArray<string> =>
  readdirSync("/proc/self/fd")
    .map((fd) => openAs(Number(fd)))
    .filter((name) => name !== undefined && isWithin(folder, name)) as ReadonlyArray<string>

/** The twelve permission bits of an entry; undefined where there is none. */
export const modeOf = (name: string): number | undefined => {
  const stats = lstatSync(name, { throwIfNoEntry: false })
  return stats === undefined ? undefined : stats.mode & 0o7777
}
