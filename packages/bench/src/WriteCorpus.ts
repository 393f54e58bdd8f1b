/**
 * The files that are written: each contender has some of its own, alike but for their folder. Every file has two
 * versions, which differ in 100 bytes in its middle; a turn gives all files the version that they do not have.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { source } from "./Corpus.ts"

/** How many files of which size, in how many folders. Plain data, which is told to the processes of the contenders. */
export interface Shape {
  /** The folder above those of all contenders. */
  readonly folder: string
  readonly files: number
  readonly folders: number
  readonly fileBytes: number
}

export type Version = 0 | 1

export const otherThan = (version: Version): Version => (version === 0 ? 1 : 0)

/** What a file holds in one version. */
export interface Contents {
  readonly bytes: Buffer
  /** SHA-256 in lower-case hexadecimal. */
  readonly digest: string
  /** The text between `startByte` and `endByte`. */
  readonly middle: string
}

export interface Target {
  readonly path: string
  readonly folder: string
  readonly startByte: number
  readonly endByte: number
  readonly versions: readonly [Contents, Contents]
}

export const middleBytes = 100

/** The folder of a contender. */
export const folderOf = (shape: Shape, id: string): string => join(shape.folder, id)

/** What the files of a contender hold; nothing is read or written. */
export const filesOf = (shape: Shape, id: string): ReadonlyArray<Target> => {
  const perFolder = Math.ceil(shape.files / shape.folders)
  return Array.from({ length: shape.files }, (_, i) => {
    const folder = join(folderOf(shape, id), `module-${Math.floor(i / perFolder)}`)
    const bytes = source(i, shape.fileBytes)
    const startByte = Math.floor((shape.fileBytes - middleBytes) / 2)
    return {
      path: join(folder, `source-${i}.ts`),
      folder,
      startByte,
      endByte: startByte + middleBytes,
      versions: [contents(bytes, startByte, 0), contents(bytes, startByte, 1)]
    }
  })
}

const contents = (source_: Buffer, startByte: number, version: Version): Contents => {
  const middle = `/* version ${version} */`.padEnd(middleBytes - 1, "=") + "\n"
  const bytes = Buffer.from(source_)
  bytes.write(middle, startByte, "latin1")
  return { bytes, digest: createHash("sha256").update(bytes).digest("hex"), middle }
}

/** Writes the first version of all files of a contender. */
export const writeFirst = async (shape: Shape, id: string): Promise<void> => {
  for (const { folder, path, versions } of filesOf(shape, id)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, versions[0].bytes)
    // Signals are told between two turns of the event loop.
    await new Promise((done) => setImmediate(done))
  }
}

/** Makes room when a measurement is done. */
export const remove = (shape: Shape): void => rmSync(shape.folder, { recursive: true, force: true })

/** Says what is wrong with the files on the disk, if anything is: other contents, or a file that nobody asked for. */
export const problemOf = (files: ReadonlyArray<Target>, version: Version): string | undefined => {
  const folders = new Map<string, Set<string>>()
  for (const { folder, path, versions } of files) {
    if (!readFileSync(path).equals(versions[version].bytes)) return `${path} does not hold what was to be written`
    folders.set(folder, (folders.get(folder) ?? new Set()).add(path))
  }
  for (const [folder, paths] of folders) {
    const left = readdirSync(folder).find((name) => !paths.has(join(folder, name)))
    if (left !== undefined) return `${left} was left in ${folder}`
  }
  const [first] = files
  const above = first === undefined ? [] : readdirSync(dirname(first.folder))
  const stray = above.find((name) => !folders.has(join(dirname(first!.folder), name)))
  return stray === undefined ? undefined : `${stray} was left beside the folders`
}
