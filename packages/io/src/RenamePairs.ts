/**
 * Which of the paths that have gone and of those that have come are two halves of a rename, and in which order renames are
 * to be told.
 *
 * @since 0.1.0
 */
import * as EntryVersion from "./EntryVersion.ts"
import type { Flavor } from "./PathSyntax.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Indexed } from "./WatchIndex.ts"

/**
 * One object that stood at one path and stands at another now.
 *
 * @since 0.1.0
 */
export interface RenamePair {
  readonly oldPath: string
  readonly path: string
  readonly before: Indexed
  readonly now: Indexed
}

/**
 * Pairs what has gone with what has come, one to one. Folders first, then what was renamed with its folder, then what is
 * left; of the names of one file the first goes with the first. Where a file system tells no time of birth, a file is paired
 * only if its size, its time of modification and its hash (or the target of a link) are the same.
 *
 * @param removed - what stood at paths where it no longer is, folders first
 * @param created - what stands at paths where it was not, folders first
 * @param flavor - the grammar of the paths
 * @returns in the order of `created`
 * @since 0.1.0
 */
export const pair = (
  removed: ReadonlyMap<string, Indexed>,
  created: ReadonlyMap<string, Indexed>,
  flavor: Flavor
): ReadonlyArray<RenamePair> => {
  if (removed.size === 0 || created.size === 0) return []
  const unpaired = byInode(removed)
  const oldPaths = new Map<string, string>()
  const take = (path: string, now: Indexed, oldPath: string | undefined): void => {
    const before = oldPath === undefined ? undefined : removed.get(oldPath)
    const candidates = unpaired.get(now.fact.inode)
    if (before === undefined || !candidates?.has(oldPath!) || !fits(before, now)) return
    candidates.delete(oldPath!)
    oldPaths.set(path, oldPath!)
  }
  const takeFollowing = (path: string, now: Indexed): void => {
    const folder = PathSyntax.parent(path, flavor)
    const oldFolder = oldPaths.get(folder)
    if (oldFolder === undefined) return
    take(path, now, PathSyntax.join(oldFolder, PathSyntax.below(folder, path), flavor))
  }
  const takeFirst = (path: string, now: Indexed): void => {
    for (const oldPath of unpaired.get(now.fact.inode) ?? []) {
      if (oldPaths.has(path)) return
      take(path, now, oldPath)
    }
  }
  const folders = [...created].filter(([, { fact }]) => fact.kind === "directory")
  const others = [...created].filter(([, { fact }]) => fact.kind !== "directory")
  for (const [path, now] of folders) takeFirst(path, now)
  for (const [path, now] of others) takeFollowing(path, now)
  for (const [path, now] of others) takeFirst(path, now)
  return [...created].flatMap(([path, now]) => {
    const oldPath = oldPaths.get(path)
    return oldPath === undefined ? [] : [{ oldPath, path, before: removed.get(oldPath)!, now }]
  })
}

/**
 * Puts renames into an order in which each finds its new path free: the one that leaves a path comes before the one that
 * takes it. Where renames go round in a circle, one of them (of no folder) is left out: it has to be told as removed before
 * the others, and as created after them.
 *
 * @param pairs - what was renamed; the order is kept where it can be
 * @since 0.1.0
 */
export const inOrder = (pairs: ReadonlyArray<RenamePair>): ReadonlyArray<RenamePair> => {
  const leaving = new Map(pairs.map((one) => [one.oldPath, one]))
  const placed = new Set<RenamePair>()
  const renames: Array<RenamePair> = []
  for (const one of pairs) {
    // No path is left twice or taken twice: renames that wait for each other are a chain, or a circle.
    const chain: Array<RenamePair> = []
    let next: RenamePair | undefined = one
    for (; next !== undefined && !placed.has(next); next = leaving.get(next.path)) {
      placed.add(next)
      chain.push(next)
    }
    if (next === one && chain.length > 0) {
      // What is taken and left within one look has changed its kind, so that they are not all folders.
      const at = chain.findIndex(({ now }) => now.fact.kind !== "directory")
      chain.push(...chain.splice(0, at + 1).slice(0, at))
    }
    renames.push(...chain.reverse())
  }
  return renames
}

const byInode = (entries: ReadonlyMap<string, Indexed>): Map<number, Set<string>> => {
  const groups = new Map<number, Set<string>>()
  for (const [path, { fact }] of entries) {
    const group = groups.get(fact.inode)
    if (group === undefined) groups.set(fact.inode, new Set([path]))
    else group.add(path)
  }
  return groups
}

const fits = (before: Indexed, now: Indexed): boolean => {
  const { kind, bornMillis, target } = now.fact
  if (!EntryVersion.isSameObject(before.fact, now.fact)) return false
  if (bornMillis !== 0 || kind === "directory") return true
  const isSameHash = before.hash === undefined || now.hash === undefined || before.hash === now.hash
  return EntryVersion.isSameStamp(before.fact, now.fact) && isSameHash && before.fact.target === target
}
