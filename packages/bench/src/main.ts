/**
 * The bench: what is ours and its peers side by side on the same files, as ratios, against the marks that we set
 * ourselves. Reads, or writes, transactions or watching where the first argument says so; `--help` tells the arguments.
 */
import { conduct } from "./Bench.ts"
import { readBench } from "./ReadBench.ts"
import { transactionBench } from "./TransactionBench.ts"
import { watchBench } from "./WatchBench.ts"
import { writeBench } from "./WriteBench.ts"

const [first, ...rest] = process.argv.slice(2)

const run = (): Promise<number> => {
  if (first === "writes") return conduct(writeBench, rest)
  if (first === "transactions") return conduct(transactionBench, rest)
  if (first === "watch") return conduct(watchBench, rest)
  return conduct(readBench, process.argv.slice(2))
}

process.exitCode = await run()
