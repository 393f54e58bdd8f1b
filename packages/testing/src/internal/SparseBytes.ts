/**
 * The content of a file in pages, so that a file that was grown by `truncate` or by a far write costs only the pages
 * that hold data.
 *
 * @internal
 */

// Small enough that a hole in a test's file stays a hole, large enough that a 200 MiB file is a few thousand pages.
const pageBytes = 65_536

// The smallest page: most files of a test tree are shorter than this.
const pageBytesMin = 256

/** ext4 with 4 KiB blocks refuses files longer than this (16 TiB minus one block). */
export const fileBytesMax = 2 ** 44 - 4096

export class SparseBytes {
  #pages = new Map<number, Uint8Array>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number of 512-byte blocks that hold data, as `stat` reports it. */
  get blocks(): number {
    let bytes = 0
    for (const page of this.#pages.values()) bytes += Math.ceil(page.length / 4096) * 4096
    return bytes / 512
  }

  read(target: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(target.length, this.#size - position))
    for (let done = 0; done < length;) {
      const offset = (position + done) % pageBytes
      const step = Math.min(length - done, pageBytes - offset)
      const page = this.#pages.get(Math.floor((position + done) / pageBytes))
      const present = page === undefined ? 0 : Math.max(0, Math.min(step, page.length - offset))
      if (page !== undefined && present > 0) target.set(page.subarray(offset, offset + present), done)
      target.fill(0, done + present, done + step)
      done += step
    }
    return length
  }

  write(source: Uint8Array, position: number): void {
    for (let done = 0; done < source.length;) {
      const offset = (position + done) % pageBytes
      const step = Math.min(source.length - done, pageBytes - offset)
      const page = this.#page(Math.floor((position + done) / pageBytes), offset + step)
      page.set(source.subarray(done, done + step), offset)
      done += step
    }
    if (source.length > 0) this.#size = Math.max(this.#size, position + source.length)
  }

  truncate(size: number): void {
    if (size < this.#size) {
      const last = Math.floor(size / pageBytes)
      for (const [index, page] of this.#pages) {
        if (index > last || (index === last && size % pageBytes === 0)) this.#pages.delete(index)
        else if (index === last) page.fill(0, size % pageBytes)
      }
    }
    this.#size = size
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#size)
    this.read(bytes, 0)
    return bytes
  }

  #page(index: number, end: number): Uint8Array {
    const page = this.#pages.get(index)
    if (page !== undefined && page.length >= end) return page
    let length = page?.length ?? pageBytesMin
    while (length < end) length *= 2
    const grown = new Uint8Array(Math.min(length, pageBytes))
    if (page !== undefined) grown.set(page)
    this.#pages.set(index, grown)
    return grown
  }
}
