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
