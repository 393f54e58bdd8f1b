/**
 * Reads a batch: resolves all paths under one snapshot of the rules, reads every canonical file once whatever its
 * spellings, and starts again for the few that moved or changed under it. No fiber, promise or error per file.
 *
 * @since 0.1.0
 */
import type { EntryType } from "@ploke/error"
import * as Effect from "effect/Effect"
import type { FileFinding, FileOrder, SliceFinding } from "./Extraction.ts"
import type { AccessFailure, FileAccess, Located, ReadFinding, ReadOrder } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { PathRules } from "./PathRules.ts"
import type { Permits } from "./Permits.ts"
import type { Refused } from "./Resolution.ts"
import * as Resolution from "./Resolution.ts"
import * as Telemetry from "./Telemetry.ts"

/**
 * What is wanted of the file at one spelling of its path.
 *
 * @since 0.1.0
 */
export interface Wish {
  readonly path: string
  readonly want: FileOrder
  readonly fileBytesMax: number
  /** The digest that every request of this wish expects, if they agree on one. */
  readonly expectedDigest: string | undefined
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
  | { readonly _tag: "Read"; readonly path: string; readonly finding: FileFinding; readonly slices: Slices }

type Slices = ReadonlyArray<SliceFinding>

// One canonical file, the wishes that lead to it, and where each one's slices begin in the order.
interface Group {
  readonly file: Located
  readonly wishes: Array<number>
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
  let pending = wishes.map((_, i) => i)
  for (let attempt = 0; pending.length > 0 && attempt <= Limits.readRetriesMax; attempt++) {
    pending = yield* permits.withBudget(
      2,
      Effect.fnUntraced(function* (budget) {
        const paths = pending.map((i) => wishes[i]!.path)
        const groups = group(yield* Resolution.resolveAll(access, rules, paths, budget), pending, outcomes)
        const orders = groups.map((each) => toOrder(each, wishes))
        const findings = yield* access.read(orders, budget)
        const again: Array<number> = []
        findings.forEach((finding, i) => settle(finding, groups[i]!, wishes, outcomes, again))
        yield* count(findings)
        return again
      })
    )
  }
  return outcomes as ReadonlyArray<Outcome>
})

const group = (
  resolved: ReadonlyArray<Resolution.Resolved>,
  pending: ReadonlyArray<number>,
  outcomes: Array<Outcome>
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
  return [...groups.values()]
}

const toOrder = (group: Group, wishes: ReadonlyArray<Wish>): ReadOrder => {
  const { want, fileBytesMax, expectedDigest } = wishes[group.wishes[0]!]!
  if (group.wishes.length === 1) return { file: group.file, want, fileBytesMax, expectedDigest }
  const all = group.wishes.map((i) => wishes[i]!)
  return {
    file: group.file,
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

const settle = (
  finding: ReadFinding,
  group: Group,
  wishes: ReadonlyArray<Wish>,
  outcomes: Array<Outcome>,
  again: Array<number>
): void => {
  let from = 0
  for (const i of group.wishes) {
    const wish = wishes[i]!
    const to = from + wish.want.slices.length
    if (finding._tag === "AccessFailure" || finding._tag === "TooLarge") outcomes[i] = finding
    else if (finding._tag === "Read" && (finding.stable || wish.expectedDigest === finding.finding.digest)) {
      const slices = finding.finding.slices
      const own = group.wishes.length === 1 ? slices : slices.slice(from, to)
      outcomes[i] = { _tag: "Read", path: group.file.path, finding: finding.finding, slices: own }
    } else again.push(i)
    from = to
  }
}

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
