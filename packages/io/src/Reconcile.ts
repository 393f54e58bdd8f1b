/**
 * What has changed: the difference between what a watcher believes the disk to be and what it has found there. Plain
 * functions, which know no clock and no disk.
 *
 * Promised: a difference is told for what came, went, moved or has other contents, and for nothing else; told in their order
 * to whoever keeps what stands at each path, they find every new path free, and make the disk of the index. How the changes
 * came about, in which steps and in how many looks, does not matter to that.
 *
 * To be observed together: a folder that is not in the index, or is another object there, with everything in it, and with what
 * the index has in it; all names of a file (`otherPaths`); what was held, and all below it where it is back. Whatever is not
 * observed is taken to be as it was; so is what was held.
 *
 * @since 0.1.0
 */
import type { EntryKind, FileHash } from "@ploke/core"
import * as EntryVersion from "./EntryVersion.ts"
import * as PathOrder from "./PathOrder.ts"
import type { Flavor } from "./PathSyntax.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { RenamePair } from "./RenamePairs.ts"
import * as RenamePairs from "./RenamePairs.ts"
import type { EntryFact } from "./Survey.ts"
import type { Indexed, WatchIndex } from "./WatchIndex.ts"

export { isSameObject, isSameVersion } from "./EntryVersion.ts"

/**
 * What was found at a path.
 *
 * @since 0.1.0
 */
export interface Observation {
  readonly path: string
  /** Undefined where nothing is there. */
  readonly fact: EntryFact | undefined
  /** The hash of a file's contents; undefined where it was not taken. */
  readonly hash: FileHash | undefined
}

interface Fields {
  readonly path: string
  readonly entry: EntryKind
  readonly hash?: FileHash
  readonly previousHash?: FileHash
}

/**
 * What is different at a path: a `FileChangeEvent` that has no number, time and origin yet.
 *
 * @since 0.1.0
 */
export type Difference =
  | (Fields & { readonly _tag: "Created" })
  | (Fields & { readonly _tag: "Modified"; readonly change: "content" | "replaced" })
  | (Fields & { readonly _tag: "Removed" })
  | (Fields & { readonly _tag: "Renamed"; readonly oldPath: string; readonly contentChanged: boolean })

/**
 * What there is to tell.
 *
 * @since 0.1.0
 */
export interface Plan {
  /** Removed (each entry before its folder), renamed, created (each folder before its entries), modified. */
  readonly differences: ReadonlyArray<Difference>
  /** Paths that are gone with all below them, which is not told yet: to be looked at once more, since they may turn up. */
  readonly holds: ReadonlyArray<string>
}

/**
 * What may wait. `unpaired removals`: what has gone and has not turned up elsewhere is told when it was `held` before;
 * `nothing`: it is told at once.
 *
 * @since 0.1.0
 */
export interface PlanOptions {
  readonly held: ReadonlySet<string>
  readonly hold: "unpaired removals" | "nothing"
}

/**
 * Decides whether contents have to be read to tell whether they changed.
 *
 * @param before - what the index has at the path
 * @param fact - what is there now
 * @since 0.1.0
 */
export const needsHash = (before: Indexed | undefined, fact: EntryFact): boolean =>
  fact.kind === "file" && (before === undefined || !EntryVersion.isSameVersion(before.fact, fact))

/**
 * Gives the hash of a file that turned up at a path since a folder above it was renamed, by all that can be seen without
 * reading it: it is an object of the index, and its size and both of its times are the same. A file that was renamed itself
 * has to be read, since that sets the time that alone tells of a rewrite that set the other one back; so has one with several
 * names, or where the file system tells no time of birth.
 *
 * @param index - before the observations are applied
 * @param path - where it is now
 * @param fact - what it is now
 * @since 0.1.0
 */
export const inheritedHash = (index: WatchIndex, path: string, fact: EntryFact): FileHash | undefined => {
  if (fact.kind !== "file" || fact.bornMillis === 0 || fact.links > 1) return undefined
  const [oldPath, ...others] = index.pathsOf(fact.device, fact.inode)
  // At its old path it changed without being renamed.
  if (oldPath === undefined || oldPath === path || others.length > 0) return undefined
  const before = index.get(oldPath)!
  return EntryVersion.isSameVersion(before.fact, fact) ? before.hash : undefined
}

/**
 * Gives the other paths that have to be looked at when something has changed at one: the system names only the name through
 * which a file was written, and one half of a rename may be heard of before the other.
 *
 * @param index - before the observations are applied
 * @param path - where something is not as the index has it
 * @param fact - what is there now
 * @since 0.1.0
 */
export const otherPaths = (index: WatchIndex, path: string, fact: EntryFact | undefined): ReadonlyArray<string> => {
  const paths = new Set<string>()
  for (const object of [index.get(path)?.fact, fact]) {
    if (object === undefined) continue
    for (const other of index.pathsOf(object.device, object.inode)) if (other !== path) paths.add(other)
  }
  return [...paths]
}

/**
 * Compares observations with the index, which stays as it is.
 *
 * Of several observations of one path the last counts, and none below a folder that is gone or is none: it takes everything
 * below it along, observed or not.
 *
 * @param index - what was told so far
 * @param observations - what was found, in any order
 * @param options - what may wait
 * @since 0.1.0
 */
export const plan = (
  index: WatchIndex,
  observations: ReadonlyArray<Observation>,
  { held, hold }: PlanOptions
): Plan => {
  const seen = accept(index, observations)
  const { created, modified, removed } = compareAll(index, seen)
  const renames = RenamePairs.inOrder(RenamePairs.pair(removed, created, index.flavor))
  for (const { oldPath, path } of renames) {
    removed.delete(oldPath)
    created.delete(path)
  }
  const isTold = (path: string): boolean =>
    hold === "nothing" || isTaken(seen, path, index.flavor) || isHeld(held, path, index.flavor)
  const { holds, told } = holdBack([...removed.keys()], isTold, index.flavor)
  return {
    holds,
    differences: [
      ...told.reverse().map((path) => asRemoved(path, removed.get(path)!)),
      ...renames.map(asRenamed),
      ...Array.from(created, ([path, now]) => asCreated(path, now)),
      ...modified
    ]
  }
}

/**
 * Makes the index what the differences make of it. What is not told (a touch, other rights, a hash that was not known) is
 * taken over as well; what is held stays as it was.
 *
 * @param index - as it was when the plan was made
 * @param observations - those that the plan was made from
 * @param plan - what is being told
 * @since 0.1.0
 */
export const apply = (index: WatchIndex, observations: ReadonlyArray<Observation>, { differences }: Plan): void => {
  const moved = new Map<string, Indexed | undefined>()
  for (const one of differences) if (one._tag === "Renamed") moved.set(one.path, index.get(one.oldPath))
  const found: Array<readonly [path: string, entry: Indexed]> = []
  for (const [path, now] of accept(index, observations)) {
    if (now !== undefined) found.push([path, { ...now, hash: hashOf(moved.get(path) ?? index.get(path), now) }])
  }
  for (const one of differences) {
    if (one._tag === "Removed") index.deleteEntry(one.path)
    else if (one._tag === "Renamed") index.deleteEntry(one.oldPath)
  }
  for (const [path, { fact, hash }] of found) index.set(path, fact, hash)
}

/**
 * Leaves out what is different about roots: a root is no entry of itself, and what became of it is told of the root. What turns
 * up in its place has gone from where it was, and what it was has come to be elsewhere.
 *
 * @param differences - in their order
 * @param isRoot - whether a path is that of a root
 * @since 0.1.0
 */
export const withoutRoots = (
  differences: ReadonlyArray<Difference>,
  isRoot: (path: string) => boolean
): ReadonlyArray<Difference> => {
  const gone: Array<Difference> = []
  const told = differences.flatMap((one): ReadonlyArray<Difference> => {
    const wasRoot = one._tag === "Renamed" && isRoot(one.oldPath)
    if (!isRoot(one.path)) return wasRoot ? [{ _tag: "Created", path: one.path, entry: one.entry }] : [one]
    if (one._tag === "Renamed" && !wasRoot) gone.push(asGone(one))
    return []
  })
  // What is in it goes elsewhere first.
  return gone.length === 0 ? told : told.toSpliced(told.findLastIndex(({ _tag }) => _tag === "Renamed") + 1, 0, ...gone)
}

const asGone = ({ entry, oldPath, previousHash }: Difference & { readonly _tag: "Renamed" }): Difference => ({
  _tag: "Removed",
  path: oldPath,
  entry,
  ...hashes(undefined, previousHash)
})

/** What is at which path by the observations that count; each folder before what is in it, undefined for what is gone. */
type Seen = ReadonlyMap<string, Indexed | undefined>

const accept = (index: WatchIndex, observations: ReadonlyArray<Observation>): Seen => {
  const { flavor } = index
  const last = new Map(observations.map((one) => [one.path, one]))
  const verdicts = new Map<string, boolean>()
  const mayContain = (folder: string): boolean => {
    const known = verdicts.get(folder)
    if (known !== undefined) return known
    const one = last.get(folder)
    const fact = one === undefined ? index.get(folder)?.fact : one.fact
    const isOpen = fact === undefined ? one === undefined : fact.kind === "directory"
    const above = PathSyntax.parent(folder, flavor)
    const verdict = isOpen && (above === folder || mayContain(above))
    verdicts.set(folder, verdict)
    return verdict
  }
  const seen = new Map<string, Indexed | undefined>()
  for (const path of PathOrder.sorted(last.keys(), flavor)) {
    const { fact, hash } = last.get(path)!
    const above = PathSyntax.parent(path, flavor)
    // What is below something that is no folder has gone with it.
    if (above !== path && !mayContain(above)) continue
    seen.set(path, fact === undefined ? undefined : { fact, hash: fact.kind === "file" ? hash : undefined })
  }
  return seen
}

interface Changes {
  readonly removed: Map<string, Indexed>
  readonly created: Map<string, Indexed>
  readonly modified: ReadonlyArray<Difference>
}

const compareAll = (index: WatchIndex, seen: Seen): Changes => {
  const removed = new Map<string, Indexed>()
  const created = new Map<string, Indexed>()
  const modified: Array<Difference> = []
  for (const [path, now] of seen) {
    // It went with its folder, and so did all below it: there is nothing to add.
    if (removed.has(path)) continue
    const before = index.get(path)
    const isKept = before !== undefined && before.fact.kind === now?.fact.kind
    if (now?.fact.kind !== "directory") {
      for (const [at, entry] of index.entriesBelow(path)) if (at !== path || !isKept) removed.set(at, entry)
    } else if (before !== undefined && !isKept) removed.set(path, before)
    if (now === undefined) continue
    if (!isKept) created.set(path, now)
    else if (isModified(before, now)) modified.push(asModified(path, before, now))
  }
  const paths = PathOrder.sorted(removed.keys(), index.flavor)
  return { removed: new Map(paths.map((path) => [path, removed.get(path)!])), created, modified }
}

// Of what is neither, the entries below tell.
const isModified = (before: Indexed, now: Indexed): boolean => {
  if (now.fact.kind === "symlink") return before.fact.target !== now.fact.target
  if (now.fact.kind === "directory") return false
  if (before.hash !== undefined && now.hash !== undefined) return before.hash !== now.hash
  // It was not read: it is too large, or may not be. Then only what a write changes counts, and not the rights.
  if (now.hash === undefined) return !isUnwritten(before.fact, now.fact)
  return !EntryVersion.isSameVersion(before.fact, now.fact)
}

const isUnwritten = (before: EntryFact, now: EntryFact): boolean =>
  EntryVersion.isSameObject(before, now) && EntryVersion.isSameStamp(before, now)

/** The hash of what is there now, where it was not taken: the known one, unless it was written. */
const hashOf = (before: Indexed | undefined, now: Indexed): FileHash | undefined =>
  now.hash ?? (before !== undefined && isUnwritten(before.fact, now.fact) ? before.hash : undefined)

/** Which removals are told and which are held: whoever is gone with a folder waits with it. */
const holdBack = (
  removed: ReadonlyArray<string>,
  isTold: (path: string) => boolean,
  flavor: Flavor
): { readonly told: Array<string>; readonly holds: Array<string> } => {
  const told: Array<string> = []
  const holds: Array<string> = []
  let top: string | undefined
  let fate: "told" | "held" = "told"
  for (const path of removed) {
    if (top === undefined || !PathOrder.isWithin(top, path, flavor)) {
      top = path
      fate = isTold(path) ? "told" : "held"
      if (fate === "held") holds.push(path)
    }
    if (fate === "told") told.push(path)
  }
  return { told, holds }
}

/** Whether something else is there now, or where its folder was: what is gone for certain need not wait. */
const isTaken = (seen: Seen, path: string, flavor: Flavor): boolean => {
  for (const at of PathOrder.upwards(path, flavor)) {
    const now = seen.get(at)
    if (now !== undefined && (at === path || now.fact.kind !== "directory")) return true
  }
  return false
}

const isHeld = (held: ReadonlySet<string>, path: string, flavor: Flavor): boolean => {
  for (const at of PathOrder.upwards(path, flavor)) if (held.has(at)) return true
  return false
}

const asRemoved = (path: string, { fact, hash }: Indexed): Difference => ({
  _tag: "Removed",
  path,
  entry: fact.kind,
  ...hashes(undefined, hash)
})

const asRenamed = ({ before, now, oldPath, path }: RenamePair): Difference => {
  const isRead = before.hash !== undefined && now.hash !== undefined
  const isSame = isRead ? before.hash === now.hash : EntryVersion.isSameStamp(before.fact, now.fact)
  const contentChanged = now.fact.kind === "file" ? !isSame : before.fact.target !== now.fact.target
  const { kind } = now.fact
  return { _tag: "Renamed", path, entry: kind, oldPath, contentChanged, ...hashes(hashOf(before, now), before.hash) }
}

const asCreated = (path: string, { fact, hash }: Indexed): Difference => ({
  _tag: "Created",
  path,
  entry: fact.kind,
  ...hashes(hash, undefined)
})

const asModified = (path: string, before: Indexed, now: Indexed): Difference => ({
  _tag: "Modified",
  path,
  entry: now.fact.kind,
  change: now.fact.kind === "file" && EntryVersion.isSameObject(before.fact, now.fact) ? "content" : "replaced",
  ...hashes(hashOf(before, now), before.hash)
})

const hashes = (
  hash: FileHash | undefined,
  previousHash: FileHash | undefined
): Pick<Fields, "hash" | "previousHash"> => ({
  ...(hash === undefined ? {} : { hash }),
  ...(previousHash === undefined ? {} : { previousHash })
})
