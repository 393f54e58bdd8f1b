/**
 * A measurement of contenders that write: each has a process and files of its own, and between two turns the disk comes to
 * rest.
 */
import { spawn } from "node:child_process"
import { tell } from "./Bench.ts"
import * as Lane from "./Lane.ts"
import * as Rounds from "./Rounds.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

/** Who takes part, with what, and how it is told. */
export interface Field<Id extends string> {
  readonly ids: ReadonlyArray<Id>
  readonly titles: Readonly<Record<Id, string>>
  /** A file of this folder, which is given the shape. */
  readonly program: string
  readonly what: string
  /** Rounds before those that count, in which the compiler comes to its end. */
  readonly warmUpRounds: number
}

/** Measures, and removes what was written. */
export const run = async <Id extends string>(
  { ids, program, titles, warmUpRounds, what }: Field<Id>,
  shape: WriteCorpus.Shape,
  rounds: number
): Promise<Rounds.Samples<Id>> => {
  tell(`writing ${what} for each contender to ${shape.folder}`)
  for (const id of ids) await WriteCorpus.writeFirst(shape, id)
  const field: Lane.Field<Id> = { ids, titles, program, args: [JSON.stringify(shape)], processes: "each" }
  const lanes = Lane.open<Id, "run">(field).map((lane) => settled(lane, shape.folder))
  await Rounds.play(lanes, warmUpRounds, "run", () => undefined)
  const samples = await Rounds.play(lanes, rounds, "run", (round) => tell(`${what}: round ${round} of ${rounds}`))
  for (const lane of lanes) lane.close()
  WriteCorpus.remove(shape)
  return samples
}

/**
 * Every turn begins with nothing left to write: what a contender leaves to be synced by the system is not paid for by
 * who comes next. Done by the parent, since a process that starts another one pays for that in its next turn.
 */
const settled = <Id extends string, Task extends string>(
  lane: Lane.Lane<Id, Task>,
  folder: string
): Lane.Lane<Id, Task> => ({
  ...lane,
  ask: async (task) => {
    await syncFileSystem(folder)
    return lane.ask(task)
  }
})

// Where no such program is, or it does not know the option, the turn begins without.
const syncFileSystem = (folder: string): Promise<void> =>
  new Promise((done) => {
    const child = spawn("sync", ["-f", folder], { stdio: "ignore" })
    child.on("error", () => done())
    child.on("close", () => done())
  })
