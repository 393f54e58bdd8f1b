/** A disk of plain objects, for the tests of what a watcher concludes: it knows what happened, and who is who. */
import type { EntryKind } from "@ploke/core"
import { FileHash } from "@ploke/core"
import * as PathSyntax from "../src/PathSyntax.ts"
import type { Difference, Observation } from "../src/Reconcile.ts"
import * as Reconcile from "../src/Reconcile.ts"
import type { EntryFact } from "../src/Survey.ts"
import { WatchIndex } from "../src/WatchIndex.ts"

interface Thing {
  /** Never used again, unlike inode numbers. */
  readonly id: number
  readonly kind: EntryKind
  readonly inode: number
  readonly bornMillis: number
  modifiedMillis: number
  changedMillis: number
  /** The contents of a file, the target of a link. */
  text: string
  isSneaked: boolean
}

/** How the file system is to be. */
export interface DiskOptions {
  /** Whether an inode number is given out again as soon as it is free. */
  readonly inodes: "used once" | "reused"
  readonly birth: "told" | "unknown"
  readonly change: "told" | "unknown"
}

/** Contents from this length on are too large to be hashed. */
export const largeFrom = 100

const hashes = new Map<string, FileHash>()

export const hash = (text: string): FileHash => {
  const known = hashes.get(text)
  if (known !== undefined) return known
  const made = FileHash.fromDigest("plain", new TextEncoder().encode(`=${text}`))
  hashes.set(text, made)
  return made
}

/** What stands at a path, as far as differences tell it. */
export interface Told {
  readonly entry: EntryKind
  readonly hash: FileHash | undefined
}

export class ModelDisk {
  readonly root: string
  readonly #options: DiskOptions
  readonly #things = new Map<string, Thing>()
  readonly #freeInodes: Array<number> = []
  #inodes = 0
  #ids = 0
  #now = 1000
  /** Where something happened since this was last emptied. */
  readonly dirty = new Set<string>()

  constructor(root: string, options: DiskOptions) {
    this.root = root
    this.#options = options
    this.mkdir(root)
  }

  get paths(): ReadonlyArray<string> {
    return [...this.#things.keys()].sort()
  }

  id(path: string): number | undefined {
    return this.#things.get(path)?.id
  }

  kind(path: string): EntryKind | undefined {
    return this.#things.get(path)?.kind
  }

  mkdir(path: string): void {
    if (this.#isFree(path)) this.#put(path, this.#make("directory", ""))
  }

  mkdirs(path: string): void {
    if (path !== this.root) this.mkdirs(PathSyntax.parent(path, "posix"))
    this.mkdir(path)
  }

  symlink(path: string, target: string): void {
    if (this.#isFree(path)) this.#put(path, this.#make("symlink", target))
  }

  write(path: string, text: string): void {
    const thing = this.#things.get(path)
    if (thing === undefined && this.#isFree(path)) return this.#put(path, this.#make("file", text))
    if (thing?.kind !== "file") return
    thing.text = text
    this.touch(path)
  }

  touch(path: string): void {
    const thing = this.#things.get(path)
    if (thing === undefined) return
    thing.modifiedMillis = thing.changedMillis = this.#tick()
    this.dirty.add(path)
  }

  chmod(path: string): void {
    const thing = this.#things.get(path)
    if (thing === undefined) return
    thing.changedMillis = this.#tick()
    this.dirty.add(path)
  }

  /** Rewrites a file and sets its time back. Whoever looks does not take it for renamed only, which nobody could know. */
  sneak(path: string, text: string): void {
    const thing = this.#things.get(path)
    if (thing?.kind !== "file") return
    thing.text = text
    thing.isSneaked = true
    this.chmod(path)
  }

  link(from: string, to: string): void {
    const thing = this.#things.get(from)
    if (thing?.kind !== "file" || !this.#isFree(to)) return
    this.#put(to, thing)
    this.chmod(from)
  }

  /** Removes an entry and all below it. */
  remove(path: string): void {
    for (const at of [...this.#things.keys()].filter((at) => isWithin(path, at)).reverse()) this.#take(at)
    this.#note(path)
  }

  rename(from: string, to: string): void {
    const thing = this.#things.get(from)
    const other = this.#things.get(to)
    if (thing === undefined || other === thing || isWithin(from, to) || isWithin(to, from)) return
    if (other !== undefined) {
      if ((other.kind === "directory") !== (thing.kind === "directory")) return
      if (this.paths.some((at) => at !== to && isWithin(to, at))) return
      this.#take(to)
    }
    if (!this.#isFree(to)) return
    this.#move(from, to)
    thing.changedMillis = this.#tick()
  }

  /** Exchanges two entries of any kind. */
  swap(a: string, b: string): void {
    if (!this.#things.has(a) || !this.#things.has(b) || isWithin(a, b) || isWithin(b, a)) return
    const aside = `${this.root}/aside`
    this.#move(a, aside)
    this.#move(b, a)
    this.#move(aside, b)
    for (const path of [a, b]) this.#things.get(path)!.changedMillis = this.#tick()
  }

  fact(path: string): EntryFact | undefined {
    const thing = this.#things.get(path)
    if (thing === undefined) return undefined
    return {
      kind: thing.kind,
      device: 7,
      inode: thing.inode,
      bornMillis: thing.bornMillis,
      modifiedMillis: thing.modifiedMillis,
      changedMillis: this.#options.change === "told" ? thing.changedMillis : 0,
      sizeBytes: thing.text.length,
      links: [...this.#things.values()].filter((other) => other === thing).length,
      target: thing.kind === "symlink" ? thing.text : undefined
    }
  }

  hash(path: string): FileHash | undefined {
    const thing = this.#things.get(path)
    return thing?.kind === "file" && thing.text.length < largeFrom ? hash(thing.text) : undefined
  }

  /** What a watcher has to find out about the whole disk. */
  index(hashes: "known" | "unknown" = "known"): WatchIndex {
    const index = new WatchIndex("posix")
    for (const path of this.paths) {
      index.set(path, this.fact(path)!, hashes === "known" ? this.hash(path) : undefined)
    }
    return index
  }

  /** Looks at paths, and at all that has to be observed with them, reading no more than needed. */
  look(index: WatchIndex, paths: Iterable<string>, held: ReadonlySet<string> = new Set()): ReadonlyArray<Observation> {
    const seen = new Map<string, Observation>()
    const waiting = [...paths, ...held]
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path) || !isWithin(this.root, path)) continue
      const before = index.get(path)
      const fact = this.fact(path)
      const isNeeded = fact !== undefined && Reconcile.needsHash(before, fact)
      const inherits = isNeeded && !this.#things.get(path)!.isSneaked
      const inherited = inherits ? Reconcile.inheritedHash(index, path, fact) : undefined
      seen.set(path, { path, fact, hash: inherited ?? (isNeeded ? this.hash(path) : undefined) })
      waiting.push(PathSyntax.parent(path, "posix"))
      if (before !== undefined && fact !== undefined && Reconcile.isSameVersion(before.fact, fact)) continue
      waiting.push(...Reconcile.otherPaths(index, path, fact))
      if (fact?.kind !== "directory") continue
      // Whether it is the folder that was there cannot always be told.
      const isBelow = held.has(path) ? isWithin : isChild
      for (const [below] of index.entriesBelow(path)) if (isBelow(path, below)) waiting.push(below)
      waiting.push(...this.paths.filter((at) => isBelow(path, at)))
    }
    return [...seen.values()]
  }

  #isFree(path: string): boolean {
    const isThere = path === this.root || this.#things.get(PathSyntax.parent(path, "posix"))?.kind === "directory"
    return isThere && !this.#things.has(path)
  }

  #make(kind: EntryKind, text: string): Thing {
    const free = this.#options.inodes === "reused" ? this.#freeInodes.pop() : undefined
    const now = this.#tick()
    const bornMillis = this.#options.birth === "told" ? now : 0
    const inode = free ?? ++this.#inodes
    return { id: ++this.#ids, kind, inode, bornMillis, modifiedMillis: now, changedMillis: now, text, isSneaked: false }
  }

  #put(path: string, thing: Thing): void {
    this.#things.set(path, thing)
    this.#note(path)
  }

  #take(path: string): void {
    const thing = this.#things.get(path)!
    this.#things.delete(path)
    this.#note(path)
    if ([...this.#things.values()].includes(thing)) thing.changedMillis = this.#tick()
    else this.#freeInodes.push(thing.inode)
  }

  /** What happened below a folder happened where it is by now, too. */
  #move(from: string, to: string): void {
    const dirtyBelow = [...this.dirty].filter((path) => isWithin(from, path))
    for (const path of dirtyBelow) this.dirty.add(to + path.slice(from.length))
    const things = [...this.#things].filter(([path]) => isWithin(from, path))
    for (const [path, thing] of things) {
      this.#things.delete(path)
      this.#things.set(to + path.slice(from.length), thing)
    }
    this.#note(from)
    this.#note(to)
  }

  #note(path: string): void {
    this.dirty.add(path)
    const folder = this.#things.get(PathSyntax.parent(path, "posix"))
    if (folder !== undefined && path !== this.root) folder.modifiedMillis = folder.changedMillis = this.#tick()
  }

  #tick(): number {
    return (this.#now += 0.25)
  }
}

export const isWithin = (folder: string, path: string): boolean => PathSyntax.contains(folder, path, "posix")

const isChild = (folder: string, path: string): boolean => PathSyntax.parent(path, "posix") === folder

/** What an index says, as far as differences tell it. */
export const told = (index: WatchIndex, root: string): Map<string, Told> =>
  new Map(Array.from(index.entriesBelow(root), ([path, { fact, hash }]) => [path, { entry: fact.kind, hash }]))

/** Everything an index says, sorted. */
export const everything = (index: WatchIndex, root: string): ReadonlyArray<unknown> =>
  [...index.entriesBelow(root)].sort(([a], [b]) => (a < b ? -1 : 1))

/** Changes a map as differences tell, strictly: whatever they say about what was before has to be so. */
export const replay = (map: Map<string, Told>, differences: ReadonlyArray<Difference>): void => {
  const take = (path: string, { entry, previousHash }: Difference): void => {
    const before = map.get(path)
    if (before?.entry !== entry || before.hash !== previousHash) {
      throw new Error(`${path} was ${JSON.stringify(before)}, not ${entry} ${previousHash}`)
    }
    map.delete(path)
  }
  for (const one of differences) {
    if (one._tag === "Removed" || one._tag === "Modified") take(one.path, one)
    if (one._tag === "Renamed") take(one.oldPath, one)
    if (one._tag === "Removed") continue
    if (map.has(one.path)) throw new Error(`${one.path} was taken when ${one._tag} was told`)
    map.set(one.path, { entry: one.entry, hash: one.hash })
  }
}
