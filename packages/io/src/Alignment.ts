/**
 * Which items of one sequence are certainly items of another. Two sequences have many shortest edit scripts when items
 * repeat, and a diff shows one of them at random; an item is certain when every shortest script keeps it, at the same
 * place. Whatever an item could be taken for, its place is then settled by the rest.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"

/**
 * Items that are compared as numbers: numbered lines, or bytes.
 *
 * @since 0.1.0
 */
export type Items = Int32Array | Uint8Array

/**
 * A run of items kept: where it begins in the base and in the current sequence.
 *
 * @since 0.1.0
 */
export interface Kept {
  readonly base: number
  readonly current: number
  readonly length: number
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
 * Finds the runs that every shortest edit script keeps at the same place, in order; undefined when the shortest scripts
 * are longer than `alignmentEditsMax` or take more than the budget to find.
 *
 * @param base - the old items
 * @param current - the new items
 * @param budget - is used up by the search
 * @since 0.1.0
 */
export const certain = (base: Items, current: Items, budget: Budget): ReadonlyArray<Kept> | undefined => {
  if (base.length === 0 || current.length === 0) return []
  if (Math.abs(base.length - current.length) > Limits.alignmentEditsMax) return undefined
  const frontiers = searchFromEnd(base, current, budget)
  if (frontiers === undefined) return undefined
  // All shortest scripts are paths of one grid, and they lie between these two: what both keep at one place, all do.
  const early = walk(base, current, frontiers, "delete")
  const late = walk(base, current, frontiers, "insert")
  const runs: Array<Kept> = []
  let length = 0
  for (let at = 0; at <= base.length; at++) {
    const isKept = at < base.length && early[at]! !== -1 && early[at] === late[at]
    const continues = isKept && length > 0 && early[at] === early[at - 1]! + 1
    if (length > 0 && !continues) {
      runs.push({ base: at - length, current: early[at - 1]! + 1 - length, length })
      length = 0
    }
    if (isKept) length++
  }
  return runs
}

/**
 * Myers' search from the end of both sequences. Row `edits` says, for every second diagonal, how many items of the base
 * can be done, counted from the end, in that many edits. Beyond the ends nothing is equal, so the rows may overshoot.
 */
const searchFromEnd = (base: Items, current: Items, budget: Budget): ReadonlyArray<Int32Array> | undefined => {
  const n = base.length
  const m = current.length
  const rows: Array<Int32Array> = []
  for (let edits = 0; edits <= Limits.alignmentEditsMax; edits++) {
    const row = new Int32Array(edits + 1)
    const before = rows[edits - 1]
    for (let index = 0; index <= edits; index++) {
      const diagonal = 2 * index - edits
      let done = before === undefined ? 0 : index === edits ? before[index - 1]! + 1 : before[index]!
      if (before !== undefined && index > 0 && index < edits) done = Math.max(done, before[index - 1]! + 1)
      const start = done
      while (done < n && done - diagonal < m && base[n - 1 - done] === current[m - 1 - done + diagonal]) done++
      row[index] = done
      budget.steps -= 1 + done - start
    }
    rows.push(row)
    if (reaches(rows, edits, n, n - m)) return rows
    if (budget.steps < 0) return undefined
  }
  return undefined
}

const reaches = (rows: ReadonlyArray<Int32Array>, edits: number, done: number, diagonal: number): boolean =>
  edits >= 0 &&
  Math.abs(diagonal) <= edits &&
  ((diagonal + edits) & 1) === 0 &&
  rows[edits]![(diagonal + edits) >> 1]! >= done

/**
 * The shortest script that prefers one kind of edit wherever it may: for each item of the base, where it is kept, or -1.
 */
const walk = (
  base: Items,
  current: Items,
  rows: ReadonlyArray<Int32Array>,
  preferred: "insert" | "delete"
): Int32Array => {
  const n = base.length
  const m = current.length
  const places = new Int32Array(n).fill(-1)
  let edits = rows.length - 1
  let x = 0
  let y = 0
  const canInsert = () => y < m && reaches(rows, edits - 1, n - x, n - x - (m - y - 1))
  const canDelete = () => x < n && reaches(rows, edits - 1, n - x - 1, n - x - 1 - (m - y))
  while (x < n || y < m) {
    const isPreferred = preferred === "insert" ? canInsert() : canDelete()
    if (!isPreferred && x < n && y < m && base[x] === current[y]) {
      // Where two items are equal, a shortest script may keep them.
      places[x++] = y++
      continue
    }
    if (isPreferred === (preferred === "insert")) y++
    else x++
    edits--
  }
  return places
}
