/**
 * The facts of many entries in little memory: their numbers lie side by side in pages, 48 bytes an entry. As an object with
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
  /** The devices that were met: there are few, however many entries lie on each. */
  readonly #devices: Array<number> = []
  readonly #numbers = new Map<number, number>()
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
    page[at] =
      (Math.min(fact.links, linksMax) * devicesMax + this.#numberOf(fact.device)) * kindsMax + kinds.indexOf(fact.kind)
    page[at + 1] = fact.inode
    page[at + 2] = fact.bornMillis
    page[at + 3] = fact.modifiedMillis
    page[at + 4] = fact.changedMillis
    page[at + 5] = fact.sizeBytes
    if (fact.target === undefined) this.#targets.delete(slot)
    else this.#targets.set(slot, fact.target)
  }

  get(slot: number): EntryFact {
    const page = this.#page(slot)
    const at = offset(slot)
    return {
      kind: this.kind(slot),
      device: this.device(slot),
      inode: page[at + 1]!,
      bornMillis: page[at + 2]!,
      modifiedMillis: page[at + 3]!,
      changedMillis: page[at + 4]!,
      sizeBytes: page[at + 5]!,
      links: Math.floor(page[at]! / (devicesMax * kindsMax)),
      target: this.#targets.get(slot)
    }
  }

  kind(slot: number): EntryKind {
    return kinds[this.#page(slot)[offset(slot)]! % kindsMax]!
  }

  device(slot: number): number {
    return this.#devices[Math.floor(this.#page(slot)[offset(slot)]! / kindsMax) % devicesMax]!
  }

  inode(slot: number): number {
    return this.#page(slot)[offset(slot) + 1]!
  }

  delete(slot: number): void {
    this.#targets.delete(slot)
    this.#free.push(slot)
    if (this.#free.length < this.#end) return
    this.#pages = []
    this.#free = []
    this.#end = 0
  }

  #numberOf(device: number): number {
    const known = this.#numbers.get(device)
    if (known !== undefined) return known
    const number = this.#devices.push(device) - 1
    this.#numbers.set(device, number)
    return number
  }

  #page(slot: number): Float64Array {
    return this.#pages[Math.floor(slot / slotsPerPage)]!
  }
}

const kinds: ReadonlyArray<EntryKind> = ["file", "directory", "symlink"]
// Kind, device and links share one number, whose 53 bits are exact: as many devices as no system mounts, and as many links
// as no file has.
const kindsMax = 2 ** 2
const devicesMax = 2 ** 20
const linksMax = 2 ** 31 - 1
const columns = 6
// 12 KiB: little for an index of a few entries, and much more than what a page costs by itself.
const slotsPerPage = 256

const offset = (slot: number): number => (slot % slotsPerPage) * columns
