/**
 * The bench of the writes: durable, verified writes and their peers side by side on the same disk.
 */
import { spawn } from "node:child_process"
import { join } from "node:path"
import { type Bench, tell } from "./Bench.ts"
import * as Corpus from "./Corpus.ts"
import * as Lane from "./Lane.ts"
import * as Machine from "./Machine.ts"
import * as Rounds from "./Rounds.ts"
import { type ContenderId, largeIds, smallIds, titles } from "./WriteContenders.ts"
import * as WriteCorpus from "./WriteCorpus.ts"
import { type Options, parse, usage } from "./WriteOptions.ts"
import * as WriteReport from "./WriteReport.ts"
import * as WriteTrace from "./WriteTrace.ts"

const warmUpRounds = 5
const mib = 1024 * 1024

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

const race = async (
  ids: ReadonlyArray<ContenderId>,
  shape: WriteCorpus.Shape,
  rounds: number
): Promise<Rounds.Samples<ContenderId>> => {
  const what = shape.files === 1 ? "the large file" : "the small files"
  tell(`writing ${what} for each contender to ${shape.folder}`)
  for (const id of ids) await WriteCorpus.writeFirst(shape, id)
  const field: Lane.Field<ContenderId> = {
    ids,
    titles,
    program: "write-contender.ts",
    args: [JSON.stringify(shape)],
    processes: "each"
  }
  const lanes = Lane.open<ContenderId, "run">(field).map((lane) => settled(lane, shape.folder))
  await Rounds.play(lanes, warmUpRounds, "run", () => undefined)
  const samples = await Rounds.play(lanes, rounds, "run", (round) => tell(`${what}: round ${round} of ${rounds}`))
  for (const lane of lanes) lane.close()
  WriteCorpus.remove(shape)
  return samples
}

const measure = async (options: Options): Promise<WriteReport.Report> => {
  const machine = Machine.describe()
  const folder = Corpus.makeFolder(options.dir)
  const fileSystem = Machine.describeMount(Machine.mountOf(folder))
  tell("tracing one write")
  const trace = await WriteTrace.measure(folder, Corpus.fileBytes)
  const { files, folders } = options
  const smallShape = { folder: join(folder, "small"), files, folders, fileBytes: Corpus.fileBytes }
  const small = await race(smallIds, smallShape, options.rounds)
  const largeShape = { folder: join(folder, "large"), files: 1, folders: 1, fileBytes: options.largeMib * mib }
  const large = await race(largeIds, largeShape, options.largeRounds)
  return WriteReport.make(options, { machine, fileSystem, small, large, trace })
}

export const writeBench: Bench<Options, WriteReport.Report> = { usage, parse, measure, toTable: WriteReport.toTable }
