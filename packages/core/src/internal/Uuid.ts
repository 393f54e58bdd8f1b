/**
 * UUIDs as plain functions: version 4 from Effect's Random, version 5 (RFC 9562 §5.5) with a SHA-1 of our own, because
 * this package runs in browsers, where no synchronous digest exists, and depends on nothing but effect.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** The shape that every UUID has in its canonical spelling; ploke's own constants are not all of a known version. */
export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The same for name-based UUIDs of version 5. */
export const uuidV5Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const uuidBytes = 16

/**
 * Parses a UUID in canonical spelling into its 16 bytes.
 */
export const toBytes = (uuid: string): Uint8Array => {
  const hex = uuid.replaceAll("-", "")
  return Uint8Array.from({ length: uuidBytes }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16))
}

/**
 * Makes the name-based UUID of version 5 of a name in a namespace.
 */
export const v5 = (namespace: string, name: Uint8Array): string => {
  const input = new Uint8Array(uuidBytes + name.length)
  input.set(toBytes(namespace))
  input.set(name, uuidBytes)
  return format(sha1(input).subarray(0, uuidBytes), 5)
}

/**
 * Makes a random UUID of version 4 from Effect's `Random`, so that a seeded test repeats it.
 */
export const v4: Effect.Effect<string> = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 256, { halfOpen: true }), uuidBytes),
  (bytes) => format(Uint8Array.from(bytes), 4)
)

/**
 * Encodes text as UTF-8 the way Rust's strings are; a lone surrogate becomes U+FFFD.
 */
export const utf8 = (text: string): Uint8Array => {
  const bytes: Array<number> = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    const scalar = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
    if (scalar < 0x80) bytes.push(scalar)
    else if (scalar < 0x800) bytes.push(0xc0 | (scalar >> 6), 0x80 | (scalar & 0x3f))
    else if (scalar < 0x10000) bytes.push(0xe0 | (scalar >> 12), 0x80 | ((scalar >> 6) & 0x3f), 0x80 | (scalar & 0x3f))
    else {
      bytes.push(
        0xf0 | (scalar >> 18),
        0x80 | ((scalar >> 12) & 0x3f),
        0x80 | ((scalar >> 6) & 0x3f),
        0x80 | (scalar & 0x3f)
      )
    }
  }
  return Uint8Array.from(bytes)
}

const format = (digest: Uint8Array, version: 4 | 5): string => {
  const bytes = Uint8Array.from(digest)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}

const blockBytes = 64

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/**
 * Gives the SHA-1 digest (FIPS 180-4) of a message; for identifiers only, never to protect anything.
 */
const sha1 = (message: Uint8Array): Uint8Array => {
  // A one bit, zeros, and the length in bits as 64-bit number fill the last block.
  const padded = new Uint8Array(Math.ceil((message.length + 9) / blockBytes) * blockBytes)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29))
  view.setUint32(padded.length - 4, (message.length * 8) >>> 0)

  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const words = new Uint32Array(80)
  for (let offset = 0; offset < padded.length; offset += blockBytes) addBlock(state, words, view, offset)

  const digest = new Uint8Array(20)
  const output = new DataView(digest.buffer)
  state.forEach((word, index) => output.setUint32(index * 4, word))
  return digest
}

const addBlock = (state: Uint32Array, words: Uint32Array, view: DataView, offset: number): void => {
  const at = (index: number): number => words[index] ?? 0
  for (let index = 0; index < 16; index++) words[index] = view.getUint32(offset + index * 4)
  for (let index = 16; index < 80; index++) {
    words[index] = rotateLeft(at(index - 3) ^ at(index - 8) ^ at(index - 14) ^ at(index - 16), 1)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let index = 0; index < 80; index++) {
    const next = (rotateLeft(a, 5) + mix(index, b, c, d) + e + at(index)) | 0
    e = d
    d = c
    c = rotateLeft(b, 30)
    b = a
    a = next
  }
  for (const [index, word] of [a, b, c, d, e].entries()) state[index] = (state[index] ?? 0) + word
}

/** The round function and its constant. */
const mix = (round: number, b: number, c: number, d: number): number => {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}
