/**
 * Character boundaries and validity of UTF-8 bytes, without decoding them. Plain functions.
 *
 * @since 0.1.0
 */

/**
 * Tells whether a byte offset lies between two characters; both ends of the bytes do.
 *
 * @example
 * ```ts
 * import { Utf8 } from "@ploke/io"
 *
 * const bytes = new TextEncoder().encode("aé")
 * console.log([0, 1, 2, 3].map((offset) => Utf8.isBoundary(bytes, offset)).join()) // => true,true,false,true
 * ```
 *
 * @param bytes - valid UTF-8
 * @param offset - a byte offset from 0 to the length
 * @since 0.1.0
 */
export const isBoundary = (bytes: Uint8Array, offset: number): boolean =>
  offset === bytes.length || (offset >= 0 && offset < bytes.length && isBoundaryByte(bytes[offset]!))

/**
 * Tells whether a byte starts a character.
 *
 * @example
 * ```ts
 * import { Utf8 } from "@ploke/io"
 *
 * console.log(Utf8.isBoundaryByte(0x61), Utf8.isBoundaryByte(0xa9)) // => true false
 * ```
 *
 * @param byte - a byte of valid UTF-8
 * @since 0.1.0
 */
export const isBoundaryByte = (byte: number): boolean => (byte & 0xc0) !== 0x80

/**
 * Gives the last boundary at or before an offset, so that a cut there splits no character.
 *
 * @example
 * ```ts
 * import { Utf8 } from "@ploke/io"
 *
 * console.log(Utf8.floorBoundary(new TextEncoder().encode("aé"), 2)) // => 1
 * ```
 *
 * @param bytes - valid UTF-8
 * @param offset - a byte offset
 * @since 0.1.0
 */
export const floorBoundary = (bytes: Uint8Array, offset: number): number => {
  let at = Math.min(offset, bytes.length)
  while (at > 0 && !isBoundary(bytes, at)) at--
  return at
}

/**
 * Counts the bytes at the end that begin a character which the following bytes may complete (0 to 3).
 *
 * @example
 * ```ts
 * import { Utf8 } from "@ploke/io"
 *
 * console.log(Utf8.incompleteTail(Uint8Array.of(0x61, 0xe2, 0x82))) // => 2
 * ```
 *
 * @param bytes - a chunk of a longer text
 * @since 0.1.0
 */
export const incompleteTail = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (isBoundaryByte(byte)) return sequenceLength(byte) > back ? back : 0
  }
  return 0
}

/**
 * Finds the offset of the first byte that is not part of valid UTF-8, or -1 (RFC 3629: no overlong forms, surrogates
 * or code points beyond U+10FFFF).
 *
 * @example
 * ```ts
 * import { Utf8 } from "@ploke/io"
 *
 * console.log(Utf8.firstInvalid(Uint8Array.of(0x61, 0xff))) // => 1
 * ```
 *
 * @param bytes - any bytes
 * @since 0.1.0
 */
export const firstInvalid = (bytes: Uint8Array): number => {
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at]!
    if (byte < 0x80) {
      at++
      continue
    }
    const length = sequenceLength(byte)
    if (length === 1 || at + length > bytes.length) return at
    const second = bytes[at + 1]!
    if (second < secondMin(byte) || second > secondMax(byte)) return at
    for (let i = 2; i < length; i++) {
      if (isBoundaryByte(bytes[at + i]!)) return at
    }
    at += length
  }
  return -1
}

const sequenceLength = (lead: number): number =>
  lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4

const secondMin = (lead: number): number => (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80)

const secondMax = (lead: number): number => (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf)
