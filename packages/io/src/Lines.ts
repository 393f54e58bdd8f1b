/**
 * Lines of bytes that need not be text: where each begins, and a string for each by which lines are compared. A line
 * ends after its LF or with the bytes; a CR belongs to the line like any other byte.
 *
 * @since 0.1.0
 */

/**
 * The lines of a content. `starts` holds the byte offset of each line and, last, the length.
 *
 * @since 0.1.0
 */
export interface Lines {
  /** One character per byte, different characters for different bytes, ASCII as it is. */
  readonly text: string
  readonly starts: ReadonlyArray<number>
}

// What the Encoding Standard calls latin1 gives each of the 256 bytes a character of its own; UTF-8 could not.
const decoder = new TextDecoder("latin1")
const encoder = new TextEncoder()

/**
 * Finds the lines of a content.
 *
 * @param bytes - any bytes
 * @since 0.1.0
 */
export const split = (bytes: Uint8Array): Lines => {
  const text = decoder.decode(bytes)
  const starts: Array<number> = []
  let at = 0
  while (at < text.length) {
    starts.push(at)
    const end = text.indexOf("\n", at)
    at = end === -1 ? text.length : end + 1
  }
  starts.push(text.length)
  return { text, starts }
}

/**
 * Counts lines; no bytes are no line.
 *
 * @since 0.1.0
 */
export const count = (lines: Lines): number => lines.starts.length - 1

/**
 * Gives a line as a string of one character per byte, with its line end.
 *
 * @param index - counted from 0
 * @since 0.1.0
 */
export const at = (lines: Lines, index: number): string =>
  lines.text.slice(lines.starts[index]!, lines.starts[index + 1]!)

/**
 * Gives a line of text in the form in which lines of bytes are compared.
 *
 * @param text - well-formed
 * @since 0.1.0
 */
export const fromText = (text: string): string => (isAscii(text) ? text : decoder.decode(encoder.encode(text)))

// oxlint-disable-next-line no-control-regex
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/**
 * Finds the first half of a character (a lone surrogate), which UTF-8 has no bytes for; -1 when there is none.
 *
 * @since 0.1.0
 */
export const firstLoneSurrogate = (text: string): number => text.search(/\p{Surrogate}/u)

/**
 * Makes a function that gives equal strings equal numbers, counted from 0 in the order of their first appearance.
 *
 * @since 0.1.0
 */
export const numbering = (): ((text: string) => number) => {
  const numbers = new Map<string, number>()
  return (text) => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, numbers.size)
    return numbers.size - 1
  }
}
