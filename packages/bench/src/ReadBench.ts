/**
 * The bench of the reads: our batches and their peers side by side on the same files.
 */
import { type Bench, tell } from "./Bench.ts"
import { type ContenderId, contenderIds, type Task, titles } from "./Contenders.ts"
import * as Corpus from "./Corpus.ts"
import * as Lane from "./Lane.ts"
import * as LargeFile from "./LargeFile.ts"
import * as Machine from "./Machine.ts"
import { type Options, parse, usage } from "./Options.ts"
import * as Report from "./Report.ts"
import * as Rounds from "./Rounds.ts"

// The first run of each is its check, with a cold cache; the next ones wake the compiler, which is done after some ten.
const warmUpRounds = 10

const measure = async (options: Options): Promise<Report.Report> => {
  const machine = Machine.describe()
  const folder = Corpus.makeFolder()
  tell(`writing ${options.files} files and one of ${options.largeMib} MiB to ${folder}`)
  const files = await Corpus.writeFiles(folder, options.files)
  const large = await Corpus.writeLarge(folder, options.largeMib)
  const { processes } = options
  const lanes = Lane.open<ContenderId, Task>({
    ids: contenderIds,
    titles,
    program: "contender.ts",
    args: [folder],
    processes
  })
  tell("comparing the answers of all with what was written")
  await Rounds.play(lanes, 1, "check", () => undefined)
  await Rounds.play(lanes, warmUpRounds, "run", () => undefined)
  const times = await Rounds.play(lanes, options.rounds, "run", (round) => tell(`round ${round} of ${options.rounds}`))
  tell("watching the event loop")
  const batches = lanes.filter(({ id }) => id === "snippets" || id === "hashes")
  const delays = await Rounds.play(batches, options.rounds, "delay", () => undefined)
  for (const lane of lanes) lane.close()
  tell("hashing the large file in a process of its own")
  const memory = await LargeFile.measure(folder, files[0]!, large)
  return Report.make(options, { machine, times, delays, large: memory })
}

export const readBench: Bench<Options, Report.Report> = { usage, parse, measure, toTable: Report.toTable }
