/**
 * What the bench of watching is asked to do.
 */
import { tmpdir } from "node:os"
import * as Arguments from "./Arguments.ts"

/** The marks that a run is measured against, each with the value that is wanted. */
export const wanted = {
  /** The time until changes are heard, in times of chokidar's. */
  "ready-of-chokidar": 1.3,
  /** What the index holds of an entry, in bytes. */
  "index-bytes": 400,
  /** The time from a change to the hint, in times of that to chokidar's event. */
  "hint-of-chokidar": 1.5,
  /** Changes that nobody was told of. */
  lost: 0,
  /** Changes that were told twice. */
  duplicates: 0,
  /** What an idle watcher takes, in percent of a core. */
  "idle-percent": 0.1
}

export type Wanted = Readonly<typeof wanted>

export interface Options extends Arguments.Common {
  readonly files: number
  readonly moreFiles: number
  readonly rounds: number
  /** How many files are changed one after the other. */
  readonly changes: number
  /** How many files are changed as fast as it goes. */
  readonly burst: number
  /** How many entries are copied into the tree. */
  readonly copied: number
  readonly idleMillis: number
  /** How long nothing more must be heard before what came is counted, in milliseconds. */
  readonly quietMillis: number
  /** The folder below which everything is made. */
  readonly dir: string
  readonly wanted: Wanted
}

export const usage = `usage: npm run bench -- watch [--files <n>] [--more-files <n>] [--rounds <n>] [--changes <n>] [--burst <n>] [--copied <n>] [--idle <ms>] [--quiet <ms>] [--dir <folder>] [--mark <name>=<number>]... [--no-marks] [--json]

  --files <n>              files in the smaller tree (10000)
  --more-files <n>         files in the larger tree (50000); 0: no such tree
  --rounds <n>             how often each watcher starts on each tree (3)
  --changes <n>            files that are changed one after the other (20)
  --burst <n>              files that are changed as fast as it goes, at most all of them (5000)
  --copied <n>             entries that are copied into the tree (2000)
  --idle <ms>              how long idle watchers are measured, in milliseconds (60000)
  --quiet <ms>             how long nothing more must be heard before it is counted, in milliseconds (1000)
  --dir <folder>           where everything is written, in place of the temporary folder (TMPDIR)
  --mark <name>=<number>   wants another value: ${Arguments.listMarks(wanted)}
  --no-marks               measures without judging
  --json                   prints JSON in place of the table
  --help                   shows this and ends

exit codes: 0 every mark is reached, 1 a mark is missed or a result is wrong, 2 the arguments were not understood`

const defaults = {
  files: 10_000,
  moreFiles: 50_000,
  rounds: 3,
  changes: 20,
  burst: 5_000,
  copied: 2_000,
  idleMillis: 60_000,
  quietMillis: 1_000,
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
        "--more-files": { field: "moreFiles", least: 0 },
        "--rounds": { field: "rounds", least: 1 },
        "--changes": { field: "changes", least: 1 },
        "--burst": { field: "burst", least: 1 },
        "--copied": { field: "copied", least: 1 },
        "--idle": { field: "idleMillis", least: 1 },
        "--quiet": { field: "quietMillis", least: 100 }
      },
      texts: { "--dir": "dir" }
    },
    args
  )
