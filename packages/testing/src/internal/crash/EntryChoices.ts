/**
 * Which of the waiting changes of entries survive a power cut.
 *
 * @internal
 */
import type { Unit } from "./Machine.ts"
import { type Pseudorandom, pseudorandom } from "./Pseudorandom.ts"
import type { Settings } from "./Settings.ts"

export interface EntryChoices {
  /** Sets of units in their order; each holds what its members come after. The one of all units is first. */
  readonly choices: ReadonlyArray<ReadonlyArray<Unit>>
  readonly coverage: "all" | "sampled"
}

/** The units in groups that have nothing to do with each other. */
const groupsOf = (units: ReadonlyArray<Unit>): ReadonlyArray<ReadonlyArray<Unit>> => {
  const groups = new Map<Unit, Array<Unit>>()
  for (const unit of units) {
    const joined = new Set(unit.after.flatMap((other) => groups.get(other) ?? []))
    const group = [...units.filter((other) => joined.has(other)), unit]
    for (const member of group) groups.set(member, group)
  }
  return [...new Set(groups.values())]
}

/** What a set of units does, so that two sets that do the same count once. */
const outcomeOf = (units: ReadonlyArray<Unit>): string => {
  const names = new Map<string, number | undefined>()
  for (const { changes, flush, operation } of units) {
    for (const change of changes) names.set(`${change.directory}/${change.name}`, change.number)
    if (flush !== undefined) names.set(`flush/${flush.number}`, operation)
  }
  return JSON.stringify([...names].sort())
}

/** All closed sets of a group that differ in what they do, or nothing where there are more than `max`. */
const closedSets = (group: ReadonlyArray<Unit>, max: number): ReadonlyArray<ReadonlyArray<Unit>> | undefined => {
  const members = new Set(group)
  let open: Array<ReadonlySet<Unit>> = [new Set()]
  for (const unit of group) {
    const needed = unit.after.filter((other) => members.has(other))
    const grown = open.filter((set) => needed.every((other) => set.has(other))).map((set) => new Set([...set, unit]))
    open = [...grown, ...open]
    if (open.length > max) return undefined
  }
  const distinct = new Map<string, ReadonlyArray<Unit>>()
  for (const set of open) {
    const survivors = group.filter((unit) => set.has(unit))
    const outcome = outcomeOf(survivors)
    if (!distinct.has(outcome)) distinct.set(outcome, survivors)
  }
  return [...distinct.values()]
}

const product = (groups: ReadonlyArray<ReadonlyArray<ReadonlyArray<Unit>>>): ReadonlyArray<ReadonlySet<Unit>> =>
  groups.reduce<ReadonlyArray<ReadonlySet<Unit>>>(
    (sets, group) => sets.flatMap((set) => group.map((survivors) => new Set([...set, ...survivors]))),
    [new Set()]
  )

const withNeeded = (units: ReadonlyArray<Unit>, wanted: (unit: Unit) => boolean): ReadonlySet<Unit> => {
  const kept = new Set<Unit>()
  for (const unit of units.toReversed()) {
    if (!wanted(unit) && !kept.has(unit)) continue
    kept.add(unit)
    for (const other of unit.after) kept.add(other)
  }
  return kept
}

const without = (units: ReadonlyArray<Unit>, lost: (unit: Unit) => boolean): ReadonlySet<Unit> => {
  const all = new Set(units)
  const kept = new Set<Unit>()
  for (const unit of units) {
    if (!lost(unit) && unit.after.every((other) => kept.has(other) || !all.has(other))) kept.add(unit)
  }
  return kept
}

/** All prefixes, all but each one, each one alone, and random ones. */
const sampled = (units: ReadonlyArray<Unit>, samples: number, random: Pseudorandom): Array<ReadonlySet<Unit>> => [
  ...Array.from({ length: units.length + 1 }, (_, lost) => new Set(units.slice(0, units.length - lost))),
  ...units.map((unit) => without(units, (other) => other === unit)),
  ...units.map((unit) => withNeeded(units, (other) => other === unit)),
  ...Array.from({ length: samples }, () => {
    const percent = 5 + random.below(90)
    return without(units, () => random.below(100) >= percent)
  })
]

/** The sets of units that survive, as many as the settings allow. */
export const entryChoices = (
  units: ReadonlyArray<Unit>,
  settings: Settings,
  cut: ReadonlyArray<number>
): EntryChoices => {
  const max = settings.entryChoicesMax
  const groups: Array<ReadonlyArray<ReadonlyArray<Unit>>> = []
  let count = 1
  for (const group of groupsOf(units)) {
    const sets = closedSets(group, max)
    count *= sets?.length ?? max + 1
    if (sets === undefined || count > max) break
    groups.push(sets)
  }
  const sets = count <= max ? product(groups) : sampled(units, settings.samples, pseudorandom(settings.seed, 1, ...cut))
  return {
    choices: sets.map((set) => units.filter((unit) => set.has(unit))),
    coverage: count <= max ? "all" : "sampled"
  }
}
