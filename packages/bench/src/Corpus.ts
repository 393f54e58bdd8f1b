/**
 * The files that are read: sources of 6 KiB in folders of 50, and what every reader must find in them. Everything lies
 * in one temporary folder, which is removed when the process ends, whatever ends it short of SIGKILL.
 */
import { createHash, randomFillSync } from "node:crypto"
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const fileBytes = 6 * 1024
export const snippetBytes = 200
const filesPerFolder = 50
const snippetStart = 1024

export interface CorpusFile {
  readonly path: string
  /** SHA-256 of the bytes that were written, in lower-case hexadecimal. */
  readonly digest: string
  /** Where the snippet begins, in bytes, and the text that was written there. */
  readonly startByte: number
  readonly endByte: number
  readonly snippet: string
}

/** Makes the folder of this run below another one. */
export const makeFolder = (dir = tmpdir()): string => {
  const folder = mkdtempSync(join(realpathSync(dir), "ploke-bench-"))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  process.on("exit", remove)
  // Leaving through `exit` runs the removal above; the codes are those of a shell: 128 and the number of the signal.
  process.on("SIGINT", () => process.exit(130))
  process.on("SIGTERM", () => process.exit(143))
  process.on("SIGHUP", () => process.exit(129))
  return folder
}

const indexOf = (folder: string): string => join(folder, "index.json")

/** Tells the process of a contender what was written. */
export const readIndex = (folder: string): ReadonlyArray<CorpusFile> =>
  JSON.parse(readFileSync(indexOf(folder), "utf8"))

/** Writes the small files, and what they hold. */
export const writeFiles = async (folder: string, count: number): Promise<ReadonlyArray<CorpusFile>> => {
  const files: Array<CorpusFile> = []
  for (let i = 0; i < count; i++) {
    const inside = join(folder, `module-${Math.floor(i / filesPerFolder)}`)
    if (i % filesPerFolder === 0) {
      mkdirSync(inside)
      // Signals are told between two turns of the event loop.
      await new Promise((done) => setImmediate(done))
    }
    const path = join(inside, `source-${i}.ts`)
    const bytes = source(i, fileBytes)
    writeFileSync(path, bytes)
    const endByte = Math.min(bytes.length, snippetStart + snippetBytes)
    files.push({
      path,
      digest: createHash("sha256").update(bytes).digest("hex"),
      startByte: snippetStart,
      endByte,
      snippet: bytes.toString("utf8", snippetStart, endByte)
    })
  }
  writeFileSync(indexOf(folder), JSON.stringify(files))
  return files
}

/** Like a source: nearly all of it ASCII, with one comment at the end that is not, so that validation has work to do. */
export const source = (index: number, sizeBytes: number): Buffer => {
  const end = Buffer.from("// naïve façade, größer als nötig\n")
  const bytes = Buffer.alloc(sizeBytes)
  const lines: Array<string> = []
  for (let length = 0, n = 0; length < sizeBytes; n++) {
    const line = `export const value${n} = compute(${index}, "${n * 7919}")\n`
    lines.push(line)
    length += line.length
  }
  bytes.write(lines.join(""), "latin1")
  end.copy(bytes, sizeBytes - end.length)
  return bytes
}

const mib = 1024 * 1024

/** Writes the large file: random bytes, so that no file system stores it in less room. */
export const writeLarge = async (folder: string, mebibytes: number): Promise<Pick<CorpusFile, "path" | "digest">> => {
  const path = join(folder, "large.bin")
  const hash = createHash("sha256")
  const chunk = Buffer.allocUnsafe(mib)
  const fd = openSync(path, "wx")
  try {
    for (let i = 0; i < mebibytes; i++) {
      randomFillSync(chunk)
      hash.update(chunk)
      for (let at = 0; at < mib;) at += writeSync(fd, chunk, at)
      await new Promise((done) => setImmediate(done))
    }
  } finally {
    closeSync(fd)
  }
  return { path, digest: hash.digest("hex") }
}
