/**
 * The programs that are compared. Ours gets the hash that it expects of each file, and the 100 bytes that change; it
 * reads, compares, cuts and hashes. The others get the whole new contents, and write them.
 */
import { type EditResult, FileHash, type WriteSnippetData } from "@ploke/core"
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import { writeFile as writeAtomically } from "atomically"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs"
import { open, rename } from "node:fs/promises"
import writeFileAtomic from "write-file-atomic"
import { otherThan, type Version, type Target } from "./WriteCorpus.ts"
import type { Contender } from "./WriteTurns.ts"

export const titles = {
  ours: "writeSnippets, verified, durable, one call",
  minimal: "open, write, fsync, rename, fsync of the folder: fs.promises, one by one",
  synchronous: "the same with the synchronous functions",
  together: "the same with fs.promises, all at once",
  "write-file-atomic": "write-file-atomic, all at once, no fsync of the folder",
  atomically: "atomically, all at once, no fsync of the folder"
} as const

export type ContenderId = keyof typeof titles

export const smallIds = Object.keys(titles) as ReadonlyArray<ContenderId>

/** With a single file nothing can be done at once. */
export const largeIds = smallIds.filter((id) => id !== "together")

const silent = (): undefined => undefined

/** Makes a contender over the files that it has in a folder. */
export const make = (id: ContenderId, folder: string, files: ReadonlyArray<Target>): Contender =>
  id === "ours" ? ours(folder, files) : peer(files, peers[id])

type Peer = (files: ReadonlyArray<Target>, bytesOf: (file: Target) => Uint8Array) => Promise<unknown>

const peer = (files: ReadonlyArray<Target>, write: Peer): Contender => ({
  write: async (version) => {
    await write(files, (file) => file.versions[version].bytes)
    return silent
  }
})

const peers: Record<Exclude<ContenderId, "ours">, Peer> = {
  minimal: async (files, bytesOf) => {
    for (const file of files) await writeLeast(file, bytesOf(file))
  },
  synchronous: async (files, bytesOf) => {
    for (const file of files) writeLeastSync(file, bytesOf(file))
  },
  together: (files, bytesOf) => Promise.all(files.map((file) => writeLeast(file, bytesOf(file)))),
  "write-file-atomic": (files, bytesOf) => Promise.all(files.map((file) => writeFileAtomic(file.path, bytesOf(file)))),
  atomically: (files, bytesOf) => Promise.all(files.map((file) => writeAtomically(file.path, bytesOf(file))))
}

// What a durable, atomic write needs at least: it verifies nothing, and keeps neither mode nor owner.
const writeLeast = async ({ folder, path }: Target, bytes: Uint8Array): Promise<void> => {
  const temporary = `${path}.tmp`
  const file = await open(temporary, "wx")
  try {
    expectAll((await file.write(bytes)).bytesWritten, bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  const entries = await open(folder, "r")
  try {
    await entries.sync()
  } finally {
    await entries.close()
  }
}

const writeLeastSync = ({ folder, path }: Target, bytes: Uint8Array): void => {
  const temporary = `${path}.tmp`
  const file = openSync(temporary, "wx")
  try {
    expectAll(writeSync(file, bytes), bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  const entries = openSync(folder, "r")
  try {
    fsyncSync(entries)
  } finally {
    closeSync(entries)
  }
}

/** Throws where less was written than was to be. */
export const expectAll = (written: number, bytes: Uint8Array): void => {
  if (written !== bytes.length) throw new Error(`${written} of ${bytes.length} bytes were written`)
}

const toHash = (digest: string): FileHash => FileHash.make(`sha256:${digest}`)

/** The request that gives a file, which has the other version, this one. */
export const requestOf = ({ endByte, path, startByte, versions }: Target, version: Version): WriteSnippetData => ({
  filePath: path,
  expectedHash: toHash(versions[otherThan(version)].digest),
  startByte,
  endByte,
  replacement: versions[version].middle
})

const ours = (folder: string, files: ReadonlyArray<Target>): Contender => {
  const maxFileBytes = Math.max(...files.map((file) => file.versions[0].bytes.length))
  const runtime = ManagedRuntime.make(NodePlokeIo.layer({ roots: [folder], durability: "strict", maxFileBytes }))
  const calls = ([0, 1] as const).map((version) => {
    const requests = files.map((file) => requestOf(file, version))
    return Effect.flatMap(WriteService, (write) => write.writeSnippets(requests))
  })
  return {
    write: async (version) => {
      const results = await runtime.runPromise(calls[version]!)
      return () => {
        const failed = results.find(Result.isFailure)
        return failed?.failure.message ?? wrongAnswer(files, version, Arr.getSuccesses(results))
      }
    }
  }
}

/** Says what is wrong with what is told of files that got a version, if anything is. */
export const wrongAnswer = (
  files: ReadonlyArray<Target>,
  version: Version,
  results: ReadonlyArray<Pick<EditResult, "filePath" | "newHash" | "durability">>
): string | undefined => {
  if (results.length !== files.length) return `${results.length} results for ${files.length} files`
  for (const [i, { durability, filePath, newHash }] of results.entries()) {
    if (newHash !== toHash(files[i]!.versions[version].digest)) return `${filePath}: wrong hash ${newHash}`
    if (durability !== "strict") return `${filePath}: written with ${durability} durability`
  }
  return undefined
}
