/**
 * The bench: our batches and their peers side by side on the same files, as ratios, against the marks that we set
 * ourselves. `--help` tells the arguments.
 */
import { cpus, loadavg, release, totalmem } from "node:os"
import { contenderIds } from "./Contenders.ts"
import * as Corpus from "./Corpus.ts"
import * as Lane from "./Lane.ts"
import * as LargeFile from "./LargeFile.ts"
import { type Options, parse, usage } from "./Options.ts"
import * as Report from "./Report.ts"
import * as Rounds from "./Rounds.ts"

// The first run of each is its check, with a cold cache; the next ones wake the compiler, which is done after some ten.
const warmUpRounds = 10

const tell = (text: string): void => void process.stderr.write(`${text}\n`)

const describeMachine = (): string => {
  const all = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  const load = loadavg()[0]!.toFixed(1)
  const model = all[0]?.model.trim() ?? "unknown processor"
  return `${all.length} × ${model}, ${memory} GiB, ${process.platform} ${release()}, Node ${process.version}, load ${load} at the start`
}

const measure = async (options: Options): Promise<Report.Report> => {
  const machine = describeMachine()
  const folder = Corpus.makeFolder()
  tell(`writing ${options.files} files and one of ${options.largeMib} MiB to ${folder}`)
  const files = await Corpus.writeFiles(folder, options.files)
  const large = await Corpus.writeLarge(folder, options.largeMib)
  const lanes = Lane.open(contenderIds, folder, options.processes)
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

const main = async (): Promise<number> => {
  const parsed = parse(process.argv.slice(2))
  if (parsed._tag === "Help") {
    console.log(usage)
    return 0
  }
  if (parsed._tag === "Refused") {
    console.error(`${parsed.why}\n\n${usage}`)
    return 2
  }
  try {
    const report = await measure(parsed.options)
    console.log(parsed.options.output === "json" ? JSON.stringify(report, undefined, 2) : Report.toTable(report))
    return Report.isMissed(report) ? 1 : 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

process.exitCode = await main()
