/**
 * Cuts bytes that come in chunks into lines of UTF-8 text, in bounded memory.
 *
 * @internal
 */

const lineFeed = 10

/** The longest line that is kept, in bytes: the longest path in JSON takes a tenth of it. */
export const lineBytesMax = 256 * 1024

export declare namespace LineSplitter {
  /** A line, counted from 1, or what is wrong with it. */
  export type Line =
    | { readonly number: number; readonly text: string }
    | { readonly number: number; readonly text: undefined; readonly problem: string }
}

/** Takes chunks and gives the lines that they complete. */
export class LineSplitter {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true })
  private pieces: Array<Uint8Array> = []
  private keptBytes = 0
  private count = 0

  push(chunk: Uint8Array): ReadonlyArray<LineSplitter.Line> {
    const lines: Array<LineSplitter.Line> = []
    let from = 0
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.keep(chunk.subarray(from, at))
      lines.push(this.take())
      from = at + 1
    }
    this.keep(chunk.subarray(from))
    return lines
  }

  /** Gives the last line, if it has no end. */
  finish(): ReadonlyArray<LineSplitter.Line> {
    return this.keptBytes === 0 ? [] : [this.take()]
  }

  // What is beyond the bound is counted but not kept: that a line is too long is told once it ends.
  private keep(piece: Uint8Array): void {
    if (this.keptBytes <= lineBytesMax && piece.length > 0) this.pieces.push(piece.slice())
    this.keptBytes += piece.length
  }

  private take(): LineSplitter.Line {
    const { keptBytes, pieces } = this
    const number = ++this.count
    this.pieces = []
    this.keptBytes = 0
    if (keptBytes > lineBytesMax) return { number, text: undefined, problem: `longer than ${lineBytesMax} bytes` }
    try {
      return { number, text: this.decoder.decode(Buffer.concat(pieces)) }
    } catch {
      return { number, text: undefined, problem: "not UTF-8" }
    }
  }
}
