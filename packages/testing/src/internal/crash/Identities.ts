/**
 * Short names for equal things, so that what tells one disk from another stays short.
 *
 * @internal
 */
import type { Version } from "./Disk.ts"

/** What a version is but for its bytes, in a form that is equal for equal versions. */
export const attributesText = ({ attributes, target, type }: Version): string => {
  const times = attributes.times === "chosen" ? `${attributes.accessTime},${attributes.modificationTime}` : ""
  return `${type},${attributes.mode},${attributes.uid},${attributes.gid},${times},${target}`
}

// Loops over indexes: a search compares and hashes millions of bytes, and iterators take several times as long.
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

// FNV-1a: it only chooses which contents are compared byte for byte.
const roughHash = (bytes: Uint8Array): number => {
  let hash = 0x811c_9dc5
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x0100_0193)
  return hash >>> 0
}

/** Gives equal texts, contents and versions equal numbers. */
export class Identities {
  readonly #texts = new Map<string, number>()
  readonly #contents = new Map<number, Array<{ readonly bytes: Uint8Array; readonly identity: number }>>()
  readonly #contentIdentities = new WeakMap<Uint8Array, number>()
  readonly #versions = new WeakMap<Version, number>()
  #count = 0

  text(text: string): number {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    this.#texts.set(text, ++this.#count)
    return this.#count
  }

  version(version: Version): number {
    const known = this.#versions.get(version)
    if (known !== undefined) return known
    const identity = this.text(`${attributesText(version)},${this.#content(version.content)}`)
    this.#versions.set(version, identity)
    return identity
  }

  #content(bytes: Uint8Array): number {
    const known = this.#contentIdentities.get(bytes)
    if (known !== undefined) return known
    const hash = roughHash(bytes)
    const candidates = this.#contents.get(hash) ?? []
    let identity = candidates.find((candidate) => sameBytes(candidate.bytes, bytes))?.identity
    if (identity === undefined) {
      identity = ++this.#count
      candidates.push({ bytes, identity })
      this.#contents.set(hash, candidates)
    }
    this.#contentIdentities.set(bytes, identity)
    return identity
  }
}
