/**
 * UTF-8, through the codecs that every JavaScript runtime has.
 *
 * @internal
 */

const encoder = new TextEncoder()
const lossy = new TextDecoder("utf-8", { ignoreBOM: true })
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true })

export const encode = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Decodes with U+FFFD for what is no UTF-8; a byte order mark stays. */
export const decodeLossy = (bytes: Uint8Array): string => lossy.decode(bytes)

/** Decodes valid UTF-8, else nothing; a byte order mark stays. */
export const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
