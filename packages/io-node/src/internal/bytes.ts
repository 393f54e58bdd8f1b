/**
 * Node's fastest digest, validity check and decoder. Imports nothing of Effect, since workers use it too.
 *
 * @internal
 */
import type { ByteTools, Digest } from "@ploke/io"
import { isUtf8 } from "node:buffer"
import type { Hash } from "node:crypto"
import { createHash, hash } from "node:crypto"

/** A hash algorithm of `node:crypto`. */
export interface Digester {
  readonly algorithm: string
  readonly digest: (bytes: Uint8Array) => string
  readonly start: () => Digest
}

// Which digesters are known to be nothing but an algorithm of `node:crypto`, so that a worker can make its own.
const ours = new WeakSet<Digester>()

/** Makes a digester by the name of its algorithm. */
export const makeDigester = (algorithm: string): Digester => {
  const digester: Digester = {
    algorithm,
    digest: (bytes) => hash(algorithm, bytes, "hex"),
    start: () => toDigest(createHash(algorithm))
  }
  ours.add(digester)
  return digester
}

const toDigest = (running: Hash): Digest => ({
  update: (bytes) => void running.update(bytes),
  finish: () => running.digest("hex"),
  copy: () => toDigest(running.copy())
})

/** Whether a worker thread can make the same digester by name. */
export const isPortable = (digester: Digester): boolean => ours.has(digester)

/** Joins a digester with Node's tools for text. */
export const makeTools = (digester: Digester): ByteTools => ({
  digest: digester.digest,
  startDigest: digester.start,
  isUtf8: (bytes) => isUtf8(bytes),
  decode
})

// Decoding from bytes copies the slice out: the text keeps no part of the file's buffer alive.
const decode = (bytes: Uint8Array, start: number, end: number): string =>
  (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).toString(
    "utf8",
    start,
    end
  )
