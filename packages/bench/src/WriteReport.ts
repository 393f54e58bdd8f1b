/**
 * From samples of writes to rows and marks, and from those to a table that a person reads or to JSON. Plain functions.
 */
import { fileBytes } from "./Corpus.ts"
import * as Marks from "./Marks.ts"
import { median, millisOf, ratio, type Samples } from "./Rounds.ts"
import { columns, count } from "./Table.ts"
import { type ContenderId, titles } from "./WriteContenders.ts"
import { middleBytes } from "./WriteCorpus.ts"
import type { Options, Wanted } from "./WriteOptions.ts"
import * as WriteTrace from "./WriteTrace.ts"

export interface Row {
  readonly id: ContenderId
  readonly title: string
  readonly medianMs: number
  readonly leastMs: number
  readonly mostMs: number
  readonly millisPerFile: number
  /** The time of all cores together, in milliseconds per file. */
  readonly cpuMillisPerFile: number
  /** The median of what each turn was in times of the minimal sequence's turn of the same round. */
  readonly ofMinimal: number
  /** The median in times of the median of the minimal sequence. */
  readonly ofMinimalByMedians: number
  /** Every turn, in milliseconds, in the order of the rounds. */
  readonly turnsMs: ReadonlyArray<number>
}

export interface Report {
  readonly machine: string
  readonly fileSystem: string
  readonly files: number
  readonly folders: number
  readonly rounds: number
  readonly largeMib: number
  readonly largeRounds: number
  readonly small: ReadonlyArray<Row>
  readonly large: ReadonlyArray<Row>
  readonly trace: WriteTrace.Trace
  readonly marks: ReadonlyArray<Marks.Mark>
}

export interface Measured {
  readonly machine: string
  readonly fileSystem: string
  readonly small: Samples<ContenderId>
  readonly large: Samples<ContenderId>
  readonly trace: WriteTrace.Trace
}

export const make = (options: Options, { fileSystem, large, machine, small, trace }: Measured): Report => ({
  machine,
  fileSystem,
  files: options.files,
  folders: Math.min(options.folders, options.files),
  rounds: options.rounds,
  largeMib: options.largeMib,
  largeRounds: options.largeRounds,
  small: toRows(small, options.files),
  large: toRows(large, 1),
  trace,
  marks: judge(options, small, large, trace)
})

const toRows = (samples: Samples<ContenderId>, files: number): ReadonlyArray<Row> =>
  [...samples].map(([id, turns]) => {
    const millis = millisOf(samples, id)
    const medianMs = median(millis)
    return {
      id,
      title: titles[id],
      medianMs,
      leastMs: Math.min(...millis),
      mostMs: Math.max(...millis),
      millisPerFile: medianMs / files,
      cpuMillisPerFile: median(turns.map((turn) => turn.cpuMillis)) / files,
      ofMinimal: ratio(samples, id, "minimal"),
      ofMinimalByMedians: medianMs / median(millisOf(samples, "minimal")),
      turnsMs: millis
    }
  })

const judge = (
  options: Options,
  small: Samples<ContenderId>,
  large: Samples<ContenderId>,
  { port }: WriteTrace.Trace
): ReadonlyArray<Marks.Mark> => {
  const times = (name: keyof Wanted, title: string, measured: number) =>
    ({ name, title, bound: "at most", unit: "×", measured }) as const
  return Marks.judge(options, [
    times("of-minimal", "writeSnippets: time over the minimal loop, one by one", ratio(small, "ours", "minimal")),
    times(
      "of-write-file-atomic",
      "writeSnippets: time over write-file-atomic, all at once",
      ratio(small, "ours", "write-file-atomic")
    ),
    times("of-atomically", "writeSnippets: time over atomically, all at once", ratio(small, "ours", "atomically")),
    { name: "calls", title: "writeSnippet: steps of the port", bound: "at most", unit: "steps", measured: port.length },
    times("large-of-minimal", "the large file: time over the minimal sequence", ratio(large, "ours", "minimal"))
  ])
}

export const toTable = (report: Report): string => {
  const { files, fileSystem, folders, large, largeMib, largeRounds, machine, marks, rounds, small, trace } = report
  return [
    machine,
    fileSystem,
    `${count(files)} files of ${fileBytes / 1024} KiB in ${folders} folders; medians of ${rounds} interleaved rounds`,
    "",
    ...table(small),
    "",
    `one file of ${largeMib} MiB; medians of ${largeRounds} interleaved rounds`,
    "",
    ...table(large),
    "",
    ...Marks.table(marks),
    "",
    `One write takes ${trace.port.length} steps of the port: ${WriteTrace.describe(trace.port)}.`,
    `These make ${trace.node.length} calls of node:fs, ${WriteTrace.describeSystemCalls(trace.node)}: ${WriteTrace.describe(trace.node)}.`,
    `We get a hash and ${middleBytes} new bytes for the middle of each file, the others its whole new contents.`,
    "The minimal sequence of the marks is the one with fs.promises, one by one. Ratios are medians of those of each round.",
    Marks.summary(marks)
  ].join("\n")
}

const table = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  columns([
    ["", "median", "least", "most", "per file", "CPU", "of minimal", "by medians"],
    ...rows.map((row) => [
      row.title,
      `${row.medianMs.toFixed(1)} ms`,
      `${row.leastMs.toFixed(1)} ms`,
      `${row.mostMs.toFixed(1)} ms`,
      `${row.millisPerFile.toFixed(2)} ms`,
      `${row.cpuMillisPerFile.toFixed(2)} ms`,
      `${row.ofMinimal.toFixed(2)} ×`,
      `${row.ofMinimalByMedians.toFixed(2)} ×`
    ])
  ])
