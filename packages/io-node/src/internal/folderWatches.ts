/**
 * Watches single folders, for what chokidar cannot: it takes a backslash in a name for a separator on every system, and
 * does not always watch a folder that has taken the place of a file.
 *
 * @internal
 */
import * as fs from "node:fs"
import * as path from "node:path"

/** Takes what is told of a folder: the name of an entry, or of the folder itself; null where the system names none. */
export interface FolderEar {
  readonly raw: (folder: string, name: string | null) => void
  /** Is told of each entry of a folder that is listed. */
  readonly found: (entry: string) => void
  readonly failed: (error: NodeJS.ErrnoException, folder: string) => void
  readonly isIgnored: (path: string, kind: "directory") => boolean
}

interface Watch {
  readonly watcher: fs.FSWatcher
  readonly inode: number
  /** Whether folders in it are watched too. */
  readonly isDeep: boolean
}

/** The folders that are watched so. */
export class FolderWatches {
  private readonly ear: FolderEar
  private readonly watches = new Map<string, Watch>()
  private isClosed = false

  constructor(ear: FolderEar) {
    this.ear = ear
  }

  /** How many there are. */
  get size(): number {
    return this.watches.size
  }

  /** Watches a folder, anew where it is another one by now; false where it cannot be. */
  watch(folder: string, isDeep = false): boolean {
    const stats = lstat(folder)
    if (this.isClosed || stats?.isDirectory() !== true) return false
    this.forget(folder)
    try {
      const watcher = fs.watch(folder, (_event, name) => this.hear(folder, name))
      watcher.on("error", (error) => {
        this.forget(folder)
        this.ear.failed(error, folder)
      })
      this.watches.set(folder, { watcher, inode: stats.ino, isDeep })
      return true
    } catch (error) {
      this.ear.failed(error as NodeJS.ErrnoException, folder)
      return false
    }
  }

  /** Watches a folder and all folders below it, also those that are made later. */
  watchBelow(folder: string): void {
    const waiting = [folder]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      // Watched before it is listed: what is made meanwhile is heard of.
      if (!this.watch(next, true)) continue
      for (const entry of entriesOf(next)) {
        const below = path.join(next, entry.name)
        this.ear.found(below)
        if (entry.isDirectory() && !this.ear.isIgnored(below, "directory")) waiting.push(below)
      }
    }
  }

  /** Watches what may be a new folder, with all folders below it. */
  meet(below: string): void {
    const stats = lstat(below)
    if (stats?.isDirectory() !== true || this.watches.get(below)?.inode === stats.ino) return
    if (!this.ear.isIgnored(below, "directory")) this.watchBelow(below)
  }

  close(): void {
    this.isClosed = true
    for (const { watcher } of this.watches.values()) watcher.close()
    this.watches.clear()
  }

  private forget(folder: string): void {
    this.watches.get(folder)?.watcher.close()
    this.watches.delete(folder)
  }

  private hear(folder: string, name: string | null): void {
    const watch = this.watches.get(folder)
    if (this.isClosed || watch === undefined) return
    this.ear.raw(folder, name)
    if (name === path.basename(folder) && lstat(folder)?.ino !== watch.inode) return this.forget(folder)
    if (watch.isDeep && name !== null) this.meet(path.join(folder, name))
  }
}

const lstat = (name: string): fs.Stats | undefined => {
  try {
    return fs.lstatSync(name, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

const entriesOf = (folder: string): ReadonlyArray<fs.Dirent> => {
  try {
    return fs.readdirSync(folder, { withFileTypes: true })
  } catch {
    // Gone, or not ours to read: then there is nothing to be heard of it either.
    return []
  }
}
