/**
 * What the bench of watching found, as a table and against the marks.
 */
import * as Marks from "./Marks.ts"
import { columns, count } from "./Table.ts"
import { type Id, ids, titles } from "./WatchContenders.ts"
import type { Options, Wanted } from "./WatchOptions.ts"
import type { Burst, Trial } from "./WatchTrial.ts"

export interface Samples {
  readonly readyMs: Array<number>
  idlePercent: number
  /** What the heap and the buffers grew by. */
  heapBytes: number
  rssBytes: number
  trial: Trial | undefined
}

export interface Field {
  readonly files: number
  readonly folders: number
  /** Of an entry in the index of ours. */
  readonly indexBytes: number
  readonly samples: ReadonlyMap<Id, Samples>
}

export interface Row {
  readonly id: Id
  readonly readyMs: number
  readonly heapMib: number
  readonly rssMib: number
  /** To the first that was told of a change, and to its event; NaN where none came. */
  readonly hintMs: number
  readonly eventMs: number
  readonly burst: Burst
  readonly copy: Burst
  readonly idlePercent: number
}

export interface Report {
  readonly machine: string
  readonly fileSystem: string
  readonly rounds: number
  readonly fields: ReadonlyArray<{
    readonly files: number
    readonly folders: number
    readonly indexBytes: number
    readonly rows: ReadonlyArray<Row>
  }>
  readonly marks: ReadonlyArray<Marks.Mark>
}

const median = (values: ReadonlyArray<number>): number =>
  values.length === 0 ? Number.NaN : values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const mib = (bytes: number): number => bytes / 1024 / 1024

const nothing: Burst = { lost: 0, duplicates: 0, tailMs: 0 }

export const make = (
  options: Options,
  found: { readonly machine: string; readonly fileSystem: string; readonly fields: ReadonlyArray<Field> }
): Report => {
  const fields = found.fields.map(({ samples, ...field }) => ({ ...field, rows: ids.map((id) => rowOf(id, samples)) }))
  return {
    ...found,
    rounds: options.rounds,
    fields,
    marks: Marks.judge(
      options,
      fields.flatMap(({ files, indexBytes, rows }) => measurementsOf(files, indexBytes, rows))
    )
  }
}

const rowOf = (id: Id, samples: Field["samples"]): Row => {
  const { heapBytes, idlePercent, readyMs, rssBytes, trial } = samples.get(id)!
  return {
    id,
    readyMs: median(readyMs),
    heapMib: mib(heapBytes),
    rssMib: mib(rssBytes),
    hintMs: median(trial?.hintMs ?? []),
    eventMs: median(trial?.eventMs ?? []),
    burst: trial?.burst ?? nothing,
    copy: trial?.copy ?? nothing,
    idlePercent
  }
}

const measurementsOf = (
  files: number,
  indexBytes: number,
  rows: ReadonlyArray<Row>
): ReadonlyArray<Marks.Measurement<keyof Wanted>> => {
  const ours = rows.find(({ id }) => id === "ours")!
  const peer = rows.find(({ id }) => id === "chokidar")!
  const of = (text: string) => `${count(files)} files: ${text}`
  const bound = "at most"
  return [
    {
      name: "ready-of-chokidar",
      title: of("ready over chokidar"),
      bound,
      measured: ours.readyMs / peer.readyMs,
      unit: "×"
    },
    { name: "index-bytes", title: of("index of an entry"), bound, measured: indexBytes, unit: "bytes" },
    {
      name: "hint-of-chokidar",
      title: of("hint over chokidar"),
      bound,
      measured: ours.hintMs / peer.hintMs,
      unit: "×"
    },
    { name: "lost", title: of("burst, lost"), bound, measured: ours.burst.lost, unit: "events" },
    { name: "duplicates", title: of("burst, told twice"), bound, measured: ours.burst.duplicates, unit: "events" },
    { name: "lost", title: of("copy, lost"), bound, measured: ours.copy.lost, unit: "events" },
    { name: "duplicates", title: of("copy, told twice"), bound, measured: ours.copy.duplicates, unit: "events" },
    { name: "idle-percent", title: of("idle"), bound, measured: ours.idlePercent, unit: "%" }
  ]
}

export const toTable = ({ fields, fileSystem, machine, marks, rounds }: Report): string =>
  [
    machine,
    fileSystem,
    ...fields.flatMap(({ files, folders, indexBytes, rows }) => [
      "",
      `${count(files)} files in ${count(folders - 1)} folders, median of ${rounds} starts; index of ours: ${indexBytes.toFixed(0)} bytes an entry`,
      "",
      ...columns([
        [
          "watcher",
          "ready ms",
          "hint ms",
          "event ms",
          "burst lost",
          "twice",
          "tail ms",
          "copy lost",
          "twice",
          "tail ms",
          "idle %",
          "heap MiB",
          "RSS MiB"
        ],
        ...rows.map((row) => [
          titles[row.id],
          row.readyMs.toFixed(0),
          row.hintMs.toFixed(2),
          row.eventMs.toFixed(2),
          ...burstCells(row.burst),
          ...burstCells(row.copy),
          row.idlePercent.toFixed(3),
          row.heapMib.toFixed(1),
          row.rssMib.toFixed(0)
        ])
      ])
    ]),
    "",
    ...Marks.table(marks),
    "",
    Marks.summary(marks)
  ].join("\n")

const burstCells = ({ duplicates, lost, tailMs }: Burst): ReadonlyArray<string> => [
  count(lost),
  count(duplicates),
  tailMs.toFixed(0)
]
