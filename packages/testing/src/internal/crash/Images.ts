/**
 * The distinct disks that a power cut may leave at one moment: which changes of entries survive, times what each file
 * that they leave in the tree may be.
 *
 * @internal
 */
import { leavesOut } from "./Contents.ts"
import type { Disk, Version } from "./Disk.ts"
import { entryChoices } from "./EntryChoices.ts"
import { applyEntries, lastFlushes, type Machine, type Unit } from "./Machine.ts"
import { pseudorandom } from "./Pseudorandom.ts"
import type { Operation } from "./Record.ts"
import type { Settings } from "./Settings.ts"
import type { Identities } from "./Identities.ts"
import { type Shape, shapeOf } from "./Shape.ts"
import { type Candidate, candidatesOf, flushed, type Unsynced } from "./Unsynced.ts"

export interface DiskImage {
  readonly disk: Disk
  readonly shape: Shape
  /** Equal for equal disks, within what one `Identities` has seen. */
  readonly identity: number
  /** What survived, in words. */
  readonly describe: (operations: ReadonlyArray<Operation>) => ReadonlyArray<string>
}

export interface Images {
  readonly coverage: "all" | "sampled"
  /** Distinct, the same ones in the same order in every run. */
  readonly images: Iterable<DiskImage>
}

/** One set of surviving changes of entries, and what the files that it leaves in the tree may be. */
interface Survival {
  readonly disk: Disk
  readonly shape: Shape
  readonly units: ReadonlyArray<Unit>
  readonly files: ReadonlyArray<{ readonly number: number; readonly candidates: ReadonlyArray<Candidate> }>
  readonly count: number
}

/** Finds the images of one machine after the other; what a file may be is worked out once as long as nothing changes it. */
export class ImageFinder {
  readonly #settings: Settings
  readonly #identities: Identities
  readonly #candidates = new WeakMap<Unsynced, ReadonlyArray<Candidate>>()

  constructor(settings: Settings, identities: Identities) {
    this.#settings = settings
    this.#identities = identities
  }

  /** `cut` are the numbers that name the moment, which the samples depend on. */
  find(machine: Machine, cut: ReadonlyArray<number>): Images {
    const { imagesMax } = this.#settings
    const entryChoicesMax = Math.min(this.#settings.entryChoicesMax, imagesMax)
    const { coverage, choices } = entryChoices(machine.units, { ...this.#settings, entryChoicesMax }, cut)
    const open = new Set(machine.unsynced.keys())
    const survivals = choices.map((units) => this.#survival(machine, units, open))
    const total = survivals.reduce((sum, survival) => sum + survival.count, 0)
    const share = total <= imagesMax ? total : Math.max(1, Math.floor(imagesMax / survivals.length))
    const isPartial = [...machine.unsynced.values()].some((inode) => leavesOut(inode.steps, this.#settings.variants))
    return {
      coverage: coverage === "all" && total <= imagesMax && !isPartial ? "all" : "sampled",
      images: this.#images(machine, survivals, share, cut)
    }
  }

  *#images(
    machine: Machine,
    survivals: ReadonlyArray<Survival>,
    share: number,
    cut: ReadonlyArray<number>
  ): Generator<DiskImage> {
    const seen = new Set<number>()
    const waiting = machine.units
    for (const [index, survival] of survivals.entries()) {
      for (const pick of picks(survival, share, [this.#settings.seed, 2, ...cut, index])) {
        const versions = new Map(survival.files.map(({ number }, file) => [number, versionAt(pick, file)]))
        const identity = survival.shape.identity(versions)
        if (seen.has(identity)) continue
        if (seen.size >= this.#settings.imagesMax) return
        seen.add(identity)
        yield imageOf(survival, pick, versions, waiting, identity)
      }
    }
  }

  #survival(machine: Machine, units: ReadonlyArray<Unit>, open: ReadonlySet<number>): Survival {
    const disk = machine.durable.copy()
    applyEntries(disk, units)
    const shape = shapeOf(disk, open, this.#identities)
    const flushes = lastFlushes(units)
    const files = [...machine.unsynced.values()]
      .filter((inode) => shape.paths.has(inode.number))
      .sort((a, b) => a.number - b.number)
      .map((inode) => {
        const last = flushes.get(inode.number)
        return {
          number: inode.number,
          candidates: this.#candidatesOf(last === undefined ? inode : flushed(inode, last))
        }
      })
    return { disk, shape, units, files, count: files.reduce((count, file) => count * file.candidates.length, 1) }
  }

  #candidatesOf(inode: Unsynced): ReadonlyArray<Candidate> {
    const known = this.#candidates.get(inode)
    if (known !== undefined) return known
    const distinct = new Map<number, Candidate>()
    for (const candidate of candidatesOf(inode, this.#settings)) {
      const identity = this.#identities.version(candidate.version)
      if (!distinct.has(identity)) distinct.set(identity, candidate)
    }
    const candidates = [...distinct.values()]
    this.#candidates.set(inode, candidates)
    return candidates
  }
}

/** One candidate for each file of a survival. */
type Pick = ReadonlyArray<Candidate>

const versionAt = (pick: Pick, file: number): Version => (pick[file] as Candidate).version

const imageOf = (
  survival: Survival,
  pick: Pick,
  versions: ReadonlyMap<number, Version>,
  waiting: ReadonlyArray<Unit>,
  identity: number
): DiskImage => {
  const disk = survival.disk.copy()
  for (const [number, version] of versions) disk.setVersion(number, version)
  return {
    disk,
    shape: survival.shape,
    identity,
    describe: (operations) => [
      ...describeEntries(survival.units, waiting, operations),
      ...survival.files.map(({ number }, index) => `${survival.shape.paths.get(number)}: ${pick[index]?.label}`)
    ]
  }
}

const describeUnit = (unit: Unit, operations: ReadonlyArray<Operation>): string => {
  const operation = operations[unit.operation - 1]
  const part = unit.part === "whole" ? "" : unit.part === "arrival" ? "the new name of " : "the end of the old name of "
  return `${part}${unit.operation} ${operation?.line}`
}

const describeEntries = (
  survivors: ReadonlyArray<Unit>,
  waiting: ReadonlyArray<Unit>,
  operations: ReadonlyArray<Operation>
): ReadonlyArray<string> =>
  waiting.map((unit) => `${survivors.includes(unit) ? "survived" : "lost"}: ${describeUnit(unit, operations)}`)

const pickAt = (survival: Survival, index: number): Pick => {
  let rest = index
  return survival.files.map(({ candidates }) => {
    const candidate = candidates[rest % candidates.length]
    rest = Math.floor(rest / candidates.length)
    return candidate as Candidate
  })
}

/** All combinations where `share` allows, else every file alone as something else than the others, and random ones. */
function* picks(survival: Survival, share: number, seed: ReadonlyArray<number>): Generator<Pick> {
  const { count, files } = survival
  if (count <= share) {
    for (let index = 0; index < count; index++) yield pickAt(survival, index)
    return
  }
  const allOf = (index: number): Pick =>
    files.map(({ candidates }) => candidates[Math.min(index, candidates.length - 1)] as Candidate)
  const ends = [allOf(0), allOf(1)]
  let rest = share
  for (const pick of ends) if (rest-- > 0) yield pick
  for (const end of ends) {
    for (const [file, { candidates }] of files.entries()) {
      for (const candidate of candidates) if (rest-- > 0) yield end.with(file, candidate)
    }
  }
  const random = pseudorandom(...seed)
  while (rest-- > 0) yield files.map(({ candidates }) => candidates[random.below(candidates.length)] as Candidate)
}
