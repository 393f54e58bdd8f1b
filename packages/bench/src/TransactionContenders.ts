/**
 * The programs that are compared. Ours get the hash that they expect of each file, and the 100 bytes that change; the
 * others get the whole new contents, verify nothing, and leave some files changed and some not where they are cut off.
 */
import type { FileEdit } from "@ploke/core"
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { open, rename } from "node:fs/promises"
import * as WriteContenders from "./WriteContenders.ts"
import type { Target, Version } from "./WriteCorpus.ts"
import type { Contender } from "./WriteTurns.ts"

// How often everyone writes in a turn: the first call of a turn finds cold caches and a collected heap, and few files are
// too little work to make up for that.
const calls = 5

export const titles = {
  transaction: "transaction: all or none, verified, durable",
  row: "the same, each right after the one before",
  group: "a group that nothing protects: temporaries at once, renames, one fsync of each folder",
  minimal: "open, write, fsync, rename, fsync of the folder: fs.promises, one by one",
  snippets: "writeSnippet, one by one",
  batch: "writeSnippets, one call, each file by itself",
  "write-file-atomic": "write-file-atomic, all at once, no fsync of the folder",
  atomically: "atomically, all at once, no fsync of the folder"
} as const

export type ContenderId = keyof typeof titles

export const contenderIds = Object.keys(titles) as ReadonlyArray<ContenderId>

/** Makes a contender over the files that it has in a folder. */
export const make = (id: ContenderId, folder: string, files: ReadonlyArray<Target>): Contender => ({
  calls,
  ...makeOne(id, folder, files)
})

const makeOne = (id: ContenderId, folder: string, files: ReadonlyArray<Target>): Contender => {
  switch (id) {
    case "transaction":
      return transactions(folder, files, "apart")
    case "row":
      return transactions(folder, files, "inRow")
    case "group":
      return group(files)
    case "snippets":
      return snippets(folder, files)
    case "batch":
      return WriteContenders.make("ours", folder, files)
    default:
      return WriteContenders.make(id, folder, files)
  }
}

/** Where the journals are of whoever has his files in a folder: on the same disk, outside of it. */
export const stateDirectoryOf = (folder: string): string => `${folder}.state`

/** The edits that give files, which have the other version, this one. */
export const editsOf = (files: ReadonlyArray<Target>, version: Version): ReadonlyArray<FileEdit> =>
  files.map((file) => ({ _tag: "Splice", ...WriteContenders.requestOf(file, version) }))

/**
 * Returns when the transaction is over that gave a file its version, with all that goes on when it was acknowledged: asks
 * for what must be declined, and for that it needs the lock.
 */
export const untilOver = (file: Target, version: Version) =>
  Effect.flatMap(WriteService, (write) => Effect.flip(write.writeSnippet(WriteContenders.requestOf(file, version))))

const runtimeOf = (folder: string) =>
  ManagedRuntime.make(
    NodePlokeIo.layer({ roots: [folder], durability: "strict", stateDirectory: stateDirectoryOf(folder) })
  )

const transactions = (folder: string, files: ReadonlyArray<Target>, pace: "apart" | "inRow"): Contender => {
  const runtime = runtimeOf(folder)
  const effects = ([0, 1] as const).map((version) => {
    const edits = editsOf(files, version)
    return Effect.flatMap(WriteService, (write) => write.transaction(edits))
  })
  return {
    pace,
    settle: async (version) => void (await runtime.runPromise(untilOver(files[0]!, version))),
    write: async (version) => {
      const { results } = await runtime.runPromise(effects[version]!)
      return () => WriteContenders.wrongAnswer(files, version, results)
    }
  }
}

const snippets = (folder: string, files: ReadonlyArray<Target>): Contender => {
  const runtime = runtimeOf(folder)
  const effects = ([0, 1] as const).map((version) => {
    const requests = files.map((file) => WriteContenders.requestOf(file, version))
    return Effect.flatMap(WriteService, (write) => Effect.forEach(requests, write.writeSnippet))
  })
  return {
    write: async (version) => {
      const results = await runtime.runPromise(effects[version]!)
      return () => WriteContenders.wrongAnswer(files, version, results)
    }
  }
}

// What a group needs at least that is on the disk when it is acknowledged: no journal, so that a crash leaves some of it.
const group = (files: ReadonlyArray<Target>): Contender => {
  const folders = [...new Set(files.map((file) => file.folder))]
  return {
    write: async (version) => {
      await Promise.all(files.map((file) => writeTemporary(file, file.versions[version].bytes)))
      await Promise.all(files.map(({ path }) => rename(temporaryOf(path), path)))
      await Promise.all(folders.map(syncFolder))
      return () => undefined
    }
  }
}

const temporaryOf = (path: string): string => `${path}.tmp`

const writeTemporary = async ({ path }: Target, bytes: Uint8Array): Promise<void> => {
  const file = await open(temporaryOf(path), "wx")
  try {
    WriteContenders.expectAll((await file.write(bytes)).bytesWritten, bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const entries = await open(folder, "r")
  try {
    await entries.sync()
  } finally {
    await entries.close()
  }
}
