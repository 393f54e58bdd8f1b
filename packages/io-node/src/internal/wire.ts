/**
 * Orders and findings as a few flat arrays and strings: structured cloning of an object for each file would cost as much
 * as half of reading it.
 *
 * @internal
 */
import type { ReadFinding, ReadOrder, SliceFinding, SliceOrder } from "@ploke/io"
import type { Stamp } from "./verifier.ts"
import { stampOf } from "./verifier.ts"

/** What a worker is asked to read. */
export interface OrdersMessage {
  readonly id: number
  /** Each ends in a NUL, which no path contains. */
  readonly paths: string
  /** Each ends in a NUL; empty where nothing is expected. */
  readonly expected: string
  readonly numbers: Float64Array
}

/** What a worker found. */
export interface FindingsMessage {
  readonly id: number
  /** Each ends in a NUL; empty where nothing was read. */
  readonly digests: string
  readonly numbers: Float64Array
  readonly texts: ReadonlyArray<string>
  readonly failures: ReadonlyArray<{ readonly code: string; readonly syscall: string | undefined }>
}

// For each order four numbers, then the stamp if there is one, then four numbers for each slice.
const orderNumbers = 4
const stampNumbers = 5
const sliceNumbers = 4
const orderFlags = { text: 1, located: 2, stamped: 4 } as const

/** Packs orders; what was located is a regular file. */
export const packOrders = (id: number, orders: ReadonlyArray<ReadOrder>): OrdersMessage => {
  let length = 0
  for (const { located, want } of orders) {
    length += orderNumbers + (located?.stamp === undefined ? 0 : stampNumbers) + want.slices.length * sliceNumbers
  }
  const numbers = new Float64Array(length)
  let paths = ""
  let expected = ""
  let at = 0
  for (const order of orders) {
    const { want } = order
    const stamp = stampOf(order.located)
    numbers[at++] =
      (want.contents === "text" ? orderFlags.text : 0) +
      (order.located === undefined ? 0 : orderFlags.located) +
      (stamp === undefined ? 0 : orderFlags.stamped)
    numbers[at++] = order.fileBytesMax
    numbers[at++] = want.textBytesMax
    numbers[at++] = want.slices.length
    if (stamp !== undefined) {
      numbers[at++] = stamp.dev
      numbers[at++] = stamp.ino
      numbers[at++] = stamp.size
      numbers[at++] = stamp.mtimeMs
      numbers[at++] = stamp.ctimeMs
    }
    for (const { startByte, endByte, cutBytes } of want.slices) {
      numbers[at++] = (endByte === undefined ? 0 : 1) + (cutBytes === undefined ? 0 : 2)
      numbers[at++] = startByte
      numbers[at++] = endByte ?? 0
      numbers[at++] = cutBytes ?? 0
    }
    paths += order.path + "\0"
    expected += (order.expectedDigest ?? "") + "\0"
  }
  return { id, paths, expected, numbers }
}

/** Unpacks what `packOrders` packed. */
export const unpackOrders = (message: OrdersMessage): ReadonlyArray<ReadOrder> => {
  const next = reader(message.numbers)
  const expected = parts(message.expected)
  return parts(message.paths).map((path, i) => {
    const flags = next()
    const fileBytesMax = next()
    const textBytesMax = next()
    const sliceCount = next()
    const stamp: Stamp | undefined =
      (flags & orderFlags.stamped) === 0
        ? undefined
        : { dev: next(), ino: next(), size: next(), mtimeMs: next(), ctimeMs: next() }
    const located: ReadOrder["located"] =
      (flags & orderFlags.located) === 0
        ? undefined
        : { _tag: "Located", path, type: "File", sizeBytes: stamp?.size, stamp }
    const contents = (flags & orderFlags.text) === 0 ? "bytes" : "text"
    const slices = times(sliceCount, () => unpackSlice(next))
    const expectedDigest = expected[i] === "" ? undefined : expected[i]
    return { path, located, want: { contents, slices, textBytesMax }, fileBytesMax, expectedDigest }
  })
}

// Every part ends in a NUL.
const parts = (joined: string): Array<string> => joined.slice(0, -1).split("\0")

const times = <A>(count: number, make: () => A): ReadonlyArray<A> => {
  if (count === 0) return nothing
  if (count === 1) return [make()]
  return Array.from({ length: count }, make)
}

const nothing: ReadonlyArray<never> = []

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
  let digests = ""
  for (const finding of findings) {
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
      digests += digest
    }
    digests += "\0"
  }
  return { id, digests, numbers: new Float64Array(numbers), texts, failures }
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
  return parts(message.digests).map((digest): ReadFinding | undefined => {
    const tag = next()
    if (tag === tags.large) return undefined
    if (tag === tags.moved) return { _tag: "Moved" }
    if (tag === tags.tooLarge) return { _tag: "TooLarge", sizeBytes: next() }
    if (tag === tags.failed) return { _tag: "AccessFailure", ...failures.next().value!, cause: undefined }
    const byteLength = next()
    const invalidAt = next()
    const slices = times(next(), () => unpackSliceFinding(next, texts))
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
