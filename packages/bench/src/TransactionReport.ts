/**
 * From samples of transactions to rows and marks, and from those to a table that a person reads or to JSON. Plain functions.
 */
import { fileBytes } from "./Corpus.ts"
import type { ManyFilesResult } from "./ManyFiles.ts"
import * as Marks from "./Marks.ts"
import { median, millisOf, ratio, type Samples } from "./Rounds.ts"
import { columns, count } from "./Table.ts"
import { type ContenderId, titles } from "./TransactionContenders.ts"
import type { Options, Wanted } from "./TransactionOptions.ts"
import type { Trace } from "./TransactionTrace.ts"
import { middleBytes } from "./WriteCorpus.ts"
import * as WriteTrace from "./WriteTrace.ts"

export interface Row {
  readonly id: ContenderId
  readonly title: string
  readonly medianMs: number
  readonly leastMs: number
  readonly mostMs: number
  /** The time of all cores together, in milliseconds. */
  readonly cpuMillis: number
  /** The median of what each turn was in times of the turn of the group, or of the minimal sequence, of the same round. */
  readonly ofGroup: number
  readonly ofMinimal: number
  /** The median in times of the median of the group. */
  readonly ofGroupByMedians: number
  /** Every turn, in milliseconds, in the order of the rounds. */
  readonly turnsMs: ReadonlyArray<number>
}

/** What was measured over the same files in so many folders. */
export interface Race {
  readonly folders: number
  readonly trace: Trace
  readonly samples: Samples<ContenderId>
}

/** What was measured over many files of one size. */
export interface Many {
  readonly fileBytes: number
  readonly folders: number
  readonly result: ManyFilesResult
}

export interface ManyRow extends ManyFilesResult {
  readonly files: number
  readonly folders: number
  readonly fileBytes: number
  readonly medianMs: number
  readonly millisPerFile: number
}

export interface Report {
  readonly machine: string
  readonly fileSystem: string
  readonly files: number
  readonly rounds: number
  readonly races: ReadonlyArray<{
    readonly folders: number
    readonly trace: Trace
    readonly rows: ReadonlyArray<Row>
  }>
  readonly many: ReadonlyArray<ManyRow>
  readonly marks: ReadonlyArray<Marks.Mark>
}

export interface Measured {
  readonly machine: string
  readonly fileSystem: string
  readonly races: ReadonlyArray<Race>
  readonly many: ReadonlyArray<Many>
}

export const make = (options: Options, { fileSystem, machine, many, races }: Measured): Report => ({
  machine,
  fileSystem,
  files: options.files,
  rounds: options.rounds,
  races: races.map(({ folders, samples, trace }) => ({ folders, trace, rows: toRows(samples) })),
  many: many.map((each) => toManyRow(each, options.manyFiles)),
  marks: judge(options, races, many)
})

const toRows = (samples: Samples<ContenderId>): ReadonlyArray<Row> =>
  [...samples].map(([id, turns]) => {
    const turnsMs = millisOf(samples, id)
    return {
      id,
      title: titles[id],
      medianMs: median(turnsMs),
      leastMs: Math.min(...turnsMs),
      mostMs: Math.max(...turnsMs),
      cpuMillis: median(turns.map((turn) => turn.cpuMillis)),
      ofGroup: ratio(samples, id, "group"),
      ofMinimal: ratio(samples, id, "minimal"),
      ofGroupByMedians: median(turnsMs) / median(millisOf(samples, "group")),
      turnsMs
    }
  })

// The first transaction is not what the next ones cost.
const toManyRow = ({ fileBytes, folders, result }: Many, files: number): ManyRow => {
  const medianMs = median(result.turnsMs.slice(1))
  return { ...result, files, folders, fileBytes, medianMs, millisPerFile: medianMs / files }
}

const judge = (options: Options, races: ReadonlyArray<Race>, many: ReadonlyArray<Many>): ReadonlyArray<Marks.Mark> => {
  const mark = (name: keyof Wanted, title: string, unit: Marks.Mark["unit"], measured: number) =>
    ({ name, title, bound: "at most", unit, measured }) as const
  return Marks.judge(options, [
    ...races.flatMap(({ folders, samples, trace }) => {
      const where = inFolders(folders)
      const extra = trace.syncs - trace.files - trace.folders
      return [
        mark("of-group", `${where}: time over the group`, "×", ratio(samples, "transaction", "group")),
        mark(
          "of-minimal",
          `${where}: time over the minimal loop, one by one`,
          "×",
          ratio(samples, "transaction", "minimal")
        ),
        mark("extra-syncs", `${where}: syncs beyond one for each file and folder`, "syncs", extra),
        mark("syncs-behind", `${where}: syncs behind the acknowledgement`, "syncs", trace.syncsBehind)
      ]
    }),
    ...many.map(({ fileBytes: bytes, result }) =>
      mark("memory-mib", `${manyOf(options.manyFiles, bytes)}: resident memory`, "MiB", result.peakMib)
    )
  ])
}

const inFolders = (folders: number): string => (folders === 1 ? "one folder" : `${folders} folders`)

const manyOf = (files: number, bytes: number): string => `${count(files)} files of ${bytes / 1024} KiB`

export const toTable = ({ fileSystem, files, machine, many, marks, races, rounds }: Report): string =>
  [
    machine,
    fileSystem,
    ...races.flatMap(({ folders, rows }) => [
      `${manyOf(files, fileBytes)} in ${inFolders(folders)}; medians of ${rounds} interleaved rounds`,
      "",
      ...table(rows),
      ""
    ]),
    "one transaction over many files, in a process of its own",
    "",
    ...manyTable(many),
    "",
    ...Marks.table(marks),
    "",
    ...races.map(({ trace }) => describe(trace)),
    `We get a hash and ${middleBytes} new bytes for the middle of each file, the others its whole new contents. Of the`,
    "transaction, the time until it is acknowledged is measured: that it is over is written down behind that. Those that",
    "follow each other wait for it. Ratios are medians of those of each round.",
    Marks.summary(marks)
  ].join("\n")

const describe = ({ files, folders, node, syncs, syncsBehind }: Trace): string =>
  `${files} files in ${inFolders(folders)} take ${syncs} syncs until the acknowledgement and ${syncsBehind} behind it; ` +
  `${node.length} calls of node:fs until then, ${WriteTrace.describeSystemCalls(node)}: ${WriteTrace.describe(node)}.`

const table = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  columns([
    ["", "median", "least", "most", "CPU", "of the group", "by medians", "of minimal"],
    ...rows.map((row) => [
      row.title,
      `${row.medianMs.toFixed(2)} ms`,
      `${row.leastMs.toFixed(2)} ms`,
      `${row.mostMs.toFixed(2)} ms`,
      `${row.cpuMillis.toFixed(2)} ms`,
      `${row.ofGroup.toFixed(2)} ×`,
      `${row.ofGroupByMedians.toFixed(2)} ×`,
      `${row.ofMinimal.toFixed(2)} ×`
    ])
  ])

const manyTable = (rows: ReadonlyArray<ManyRow>): ReadonlyArray<string> =>
  columns([
    ["", "first", "next ones", "per file", "memory before", "peak"],
    ...rows.map((row) => [
      `${manyOf(row.files, row.fileBytes)} in ${inFolders(row.folders)}`,
      `${row.turnsMs[0]!.toFixed(0)} ms`,
      `${row.medianMs.toFixed(0)} ms`,
      `${row.millisPerFile.toFixed(2)} ms`,
      `${row.startMib.toFixed(0)} MiB`,
      `${row.peakMib.toFixed(0)} MiB`
    ])
  ])
