/**
 * Comparisons of bytes.
 *
 * @since 0.1.0
 */

/**
 * Tells whether two contents are the same.
 *
 * @since 0.1.0
 */
export const isEqual = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

/**
 * Counts the bytes of one value.
 *
 * @since 0.1.0
 */
export const count = (bytes: Uint8Array, value: number): number => {
  let found = 0
  for (let at = bytes.indexOf(value); at !== -1; at = bytes.indexOf(value, at + 1)) found++
  return found
}

/**
 * Counts the bytes of pieces that follow each other.
 *
 * @since 0.1.0
 */
export const lengthOf = (pieces: ReadonlyArray<Uint8Array>): number =>
  pieces.reduce((sum, { length }) => sum + length, 0)

/**
 * Makes one content of its pieces; a single piece is taken as it is.
 *
 * @since 0.1.0
 */
export const concat = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  if (pieces.length === 1) return pieces[0]!
  const whole = new Uint8Array(lengthOf(pieces))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
