/**
 * The hashes of many files in little memory: their bytes lie side by side in pages. As a text a hash takes almost three times
 * as much.
 *
 * @since 0.1.0
 */
import type { FileHash } from "@ploke/core"

/**
 * Keeps hashes under small whole numbers.
 *
 * @since 0.1.0
 */
export class DigestTable {
  /** What all of them begin with, and how many bytes follow: those of the first one. */
  #prefix = ""
  #length = 0
  #pages: Array<Page> = []
  /** Those that are unlike the first one. */
  readonly #others = new Map<number, FileHash>()

  get(slot: number): FileHash | undefined {
    const page = this.#pages[Math.floor(slot / slotsPerPage)]
    const at = slot % slotsPerPage
    if (page === undefined || page.known[at] === 0) return undefined
    return page.known[at] === other ? this.#others.get(slot) : this.#text(page.bytes, at * this.#length)
  }

  /** Keeps another hash, or none. */
  put(slot: number, hash: FileHash | undefined): void {
    const number = Math.floor(slot / slotsPerPage)
    if (hash === undefined && this.#pages[number] === undefined) return
    if (hash !== undefined && this.#length === 0) this.#begin(hash)
    const page = (this.#pages[number] ??= this.#newPage())
    const at = slot % slotsPerPage
    if (page.known[at] === other) this.#others.delete(slot)
    page.known[at] = 0
    if (hash === undefined) return
    page.known[at] = this.#take(hash, page.bytes, at * this.#length) ? packed : other
    if (page.known[at] === other) this.#others.set(slot, hash)
  }

  /** Forgets everything. */
  clear(): void {
    this.#pages = []
    this.#others.clear()
    this.#length = 0
  }

  #begin(hash: string): void {
    this.#prefix = hash.slice(0, hash.lastIndexOf(":") + 1)
    this.#length = Math.max(1, Math.floor((hash.length - this.#prefix.length) / 2))
  }

  #newPage(): Page {
    return { known: new Uint8Array(slotsPerPage), bytes: new Uint8Array(slotsPerPage * this.#length) }
  }

  /** Whether the hash can be kept as bytes. */
  #take(hash: string, bytes: Uint8Array, at: number): boolean {
    const begin = this.#prefix.length
    if (hash.length !== begin + 2 * this.#length || !hash.startsWith(this.#prefix)) return false
    for (let i = 0; i < this.#length; i++) {
      const high = digitOf(hash.charCodeAt(begin + 2 * i))
      const low = digitOf(hash.charCodeAt(begin + 2 * i + 1))
      if (high < 0 || low < 0) return false
      bytes[at + i] = high * 16 + low
    }
    return true
  }

  #text(bytes: Uint8Array, at: number): FileHash {
    const codes: Array<number> = []
    for (let i = at; i < at + this.#length; i++) codes.push(codeOf(bytes[i]! >> 4), codeOf(bytes[i]! & 15))
    return `${this.#prefix}${String.fromCharCode(...codes)}` as FileHash
  }
}

interface Page {
  /** 0 where there is no hash. */
  readonly known: Uint8Array
  readonly bytes: Uint8Array
}

const slotsPerPage = 256
const packed = 1
const other = 2

const digits = "0123456789abcdef"

const codeOf = (digit: number): number => digits.charCodeAt(digit)

const digitOf = (code: number): number =>
  code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1
