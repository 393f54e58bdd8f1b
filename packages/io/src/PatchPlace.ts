/**
 * Finds the places of hunks in a file, on lines that are compared as numbers.
 *
 * Distance is no evidence: of several places that fit equally well none is taken, however near, but for the place at
 * which a hunk is expected: the one that it names, moved by as many lines as the hunk before it was.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"

/**
 * The lines of a file, and where else each of them stands.
 *
 * @since 0.1.0
 */
export interface Haystack {
  readonly lines: Int32Array
  /** By line number: the first index of the line, and how often it stands there. */
  readonly first: Int32Array
  readonly counts: Int32Array
  /** By index: the next index of the same line, or -1. */
  readonly next: Int32Array
  /** Whether the last line has no line end, so that nothing can follow it. */
  readonly isOpen: boolean
}

/**
 * A hunk in numbers.
 *
 * @since 0.1.0
 */
export interface Needle {
  readonly old: ReadonlyArray<number>
  readonly now: ReadonlyArray<number>
  /** Which old lines may differ, if fuzz allows: context that is not next to a change. */
  readonly isLoose: ReadonlyArray<boolean>
  /** Indexes of the first line, before and after. */
  readonly oldAt: number
  readonly nowAt: number
  /** Whether a line of it has no line end, so that it has to end the file. */
  readonly endsFile: boolean
  /** Whether its last line is an inserted one: then it fits once more where it was applied. */
  readonly endsInserting: boolean
}

/**
 * Where a hunk fits: the index of its first line, how many lines that is away from where it says, and how many of its
 * lines of context differ.
 *
 * @since 0.1.0
 */
export interface Place {
  readonly at: number
  readonly offset: number
  readonly fuzz: number
}

/**
 * Why a hunk has no place. Lines are counted from 1, hunks from 0.
 *
 * - `NotFound`: it fits nowhere. Where it is expected, it begins at `line` and differs first at line `differsAt` of the
 *   file's `lineCount`.
 * - `Ambiguous`: it fits in `total` places equally well, of which the nearest are listed.
 * - `HunkApplied`: what it makes stands there already, at the only place where it fits, or it fits nowhere.
 * - `OutOfOrder`: it fits only before or inside the hunk before it.
 * - `NoContext`: it has no old line by which it could be found elsewhere, and cannot be where it says.
 * - `TooMuchWork`: the file has too many equal lines to find out.
 *
 * @since 0.1.0
 */
export type Problem =
  | {
      readonly _tag: "NotFound"
      readonly hunk: number
      readonly line: number
      readonly differsAt: number
      readonly lineCount: number
    }
  | {
      readonly _tag: "Ambiguous"
      readonly hunk: number
      readonly candidateLines: ReadonlyArray<number>
      readonly total: number
    }
  | { readonly _tag: "HunkApplied"; readonly hunk: number; readonly line: number }
  | { readonly _tag: "OutOfOrder"; readonly hunk: number; readonly line: number }
  | { readonly _tag: "NoContext"; readonly hunk: number; readonly line: number }
  | { readonly _tag: "TooMuchWork"; readonly hunk: number }

/**
 * What became of the hunks of a file. In a rejection the hunks that do fit have a place all the same.
 *
 * @since 0.1.0
 */
export type Placement =
  | { readonly _tag: "Placed"; readonly places: ReadonlyArray<Place> }
  | { readonly _tag: "AlreadyApplied" }
  | {
      readonly _tag: "Rejected"
      readonly problems: readonly [Problem, ...Array<Problem>]
      readonly places: ReadonlyArray<Place | undefined>
    }

/**
 * The comparisons that are left to the searches that share it.
 *
 * @since 0.1.0
 */
export interface Budget {
  steps: number
}

/**
 * Makes the index of a file's lines.
 *
 * @param lines - the numbers of the lines, all below `kinds`
 * @param kinds - how many different lines there are
 * @param isOpen - whether the last line has no line end
 * @since 0.1.0
 */
export const haystack = (lines: Int32Array, kinds: number, isOpen: boolean): Haystack => {
  const first = new Int32Array(kinds).fill(-1)
  const counts = new Int32Array(kinds)
  const next = new Int32Array(lines.length)
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at]!
    next[at] = first[line]!
    first[line] = at
    counts[line]!++
  }
  return { lines, first, counts, next, isOpen }
}

/**
 * Finds the places of hunks, in order and without overlap.
 *
 * In this order: the patch fits exactly where it says; or it was applied there already, since all that it makes stands
 * where it says; or each hunk is looked for in the whole file. It can both fit and have been applied. Where lines repeat,
 * that tells nothing, and it fits. But a hunk that ends with an inserted line (it has no context after it, or none at
 * all) always fits again behind what it was applied to; then it was applied.
 *
 * @param file - the lines of the file
 * @param needles - the hunks
 * @param fuzz - how many lines of a hunk's context may differ
 * @param budget - is used up by the search
 * @since 0.1.0
 */
export const place = (file: Haystack, needles: ReadonlyArray<Needle>, fuzz: number, budget: Budget): Placement => {
  const isStated = fitsAsStated(file, needles, budget)
  const isDoubtful = !isStated || needles.some((needle) => needle.endsInserting)
  if (isDoubtful && isAlreadyApplied(file, needles, budget)) return { _tag: "AlreadyApplied" }
  if (!isStated) return search(file, needles, fuzz, budget)
  return { _tag: "Placed", places: needles.map((needle) => ({ at: needle.oldAt, offset: 0, fuzz: 0 })) }
}

const fitsAsStated = (file: Haystack, needles: ReadonlyArray<Needle>, budget: Budget): boolean => {
  let from = 0
  return needles.every((needle) => {
    const isFit = needle.oldAt >= from && costAt(file, needle, needle.oldAt, from, 0, budget) === 0
    from = needle.oldAt + needle.old.length
    return isFit
  })
}

const isAlreadyApplied = (file: Haystack, needles: ReadonlyArray<Needle>, budget: Budget): boolean =>
  needles.some((needle) => needle.now.length > 0) &&
  needles.every((needle) =>
    // A hunk that only removes leaves nothing behind but the absence of its lines.
    needle.now.length > 0
      ? costAt(file, reversed(needle), needle.nowAt, 0, 0, budget) === 0
      : costAt(file, needle, needle.nowAt, 0, 0, budget) !== 0
  )

const reversed = (needle: Needle): Needle => ({
  old: needle.now,
  now: needle.old,
  isLoose: [],
  oldAt: needle.nowAt,
  nowAt: needle.oldAt,
  endsFile: needle.endsFile,
  endsInserting: false
})

const search = (file: Haystack, needles: ReadonlyArray<Needle>, fuzz: number, budget: Budget): Placement => {
  const places: Array<Place | undefined> = []
  const problems: Array<Problem> = []
  let from = 0
  let moved = 0
  for (const [hunk, needle] of needles.entries()) {
    const found = placeOne(file, needle, hunk, { from, moved, fuzz }, budget)
    if ("_tag" in found) {
      problems.push(found)
      places.push(undefined)
      if (found._tag === "TooMuchWork") break
      continue
    }
    places.push(found)
    moved = found.offset
    from = Math.max(from, Math.min(file.lines.length, found.at + needle.old.length))
  }
  const [first, ...others] = problems
  if (first !== undefined) return { _tag: "Rejected", problems: [first, ...others], places }
  return { _tag: "Placed", places: places.filter((found) => found !== undefined) }
}

interface Expectation {
  /** The index of the first line that no hunk before has taken. */
  readonly from: number
  /** The offset of the hunk before. */
  readonly moved: number
  readonly fuzz: number
}

const placeOne = (
  file: Haystack,
  needle: Needle,
  hunk: number,
  expectation: Expectation,
  budget: Budget
): Place | Problem => {
  const { from, moved, fuzz } = expectation
  const expected = needle.oldAt + moved
  if (needle.old.length === 0) {
    // Without old lines only the line number tells the place, and lines have moved.
    const isThere = moved === 0 && expected >= from && costAt(file, needle, expected, from, 0, budget) === 0
    return isThere ? { at: expected, offset: 0, fuzz: 0 } : { _tag: "NoContext", hunk, line: needle.oldAt + 1 }
  }
  const best = candidates(file, needle, from, fuzz, budget)
  const nearest = nearestTo(expected, best.at)
  const [at] = nearest
  if (budget.steps < 0) return { _tag: "TooMuchWork", hunk }
  if (at !== undefined && (at === expected || best.at.length === 1)) {
    const isThere = needle.endsInserting && costAt(file, reversed(needle), at, from, 0, budget) === 0
    return isThere ? { _tag: "HunkApplied", hunk, line: at + 1 } : { at, offset: at - needle.oldAt, fuzz: best.cost }
  }
  if (at !== undefined) {
    const listed = nearest.slice(0, Limits.candidateLinesMax)
    // With fuzz a hunk may begin above the file.
    const candidateLines = listed.map((candidate) => Math.max(0, candidate) + 1)
    return { _tag: "Ambiguous", hunk, candidateLines, total: best.at.length }
  }
  const earlier = candidates(file, needle, 0, fuzz, budget).at[0]
  if (earlier !== undefined) return { _tag: "OutOfOrder", hunk, line: Math.max(0, earlier) + 1 }
  const applied = needle.now.length === 0 ? [] : candidates(file, reversed(needle), from, 0, budget).at
  const done = nearestTo(needle.nowAt + moved, applied)[0]
  if (done !== undefined) return { _tag: "HunkApplied", hunk, line: done + 1 }
  const differsAt = Math.max(0, expected + firstDifference(file, needle, expected, expectation)) + 1
  return { _tag: "NotFound", hunk, line: Math.max(0, expected) + 1, differsAt, lineCount: file.lines.length }
}

/** The places with the fewest differing lines, in the order of the file. */
const candidates = (
  file: Haystack,
  needle: Needle,
  from: number,
  fuzz: number,
  budget: Budget
): { readonly at: ReadonlyArray<number>; readonly cost: number } => {
  const anchor = rarest(file, needle)
  let at: Array<number> = []
  let cost = fuzz
  const start = file.first[needle.old[anchor]!] ?? -1
  for (let index = start; index !== -1 && budget.steps >= 0; index = file.next[index]!) {
    const found = costAt(file, needle, index - anchor, from, cost, budget)
    if (found === -1) continue
    if (found < cost) at = []
    cost = found
    at.push(index - anchor)
  }
  return { at, cost }
}

/** Every place of the hunk has to have this line of it, and no line that it has to have is rarer. */
const rarest = (file: Haystack, { old, isLoose }: Needle): number => {
  let best = -1
  for (const [index, line] of old.entries()) {
    if (isLoose[index] === true) continue
    if (best === -1 || (file.counts[line] ?? 0) < (file.counts[old[best]!] ?? 0)) best = index
  }
  return best
}

/** How many lines of context differ at a place; -1 when it does not fit. Lines before `from` are taken. */
const costAt = (
  file: Haystack,
  { old, isLoose, endsFile }: Needle,
  at: number,
  from: number,
  costMax: number,
  budget: Budget
): number => {
  const end = at + old.length
  const length = file.lines.length
  if (endsFile && end !== length) return -1
  // What has no old line is put between two lines, the first of which has to be closed.
  if (old.length === 0 && (at > length || (at === length && at > 0 && file.isOpen))) return -1
  let cost = 0
  for (let index = 0; index < old.length; index++) {
    const line = at + index
    budget.steps--
    if (line >= from && line < length && file.lines[line] === old[index]) continue
    if (isLoose[index] !== true || ++cost > costMax) return -1
  }
  return cost
}

/** The index of the line that is one difference too many, or after the last when only the file's end is in the way. */
const firstDifference = (file: Haystack, { old, isLoose }: Needle, at: number, { from, fuzz }: Expectation): number => {
  let allowed = fuzz
  for (const [index, line] of old.entries()) {
    const isSame = at + index >= from && file.lines[at + index] === line
    if (!isSame && (isLoose[index] !== true || allowed-- === 0)) return index
  }
  return old.length
}

const nearestTo = (expected: number, all: ReadonlyArray<number>): ReadonlyArray<number> =>
  all.toSorted((a, b) => Math.abs(a - expected) - Math.abs(b - expected) || a - b)
