/**
 * The side of the process of one contender that writes: each turn gives all of its files the version that they do not
 * have, once or some times, and looks afterwards, off the clock, whether they have it.
 */
import type { Answer, Sample } from "./Lane.ts"
import * as Turns from "./Turns.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

export interface Contender {
  /**
   * Gives every file its contents of this version, which it does not have; what that gives says what is wrong with the
   * answers, if anything is.
   */
  readonly write: (version: WriteCorpus.Version) => Promise<() => string | undefined>
  /** How often it does that in one turn, of which the sample is the mean: an odd number. Default: once. */
  readonly calls?: number
  /** Waits for what goes on when everything is written. */
  readonly settle?: (version: WriteCorpus.Version) => Promise<void>
  /** Whether it settles after each call, off the clock, or the calls follow each other at once and the turn ends with that. */
  readonly pace?: "apart" | "inRow"
}

/** Takes the turns of whoever the parent says it is. */
export const serve = <Id extends string>(
  shape: WriteCorpus.Shape,
  make: (id: Id, folder: string, files: ReadonlyArray<WriteCorpus.Target>) => Contender
): void => {
  // Made when its first turn comes, since only that tells who it is.
  let takePart: (() => Promise<Answer>) | undefined
  const enter = (id: Id): (() => Promise<Answer>) => {
    const files = WriteCorpus.filesOf(shape, id)
    const contender = make(id, WriteCorpus.folderOf(shape, id), files)
    let version: WriteCorpus.Version = 0
    return async () => {
      const from = version
      version = WriteCorpus.otherThan(version)
      const answer = await turn(contender, from)
      const problem = "problem" in answer ? undefined : WriteCorpus.problemOf(files, version)
      return problem === undefined ? answer : { problem }
    }
  }
  Turns.serve<Id, "run">(({ id }) => (takePart ??= enter(id))())
}

const turn = async (
  { calls = 1, pace = "apart", settle, write }: Contender,
  from: WriteCorpus.Version
): Promise<Answer> => {
  const samples: Array<Sample> = []
  let version = from
  Turns.collect()
  for (let i = 0; i < calls; i++) {
    version = WriteCorpus.otherThan(version)
    const to = version
    const { result, sample } = await Turns.time(() => write(to))
    samples.push(sample)
    if (pace === "apart") await settle?.(to)
    const problem = result()
    if (problem !== undefined) return { problem }
  }
  if (pace === "inRow" && settle !== undefined) samples.push((await Turns.time(() => settle(version))).sample)
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0) / calls
  return { millis: mean(({ millis }) => millis), cpuMillis: mean(({ cpuMillis }) => cpuMillis) }
}
