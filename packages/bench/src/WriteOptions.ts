/**
 * What the bench of the writes is asked to do.
 */
import { tmpdir } from "node:os"
import * as Arguments from "./Arguments.ts"

/** The marks that a run is measured against, each with the value that is wanted. */
export const wanted = {
  /** The time of a batch, in times of a sequential loop of what a durable write needs at least. */
  "of-minimal": 1.1,
  /** The time of a batch, in times of write-file-atomic with all files at once. */
  "of-write-file-atomic": 1,
  /** The time of a batch, in times of atomically with all files at once. */
  "of-atomically": 1,
  /** The steps of one write. */
  calls: 10,
  /** The time of one large file, in times of what a durable write of it needs at least. */
  "large-of-minimal": 1.2
}

export type Wanted = Readonly<typeof wanted>

export interface Options extends Arguments.Common {
  readonly files: number
  /** How many folders the files lie in. */
  readonly folders: number
  readonly rounds: number
  readonly largeMib: number
  readonly largeRounds: number
  /** The folder below which everything is made: the disk that is measured. */
  readonly dir: string
  readonly wanted: Wanted
}

const { roundsMin } = Arguments

export const usage = `usage: npm run bench -- writes [--rounds <n>] [--files <n>] [--folders <n>] [--large-mib <n>] [--large-rounds <n>] [--dir <folder>] [--mark <name>=<number>]... [--no-marks] [--json]

  --rounds <n>             rounds over the small files, at least ${roundsMin} (15)
  --files <n>              files of 6 KiB (300)
  --folders <n>            folders in which they lie (6)
  --large-mib <n>          the size of the one large file, in MiB (10)
  --large-rounds <n>       rounds over the large file, at least ${roundsMin} (31)
  --dir <folder>           where everything is written, in place of the temporary folder (TMPDIR)
  --mark <name>=<number>   wants another value: ${Arguments.listMarks(wanted)}
  --no-marks               measures without judging
  --json                   prints JSON in place of the table
  --help                   shows this and ends

exit codes: 0 every mark is reached, 1 a mark is missed or a result is wrong, 2 the arguments were not understood`

const defaults = {
  files: 300,
  folders: 6,
  rounds: 15,
  largeMib: 10,
  largeRounds: 31,
  output: "table",
  marks: "judged",
  wanted
} as const

export const parse = (args: ReadonlyArray<string>): Arguments.Parsed<Options> =>
  Arguments.parse<Options>(
    {
      defaults: { ...defaults, dir: tmpdir() },
      counts: {
        "--files": { field: "files", least: 1 },
        "--folders": { field: "folders", least: 1 },
        "--rounds": { field: "rounds", least: roundsMin },
        "--large-mib": { field: "largeMib", least: 1 },
        "--large-rounds": { field: "largeRounds", least: roundsMin }
      },
      texts: { "--dir": "dir" }
    },
    args
  )
