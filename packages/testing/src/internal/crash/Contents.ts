/**
 * What a power cut may leave of the bytes of one file.
 *
 * Bytes that were synced and not touched since are never damaged; everything else about the content is open.
 *
 * @internal
 */
import { type Pseudorandom, pseudorandom } from "./Pseudorandom.ts"
import type { DataVariant } from "./Settings.ts"

/** A change of the bytes of a file: written at `start`, or cut or grown to `size`. */
export type DataStep =
  | { readonly _tag: "Write"; readonly start: number; readonly bytes: Uint8Array }
  | { readonly _tag: "Truncate"; readonly size: number }

export interface Content {
  readonly label: string
  readonly bytes: Uint8Array
}

/** The content after a sequence of changes. */
export const applySteps = (durable: Uint8Array, steps: ReadonlyArray<DataStep>): Uint8Array => {
  if (steps.length === 0) return durable
  const ends = steps.map((step) => (step._tag === "Write" ? step.start + step.bytes.length : step.size))
  const bytes = new Uint8Array(Math.max(durable.length, ...ends))
  bytes.set(durable)
  let size = durable.length
  for (const step of steps) {
    if (step._tag === "Write") {
      bytes.set(step.bytes, step.start)
      size = Math.max(size, step.start + step.bytes.length)
    } else {
      bytes.fill(0, Math.min(size, step.size), Math.max(size, step.size))
      size = step.size
    }
  }
  return size === bytes.length ? bytes : bytes.slice(0, size)
}

interface Range {
  readonly start: number
  readonly end: number
}

/** What a sequence of changes touched, in a file of which `size` bytes remain; and how short the file ever was. */
const touched = (durable: number, steps: ReadonlyArray<DataStep>, size: number) => {
  const ranges: Array<Range> = []
  let current = durable
  let shortest = durable
  for (const step of steps) {
    if (step._tag === "Write") {
      ranges.push({ start: Math.min(step.start, current), end: step.start + step.bytes.length })
      current = Math.max(current, step.start + step.bytes.length)
    } else {
      ranges.push({ start: Math.min(step.size, current), end: size })
      current = step.size
    }
    shortest = Math.min(shortest, current)
  }
  return { ranges: merged(ranges, size), shortest }
}

const merged = (ranges: ReadonlyArray<Range>, size: number): ReadonlyArray<Range> => {
  const result: Array<Range> = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const end = Math.min(range.end, size)
    const last = result.at(-1)
    if (range.start >= end) continue
    if (last !== undefined && range.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    } else {
      result.push({ start: range.start, end })
    }
  }
  return result
}

const lengthOf = (ranges: ReadonlyArray<Range>): number =>
  ranges.reduce((sum, range) => sum + range.end - range.start, 0)

/** The offset in the file of the n-th touched byte. */
const offsetOf = (ranges: ReadonlyArray<Range>, index: number): number => {
  let rest = index
  for (const range of ranges) {
    if (rest < range.end - range.start) return range.start + rest
    rest -= range.end - range.start
  }
  return ranges.at(-1)?.end ?? 0
}

/** The new bytes up to `offset`, the old ones behind it, in a file of `size` bytes. */
const spliced = (current: Uint8Array, durable: Uint8Array, offset: number, size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  bytes.set(current.subarray(0, Math.min(offset, size)))
  if (size > offset && durable.length > offset) bytes.set(durable.subarray(offset, size), offset)
  return bytes
}

const filled = (current: Uint8Array, ranges: ReadonlyArray<Range>, from: number, byte: () => number): Uint8Array => {
  const bytes = current.slice()
  for (const range of ranges) {
    for (let offset = Math.max(from, range.start); offset < range.end; offset++) bytes[offset] = byte()
  }
  return bytes
}

const flipped = (current: Uint8Array, offset: number, bit: number): Uint8Array => {
  const bytes = current.slice()
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
  return bytes
}

// Past this many changes of one file between two syncs, only some of the orders in which they reach the disk are tried.
const stepsMax = 8

const chosen = (count: number, random: Pseudorandom): ReadonlyArray<number> =>
  count <= stepsMax
    ? Array.from({ length: count }, (_, index) => index)
    : [0, count - 1, ...Array.from({ length: stepsMax - 2 }, () => random.below(count))]

/** Whether some orders of changes are left out by `contentsOf`. */
export const leavesOut = (steps: ReadonlyArray<DataStep>, variants: ReadonlyArray<DataVariant>): boolean =>
  steps.length > stepsMax && variants.includes("partial")

/** The changes one after the other, all but one of them, and one alone. */
const partial = (durable: Uint8Array, steps: ReadonlyArray<DataStep>, random: Pseudorandom): Array<Content> => {
  if (steps.length < 2) return []
  const of = (label: string, kept: ReadonlyArray<DataStep>): Content => ({ label, bytes: applySteps(durable, kept) })
  return chosen(steps.length, random).flatMap((index) => [
    of(`the first ${index + 1} of ${steps.length} unsynced changes`, steps.slice(0, index + 1)),
    of(
      `all unsynced changes but number ${index + 1} of ${steps.length}`,
      steps.filter((_, other) => other !== index)
    ),
    of(`only number ${index + 1} of ${steps.length} unsynced changes`, steps.slice(index, index + 1))
  ])
}

// One flip may hit a byte that means nothing; the offset differs in each third of what was written.
const flips = 3

export const asLeft = "as the program left it"
export const asSynced = "as it was last synced"

/**
 * The contents that a file may have after a power cut, its current and its synced one first; several may be equal.
 *
 * `seed` names the file: its garbage is the same wherever the power is cut.
 */
export const contentsOf = (
  durable: Uint8Array,
  steps: ReadonlyArray<DataStep>,
  variants: ReadonlyArray<DataVariant>,
  seed: ReadonlyArray<number>
): ReadonlyArray<Content> => {
  const current = applySteps(durable, steps)
  const contents: Array<Content> = [
    { label: asLeft, bytes: current },
    { label: asSynced, bytes: durable }
  ]
  if (steps.length === 0) return contents.slice(0, 1)
  const random = pseudorandom(...seed)
  const { ranges, shortest } = touched(durable.length, steps, current.length)
  const count = lengthOf(ranges)
  const middle = offsetOf(ranges, Math.floor(count / 2))
  const zero = (): number => 0
  const add: Record<DataVariant, () => void> = {
    partial: () => contents.push(...partial(durable, steps, random)),
    half: () => {
      const bytes = spliced(current, durable, middle, Math.max(middle, shortest))
      contents.push({ label: "the first half of what was written", bytes })
    },
    oldTail: () => {
      const bytes = spliced(current, durable, middle, Math.max(middle, durable.length))
      contents.push({ label: "the first half of what was written, then the old bytes", bytes })
    },
    zeros: () => {
      contents.push({ label: "zeros for what was written", bytes: filled(current, ranges, 0, zero) })
      contents.push({
        label: "the first half of what was written, then zeros",
        bytes: filled(current, ranges, middle, zero)
      })
    },
    empty: () => {
      const label = shortest === 0 ? "empty" : `cut to ${shortest} bytes`
      contents.push({ label, bytes: durable.length <= shortest ? durable : durable.slice(0, shortest) })
    },
    garbage: () => {
      const byte = (): number => random.below(256)
      contents.push({ label: "garbage for what was written", bytes: filled(current, ranges, 0, byte) })
    },
    bitFlip: () => {
      for (let third = 0; third < flips && count > 0; third++) {
        const index = Math.floor((count * third) / flips) + random.below(Math.ceil(count / flips))
        const offset = offsetOf(ranges, Math.min(index, count - 1))
        const bit = random.below(8)
        contents.push({ label: `bit ${bit} of byte ${offset} flipped`, bytes: flipped(current, offset, bit) })
      }
    }
  }
  for (const variant of variants) add[variant]()
  return contents
}
