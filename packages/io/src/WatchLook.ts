/**
 * Looks at the disk where something may have happened: what stands there now, as observations. What is new is looked at
 * with all that is below it; contents are read only where nothing else can tell whether they changed.
 *
 * @since 0.1.0
 */
import type { EntryKind, FileHash } from "@ploke/core"
import * as Effect from "effect/Effect"
import type { DirtyDepth } from "./DirtySet.ts"
import type { FileAccess } from "./FileAccess.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Observation } from "./Reconcile.ts"
import * as Reconcile from "./Reconcile.ts"
import type { EntryFact, Survey, SurveyFinding, SurveyOrder } from "./Survey.ts"
import type { Indexed, WatchIndex } from "./WatchIndex.ts"
import * as Limits from "./WatchLimits.ts"

/**
 * What a look needs.
 *
 * @since 0.1.0
 */
export interface LookBase {
  readonly access: FileAccess["Service"]
  readonly index: WatchIndex
  /** Whether a path is one of the roots that are watched by themselves. */
  readonly isRoot: (path: string) => boolean
  readonly isIgnored: (path: string, kind: EntryKind | undefined) => boolean
  /** Whether an entry may have changed once more since the index took over what it seems to be still. */
  readonly isDoubtful: (path: string, fact: EntryFact) => boolean
  /** Whether contents are to be read however large they are. */
  readonly wantsHash: (path: string) => boolean
  /** The hashes of files; `unsettled` for one that keeps changing or went away, `short` where no descriptors were left. */
  readonly hash: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Hashed>>
}

/**
 * What came of hashing a file.
 *
 * @since 0.1.0
 */
export type Hashed = FileHash | "unknown" | "unsettled" | "short"

/**
 * What was seen.
 *
 * @since 0.1.0
 */
export interface Sight {
  /** What differs from the index, with hashes where they were needed; also of folders whose names came or went. */
  readonly observations: ReadonlyArray<Observation>
  /** What could not be looked at for want of descriptors, or changed meanwhile: to be looked at again soon. */
  readonly again: ReadonlyMap<string, DirtyDepth>
  /** What could not be looked at for another reason: to be looked at again some time. */
  readonly unseen: ReadonlyMap<string, DirtyDepth>
  /** Those of the paths to be looked at again for which there were no descriptors left. */
  readonly short: ReadonlySet<string>
  /** Paths in the index that are ignored by now, or lie in no root any more. */
  readonly ignored: ReadonlyArray<string>
  /** Folders that have entries whose names are no text. */
  readonly undecodable: ReadonlyArray<string>
  /** How many entries were looked at, and how many of them are as the index has them. */
  readonly looks: number
  readonly unchanged: number
}

/**
 * Looks at paths, and at what is below them where that is asked for or new.
 *
 * @param base - the disk and the index
 * @param dirty - what to look at
 * @since 0.1.0
 */
export const look = Effect.fnUntraced(function* (base: LookBase, dirty: ReadonlyMap<string, DirtyDepth>) {
  const eyes = new Eyes(base)
  for (const [path, depth] of dirty) eyes.want(path, depth)
  for (let orders = eyes.next(); orders.length > 0; orders = eyes.next()) {
    const findings = yield* base.access.survey(orders)
    orders.forEach((order, i) => eyes.see(order, findings[i]!))
  }
  eyes.close()
  const { unhashed } = eyes
  for (let at = 0; at < unhashed.length; at += Limits.hashedAtOnce) {
    const paths = unhashed.slice(at, at + Limits.hashedAtOnce)
    const hashes = yield* base.hash(paths)
    paths.forEach((path, i) => eyes.learn(path, hashes[i]!))
    const facts = yield* factsOf(base.access, paths)
    for (const path of paths) eyes.confirm(path, facts.get(path))
  }
  return eyes.sight
})

/**
 * Looks at single entries; gives nothing of what is not there, or cannot be looked at.
 *
 * @param access - the platform
 * @param paths - where they are
 * @since 0.1.0
 */
export const factsOf = Effect.fnUntraced(function* (access: FileAccess["Service"], paths: ReadonlyArray<string>) {
  const names = new Map<string, Array<string>>()
  for (const path of paths) {
    const folder = PathSyntax.parent(path, access.flavor)
    const known = names.get(folder)
    const name = nameOf(path, folder)
    if (known === undefined) names.set(folder, [name])
    else known.push(name)
  }
  const orders = Array.from(names, ([folder, wanted]): SurveyOrder => ({ folder, names: wanted }))
  const findings = yield* access.survey(orders)
  const facts = new Map<string, EntryFact>()
  findings.forEach((finding, i) => {
    if (finding._tag !== "Survey") return
    for (const [name, fact] of finding.entries) {
      facts.set(PathSyntax.join(orders[i]!.folder, name, access.flavor), fact)
    }
  })
  return facts
})

interface Order extends SurveyOrder {
  /** Whether all that is below is to be looked at, changed or not. */
  readonly depth: DirtyDepth
}

class Eyes {
  readonly #base: LookBase
  readonly #observations = new Map<string, Observation>()
  readonly #again = new Map<string, DirtyDepth>()
  readonly #unseen = new Map<string, DirtyDepth>()
  readonly #short = new Set<string>()
  readonly #ignored: Array<string> = []
  readonly #undecodable: Array<string> = []
  readonly #names = new Map<string, Set<string>>()
  readonly #folders = new Map<string, DirtyDepth>()
  readonly #seen = new Set<string>()
  readonly #listed = new Set<string>()
  /** What stands where a folder is, and which folders were not where they were looked at. */
  readonly #present = new Set<string>()
  readonly #missed = new Map<string, Order>()
  readonly unhashed: Array<string> = []
  #looks = 0
  #unchanged = 0

  constructor(base: LookBase) {
    this.#base = base
  }

  get sight(): Sight {
    return {
      observations: [...this.#observations.values()],
      again: this.#again,
      unseen: this.#unseen,
      short: this.#short,
      ignored: this.#ignored,
      undecodable: this.#undecodable,
      looks: this.#looks,
      unchanged: this.#unchanged
    }
  }

  want(path: string, depth: DirtyDepth): void {
    if (this.#base.isRoot(path)) {
      if (depth === "deep") this.#folders.set(path, "deep")
      else this.#names.set(path, this.#names.get(path) ?? new Set())
      return
    }
    const { flavor } = this.#base.access
    const folder = PathSyntax.parent(path, flavor)
    const names = this.#names.get(folder)
    const name = nameOf(path, folder)
    if (names === undefined) this.#names.set(folder, new Set([name]))
    else names.add(name)
    if (depth === "deep") this.#wantBelow(path, "deep")
  }

  #wantBelow(folder: string, depth: DirtyDepth): void {
    if (this.#listed.has(folder)) return
    if (depth === "deep" || !this.#folders.has(folder)) this.#folders.set(folder, depth)
  }

  next(): ReadonlyArray<Order> {
    const orders: Array<Order> = []
    for (const [folder, names] of this.#names) {
      if (orders.length >= Limits.surveyedFolders) return orders
      this.#names.delete(folder)
      if (this.#folders.has(folder) || this.#listed.has(folder)) continue
      orders.push({ folder, names: [...names], depth: "entry" })
    }
    for (const [folder, depth] of this.#folders) {
      if (orders.length >= Limits.surveyedFolders) break
      this.#folders.delete(folder)
      this.#listed.add(folder)
      orders.push({ folder, names: undefined, depth })
    }
    return orders
  }

  see(order: Order, finding: SurveyFinding): void {
    if (finding._tag === "Survey") return this.#seeFolder(order, finding)
    const { folder } = order
    if (isShortage(finding.code)) {
      this.#put(this.#again, order)
      this.#short.add(folder)
      return
    }
    if (!isGone(finding.code)) return this.#put(this.#unseen, order)
    if (this.#base.isRoot(folder)) return this.#observe(folder, undefined, "entry")
    // What was in it is gone with it, unless it was away for this moment only: what is above it tells.
    this.#missed.set(folder, order)
    if (!this.#seen.has(folder)) this.want(folder, "entry")
  }

  #put(into: Map<string, DirtyDepth>, { folder, names }: Order): void {
    if (names === undefined) into.set(folder, "deep")
    else if (names.length === 0) into.set(folder, "entry")
    else for (const name of names) into.set(this.#join(folder, name), "entry")
  }

  /** Says that everything was asked for that there is to ask. */
  close(): void {
    for (const order of this.#missed.values()) {
      if (this.#isThere(order.folder)) this.#put(this.#again, order)
    }
  }

  // Also where that could not be found out.
  #isThere(folder: string): boolean {
    if (this.#seen.has(folder)) return this.#present.has(folder)
    const above = PathSyntax.parent(folder, this.#base.access.flavor)
    return !this.#missed.has(above) || this.#isThere(above)
  }

  #seeFolder({ folder, names, depth }: Order, survey: Survey): void {
    const { index } = this.#base
    if (this.#base.isRoot(folder)) this.#observe(folder, survey.self, names === undefined ? "listed" : "entry")
    if (survey.undecodable > 0) this.#undecodable.push(folder)
    const found = new Set<string>()
    for (const [name, fact] of survey.entries) {
      found.add(name)
      this.#observe(this.#join(folder, name), fact, depth)
    }
    for (const name of names ?? index.children(folder)) {
      if (!found.has(name)) this.#observe(this.#join(folder, name), undefined, depth)
    }
  }

  #observe(path: string, fact: EntryFact | undefined, depth: DirtyDepth | "listed"): void {
    if (this.#seen.has(path)) return
    this.#seen.add(path)
    if (fact?.kind === "directory") this.#present.add(path)
    this.#looks++
    const before = this.#base.index.get(path)
    if (before !== undefined && this.#base.isIgnored(path, before.fact.kind)) this.#ignored.push(path)
    else if (fact !== undefined && !this.#base.isIgnored(path, fact.kind)) this.#compare(path, before, fact, depth)
    // Of a folder that is gone something may be left that was held back.
    else if (before !== undefined || (fact === undefined && this.#base.index.knows(path))) {
      this.#observations.set(path, { path, fact: undefined, hash: undefined })
      this.#wantOthers(path, undefined)
    } else this.#unchanged++
  }

  // The system names only the name that was written through, and one half of a rename may be heard of before the other.
  #wantOthers(path: string, fact: EntryFact | undefined): void {
    for (const other of Reconcile.otherPaths(this.#base.index, path, fact)) {
      if (!this.#seen.has(other) && !this.#base.isRoot(other)) this.want(other, "entry")
    }
  }

  #compare(path: string, before: Indexed | undefined, fact: EntryFact, depth: DirtyDepth | "listed"): void {
    const isSame =
      before !== undefined && Reconcile.isSameVersion(before.fact, fact) && !this.#base.isDoubtful(path, fact)
    if (fact.kind === "directory" && depth !== "listed") {
      const isKnown = before?.fact.kind === "directory" && Reconcile.isSameObject(before.fact, fact)
      if (depth === "deep") this.#wantBelow(path, "deep")
      else if (!isKnown || !isSame) this.#wantBelow(path, isKnown && hasMoved(before.fact, fact) ? "deep" : "entry")
    }
    if (isSame) {
      this.#unchanged++
      return
    }
    this.#seeChange(path, fact)
  }

  #seeChange(path: string, fact: EntryFact): void {
    const { index } = this.#base
    this.#wantOthers(path, fact)
    const inherited = this.#isDoubtful(fact) ? undefined : Reconcile.inheritedHash(index, path, fact)
    this.#observations.set(path, { path, fact, hash: inherited })
    if (fact.kind !== "file") return
    const isSmall = fact.sizeBytes <= Limits.hashedBytesMax || this.#base.wantsHash(path)
    if (inherited === undefined && isSmall) this.unhashed.push(path)
  }

  // Under whatever name the index has it.
  #isDoubtful(fact: EntryFact): boolean {
    return this.#base.index.pathsOf(fact.device, fact.inode).some((name) => this.#base.isDoubtful(name, fact))
  }

  learn(path: string, hash: Hashed): void {
    if (hash === "short") this.#short.add(path)
    // What has gone since, or is something else by now, is told as what it will be.
    if (hash === "unsettled" || hash === "short") {
      this.#again.set(path, "entry")
      this.#observations.delete(path)
    } else if (hash !== "unknown") this.#observations.set(path, { ...this.#observations.get(path)!, hash })
  }

  /** Takes what is there after the hash was taken: the hash belongs to what was seen only if that is still there. */
  confirm(path: string, now: EntryFact | undefined): void {
    const seen = this.#observations.get(path)
    if (seen?.fact === undefined || (now !== undefined && Reconcile.isSameVersion(seen.fact, now))) return
    this.#again.set(path, "entry")
    // The contents may be those of another file: nothing is to be taken for this one, and to inherit them.
    this.#observations.set(path, { ...seen, fact: { ...seen.fact, modifiedMillis: noTime } })
  }

  #join(folder: string, name: string): string {
    return PathSyntax.join(folder, name, this.#base.access.flavor)
  }
}

// No file has it.
const noTime = -1

// Names that come and go set both times of their folder, a rename of the folder itself only one: it may have been elsewhere,
// and what changed in it there is heard of under names that nobody knows.
const hasMoved = (before: EntryFact, now: EntryFact): boolean =>
  before.changedMillis !== now.changedMillis && now.changedMillis !== now.modifiedMillis

const nameOf = (path: string, folder: string): string => path.slice(folder.length).replace(/^[/\\]/, "")

/**
 * Whether a failure says that a folder is not there, or something else is. What was in it is no longer there then.
 *
 * @since 0.1.0
 */
export const isGone = (code: string): boolean =>
  code === "ENOENT" || code === "ENOTDIR" || code === "ESTALE" || code === "ELOOP"

/**
 * Whether a failure says that the system has nothing left to look with, which is over soon.
 *
 * @since 0.1.0
 */
export const isShortage = (code: string): boolean => code === "EMFILE" || code === "ENFILE" || code === "ENOMEM"
