/**
 * Chokidar for folders alone, where one watch for each folder tells of everything in it: at whatever else there is it neither
 * looks, nor does it remember it. To look at every file is most of what it does until it is ready.
 *
 * How it lists a folder and what it ignores are not parts of its stable interface. The version is pinned, and a test holds
 * chokidar to what is used of it.
 *
 * @internal
 */
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import * as path from "node:path"

/** What is watched of a root. */
export interface FolderRules {
  /** What the paths in it begin with. */
  readonly base: string
  /** Whether something in it is left out. */
  readonly isIgnored: (path: string, kind: "directory" | undefined) => boolean
  /** Is told of each entry of a folder that is listed. */
  readonly found: (entry: string) => void
}

type Scan = FSWatcher["createScanStream"]
type Options = NonNullable<Parameters<Scan>[1]>
type Entry = Parameters<Extract<Options["directoryFilter"], (entry: never) => boolean>>[0]

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

  override createScanStream(root: string, options: Options = {}): ReturnType<Scan> {
    const { found } = this.rules
    const { directoryFilter } = options
    return super.createScanStream(root, {
      ...options,
      type: "directories",
      alwaysStat: false,
      fileFilter: ({ fullPath }) => {
        found(fullPath)
        return false
      },
      directoryFilter: (entry) => {
        found(entry.fullPath)
        return isFolder(entry) && (typeof directoryFilter !== "function" || directoryFilter(entry))
      }
    })
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

// It has to know what a folder is, and would have looked at all entries for that.
const isFolder = (entry: Entry): boolean => {
  try {
    const stats = fs.lstatSync(entry.fullPath, { throwIfNoEntry: false })
    if (stats?.isDirectory() !== true) return false
    entry.stats = stats
    return true
  } catch {
    return false
  }
}
