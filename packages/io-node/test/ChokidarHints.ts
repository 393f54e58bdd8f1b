/** What a consumer of chokidar's own events makes of a tree. */
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import { hashOf, treeOf } from "./Replica.ts"

/** Follows a tree by the events alone; `quiet` is kept when none has come for a while. */
export const chokidarHints = async (root: string) => {
  const entries = treeOf(root)
  let lastAt = performance.now()
  const watcher = new FSWatcher({ persistent: true, ignoreInitial: true, followSymlinks: false, atomic: false })
  const look = (at: string): void => {
    const stats = fs.lstatSync(at, { throwIfNoEntry: false })
    if (stats?.isSymbolicLink() === true) entries.set(at, "symlink")
    else if (stats?.isFile() === true) entries.set(at, hashOf(fs.readFileSync(at)))
    else if (stats?.isDirectory() === true) entries.set(at, "directory")
  }
  watcher.on("all", (event, at) => {
    lastAt = performance.now()
    if (at === root) return
    if (event === "unlink" || event === "unlinkDir") entries.delete(at)
    else look(at)
  })
  await new Promise<void>((resolve) => {
    watcher.once("ready", resolve)
    watcher.add(root)
  })
  const quiet = async (): Promise<void> => {
    lastAt = performance.now()
    while (performance.now() - lastAt < 300) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { entries, quiet, close: () => watcher.close() }
}
