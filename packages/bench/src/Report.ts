/**
 * From samples to rows and marks, and from those to a table that a person reads or to JSON. Plain functions.
 */
import { type ContenderId, contenderIds, titles } from "./Contenders.ts"
import { fileBytes } from "./Corpus.ts"
import type { Sample } from "./Lane.ts"
import type { LargeFileResult } from "./LargeFile.ts"
import * as Marks from "./Marks.ts"
import type { Options, Wanted } from "./Options.ts"
import { median, type Samples } from "./Rounds.ts"
import { columns, count } from "./Table.ts"

export interface Row {
  readonly id: ContenderId
  readonly title: string
  readonly medianMs: number
  readonly leastMs: number
  readonly mostMs: number
  readonly microsPerFile: number
  /** The time of all cores together, in microseconds per file. */
  readonly cpuMicrosPerFile: number
  readonly mibPerSecond: number
}

export interface Report {
  readonly machine: string
  readonly files: number
  readonly rounds: number
  readonly rows: ReadonlyArray<Row>
  readonly marks: ReadonlyArray<Marks.Mark>
  /** The longest delay of the event loop in any round, in milliseconds. */
  readonly worstDelayMs: number
  readonly large: LargeFileResult & { readonly sizeMib: number }
}

export interface Measured {
  readonly machine: string
  readonly times: Samples<ContenderId>
  readonly delays: Samples<ContenderId>
  readonly large: LargeFileResult
}

export const make = (options: Options, measured: Measured): Report => ({
  machine: measured.machine,
  files: options.files,
  rounds: options.rounds,
  rows: contenderIds.map((id) => toRow(id, measured.times.get(id)!, options.files)),
  marks: judge(options, measured),
  worstDelayMs: Math.max(...[...measured.delays.values()].flatMap(millisOf)),
  large: { ...measured.large, sizeMib: options.largeMib }
})

const toRow = (id: ContenderId, samples: ReadonlyArray<Sample>, files: number): Row => {
  const millis = millisOf(samples)
  const medianMs = median(millis)
  return {
    id,
    title: titles[id],
    medianMs,
    leastMs: Math.min(...millis),
    mostMs: Math.max(...millis),
    microsPerFile: (medianMs * 1000) / files,
    cpuMicrosPerFile: (median(samples.map((sample) => sample.cpuMillis)) * 1000) / files,
    mibPerSecond: (files * fileBytes) / (1024 * 1024) / (medianMs / 1000)
  }
}

const millisOf = (samples: ReadonlyArray<Sample>): ReadonlyArray<number> => samples.map((sample) => sample.millis)

const ours: ReadonlyArray<readonly [id: ContenderId, name: string]> = [
  ["snippets", "readSnippets"],
  ["hashes", "hashFiles"]
]

const judge = (options: Options, { delays, large, times }: Measured): ReadonlyArray<Marks.Mark> => {
  const of = (id: ContenderId) => median(millisOf(times.get(id)!))
  const delay = (id: ContenderId) => median(millisOf(delays.get(id)!))
  const mark = (
    name: keyof Wanted,
    title: string,
    bound: Marks.Mark["bound"],
    unit: Marks.Mark["unit"],
    measured: number
  ) => ({ name, title, bound, measured, unit })
  return Marks.judge(options, [
    ...ours.flatMap(([id, name]) => [
      mark("over-promises", `${name}: speed over fs.promises`, "at least", "×", of("promises") / of(id)),
      mark("over-effect", `${name}: speed over Effect's FileSystem`, "at least", "×", of("effect") / of(id)),
      mark("of-loop", `${name}: time over the synchronous loop`, "at most", "×", of(id) / of("loop"))
    ]),
    ...ours.map(([id, name]) =>
      mark("delay-ms", `${name}: longest delay of the event loop`, "at most", "ms", delay(id))
    ),
    mark("memory-mib", "hashFile of the large file: resident memory", "at most", "MiB", large.peakMib)
  ])
}

export const toTable = (report: Report): string => {
  const { files, large, machine, marks, rounds, rows, worstDelayMs } = report
  return [
    machine,
    `${count(files)} files of ${fileBytes / 1024} KiB from a warm page cache; medians of ${rounds} interleaved rounds`,
    "",
    ...columns([
      ["", "median", "least", "most", "per file", "CPU", "throughput"],
      ...rows.map((row) => [
        row.title,
        `${row.medianMs.toFixed(1)} ms`,
        `${row.leastMs.toFixed(1)} ms`,
        `${row.mostMs.toFixed(1)} ms`,
        `${row.microsPerFile.toFixed(1)} µs`,
        `${row.cpuMicrosPerFile.toFixed(1)} µs`,
        `${row.mibPerSecond.toFixed(0)} MiB/s`
      ])
    ]),
    "",
    ...Marks.table(marks),
    "",
    "CPU is the time of all cores together, per file: the peers work on several at once.",
    `Delays are medians of the longest in each round; the longest of all was ${worstDelayMs.toFixed(1)} ms.`,
    `The large file: ${large.sizeMib} MiB in ${large.millis.toFixed(0)} ms; of ${large.peakMib.toFixed(1)} MiB resident, ` +
      `${large.startMib.toFixed(1)} were there before its first byte was read.`,
    Marks.summary(marks)
  ].join("\n")
}
