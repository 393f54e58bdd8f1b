/**
 * The bench of the writes: durable, verified writes and their peers side by side on the same disk.
 */
import { join } from "node:path"
import { type Bench, tell } from "./Bench.ts"
import * as Corpus from "./Corpus.ts"
import * as Machine from "./Machine.ts"
import * as Race from "./Race.ts"
import { largeIds, smallIds, titles } from "./WriteContenders.ts"
import { type Options, parse, usage } from "./WriteOptions.ts"
import * as WriteReport from "./WriteReport.ts"
import * as WriteTrace from "./WriteTrace.ts"

const mib = 1024 * 1024
const warmUpRounds = 5

const measure = async (options: Options): Promise<WriteReport.Report> => {
  const machine = Machine.describe()
  const folder = Corpus.makeFolder(options.dir)
  const fileSystem = Machine.describeMount(Machine.mountOf(folder))
  tell("tracing one write")
  const trace = await WriteTrace.measure(folder, Corpus.fileBytes)
  const { files, folders } = options
  const smallShape = { folder: join(folder, "small"), files, folders, fileBytes: Corpus.fileBytes }
  const field = { titles, program: "write-contender.ts", warmUpRounds }
  const small = await Race.run({ ...field, ids: smallIds, what: "the small files" }, smallShape, options.rounds)
  const largeShape = { folder: join(folder, "large"), files: 1, folders: 1, fileBytes: options.largeMib * mib }
  const large = await Race.run({ ...field, ids: largeIds, what: "the large file" }, largeShape, options.largeRounds)
  return WriteReport.make(options, { machine, fileSystem, small, large, trace })
}

export const writeBench: Bench<Options, WriteReport.Report> = { usage, parse, measure, toTable: WriteReport.toTable }
