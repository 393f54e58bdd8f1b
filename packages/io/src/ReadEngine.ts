/**
 * Reads a batch under one snapshot of the rules: the files whose paths look canonical at once, the others after their
 * paths were resolved; every canonical file gives all its answers from one read, whatever its spellings, and the few that
 * moved or changed under it are read again. No fiber, promise or error per file.
 *
 * @since 0.1.0
 */
import type { EntryType } from "@ploke/error"
import * as Effect from "effect/Effect"
import type { FileFinding } from "./Extraction.ts"
import type { AccessFailure, DescriptorBudget, FileAccess, Located, ReadFinding, ReadOrder } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { PathRules } from "./PathRules.ts"
import type { Permits } from "./Permits.ts"
import * as PlainPath from "./PlainPath.ts"
import type { Refused } from "./Resolution.ts"
import * as Resolution from "./Resolution.ts"
import * as Telemetry from "./Telemetry.ts"
import * as Turns from "./Turns.ts"

/**
 * What is wanted of the file at one spelling of its path; an order as soon as that is known to be canonical.
 *
 * @since 0.1.0
 */
export interface Wish extends ReadOrder {
  readonly located: undefined
}

/**
 * What became of a wish.
 *
 * @since 0.1.0
 */
export type Outcome =
  | Refused
  | AccessFailure
  | { readonly _tag: "NotAFile"; readonly type: EntryType }
  | { readonly _tag: "TooLarge"; readonly sizeBytes: number }
  | { readonly _tag: "Changed" }
  /** With the slices of this wish alone. */
  | { readonly _tag: "Read"; readonly finding: FileFinding }

// One canonical file, and the wishes that lead to it; their slices stand in the order one after the other.
interface Group {
  readonly file: Located
  readonly wishes: Array<number>
}

// The state of one batch.
interface Batch {
  readonly access: FileAccess["Service"]
  readonly rules: PathRules
  readonly wishes: ReadonlyArray<Wish>
  readonly outcomes: Array<Outcome>
  /** How often each wish was read in vain. */
  readonly retries: Uint8Array
}

const changed: Outcome = { _tag: "Changed" }

/**
 * Reads what is wished, in order.
 *
 * @param access - the platform
 * @param permits - the bound of open descriptors
 * @param rules - the snapshot of the rules that the whole batch keeps
 * @param wishes - at most one per spelling
 * @since 0.1.0
 */
export const readAll = Effect.fnUntraced(function* (
  access: FileAccess["Service"],
  permits: Permits["Service"],
  rules: PathRules,
  wishes: ReadonlyArray<Wish>
) {
  const outcomes: Array<Outcome> = Array.from({ length: wishes.length }, () => changed)
  const batch: Batch = { access, rules, wishes, outcomes, retries: new Uint8Array(wishes.length) }
  let pending: ReadonlyArray<number> = access.readsUnlocated
    ? yield* permits.withBudget(2, (budget) => readPlain(batch, budget))
    : wishes.map((_, i) => i)
  while (pending.length > 0) {
    const left = pending
    pending = yield* permits.withBudget(2, (budget) => readResolved(batch, left, budget))
  }
  return outcomes as ReadonlyArray<Outcome>
})

// Reads the wishes whose paths look canonical. Whatever keeps one of them from being read, a look at its path tells why.
const readPlain = Effect.fnUntraced(function* (batch: Batch, budget: DescriptorBudget) {
  const { access, wishes } = batch
  const { plain, pending } = yield* sortOut(batch)
  if (plain.length === 0) return pending
  const findings = yield* access.read(pending.length === 0 ? wishes : plain.map((i) => wishes[i]!), budget)
  settlePlain(findings, plain, batch, pending)
  yield* count(findings)
  return pending
})

const sortOut = ({ access, rules, wishes }: Batch) =>
  Effect.suspend(() => {
    const isPlain = PlainPath.make(rules, access.flavor)
    const plain: Array<number> = []
    const pending: Array<number> = []
    const loop = (from: number, end: number) => {
      for (let i = from; i < end; i++) {
        if (isPlain(wishes[i]!.path)) plain.push(i)
        else pending.push(i)
      }
    }
    return Effect.as(Turns.run(wishes.length, Limits.plannedItemsPerTurn, loop), { plain, pending })
  })

const settlePlain = (
  findings: ReadonlyArray<ReadFinding>,
  plain: ReadonlyArray<number>,
  { wishes, outcomes, retries }: Batch,
  pending: Array<number>
): void => {
  for (let k = 0; k < findings.length; k++) {
    const i = plain[k]!
    const finding = findings[k]!
    if (finding._tag === "Read" && !isGood(finding, wishes[i]!)) retries[i] = 1
    else if (finding._tag === "Read" || isExhausted(finding)) {
      outcomes[i] = finding
      continue
    }
    pending.push(i)
  }
}

// Returns the wishes that are worth another attempt; what never holds still keeps the outcome `Changed`.
const readResolved = Effect.fnUntraced(function* (
  batch: Batch,
  pending: ReadonlyArray<number>,
  budget: DescriptorBudget
) {
  const { access, rules, wishes, retries } = batch
  const paths = pending.map((i) => wishes[i]!.path)
  const groups = group(yield* Resolution.resolveAll(access, rules, paths, budget), pending, batch)
  const orders = groups.map((each) => toOrder(each, wishes))
  const findings = yield* access.read(orders, budget)
  const again: Array<number> = []
  findings.forEach((finding, i) => settle(finding, groups[i]!, batch, again))
  yield* count(findings)
  return again.filter((i) => ++retries[i]! <= Limits.readRetriesMax)
})

const group = (
  resolved: ReadonlyArray<Resolution.Resolved>,
  pending: ReadonlyArray<number>,
  { wishes, outcomes }: Batch
): Array<Group> => {
  const groups = new Map<string, Group>()
  for (let i = 0; i < resolved.length; i++) {
    const found = resolved[i]!
    const wish = pending[i]!
    if (found._tag !== "Located") outcomes[wish] = found
    else if (found.type !== "File") outcomes[wish] = { _tag: "NotAFile", type: found.type }
    else {
      const known = groups.get(found.path)
      if (known === undefined) groups.set(found.path, { file: found, wishes: [wish] })
      else known.wishes.push(wish)
    }
  }
  if (groups.size > 0) rejoin(groups, wishes, outcomes)
  return [...groups.values()]
}

// A file that was read by its plain path and is now wanted under another spelling too is read once more for both, so
// that all its answers come from one read.
const rejoin = (groups: Map<string, Group>, wishes: ReadonlyArray<Wish>, outcomes: Array<Outcome>): void =>
  wishes.forEach(({ path }, i) => {
    const known = outcomes[i]!._tag === "Read" ? groups.get(path) : undefined
    if (known === undefined) return
    known.wishes.push(i)
    outcomes[i] = changed
  })

const toOrder = (group: Group, wishes: ReadonlyArray<Wish>): ReadOrder => {
  const place = { path: group.file.path, located: group.file }
  const { want, fileBytesMax, expectedDigest } = wishes[group.wishes[0]!]!
  if (group.wishes.length === 1) return { ...place, want, fileBytesMax, expectedDigest }
  const all = group.wishes.map((i) => wishes[i]!)
  return {
    ...place,
    want: {
      contents: all.some((wish) => wish.want.contents === "text") ? "text" : "bytes",
      slices: all.flatMap((wish) => wish.want.slices),
      textBytesMax: largest(all.map((wish) => wish.want.textBytesMax))
    },
    fileBytesMax: largest(all.map((wish) => wish.fileBytesMax)),
    expectedDigest: all.every((wish) => wish.expectedDigest === expectedDigest) ? expectedDigest : undefined
  }
}

// Not `Math.max(...)`: a call has room for some ten thousand arguments, a file for more spellings.
const largest = (values: ReadonlyArray<number>): number => values.reduce((a, b) => Math.max(a, b), 0)

const settle = (finding: ReadFinding, group: Group, { wishes, outcomes }: Batch, again: Array<number>): void => {
  let from = 0
  for (const i of group.wishes) {
    const wish = wishes[i]!
    const to = from + wish.want.slices.length
    if (finding._tag === "AccessFailure" || finding._tag === "TooLarge") outcomes[i] = finding
    else if (finding._tag === "Moved" || !isGood(finding, wish)) again.push(i)
    else if (group.wishes.length === 1) outcomes[i] = finding
    else outcomes[i] = { _tag: "Read", finding: withSlices(finding.finding, from, to) }
    from = to
  }
}

const isGood = ({ finding, stable }: Extract<ReadFinding, { readonly _tag: "Read" }>, wish: Wish): boolean =>
  stable || wish.expectedDigest === finding.digest

// The process had no descriptor left, for whatever path: no look at this one would tell more.
const isExhausted = (finding: ReadFinding): finding is AccessFailure =>
  finding._tag === "AccessFailure" && (finding.code === "EMFILE" || finding.code === "ENFILE")

const withSlices = (finding: FileFinding, from: number, to: number): FileFinding => ({
  ...finding,
  slices: finding.slices.slice(from, to)
})

const count = (findings: ReadonlyArray<ReadFinding>): Effect.Effect<void> => {
  let files = 0
  let bytes = 0
  for (const finding of findings) {
    if (finding._tag !== "Read") continue
    files++
    bytes += finding.finding.byteLength
  }
  return Telemetry.addRead(files, bytes)
}
