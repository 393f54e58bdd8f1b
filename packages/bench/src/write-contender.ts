/**
 * The program of the process of one contender that writes: each turn gives all of its files the version that they do not
 * have, and looks afterwards, off the clock, whether they have it.
 */
import type { Answer } from "./Lane.ts"
import * as Turns from "./Turns.ts"
import * as WriteContenders from "./WriteContenders.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

const shape: WriteCorpus.Shape = JSON.parse(process.argv[2] ?? "{}")

// Made when its first turn comes, since only that tells who it is.
let takePart: (() => Promise<Answer>) | undefined

const enter = (id: WriteContenders.ContenderId): (() => Promise<Answer>) => {
  const files = WriteCorpus.filesOf(shape, id)
  const contender = WriteContenders.make(id, WriteCorpus.folderOf(shape, id), files)
  let version: WriteCorpus.Version = 0
  return async () => {
    version = WriteCorpus.otherThan(version)
    const { result, sample } = await Turns.measure(() => contender.write(version))
    const problem = result() ?? WriteCorpus.problemOf(files, version)
    return problem === undefined ? sample : { problem }
  }
}

Turns.serve<WriteContenders.ContenderId, "run">(({ id }) => (takePart ??= enter(id))())
