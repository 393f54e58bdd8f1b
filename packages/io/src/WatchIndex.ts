/**
 * What a watcher believes the disk to be: the facts of every entry below its roots, and the hashes of the files.
 *
 * A tree of names, since full paths would take most of the memory; objects are found by device and inode number too. An entry
 * may stand below a folder that is no entry itself: a root does, and so does what is still kept of a folder that has gone.
 *
 * @since 0.1.0
 */
import type { FileHash } from "@ploke/core"
import { DigestTable } from "./DigestTable.ts"
import { FactTable } from "./FactTable.ts"
import type { Flavor } from "./PathSyntax.ts"
import type { EntryFact } from "./Survey.ts"
import type { WatchedFolder } from "./WatchSource.ts"

/**
 * What is known of an entry.
 *
 * @since 0.1.0
 */
export interface Indexed {
  readonly fact: EntryFact
  /** The hash of a file's contents; undefined where it is not known, and for everything that is no file. */
  readonly hash: FileHash | undefined
}

/**
 * Entries by their canonical paths. What iterates is to be used up before the index is changed.
 *
 * Promised: at most 400 bytes an entry, hash included, where folders have 50 entries and names a dozen letters. Not promised:
 * that paths in different letter case are one on Windows; the text of a canonical path is the name.
 *
 * @since 0.1.0
 */
export class WatchIndex {
  readonly flavor: Flavor
  readonly #separator: string
  /** Above every first component. */
  readonly #top = new Node(undefined, "")
  readonly #facts = new FactTable()
  readonly #hashes = new DigestTable()
  readonly #objects = new Map<number, Map<number, Node>>()
  #size = 0

  constructor(flavor: Flavor) {
    this.flavor = flavor
    this.#separator = flavor === "posix" ? "/" : "\\"
  }

  /** How many entries there are. */
  get size(): number {
    return this.#size
  }

  get(path: string): Indexed | undefined {
    const node = this.#find(path)
    return node === undefined || node.slot === none ? undefined : this.#read(node)
  }

  /** Takes over what was found at a path. What is known of paths below it stays. */
  set(path: string, fact: EntryFact, hash: FileHash | undefined): void {
    const node = this.#make(path)
    if (node.slot === none) {
      node.slot = this.#facts.add(fact)
      this.#size++
      this.#link(node)
    } else if (this.#facts.device(node.slot) === fact.device && this.#facts.inode(node.slot) === fact.inode) {
      this.#facts.put(node.slot, fact)
    } else {
      this.#unlink(node)
      this.#facts.put(node.slot, fact)
      this.#link(node)
    }
    this.#hashes.put(node.slot, fact.kind === "file" ? hash : undefined)
  }

  /** Forgets an entry and everything below it. */
  delete(path: string): void {
    const node = this.#find(path)
    if (node === undefined) return
    for (const [, below] of this.#walk(node, path)) this.#clear(below)
    node.children = undefined
    this.#prune(node)
  }

  /** Forgets an entry, and nothing below it. */
  deleteEntry(path: string): void {
    const node = this.#find(path)
    if (node === undefined) return
    this.#clear(node)
    this.#prune(node)
  }

  /** The names right in a folder, of entries and of what is no entry (any more) but has some below it. */
  *children(path: string): Generator<string> {
    for (const { name } of this.#find(path)?.children?.values() ?? []) yield name
  }

  /** Whether there is an entry at a path, or below it. */
  knows(path: string): boolean {
    return this.#find(path) !== undefined
  }

  /** The entry at a path, if there is one, and all below it; each folder before what is in it. */
  *entriesBelow(path: string): Generator<readonly [path: string, entry: Indexed]> {
    const top = this.#find(path)
    if (top === undefined) return
    for (const [at, node] of this.#walk(top, path)) if (node.slot !== none) yield [at, this.#read(node)]
  }

  /** The folder at a path, if there is one, and all below it; each before those in it. */
  *foldersBelow(path: string): Generator<WatchedFolder> {
    const top = this.#find(path)
    if (top === undefined) return
    for (const [at, node] of this.#walk(top, path, (child) => child.children !== undefined || this.#isFolder(child))) {
      if (this.#isFolder(node)) yield { path: at, inode: this.#facts.inode(node.slot) }
    }
  }

  #isFolder({ slot }: Node): boolean {
    return slot !== none && this.#facts.kind(slot) === "directory"
  }

  /** The paths of all entries with an inode number: the names of one file, or what the number stood for before. */
  pathsOf(device: number, inode: number): ReadonlyArray<string> {
    const paths: Array<string> = []
    for (let node = this.#objects.get(device)?.get(inode); node !== undefined; node = node.twin) {
      paths.push(this.#pathOf(node))
    }
    return paths
  }

  #read(node: Node): Indexed {
    return { fact: this.#facts.get(node.slot), hash: this.#hashes.get(node.slot) }
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#top
    for (let at = 0; node !== undefined && at < path.length;) {
      const end = this.#endOfName(path, at)
      node = node.children?.get(path.slice(at, end))
      at = end + 1
    }
    return node
  }

  #make(path: string): Node {
    let node = this.#top
    for (let at = 0; at < path.length;) {
      const end = this.#endOfName(path, at)
      const name = path.slice(at, end)
      node.children ??= new Map()
      let child = node.children.get(name)
      if (child === undefined) {
        child = new Node(node, alone(name))
        node.children.set(child.name, child)
      }
      node = child
      at = end + 1
    }
    return node
  }

  #endOfName(path: string, from: number): number {
    const end = path.indexOf(this.#separator, from)
    return end < 0 ? path.length : end
  }

  #pathOf(node: Node): string {
    const names: Array<string> = []
    for (let at = node; at.parent !== undefined; at = at.parent) names.push(at.name)
    // The root of everything or of a drive is the one path that ends with a separator.
    return names.reverse().join(this.#separator) + (names.length === 1 ? this.#separator : "")
  }

  *#walk(
    top: Node,
    path: string,
    isWanted: (node: Node) => boolean = () => true
  ): Generator<readonly [path: string, node: Node]> {
    const waiting: Array<readonly [string, Node]> = [[path, top]]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      yield next
      const [folder, { children }] = next
      if (children === undefined) continue
      const prefix = folder.endsWith(this.#separator) ? folder : folder + this.#separator
      for (const child of children.values()) if (isWanted(child)) waiting.push([prefix + child.name, child])
    }
  }

  #clear(node: Node): void {
    if (node.slot === none) return
    this.#unlink(node)
    this.#hashes.put(node.slot, undefined)
    this.#facts.delete(node.slot)
    node.slot = none
    if (--this.#size === 0) this.#hashes.clear()
  }

  /** Takes nodes out that are no entries and have none below them. */
  #prune(node: Node): void {
    for (let at = node; at.parent !== undefined && at.slot === none && at.children === undefined; at = at.parent) {
      const siblings = at.parent.children!
      siblings.delete(at.name)
      if (siblings.size === 0) at.parent.children = undefined
    }
  }

  #link(node: Node): void {
    const device = this.#facts.device(node.slot)
    const inode = this.#facts.inode(node.slot)
    let nodes = this.#objects.get(device)
    if (nodes === undefined) this.#objects.set(device, (nodes = new Map()))
    node.twin = nodes.get(inode)
    nodes.set(inode, node)
  }

  #unlink(node: Node): void {
    const device = this.#facts.device(node.slot)
    const inode = this.#facts.inode(node.slot)
    const nodes = this.#objects.get(device)!
    let before = nodes.get(inode)!
    if (before !== node) {
      while (before.twin !== node) before = before.twin!
      before.twin = node.twin
    } else if (node.twin !== undefined) nodes.set(inode, node.twin)
    else if (nodes.delete(inode) && nodes.size === 0) this.#objects.delete(device)
    node.twin = undefined
  }
}

const none = -1

class Node {
  readonly parent: Node | undefined
  readonly name: string
  children: Map<string, Node> | undefined = undefined
  /** Where its facts are, or `none` for what is no entry. */
  slot = none
  /** The next of the entries with the same inode number. */
  twin: Node | undefined = undefined

  constructor(parent: Node | undefined, name: string) {
    this.parent = parent
    this.name = name
  }
}

/**
 * The same text in as little memory as it can take. The parts of a path keep the whole of it in memory, and what was put
 * together keeps its pieces; the key of an object is itself alone, and the same one wherever the text is the same.
 */
const alone = (text: string): string => {
  if (text.length < partLengthMin) return text
  scratch[text] = true
  const [key] = Object.keys(scratch)
  delete scratch[text]
  return key!
}

const scratch: Record<string, true> = Object.create(null)
// Shorter ones are always copied.
const partLengthMin = 13
