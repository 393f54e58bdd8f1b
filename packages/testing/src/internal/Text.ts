/**
 * UTF-8, through the codecs that every JavaScript runtime has.
 *
 * @internal
 */

// The compiler's `lib` knows no web API, and Node's types stay out of a package that runs anywhere.
declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array<ArrayBuffer> }
declare const TextDecoder: new (
  label: "utf-8",
  options: { readonly ignoreBOM: true; readonly fatal?: true }
) => { readonly decode: (bytes: Uint8Array) => string }

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
