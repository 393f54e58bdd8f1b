/**
 * Half-open ranges of UTF-8 byte offsets, and the questions that can be asked of them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { isOrdered } from "./internal/Ordered.ts"

/**
 * A byte offset or a byte count: a whole number from 0 to 2^53 - 1.
 *
 * @example
 * ```ts
 * import { ByteCount } from "@ploke/core"
 *
 * ByteCount.make(42)
 * ```
 *
 * @since 0.1.0
 */
export const ByteCount = Schema.Natural

const byteRange = Schema.Struct({ startByte: ByteCount, endByte: ByteCount }).check(isOrdered)

const byteLength = (range: ByteRange): number => range.endByte - range.startByte

const isInside = (range: ByteRange, fileLength: number): boolean =>
  Number.isSafeInteger(range.startByte) &&
  Number.isSafeInteger(range.endByte) &&
  0 <= range.startByte &&
  range.startByte <= range.endByte &&
  range.endByte <= fileLength

const contains = (outer: ByteRange, inner: ByteRange): boolean =>
  outer.startByte <= inner.startByte && inner.endByte <= outer.endByte

const overlaps = (a: ByteRange, b: ByteRange): boolean => a.startByte < b.endByte && b.startByte < a.endByte

/**
 * A half-open range of UTF-8 byte offsets, `[startByte, endByte)`.
 *
 * `ByteRange.isInside(range, fileLength)` tells whether a range of any numbers is valid in a file of that length;
 * `ByteRange.contains(outer, inner)`, `ByteRange.overlaps(a, b)` and `ByteRange.byteLength(range)` are pure too. Ranges
 * that only touch do not overlap, and an empty range overlaps only what lies on both sides of it.
 *
 * @example
 * ```ts
 * import { ByteRange } from "@ploke/core"
 *
 * ByteRange.isInside({ startByte: 0, endByte: 12 }, 10) // false
 * ByteRange.overlaps({ startByte: 0, endByte: 4 }, { startByte: 4, endByte: 8 }) // false
 * ```
 *
 * @since 0.1.0
 */
export const ByteRange = Object.assign(byteRange, { byteLength, isInside, contains, overlaps })

/**
 * A half-open range of UTF-8 byte offsets.
 *
 * @since 0.1.0
 */
export type ByteRange = typeof byteRange.Type
