/**
 * The bench of the transactions: files that change together or not at all, beside the same files written with less.
 */
import { join } from "node:path"
import { type Bench, tell } from "./Bench.ts"
import * as Corpus from "./Corpus.ts"
import * as Machine from "./Machine.ts"
import * as ManyFiles from "./ManyFiles.ts"
import * as Race from "./Race.ts"
import { contenderIds, titles } from "./TransactionContenders.ts"
import { type Options, parse, usage } from "./TransactionOptions.ts"
import * as TransactionReport from "./TransactionReport.ts"
import * as TransactionTrace from "./TransactionTrace.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

/** In how many folders the files of a transaction lie that is compared with others. */
const folderCounts = [2, 1]

/** The sizes of the files whose number is what costs memory. */
const manyFileBytes = [Corpus.fileBytes, 64 * 1024]
const filesPerFolder = 50

const measure = async (options: Options): Promise<TransactionReport.Report> => {
  const machine = Machine.describe()
  const folder = Corpus.makeFolder(options.dir)
  const fileSystem = Machine.describeMount(Machine.mountOf(folder))
  const { files, manyFiles, rounds, warmUpRounds } = options
  const races: Array<TransactionReport.Race> = []
  for (const folders of folderCounts) {
    const what = `${files} files in ${folders === 1 ? "one folder" : `${folders} folders`}`
    const shape: WriteCorpus.Shape = {
      folder: join(folder, `in-${folders}`),
      files,
      folders,
      fileBytes: Corpus.fileBytes
    }
    tell(`tracing a transaction over ${what}`)
    const trace = await TransactionTrace.measure({ ...shape, folder: join(folder, "traced") })
    const field = { ids: contenderIds, titles, program: "transaction-contender.ts", warmUpRounds, what }
    races.push({ folders, trace, samples: await Race.run(field, shape, rounds) })
  }
  const many: Array<TransactionReport.Many> = []
  for (const fileBytes of manyFileBytes) {
    tell(`changing ${manyFiles} files of ${fileBytes / 1024} KiB in a process of its own`)
    const folders = Math.ceil(manyFiles / filesPerFolder)
    const shape: WriteCorpus.Shape = { folder: join(folder, "many"), files: manyFiles, folders, fileBytes }
    many.push({ fileBytes, folders, result: await ManyFiles.measure(shape) })
    WriteCorpus.remove(shape)
  }
  return TransactionReport.make(options, { machine, fileSystem, races, many })
}

export const transactionBench: Bench<Options, TransactionReport.Report> = {
  usage,
  parse,
  measure,
  toTable: TransactionReport.toTable
}
