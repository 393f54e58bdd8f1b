/**
 * The bench: what is ours and its peers side by side on the same files, as ratios, against the marks that we set
 * ourselves. Reads, or writes where the first argument says so; `--help` tells the arguments.
 */
import { conduct } from "./Bench.ts"
import { readBench } from "./ReadBench.ts"
import { writeBench } from "./WriteBench.ts"

const [first, ...rest] = process.argv.slice(2)

process.exitCode =
  first === "writes" ? await conduct(writeBench, rest) : await conduct(readBench, process.argv.slice(2))
