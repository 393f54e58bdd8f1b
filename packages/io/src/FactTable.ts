/**
 * The facts of many entries in little memory: their numbers lie side by side in pages, 64 bytes an entry. As an object with
 * numbers that have fractions a fact takes three times as much.
 *
 * @since 0.1.0
 */
import type { EntryKind } from "@ploke/core"
import type { EntryFact } from "./Survey.ts"

/**
 * Keeps facts under the numbers that it gives out for them. A number that was deleted is given out again.
 *
 * @since 0.1.0
 */
export class FactTable {
  #pages: Array<Float64Array> = []
  #free: Array<number> = []
  readonly #targets = new Map<number, string>()
  #end = 0

  /** Keeps one more fact. */
  add(fact: EntryFact): number {
    const slot = this.#free.pop() ?? this.#end++
    if (slot === this.#pages.length * slotsPerPage) this.#pages.push(new Float64Array(slotsPerPage * columns))
    this.put(slot, fact)
    return slot
  }

  /** Keeps another fact under the same number. */
  put(slot: number, fact: EntryFact): void {
    const page = this.#page(slot)
    const at = offset(slot)
    page[at] = kinds.indexOf(fact.kind)
    page[at + 1] = fact.device
    page[at + 2] = fact.inode
    page[at + 3] = fact.bornMillis
    page[at + 4] = fact.modifiedMillis
    page[at + 5] = fact.changedMillis
    page[at + 6] = fact.sizeBytes
    page[at + 7] = fact.links
    if (fact.target === undefined) this.#targets.delete(slot)
    else this.#targets.set(slot, fact.target)
  }

  get(slot: number): EntryFact {
    const page = this.#page(slot)
    const at = offset(slot)
    return {
      kind: this.kind(slot),
      device: page[at + 1]!,
      inode: page[at + 2]!,
      bornMillis: page[at + 3]!,
      modifiedMillis: page[at + 4]!,
      changedMillis: page[at + 5]!,
      sizeBytes: page[at + 6]!,
      links: page[at + 7]!,
      target: this.#targets.get(slot)
    }
  }

  kind(slot: number): EntryKind {
    return kinds[this.#page(slot)[offset(slot)]!]!
  }

  device(slot: number): number {
    return this.#page(slot)[offset(slot) + 1]!
  }

  inode(slot: number): number {
    return this.#page(slot)[offset(slot) + 2]!
  }

  delete(slot: number): void {
    this.#targets.delete(slot)
    this.#free.push(slot)
    if (this.#free.length < this.#end) return
    this.#pages = []
    this.#free = []
    this.#end = 0
  }

  #page(slot: number): Float64Array {
    return this.#pages[Math.floor(slot / slotsPerPage)]!
  }
}

const kinds: ReadonlyArray<EntryKind> = ["file", "directory", "symlink"]
const columns = 8
// 16 KiB: little for an index of a few entries, and much more than what a page costs by itself.
const slotsPerPage = 256

const offset = (slot: number): number => (slot % slotsPerPage) * columns
