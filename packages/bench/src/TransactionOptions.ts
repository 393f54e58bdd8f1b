/**
 * What the bench of the transactions is asked to do.
 */
import { tmpdir } from "node:os"
import * as Arguments from "./Arguments.ts"

/** The marks that a run is measured against, each with the value that is wanted. */
export const wanted = {
  /** The time of a transaction, in times of the same files written as a group that nothing protects. */
  "of-group": 1.5,
  /** The time of a transaction, in times of a sequential loop of what a durable write of each file needs at least. */
  "of-minimal": 1,
  /** The syncs until a transaction is acknowledged, beyond one for each file and one for each folder. */
  "extra-syncs": 1,
  /** The syncs that follow when it was acknowledged. */
  "syncs-behind": 1,
  /** The resident memory of a process that changes many files in one transaction, in MiB. */
  "memory-mib": 256
}

export type Wanted = Readonly<typeof wanted>

export interface Options extends Arguments.Common {
  /** How many files a transaction changes that is compared with others. */
  readonly files: number
  readonly rounds: number
  /** Rounds before those that count: a turn has few files, and the compiler needs some hundred of them. */
  readonly warmUpRounds: number
  /** How many files the one changes whose memory is measured. */
  readonly manyFiles: number
  /** The folder below which everything is made: the disk that is measured. */
  readonly dir: string
  readonly wanted: Wanted
}

const { roundsMin } = Arguments

export const usage = `usage: npm run bench -- transactions [--rounds <n>] [--warm-up <n>] [--files <n>] [--many-files <n>] [--dir <folder>] [--mark <name>=<number>]... [--no-marks] [--json]

  --rounds <n>             rounds over the files in two folders, and as many in one, at least ${roundsMin} (41)
  --warm-up <n>            rounds before those that count (20)
  --files <n>              files of 6 KiB in a transaction (10)
  --many-files <n>         files of the transactions whose memory is measured, of 6 KiB and of 64 KiB (500)
  --dir <folder>           where everything is written, in place of the temporary folder (TMPDIR)
  --mark <name>=<number>   wants another value: ${Arguments.listMarks(wanted)}
  --no-marks               measures without judging
  --json                   prints JSON in place of the table
  --help                   shows this and ends

exit codes: 0 every mark is reached, 1 a mark is missed or a result is wrong, 2 the arguments were not understood`

const defaults = {
  files: 10,
  rounds: 41,
  warmUpRounds: 20,
  manyFiles: 500,
  output: "table",
  marks: "judged",
  wanted
} as const

export const parse = (args: ReadonlyArray<string>): Arguments.Parsed<Options> =>
  Arguments.parse<Options>(
    {
      defaults: { ...defaults, dir: tmpdir() },
      counts: {
        "--files": { field: "files", least: 2 },
        "--rounds": { field: "rounds", least: roundsMin },
        "--warm-up": { field: "warmUpRounds", least: 0 },
        "--many-files": { field: "manyFiles", least: 1 }
      },
      texts: { "--dir": "dir" }
    },
    args
  )
