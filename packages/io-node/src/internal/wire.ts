/**
 * Orders and findings as a few flat arrays and strings: structured cloning of an object for each file would cost as much
 * as half of reading it.
 *
 * @internal
 */
import type { FileOrder, ReadFinding, ReadOrder, SliceFinding, SliceOrder } from "@ploke/io"
import type { Stamp } from "./verifier.ts"

/** What a worker is asked to read. */
export interface OrdersMessage {
  readonly id: number
  /** Joined by NUL, which no path contains. */
  readonly paths: string
  /** Joined by NUL; empty where nothing is expected. */
  readonly expected: string
  readonly numbers: Float64Array
}

/** What a worker found. */
export interface FindingsMessage {
  readonly id: number
  /** Joined by NUL; empty where nothing was read. */
  readonly digests: string
  readonly numbers: Float64Array
  readonly texts: ReadonlyArray<string>
  readonly failures: ReadonlyArray<{ readonly code: string; readonly syscall: string | undefined }>
}

/** Packs orders; each is of a regular file. */
export const packOrders = (id: number, orders: ReadonlyArray<ReadOrder>): OrdersMessage => {
  const numbers: Array<number> = []
  for (const { file, want, fileBytesMax } of orders) {
    const stamp = file.stamp as Stamp | undefined
    numbers.push(fileBytesMax, want.textBytesMax, want.contents === "text" ? 1 : 0, stamp === undefined ? 0 : 1)
    if (stamp !== undefined) numbers.push(stamp.dev, stamp.ino, stamp.size, stamp.mtimeMs, stamp.ctimeMs)
    numbers.push(want.slices.length)
    for (const { startByte, endByte, cutBytes } of want.slices) {
      const given = (endByte === undefined ? 0 : 1) + (cutBytes === undefined ? 0 : 2)
      numbers.push(given, startByte, endByte ?? 0, cutBytes ?? 0)
    }
  }
  return {
    id,
    paths: orders.map((order) => order.file.path).join("\0"),
    expected: orders.map((order) => order.expectedDigest ?? "").join("\0"),
    numbers: Float64Array.from(numbers)
  }
}

/** Unpacks what `packOrders` packed. */
export const unpackOrders = (message: OrdersMessage): ReadonlyArray<ReadOrder> => {
  const next = reader(message.numbers)
  const expected = message.expected.split("\0")
  return message.paths.split("\0").map((path, i) => {
    const fileBytesMax = next()
    const textBytesMax = next()
    const contents: FileOrder["contents"] = next() === 1 ? "text" : "bytes"
    const stamp: Stamp | undefined =
      next() === 0 ? undefined : { dev: next(), ino: next(), size: next(), mtimeMs: next(), ctimeMs: next() }
    const slices = Array.from({ length: next() }, () => unpackSlice(next))
    return {
      file: { _tag: "Located", path, type: "File", sizeBytes: stamp?.size, stamp },
      want: { contents, slices, textBytesMax },
      fileBytesMax,
      expectedDigest: expected[i] === "" ? undefined : expected[i]
    }
  })
}

const unpackSlice = (next: () => number): SliceOrder => {
  const given = next()
  const startByte = next()
  const endByte = next()
  const cutBytes = next()
  return {
    startByte,
    endByte: (given & 1) === 0 ? undefined : endByte,
    cutBytes: (given & 2) === 0 ? undefined : cutBytes
  }
}

const reader = (numbers: Float64Array): (() => number) => {
  let at = 0
  return () => numbers[at++]!
}

const tags = { large: 0, stable: 1, unstable: 2, moved: 3, tooLarge: 4, failed: 5 } as const
const sliceTags = { whole: 0, truncated: 1, outOfRange: 2, boundary: 3, tooLarge: 4 } as const

/** Packs findings; undefined is a file that does not fit the buffer of a reader. */
export const packFindings = (id: number, findings: ReadonlyArray<ReadFinding | undefined>): FindingsMessage => {
  const numbers: Array<number> = []
  const texts: Array<string> = []
  const failures: Array<FindingsMessage["failures"][number]> = []
  const digests = findings.map((finding) => {
    if (finding === undefined) numbers.push(tags.large)
    else if (finding._tag === "Moved") numbers.push(tags.moved)
    else if (finding._tag === "TooLarge") numbers.push(tags.tooLarge, finding.sizeBytes)
    else if (finding._tag === "AccessFailure") {
      numbers.push(tags.failed)
      failures.push({ code: finding.code, syscall: finding.syscall })
    } else {
      const { byteLength, invalidAt, slices, digest } = finding.finding
      numbers.push(finding.stable ? tags.stable : tags.unstable, byteLength, invalidAt, slices.length)
      for (const slice of slices) packSlice(slice, numbers, texts)
      return digest
    }
    return ""
  })
  return { id, digests: digests.join("\0"), numbers: Float64Array.from(numbers), texts, failures }
}

const packSlice = (slice: SliceFinding, numbers: Array<number>, texts: Array<string>): void => {
  if (slice._tag === "Text") {
    numbers.push(sliceTags[slice.cut])
    texts.push(slice.text)
  } else if (slice._tag === "TooLarge") numbers.push(sliceTags.tooLarge, slice.sizeBytes)
  else numbers.push(slice._tag === "OutOfRange" ? sliceTags.outOfRange : sliceTags.boundary)
}

/** Unpacks what `packFindings` packed. */
export const unpackFindings = (message: FindingsMessage): ReadonlyArray<ReadFinding | undefined> => {
  const next = reader(message.numbers)
  const texts = message.texts.values()
  const failures = message.failures.values()
  return message.digests.split("\0").map((digest): ReadFinding | undefined => {
    const tag = next()
    if (tag === tags.large) return undefined
    if (tag === tags.moved) return { _tag: "Moved" }
    if (tag === tags.tooLarge) return { _tag: "TooLarge", sizeBytes: next() }
    if (tag === tags.failed) return { _tag: "AccessFailure", ...failures.next().value!, cause: undefined }
    const byteLength = next()
    const invalidAt = next()
    const slices = Array.from({ length: next() }, () => unpackSliceFinding(next, texts))
    return { _tag: "Read", finding: { byteLength, digest, invalidAt, slices }, stable: tag === tags.stable }
  })
}

const unpackSliceFinding = (next: () => number, texts: ArrayIterator<string>): SliceFinding => {
  const tag = next()
  if (tag === sliceTags.outOfRange) return { _tag: "OutOfRange" }
  if (tag === sliceTags.boundary) return { _tag: "InvalidCharBoundary" }
  if (tag === sliceTags.tooLarge) return { _tag: "TooLarge", sizeBytes: next() }
  return { _tag: "Text", text: texts.next().value!, cut: tag === sliceTags.whole ? "whole" : "truncated" }
}
