/**
 * Carries byte ranges of one content over to a later content of the same file, where that is certain.
 *
 * Promised: a range is mapped only if the bytes before it, in it and after it, up to the nearest change, are kept, at
 * least one byte of them lies between it and every change, and no other reading of the difference says otherwise. What
 * repeats is taken for changed:
 *
 * - A line is kept only if every shortest edit script of the lines keeps it at the same place. Of five equal lines that
 *   became six, none is, since any may be the new one.
 * - Inside a changed run of lines the same holds of bytes, and a kept run there has to continue the kept text before or
 *   after, or to be `rebaseKeptBytesMin` bytes long.
 * - A change reaches as far as it could have been made elsewhere with the same outcome: `f(a)` to `f(a, a)` is a change
 *   of both arguments. So if the later content came about by one edit, wherever it was, no range away from that edit is
 *   mapped to a wrong place.
 *
 * Not promised: the intention. Where code was moved or rewritten and equal text stands where the shortest script finds
 * it, that text is taken for the old one.
 *
 * @since 0.1.0
 */
import { ByteRange } from "@ploke/core"
import * as Alignment from "./Alignment.ts"
import * as Bytes from "./Bytes.ts"
import * as Limits from "./Limits.ts"
import * as Lines from "./Lines.ts"
import * as Utf8 from "./Utf8.ts"

/**
 * What became of one range. A `Conflict` names the change that touches it, in offsets of the base.
 *
 * @since 0.1.0
 */
export type Finding =
  | { readonly _tag: "Mapped"; readonly startByte: number; readonly endByte: number }
  | { readonly _tag: "Conflict"; readonly changed: ByteRange }
  | { readonly _tag: "OutOfRange" }

/**
 * What became of all ranges, in their order; or that the contents are too large or have too little in common to compare.
 *
 * @since 0.1.0
 */
export type Rebased =
  | { readonly _tag: "Rebased"; readonly findings: ReadonlyArray<Finding> }
  | { readonly _tag: "TooDifferent" }

/** The bytes between two kept runs, and how far in the base they may have been changed elsewhere instead. */
interface Change {
  readonly zone: ByteRange
  /** What is added to offsets of the base after this change to get those of the current content. */
  readonly shift: number
}

interface Gap {
  readonly base: ByteRange
  readonly current: ByteRange
}

/**
 * Maps ranges of a base to the current content. An empty range (an insertion) is in conflict with whatever was changed
 * exactly there. Ranges that did not overlap do not overlap afterwards, and keep their order.
 *
 * @example
 * ```ts
 * import * as Rebase from "@ploke/io/Rebase"
 *
 * const encode = (text: string) => new TextEncoder().encode(text)
 * const rebased = Rebase.map(encode("one\ntwo\nthree\n"), encode("zero\none\ntwo\nthree\n"), [{ startByte: 5, endByte: 7 }])
 * console.log(JSON.stringify(rebased)) // => {"_tag":"Rebased","findings":[{"_tag":"Mapped","startByte":10,"endByte":12}]}
 * ```
 *
 * @param base - the content that the ranges refer to
 * @param current - what the file contains now
 * @param ranges - half-open, in bytes of the base; they are checked
 * @since 0.1.0
 */
export const map = (base: Uint8Array, current: Uint8Array, ranges: ReadonlyArray<ByteRange>): Rebased => {
  const changes = Bytes.isEqual(base, current) ? [] : listChanges(base, current)
  if (changes === undefined) return { _tag: "TooDifferent" }
  return { _tag: "Rebased", findings: ranges.map((range) => mapOne(base, current, changes, range)) }
}

const mapOne = (
  base: Uint8Array,
  current: Uint8Array,
  changes: ReadonlyArray<Change>,
  { startByte, endByte }: ByteRange
): Finding => {
  if (!ByteRange.isInside({ startByte, endByte }, base.length)) return { _tag: "OutOfRange" }
  const next = firstEndingFrom(changes, startByte)
  const touched = changes[next]?.zone
  if (touched !== undefined && touched.startByte <= endByte) return { _tag: "Conflict", changed: touched }
  const shift = changes[next - 1]?.shift ?? 0
  const mapped = { startByte: startByte + shift, endByte: endByte + shift }
  // Kept runs are equal by construction; a splice at the wrong place is not worth trusting that.
  return Bytes.isEqual(base.subarray(startByte, endByte), current.subarray(mapped.startByte, mapped.endByte))
    ? { _tag: "Mapped", ...mapped }
    : { _tag: "Conflict", changed: { startByte, endByte } }
}

/** Zones begin and end in ascending order: when the first that ends at or after a range does not touch it, none does. */
const firstEndingFrom = (changes: ReadonlyArray<Change>, offset: number): number => {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (changes[middle]!.zone.endByte < offset) low = middle + 1
    else high = middle
  }
  return low
}

const listChanges = (base: Uint8Array, current: Uint8Array): ReadonlyArray<Change> | undefined => {
  const kept = keptRuns(base, current)
  if (kept === undefined) return undefined
  const gaps: Array<Gap> = []
  let at = { base: 0, current: 0 }
  for (const run of [...kept, { base: base.length, current: current.length, length: 0 }]) {
    if (run.base > at.base || run.current > at.current) {
      gaps.push({
        base: { startByte: at.base, endByte: run.base },
        current: { startByte: at.current, endByte: run.current }
      })
    }
    at = { base: run.base + run.length, current: run.current + run.length }
  }
  return gaps.map((gap, index) => {
    const from = gaps[index - 1]?.base.endByte ?? 0
    const end = gaps[index + 1]?.base.startByte ?? base.length
    return { zone: zoneOf(base, current, gap, from, end), shift: gap.current.endByte - gap.base.endByte }
  })
}

/**
 * The contents agree from the kept text on the left up to some offset, and from that on the right down to some offset.
 * Where these cross, the change could have been made anywhere between. Half a character is never kept.
 */
const zoneOf = (base: Uint8Array, current: Uint8Array, gap: Gap, from: number, end: number): ByteRange => {
  let right = 0
  const left = gap.base.startByte
  const other = gap.current.startByte
  while (left + right < end && other + right < current.length && base[left + right] === current[other + right]) right++
  let back = 0
  const rightEnd = gap.base.endByte
  const otherEnd = gap.current.endByte
  while (rightEnd - back > from && otherEnd - back > 0 && base[rightEnd - back - 1] === current[otherEnd - back - 1]) {
    back++
  }
  let startByte = Math.min(left, rightEnd - back)
  let endByte = Math.max(rightEnd, left + right)
  while (startByte > from && !Utf8.isBoundary(base, startByte)) startByte--
  while (endByte < end && !Utf8.isBoundary(base, endByte)) endByte++
  return { startByte, endByte }
}

/** The runs of bytes that are kept for certain, by lines first; undefined when that is too much to find out. */
const keptRuns = (base: Uint8Array, current: Uint8Array): ReadonlyArray<Alignment.Kept> | undefined => {
  const a = Lines.split(base)
  const b = Lines.split(current)
  if (Lines.count(a) > Limits.rebaseLinesMax || Lines.count(b) > Limits.rebaseLinesMax) return undefined
  const number = Lines.numbering()
  const budget: Alignment.Budget = { steps: Limits.alignmentStepsMax }
  const lines = Alignment.certain(numbered(a, number), numbered(b, number), budget)
  if (lines === undefined) return undefined
  const runs: Array<Alignment.Kept> = []
  let at = { base: 0, current: 0 }
  for (const kept of [...lines, { base: Lines.count(a), current: Lines.count(b), length: 0 }]) {
    const start = { base: a.starts[kept.base]!, current: b.starts[kept.current]! }
    const gap: Gap = {
      base: { startByte: at.base, endByte: start.base },
      current: { startByte: at.current, endByte: start.current }
    }
    for (const run of keptInGap(base, current, gap, budget)) runs.push(run)
    at = { base: a.starts[kept.base + kept.length]!, current: b.starts[kept.current + kept.length]! }
    runs.push({ ...start, length: at.base - start.base })
  }
  return runs
}

const keptInGap = (
  base: Uint8Array,
  current: Uint8Array,
  gap: Gap,
  budget: Alignment.Budget
): ReadonlyArray<Alignment.Kept> => {
  const old = base.subarray(gap.base.startByte, gap.base.endByte)
  const now = current.subarray(gap.current.startByte, gap.current.endByte)
  if (Math.max(old.length, now.length) > Limits.rebaseRunBytesMax) return []
  const runs = Alignment.certain(old, now, budget) ?? []
  return runs
    .filter((run) => {
      const isAtStart = run.base === 0 && run.current === 0
      const isAtEnd = run.base + run.length === old.length && run.current + run.length === now.length
      return isAtStart || isAtEnd || run.length >= Limits.rebaseKeptBytesMin
    })
    .map((run) => ({
      base: gap.base.startByte + run.base,
      current: gap.current.startByte + run.current,
      length: run.length
    }))
}

const numbered = (lines: Lines.Lines, number: (text: string) => number): Int32Array =>
  Int32Array.from({ length: Lines.count(lines) }, (_, index) => number(Lines.at(lines, index)))
