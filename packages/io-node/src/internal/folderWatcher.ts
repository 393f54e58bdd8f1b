/**
 * Chokidar for folders alone, where one watch for each folder tells of everything in it: at whatever else there is it neither
 * looks, nor does it remember it. To look at every file is most of what it does until it is ready.
 *
 * How it lists a folder and what it ignores are not parts of its stable interface. The version is pinned, and a test holds
 * chokidar to what is used of it.
 *
 * @internal
 */
import * as Limits from "@ploke/io/Limits"
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import * as path from "node:path"
import { performance } from "node:perf_hooks"
import { Readable } from "node:stream"
import { nextTurn } from "./inotify.ts"

/** What is watched of a root. */
export interface FolderRules {
  /** What the paths in it begin with. */
  readonly base: string
  /** Whether something in it is left out. */
  readonly isIgnored: (path: string, kind: "directory" | undefined) => boolean
  /** Is told of each entry of a folder that is listed. */
  readonly found: (entry: string) => void
}

type CreateScanStream = FSWatcher["createScanStream"]

/** Watches folders with all folders below them. */
export class FolderWatcher extends FSWatcher {
  private readonly rules: FolderRules

  constructor(rules: FolderRules) {
    super({
      persistent: true,
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
      awaitWriteFinish: false,
      // One watch for each file would be the alternative, which loses notifications.
      backend: "native"
    })
    this.rules = rules
  }

  // It reads what is given, and ends it; whatever else its own streams can do it does not use.
  override createScanStream(...[root, options]: Parameters<CreateScanStream>): ReturnType<CreateScanStream> {
    if (this.closed) return undefined
    const filter = options?.directoryFilter
    const isWanted = (entry: Entry): boolean => typeof filter !== "function" || filter(entry)
    const { found } = this.rules
    const folders = foldersIn({ root, found, isWanted, isOver: () => this.closed })
    const stream = Readable.from(folders) as NonNullable<ReturnType<CreateScanStream>>
    this.streams.add(stream)
    stream.once("close", () => this.streams.delete(stream))
    return stream
  }

  // What is given as `ignored` is asked with slashes in place of backslashes.
  override isIgnored(name: string, stats?: fs.Stats): boolean {
    const { base, isIgnored } = this.rules
    if (!name.startsWith(base)) return false
    if (stats !== undefined) return !stats.isDirectory() || isIgnored(name, "directory")
    return isIgnored(name, undefined) || this.isNoFolder(name)
  }

  // It asks before it looks. For what is gone, and was no folder that it knows, it would list the folder above.
  private isNoFolder(name: string): boolean {
    if (this.tree.peekDirectory(name) !== undefined) return false
    try {
      const stats = fs.lstatSync(name, { throwIfNoEntry: false })
      // Of a folder itself the system speaks by its own name.
      return stats === undefined ? path.basename(name) !== path.basename(path.dirname(name)) : !stats.isDirectory()
    } catch {
      return false
    }
  }
}

interface Scan {
  readonly root: string
  readonly found: (entry: string) => void
  readonly isWanted: (entry: Entry) => boolean
  /** Whether nobody wants to know any more. */
  readonly isOver: () => boolean
}

/** What it has to know of a folder that it is told of. */
interface Entry {
  readonly path: string
  readonly fullPath: string
  readonly basename: string
  readonly stats: fs.Stats
}

// So many names are asked for at once.
const namesAtOnce = 1024

// One after the other: at once they would only take turns.
async function* foldersIn(scan: Scan): AsyncGenerator<Entry, void, undefined> {
  const before = lastScan
  let end = (): void => undefined
  lastScan = new Promise((resolve) => (end = resolve))
  await before
  let folders: ReadonlyArray<Entry>
  try {
    folders = await list(scan)
  } finally {
    end()
  }
  yield* folders
}

let lastScan: Promise<void> = Promise.resolve()

const list = async ({ found, isOver, isWanted, root }: Scan): Promise<ReadonlyArray<Entry>> => {
  const folders: Array<Entry> = []
  const listing = openFolder(root)
  try {
    for (let entry = listing?.readSync() ?? null; entry !== null; entry = listing!.readSync()) {
      if (isSliceOver()) await nextTurn()
      if (isOver()) break
      const { name } = entry
      const fullPath = path.join(root, name)
      found(fullPath)
      const stats = entry.isDirectory() ? folderAt(fullPath) : undefined
      const folder = stats === undefined ? undefined : { path: name, fullPath, basename: name, stats }
      if (folder !== undefined && isWanted(folder)) folders.push(folder)
    }
  } finally {
    listing?.closeSync()
  }
  return folders
}

// What is not there or not to be read has no entries; that something else is there it is told.
const openFolder = (folder: string): fs.Dir | undefined => {
  try {
    return fs.opendirSync(folder, { bufferSize: namesAtOnce })
  } catch (error) {
    if (emptyCodes.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

const emptyCodes: ReadonlySet<string | undefined> = new Set(["ENOENT", "EACCES", "EPERM", "ELOOP"])

const folderAt = (name: string): fs.Stats | undefined => {
  try {
    const stats = fs.lstatSync(name, { throwIfNoEntry: false })
    return stats?.isDirectory() === true ? stats : undefined
  } catch {
    return undefined
  }
}

let sliceBegan: number | undefined

// Whether this turn of the event loop has been taken up for long.
const isSliceOver = (): boolean => {
  if (sliceBegan === undefined) {
    sliceBegan = performance.now()
    setImmediate(() => (sliceBegan = undefined))
  }
  return performance.now() - sliceBegan > Limits.sliceMillis
}
