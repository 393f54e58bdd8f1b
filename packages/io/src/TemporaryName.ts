/**
 * The names of our temporary files: hidden, recognizable as ours, and telling which process made them, so that what a
 * dead process left can be removed, and nothing else ever is.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"

const tag = ".ploke-io-"
const pattern = /^\.(?:.*\.)?ploke-io-([0-9a-z.]+)-[0-9a-f]{16}\.tmp$/s

/**
 * Makes the name of a temporary file that stands beside its target; at most 255 bytes long, however long the target's is.
 *
 * @param target - the name of the file that will be replaced
 * @param process - the name of this process
 * @param random - 16 hexadecimal digits
 * @since 0.1.0
 */
export const make = (target: string, process: string, random: string): string => {
  const ending = `${tag}${process}-${random}.tmp`
  return `.${cut(target, Limits.nameBytesMax - ending.length - 1)}${ending}`
}

/**
 * Tells which process made a file of this name, if it is the name of a temporary file of ours.
 *
 * @param name - the name of an entry
 * @since 0.1.0
 */
export const processOf = (name: string): string | undefined => pattern.exec(name)?.[1]

// Whole characters only: half a one would be another name on the disk.
const cut = (text: string, bytesMax: number): string => {
  let bytes = 0
  let end = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes > bytesMax) break
    end += character.length
  }
  return text.slice(0, end)
}
