/**
 * How paths and other foreign text appear in messages: on one line, escaped and bounded.
 *
 * @since 0.1.0
 */

/** A message stays readable on one terminal line or two; the head and the tail of a path tell the most. */
const displayedCharsMax = 200
const displayedHeadChars = 80

// C0 and C1 controls, line separators, bidirectional overrides and lone surrogates could forge or hide log lines.
const unsafeCharacters =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu

const shortEscapes: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r"
}

const escapeCharacter = (character: string): string =>
  shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/**
 * Shows foreign text on one line: control characters are escaped as in JSON.
 *
 * @param text - any string, also one that a hostile file name or patch supplied
 *
 * @example
 * ```ts
 * import { displayText } from "@ploke/error"
 *
 * displayText("a\u0000b\n") // "a\\u0000b\\n"
 * ```
 *
 * @since 0.1.0
 */
export const displayText = (text: string): string => text.replace(unsafeCharacters, escapeCharacter)

/**
 * Shows a path in a message: control characters are escaped as in JSON, and a path of more than 200 characters is
 * shortened in the middle.
 *
 * @param path - a path as it was given; it need not be valid
 *
 * @example
 * ```ts
 * import { displayPath } from "@ploke/error"
 *
 * displayPath("/repo/a\u0000.ts") // "/repo/a\\u0000.ts"
 * ```
 *
 * @since 0.1.0
 */
export const displayPath = (path: string): string => {
  if (path === "") return "(empty path)"
  // The escape of one code unit takes at most six characters, so the cut below bounds the shown text as well.
  const characters = path.length > displayedCharsMax ? Array.from(path) : undefined
  if (characters === undefined || characters.length <= displayedCharsMax) return displayText(path)
  const head = characters.slice(0, displayedHeadChars).join("")
  const tail = characters.slice(characters.length - (displayedCharsMax - displayedHeadChars - 1)).join("")
  return `${displayText(head)}…${displayText(tail)}`
}
