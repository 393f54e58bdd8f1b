/**
 * The names that folders had before. Whoever watches a folder may tell of it under such a name long after it was renamed:
 * the system speaks of the folder, and not of its path.
 *
 * @since 0.1.0
 */
import type { DirtyDepth } from "./DirtySet.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Observation } from "./Reconcile.ts"
import * as Reconcile from "./Reconcile.ts"
import type { WatchIndex } from "./WatchIndex.ts"
import * as Limits from "./WatchLimits.ts"

/**
 * Remembers which folders stood at paths where they no longer are.
 *
 * @since 0.1.0
 */
export class FormerFolders {
  readonly #index: WatchIndex
  readonly #objects = new Map<string, Array<readonly [device: number, inode: number]>>()

  /**
   * @param index - knows where the folders are now
   */
  constructor(index: WatchIndex) {
    this.#index = index
  }

  /** Takes note of the folders that are not where the index has them. To be called before it takes that over. */
  note(observations: ReadonlyArray<Observation>): void {
    for (const { path, fact } of observations) {
      const known = this.#index.get(path)?.fact
      if (known?.kind !== "directory" || (fact !== undefined && Reconcile.isSameObject(known, fact))) continue
      for (const { inode, path: folder } of this.#index.foldersBelow(path)) this.#put(folder, known.device, inode)
    }
  }

  /** Adds to what is to be looked at what may be meant by it: the same names in folders that have moved. */
  resolve(dirty: ReadonlyMap<string, DirtyDepth>): ReadonlyMap<string, DirtyDepth> {
    if (this.#objects.size === 0) return dirty
    const all = new Map(dirty)
    for (const [path, depth] of dirty) {
      for (const other of this.#others(path)) if (!all.has(other)) all.set(other, depth)
    }
    return all
  }

  *#others(path: string): Generator<string> {
    const { flavor } = this.#index
    const folder = PathSyntax.parent(path, flavor)
    for (const [device, inode] of this.#objects.get(folder) ?? []) {
      for (const now of this.#index.pathsOf(device, inode)) {
        if (now !== folder) yield PathSyntax.join(now, PathSyntax.below(folder, path), flavor)
      }
    }
  }

  #put(path: string, device: number, inode: number): void {
    const before = (this.#objects.get(path) ?? []).filter(([, each]) => each !== inode)
    // The last ones are remembered longest.
    this.#objects.delete(path)
    this.#objects.set(path, [...before, [device, inode] as const].slice(-Limits.formerFoldersPerPath))
    if (this.#objects.size <= Limits.formerFoldersMax) return
    const [oldest] = this.#objects.keys()
    this.#objects.delete(oldest!)
  }
}
