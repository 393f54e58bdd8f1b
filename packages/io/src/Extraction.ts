/**
 * Takes out of a file's bytes what a request wants — digest, validity, byte ranges as text — while the bytes pass by,
 * in one piece or in chunks. Plain code: it runs wherever the platform reads, also in a worker, since orders and
 * findings are plain data.
 *
 * @since 0.1.0
 */
import type { Digest } from "./Hasher.ts"
import * as Utf8 from "./Utf8.ts"

/**
 * A range of a file that is wanted as text. Nothing about it is trusted: it is checked against the file.
 *
 * @since 0.1.0
 */
export interface SliceOrder {
  readonly startByte: number
  /** Exclusive; undefined for the end of the file. */
  readonly endByte: number | undefined
  /** The text is cut at the last character that ends within this many bytes; undefined for no cut. */
  readonly cutBytes: number | undefined
}

/**
 * What is wanted of one file.
 *
 * @since 0.1.0
 */
export interface FileOrder {
  /** Whether the contents must be valid UTF-8. */
  readonly contents: "bytes" | "text"
  readonly slices: ReadonlyArray<SliceOrder>
  /** The largest text that a slice may return, in bytes. */
  readonly textBytesMax: number
}

/**
 * What became of one slice.
 *
 * @since 0.1.0
 */
export type SliceFinding =
  | { readonly _tag: "Text"; readonly text: string; readonly cut: "whole" | "truncated" }
  | { readonly _tag: "OutOfRange" }
  | { readonly _tag: "InvalidCharBoundary" }
  | { readonly _tag: "TooLarge"; readonly sizeBytes: number }

/**
 * What was found in one file.
 *
 * @since 0.1.0
 */
export interface FileFinding {
  readonly byteLength: number
  /** Lowercase hexadecimal. */
  readonly digest: string
  /** The offset of the first byte that is not UTF-8, or -1; -1 also when only bytes were ordered. */
  readonly invalidAt: number
  readonly slices: ReadonlyArray<SliceFinding>
}

/**
 * What a platform lends to the extraction: its fastest digest, validity check and decoder.
 *
 * @since 0.1.0
 */
export interface ByteTools {
  readonly digest: (bytes: Uint8Array) => string
  readonly startDigest: () => Digest
  readonly isUtf8: (bytes: Uint8Array) => boolean
  /** Decodes valid UTF-8; a byte order mark stays in the text. */
  readonly decode: (bytes: Uint8Array, start: number, end: number) => string
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/**
 * Makes tools that need nothing from the platform.
 *
 * @param hasher - the digest
 * @since 0.1.0
 */
export const portableTools = (hasher: {
  readonly digest: (bytes: Uint8Array) => string
  readonly start: () => Digest
}): ByteTools => ({
  digest: hasher.digest,
  startDigest: hasher.start,
  isUtf8: (bytes) => Utf8.firstInvalid(bytes) === -1,
  decode: (bytes, start, end) => decoder.decode(bytes.subarray(start, end))
})

const noSlices: ReadonlyArray<SliceFinding> = []

/**
 * Extracts from contents that are wholly in memory.
 *
 * @param bytes - the file's contents
 * @param order - what is wanted
 * @param tools - the platform's digest and decoder
 * @since 0.1.0
 */
export const fromWhole = (bytes: Uint8Array, order: FileOrder, tools: ByteTools): FileFinding => {
  const digest = tools.digest(bytes)
  const invalidAt = order.contents === "text" && !tools.isUtf8(bytes) ? Utf8.firstInvalid(bytes) : -1
  const slices =
    order.slices.length === 0 || invalidAt !== -1
      ? noSlices
      : order.slices.map((slice) => sliceWhole(bytes, slice, order.textBytesMax, tools))
  return { byteLength: bytes.length, digest, invalidAt, slices }
}

const outOfRange: SliceFinding = { _tag: "OutOfRange" }
const invalidCharBoundary: SliceFinding = { _tag: "InvalidCharBoundary" }

const sliceWhole = (bytes: Uint8Array, slice: SliceOrder, textBytesMax: number, tools: ByteTools): SliceFinding => {
  const span = resolveSpan(slice, bytes.length)
  if (span === undefined) return outOfRange
  const { start, end } = span
  if (!Utf8.isBoundary(bytes, start) || !Utf8.isBoundary(bytes, end)) return invalidCharBoundary
  const wanted = cutLength(slice, end - start)
  if (wanted > textBytesMax) return { _tag: "TooLarge", sizeBytes: end - start }
  const stop = wanted === end - start ? end : Math.max(start, Utf8.floorBoundary(bytes, start + wanted))
  return { _tag: "Text", text: tools.decode(bytes, start, stop), cut: stop === end ? "whole" : "truncated" }
}

const cutLength = (slice: SliceOrder, length: number): number =>
  slice.cutBytes === undefined ? length : Math.min(slice.cutBytes, length)

/**
 * Checks a slice against a file's length; undefined when it does not lie in the file.
 *
 * @param slice - start and end in bytes, half-open
 * @param fileLength - the file's length in bytes
 * @since 0.1.0
 */
export const resolveSpan = (
  slice: SliceOrder,
  fileLength: number
): { readonly start: number; readonly end: number } | undefined => {
  const start = slice.startByte
  const end = slice.endByte ?? fileLength
  const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end
  return isRange && end <= fileLength ? { start, end } : undefined
}

/**
 * Extracts from contents that come in chunks, in memory bounded by the wanted texts.
 *
 * @since 0.1.0
 */
export class ChunkedExtraction {
  private readonly order: FileOrder
  private readonly tools: ByteTools
  private readonly digest: Digest
  private readonly collectors: ReadonlyArray<SliceCollector>
  private length = 0
  private invalidAt = -1
  private carry: Uint8Array = new Uint8Array(0)

  constructor(order: FileOrder, tools: ByteTools) {
    this.order = order
    this.tools = tools
    this.digest = tools.startDigest()
    this.collectors = order.slices.map((slice) => new SliceCollector(slice, order.textBytesMax))
  }

  /** Takes the next chunk; its bytes are not kept beyond the call. */
  push(chunk: Uint8Array): void {
    this.digest.update(chunk)
    if (this.order.contents === "text" && this.invalidAt === -1) this.validate(chunk)
    for (const collector of this.collectors) collector.push(chunk, this.length)
    this.length += chunk.length
  }

  /** Gives the findings after the last chunk. */
  finish(): FileFinding {
    if (this.carry.length > 0 && this.invalidAt === -1) this.invalidAt = this.length - this.carry.length
    const invalidAt = this.order.contents === "text" ? this.invalidAt : -1
    return {
      byteLength: this.length,
      digest: this.digest.finish(),
      invalidAt,
      slices:
        invalidAt === -1 ? this.collectors.map((collector) => collector.finish(this.length, this.tools)) : noSlices
    }
  }

  // A character may be cut by the end of a chunk: its first bytes are carried over and judged with the next chunk.
  private validate(chunk: Uint8Array): void {
    let from = 0
    if (this.carry.length > 0) {
      const seam = new Uint8Array(Math.min(4, this.carry.length + chunk.length))
      seam.set(this.carry)
      seam.set(chunk.subarray(0, seam.length - this.carry.length), this.carry.length)
      const tail = Utf8.incompleteTail(seam)
      if (tail === seam.length) {
        this.carry = seam
        return
      }
      const complete = seamLength(seam)
      const invalid = Utf8.firstInvalid(seam.subarray(0, complete))
      if (invalid !== -1) {
        this.invalidAt = this.length - this.carry.length + invalid
        return
      }
      from = complete - this.carry.length
      this.carry = new Uint8Array(0)
    }
    const rest = chunk.subarray(from)
    const body = rest.subarray(0, rest.length - Utf8.incompleteTail(rest))
    if (!this.tools.isUtf8(body)) this.invalidAt = this.length + from + Utf8.firstInvalid(body)
    else this.carry = copy(rest.subarray(body.length))
  }
}

// The bytes of the first character of a seam, whose lead byte says how many they are.
const seamLength = (seam: Uint8Array): number => {
  let end = 1
  while (end < seam.length && !Utf8.isBoundaryByte(seam[end]!)) end++
  return end
}

class SliceCollector {
  private readonly slice: SliceOrder
  private readonly textBytesMax: number
  private readonly keepEnd: number
  private readonly pieces: Array<Uint8Array> = []
  private startByteValue: number | undefined
  private endByteValue: number | undefined

  constructor(slice: SliceOrder, textBytesMax: number) {
    this.slice = slice
    this.textBytesMax = textBytesMax
    // Four bytes more than may be returned: enough to see on which side of a character the cut falls.
    const most = Math.min(slice.cutBytes ?? Infinity, textBytesMax) + 4
    this.keepEnd = Math.min(slice.endByte ?? Infinity, slice.startByte + most)
  }

  push(chunk: Uint8Array, at: number): void {
    const { startByte, endByte } = this.slice
    if (startByte >= at && startByte < at + chunk.length) this.startByteValue = chunk[startByte - at]
    if (endByte !== undefined && endByte >= at && endByte < at + chunk.length) this.endByteValue = chunk[endByte - at]
    const from = Math.max(startByte, at)
    const to = Math.min(this.keepEnd, at + chunk.length)
    if (from < to) this.pieces.push(copy(chunk.subarray(from - at, to - at)))
  }

  finish(fileLength: number, tools: ByteTools): SliceFinding {
    const span = resolveSpan(this.slice, fileLength)
    if (span === undefined) return outOfRange
    const { start, end } = span
    if (start < fileLength && !Utf8.isBoundaryByte(this.startByteValue!)) return invalidCharBoundary
    if (end < fileLength && !Utf8.isBoundaryByte(this.endByteValue!)) return invalidCharBoundary
    const wanted = cutLength(this.slice, end - start)
    if (wanted > this.textBytesMax) return { _tag: "TooLarge", sizeBytes: end - start }
    const kept = concat(this.pieces)
    const stop = wanted === end - start ? wanted : Utf8.floorBoundary(kept, wanted)
    return { _tag: "Text", text: tools.decode(kept, 0, stop), cut: stop === end - start ? "whole" : "truncated" }
  }
}

const concat = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  if (pieces.length === 1) return pieces[0]!
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

// Not `slice`: a Buffer's `slice` is a view, and the reader fills the same buffer again.
const copy = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)
