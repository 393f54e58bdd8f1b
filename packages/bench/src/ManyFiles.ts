/**
 * Many files changed in one transaction by a process of its own, whose resident memory is looked at when it has ended its
 * work.
 */
import type { FileEdit } from "@ploke/core"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Program from "./Program.ts"
import * as TransactionContenders from "./TransactionContenders.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

/** What the process is told: the whole contents would be in its memory. */
export interface Order {
  readonly folder: string
  /** What gives all files, which have the other version, this one. */
  readonly edits: readonly [ReadonlyArray<FileEdit>, ReadonlyArray<FileEdit>]
}

export interface ManyFilesResult {
  /** What each transaction took, one right after the other: the first pays for what is done once, and for the compiler. */
  readonly turnsMs: ReadonlyArray<number>
  /** What the process held before the first of them: Node, Effect and our modules. */
  readonly startMib: number
  readonly peakMib: number
}

/** How many transactions there are: an odd number, so that the files have the other version at the end. */
export const transactions = 5

/** Changes the files in a child; throws when it fails, or when the files do not hold what they should. */
export const measure = async (shape: WriteCorpus.Shape): Promise<ManyFilesResult> => {
  // The first run fills the compile cache: Node's TypeScript stripper takes 30 MiB, which no installed package needs.
  await changeInChild({ ...shape, files: 1, folders: 1 }, "first")
  return changeInChild(shape, "many")
}

const changeInChild = async (shape: WriteCorpus.Shape, id: string): Promise<ManyFilesResult> => {
  await WriteCorpus.writeFirst(shape, id)
  const files = WriteCorpus.filesOf(shape, id)
  const order: Order = {
    folder: WriteCorpus.folderOf(shape, id),
    edits: [TransactionContenders.editsOf(files, 0), TransactionContenders.editsOf(files, 1)]
  }
  const orderFile = join(shape.folder, `${id}.json`)
  writeFileSync(orderFile, JSON.stringify(order))
  const result = await Program.run("transact-many.ts", [orderFile], {
    NODE_COMPILE_CACHE: join(shape.folder, "compile-cache")
  })
  const problem = WriteCorpus.problemOf(files, 1)
  if (problem !== undefined) throw new Error(problem)
  return result as ManyFilesResult
}
