/**
 * What the bench of the reads is asked to do.
 */
import * as Arguments from "./Arguments.ts"

/** The marks that a run is measured against, each with the value that is wanted. */
export const wanted = {
  /** How many times faster than `fs.promises.readFile` and SHA-256. */
  "over-promises": 2.5,
  /** How many times faster than Effect's `FileSystem.readFile` and SHA-256. */
  "over-effect": 2.5,
  /** How many times the time of a synchronous loop. */
  "of-loop": 1.6,
  /** The longest delay of the event loop, in milliseconds. */
  "delay-ms": 15,
  /** The resident memory of a process that hashes one large file, in MiB. */
  "memory-mib": 100
}

export type Wanted = Readonly<typeof wanted>

export interface Options extends Arguments.Common {
  readonly files: number
  readonly rounds: number
  readonly largeMib: number
  /** Whether each contender has a process of its own, or all share one. */
  readonly processes: "each" | "one"
  readonly wanted: Wanted
}

const { roundsMin } = Arguments

export const usage = `usage: npm run bench -- [--rounds <n>] [--files <n>] [--large-mib <n>] [--mark <name>=<number>]... [--one-process] [--no-marks] [--json]
       npm run bench -- writes [...]
       npm run bench -- transactions [...]
       npm run bench -- watch [...]

  --rounds <n>             rounds per measurement, at least ${roundsMin} (7)
  --files <n>              files of 6 KiB (5000)
  --large-mib <n>          the size of the one large file, in MiB (200)
  --mark <name>=<number>   wants another value: ${Arguments.listMarks(wanted)}
  --one-process            all contenders in one process, in place of one for each
  --no-marks               measures without judging
  --json                   prints JSON in place of the table
  --help                   shows this and ends
  writes                   measures writes in place of reads; npm run bench -- writes --help tells of them
  transactions             measures transactions in the same way
  watch                    measures watching

exit codes: 0 every mark is reached, 1 a mark is missed or a result is wrong, 2 the arguments were not understood`

const grammar: Arguments.Grammar<Options> = {
  defaults: { files: 5000, rounds: 7, largeMib: 200, output: "table", processes: "each", marks: "judged", wanted },
  flags: { "--one-process": { processes: "one" } },
  counts: {
    "--files": { field: "files", least: 1 },
    "--rounds": { field: "rounds", least: roundsMin },
    "--large-mib": { field: "largeMib", least: 1 }
  }
}

export const parse = (args: ReadonlyArray<string>): Arguments.Parsed<Options> => Arguments.parse(grammar, args)
