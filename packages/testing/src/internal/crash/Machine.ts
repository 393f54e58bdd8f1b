/**
 * The machine at one moment: what is durable, and the changes that wait to become so.
 *
 * A change of entries is a unit that survives a power cut whole or not at all, and only together with the units that it
 * comes `after`: under `posix` the earlier ones on the same names, under `journal` all earlier ones.
 *
 * @internal
 */
import type { DataStep } from "./Contents.ts"
import type { Attributes, Disk } from "./Disk.ts"
import type { EntryName, Meaning, Step } from "./Record.ts"
import type { Settings } from "./Settings.ts"
import { currentVersion, flushed, type Unsynced, unsynced, withAttributes, withStep } from "./Unsynced.ts"

export interface EntryChange extends EntryName {
  /** The inode under that name from now on, or nothing. */
  readonly number: number | undefined
}

export interface Unit {
  /** The index of the operation. */
  readonly operation: number
  /** Which part of a rename this is, where the parts survive separately. */
  readonly part: "whole" | "arrival" | "departure"
  readonly changes: ReadonlyArray<EntryChange>
  readonly after: ReadonlyArray<Unit>
  /** The bytes that reach the disk before this unit does, where data is ordered. */
  readonly flush: { readonly number: number; readonly last: DataStep } | undefined
}

export class Machine {
  /** What is certain to be there after a power cut, if nothing else survives. */
  readonly durable: Disk
  /** The changes of entries that are not synced, in the order in which they were made. */
  units: ReadonlyArray<Unit> = []
  readonly unsynced = new Map<number, Unsynced>()
  readonly #settings: Settings

  constructor(disk: Disk, settings: Settings) {
    this.durable = disk.copy()
    this.#settings = settings
  }

  apply({ meaning, operation }: Step): void {
    switch (meaning._tag) {
      case "Link": {
        if (meaning.birth !== undefined) this.durable.setVersion(meaning.number, meaning.birth)
        return this.#change(operation.index, [{ ...meaning.at, number: meaning.number }])
      }
      case "Unlink":
        return this.#change(operation.index, [{ ...meaning.at, number: undefined }])
      case "Rename":
        return this.#rename(operation.index, meaning)
      case "Data":
        return this.#update(meaning.number, (inode) => withStep(inode, meaning.step, meaning.attributes))
      case "Attributes":
        return this.#update(meaning.number, (inode) => {
          const times = meaning.times === "chosen" ? "chosen" : lastAttributes(inode).times
          return withAttributes(inode, { ...meaning.attributes, times })
        })
      case "Sync":
        return this.#sync(meaning.number)
    }
  }

  /** The disk once everything has reached it. */
  settled(): Disk {
    const disk = this.durable.copy()
    applyEntries(disk, this.units)
    for (const inode of this.unsynced.values()) disk.setVersion(inode.number, currentVersion(inode))
    return disk
  }

  #inode(number: number): Unsynced {
    return this.unsynced.get(number) ?? unsynced(number, this.durable.version(number))
  }

  #update(number: number, change: (inode: Unsynced) => Unsynced): void {
    this.unsynced.set(number, change(this.#inode(number)))
  }

  #change(operation: number, changes: ReadonlyArray<EntryChange>, flush?: Unit["flush"]): void {
    this.#push({ operation, part: "whole", changes, after: this.#before(changes), flush })
  }

  #push(unit: Unit): void {
    this.units = [...this.units, unit]
  }

  /** The waiting units without which a change of these names does not survive; the earliest are implied by the latest. */
  #before(changes: ReadonlyArray<EntryName>): ReadonlyArray<Unit> {
    if (this.#settings.profile === "journal") return this.units.slice(-1)
    const latest = changes.map((change) =>
      this.units.findLast((unit) => unit.changes.some((other) => same(other, change)))
    )
    return [...new Set(latest.filter((unit) => unit !== undefined))]
  }

  #rename(operation: number, { from, kind, number, target, to }: Extract<Meaning, { _tag: "Rename" }>): void {
    const last =
      this.#settings.data === "ordered" && target === "replaced" ? this.#inode(number).steps.at(-1) : undefined
    const flush = last === undefined ? undefined : { number, last }
    const departure = { ...from, number: undefined }
    const arrival = { ...to, number }
    const { crossDirectoryRename, profile } = this.#settings
    const splits = from.directory !== to.directory && kind === "file" && profile === "posix"
    if (!splits || crossDirectoryRename === "atomic") return this.#change(operation, [departure, arrival], flush)
    const before = this.#before([from])
    const arriving: Unit = { operation, part: "arrival", changes: [arrival], after: this.#before([to]), flush }
    const after = crossDirectoryRename === "mayDuplicate" ? [arriving, ...before] : before
    this.#push(arriving)
    this.#push({ operation, part: "departure", changes: [departure], after, flush: undefined })
  }

  #sync(number: number): void {
    const inode = this.unsynced.get(number)
    if (inode !== undefined) {
      this.durable.setVersion(number, currentVersion(inode))
      this.unsynced.delete(number)
    }
    this.#commit(number)
  }

  /** Makes the changes of a directory durable, and those that they cannot survive without; a file has none. */
  #commit(directory: number): void {
    const waiting = new Set(this.units)
    const committed = new Set<Unit>()
    const commit = (unit: Unit): void => {
      if (!waiting.has(unit) || committed.has(unit)) return
      committed.add(unit)
      unit.after.forEach(commit)
    }
    for (const unit of this.units) {
      if (unit.changes.some((change) => change.directory === directory)) commit(unit)
    }
    const survivors = this.units.filter((unit) => committed.has(unit))
    applyEntries(this.durable, survivors)
    for (const [inode, last] of lastFlushes(survivors)) this.#flush(inode, last)
    this.units = this.units.filter((unit) => !committed.has(unit))
  }

  #flush(number: number, last: DataStep): void {
    const inode = this.unsynced.get(number)
    if (inode === undefined) return
    const after = flushed(inode, last)
    this.durable.setVersion(number, after.durable)
    this.unsynced.set(number, after)
  }
}

const same = (a: EntryName, b: EntryName): boolean => a.directory === b.directory && a.name === b.name

const lastAttributes = (inode: Unsynced): Attributes => inode.attributes.at(-1) ?? inode.durable.attributes

/** Makes the changes of units, in their order, on a disk. */
export const applyEntries = (disk: Disk, units: ReadonlyArray<Unit>): void => {
  const changed = new Map<number, Map<string, number>>()
  for (const change of units.flatMap((unit) => unit.changes)) {
    const names = changed.get(change.directory) ?? new Map(disk.names(change.directory))
    if (change.number === undefined) names.delete(change.name)
    else names.set(change.name, change.number)
    changed.set(change.directory, names)
  }
  for (const [directory, names] of changed) disk.setNames(directory, names)
}

/** The last bytes of each inode that the units bring to the disk. */
export const lastFlushes = (units: ReadonlyArray<Unit>): ReadonlyMap<number, DataStep> =>
  new Map(units.flatMap((unit) => (unit.flush === undefined ? [] : [[unit.flush.number, unit.flush.last] as const])))
