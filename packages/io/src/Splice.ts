/**
 * Edits of one content, by byte ranges: checked together against that content, then applied together. What no edit
 * names is kept byte for byte, whatever it is: line ends, a byte order mark, bytes that are no text.
 *
 * @since 0.1.0
 */
import { ByteRange } from "@ploke/core"
import type { Delta } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Limits from "./Limits.ts"
import * as Lines from "./Lines.ts"
import * as Utf8 from "./Utf8.ts"

/**
 * Replaces `[startByte, endByte)` of the base; an empty range inserts. A text is written as UTF-8.
 *
 * @since 0.1.0
 */
export interface Edit {
  readonly startByte: number
  readonly endByte: number
  readonly replacement: Uint8Array | string
}

/**
 * What is wrong with edits. `edit`, `first` and `second` are positions in the request, counted from 0.
 *
 * `LoneSurrogate` refuses a text that UTF-8 cannot hold, rather than write a replacement character in its place.
 *
 * @since 0.1.0
 */
export type Problem =
  | {
      readonly _tag: "OutOfRange"
      readonly edit: number
      readonly startByte: number
      readonly endByte: number
      readonly fileLength: number
    }
  | {
      readonly _tag: "InvalidCharBoundary"
      readonly edit: number
      readonly startByte: number
      readonly endByte: number
    }
  | { readonly _tag: "LoneSurrogate"; readonly edit: number; readonly index: number }
  | { readonly _tag: "Overlap"; readonly first: number; readonly second: number }
  | { readonly _tag: "TooLarge"; readonly sizeBytes: number; readonly maxBytes: number }

/**
 * What became of a request. `deltas` has one entry per edit, in the order of the old content's offsets, and `order`
 * names the edit of each; `total` counts also the problems that are not listed.
 *
 * @since 0.1.0
 */
export type Plan =
  | {
      readonly _tag: "Planned"
      /** The new content in pieces, in which what is kept is not copied. */
      readonly pieces: ReadonlyArray<Uint8Array>
      readonly deltas: ReadonlyArray<Delta>
      readonly order: ReadonlyArray<number>
    }
  | { readonly _tag: "Refused"; readonly problems: readonly [Problem, ...Array<Problem>]; readonly total: number }

interface Placed {
  readonly edit: number
  readonly startByte: number
  readonly endByte: number
  readonly bytes: Uint8Array
}

/**
 * Checks edits against the content that their offsets refer to, and applies them if nothing is wrong with any.
 *
 * Edits that only touch do not overlap, nor does an insertion at either end of a replaced range. At one offset,
 * insertions come first, in the order of the request, then what is replaced from there on. Offsets must lie between
 * characters where the content is valid UTF-8; where it is not, any offset will do. A replacement that is given as
 * bytes is taken as it is.
 *
 * @example
 * ```ts
 * import * as Bytes from "@ploke/io/Bytes"
 * import * as Splice from "@ploke/io/Splice"
 *
 * const base = new TextEncoder().encode("let a = 1\r\n")
 * const plan = Splice.plan(
 *   [
 *     { startByte: 8, endByte: 9, replacement: "2" },
 *     { startByte: 0, endByte: 3, replacement: "const" }
 *   ],
 *   base
 * )
 * if (plan._tag === "Planned") {
 *   console.log(JSON.stringify(new TextDecoder().decode(Bytes.concat(plan.pieces)))) // => "const a = 2\r\n"
 * }
 * ```
 *
 * @param edits - in any order; their offsets are not trusted
 * @param base - the content before any of them
 * @param contentBytesMax - the largest content that may come out, in bytes
 * @since 0.1.0
 */
export const plan = (
  edits: ReadonlyArray<Edit>,
  base: Uint8Array,
  contentBytesMax: number = Limits.fileBytesMax
): Plan => {
  const problems: Array<Problem> = []
  const placed: Array<Placed> = []
  const isText = lazily(() => Utf8.firstInvalid(base) === -1)
  edits.forEach((edit, index) => {
    const range = rangeProblem(edit, index, base, isText)
    const text = textProblem(edit, index)
    if (range !== undefined) problems.push(range)
    if (text !== undefined) problems.push(text)
    if (range?._tag !== "OutOfRange") {
      const bytes = text === undefined ? encoded(edit.replacement) : noBytes
      placed.push({ edit: index, startByte: edit.startByte, endByte: edit.endByte, bytes })
    }
  })
  placed.sort(byPosition)
  const overlaps = listOverlaps(placed, Limits.editProblemsMax)
  const [first, ...others] = [...problems, ...overlaps.listed].slice(0, Limits.editProblemsMax)
  if (first !== undefined) {
    return { _tag: "Refused", problems: [first, ...others], total: problems.length + overlaps.total }
  }
  const sizeBytes = placed.reduce(
    (sum, { startByte, endByte, bytes }) => sum + bytes.length - (endByte - startByte),
    base.length
  )
  if (sizeBytes > contentBytesMax) {
    return { _tag: "Refused", problems: [{ _tag: "TooLarge", sizeBytes, maxBytes: contentBytesMax }], total: 1 }
  }
  return {
    _tag: "Planned",
    pieces: assemble(base, placed),
    deltas: placed.map(({ startByte, endByte, bytes }) => ({
      startByte,
      removedBytes: endByte - startByte,
      addedBytes: bytes.length
    })),
    order: placed.map(({ edit }) => edit)
  }
}

/**
 * Makes the error of a problem.
 *
 * @param path - the path as the caller gave it
 * @since 0.1.0
 */
export const toError = (path: string, problem: Problem): PlokeError => {
  switch (problem._tag) {
    case "OutOfRange": {
      const { startByte, endByte, fileLength } = problem
      return Fail.outOfRange({ path, startByte, endByte, fileLength })
    }
    case "InvalidCharBoundary":
      return Fail.invalidCharBoundary({ path, startByte: problem.startByte, endByte: problem.endByte })
    case "LoneSurrogate": {
      const detail = `the replacement of edit ${problem.edit} has half a character (a lone surrogate) at index ${problem.index}, which UTF-8 cannot hold`
      return Fail.syntaxError({ path, detail })
    }
    case "Overlap":
      return Fail.overlappingEdits({ path, first: problem.first, second: problem.second })
    case "TooLarge":
      return Fail.tooLarge({ path, sizeBytes: problem.sizeBytes, maxBytes: problem.maxBytes })
  }
}

const rangeProblem = (
  { startByte, endByte }: Edit,
  edit: number,
  base: Uint8Array,
  isText: () => boolean
): Problem | undefined => {
  const fileLength = base.length
  if (!ByteRange.isInside({ startByte, endByte }, fileLength)) {
    return { _tag: "OutOfRange", edit, startByte, endByte, fileLength }
  }
  if (Utf8.isBoundary(base, startByte) && Utf8.isBoundary(base, endByte)) return undefined
  return isText() ? { _tag: "InvalidCharBoundary", edit, startByte, endByte } : undefined
}

const textProblem = ({ replacement }: Edit, edit: number): Problem | undefined => {
  const index = typeof replacement === "string" ? Lines.firstLoneSurrogate(replacement) : -1
  return index === -1 ? undefined : { _tag: "LoneSurrogate", edit, index }
}

const noBytes = new Uint8Array(0)
const encoder = new TextEncoder()

const encoded = (replacement: Uint8Array | string): Uint8Array =>
  typeof replacement === "string" ? encoder.encode(replacement) : replacement

// Insertions (which end where they start) come before what is replaced from there on.
const byPosition = (a: Placed, b: Placed): number =>
  a.startByte - b.startByte || emptyFirst(a) - emptyFirst(b) || a.edit - b.edit

const emptyFirst = ({ startByte, endByte }: Placed): number => (startByte === endByte ? 0 : 1)

/** In this order, an edit overlaps exactly those of its successors that start before it ends. */
const listOverlaps = (
  sorted: ReadonlyArray<Placed>,
  listedMax: number
): { readonly listed: ReadonlyArray<Problem>; readonly total: number } => {
  const listed: Array<Problem> = []
  let total = 0
  sorted.forEach(({ edit, endByte }, index) => {
    const overlapped = countStartingBefore(sorted, endByte) - index - 1
    if (overlapped <= 0) return
    total += overlapped
    for (const other of sorted.slice(index + 1, index + 1 + Math.min(overlapped, listedMax - listed.length))) {
      listed.push({ _tag: "Overlap", first: Math.min(edit, other.edit), second: Math.max(edit, other.edit) })
    }
  })
  return { listed, total }
}

const countStartingBefore = (sorted: ReadonlyArray<Placed>, offset: number): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]!.startByte < offset) low = middle + 1
    else high = middle
  }
  return low
}

const assemble = (base: Uint8Array, placed: ReadonlyArray<Placed>): ReadonlyArray<Uint8Array> => {
  const pieces: Array<Uint8Array> = []
  let from = 0
  for (const { startByte, endByte, bytes } of placed) {
    pieces.push(base.subarray(from, startByte), bytes)
    from = endByte
  }
  pieces.push(base.subarray(from))
  return pieces.filter((piece) => piece.length > 0)
}

const lazily = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}
