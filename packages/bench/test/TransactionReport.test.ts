import { assert, describe, it } from "@effect/vitest"
import type { ContenderId } from "../src/TransactionContenders.ts"
import { parse } from "../src/TransactionOptions.ts"
import * as TransactionReport from "../src/TransactionReport.ts"
import * as TransactionTrace from "../src/TransactionTrace.ts"

const samplesOf = (millis: Partial<Record<ContenderId, ReadonlyArray<number>>>) =>
  new Map(
    Object.entries(millis).map(([id, turns]) => [
      id as ContenderId,
      turns.map((each) => ({ millis: each, cpuMillis: each / 2 }))
    ])
  )

// The disk was three times as slow in the second round.
const inTwo = samplesOf({ transaction: [12, 36, 15], group: [10, 30, 10], minimal: [24, 72, 30] })
const inOne = samplesOf({ transaction: [20, 60, 20], group: [10, 30, 10], minimal: [10, 30, 10] })

const places = ["a", "a", "b"].map((folder) => ({ folder }))
const calls = ["open", "fsync", "fsync", "fsync", "fdatasync", "renameSync", "fsync", "fsync", "close"]

const { acknowledged, over } = TransactionTrace
const trace = TransactionTrace.make(places, [...calls, acknowledged, "write", "fdatasync", over])

const many = [
  { fileBytes: 6144, folders: 10, result: { turnsMs: [900, 100, 300, 200, 200], startMib: 90, peakMib: 120 } },
  { fileBytes: 65_536, folders: 10, result: { turnsMs: [900, 500, 500, 500, 500], startMib: 90, peakMib: 300 } }
]

const reportOf = (args: ReadonlyArray<string>) => {
  const parsed = parse(args)
  if (parsed._tag !== "Run") throw new Error("the arguments are not understood")
  const races = [
    { folders: 2, trace, samples: inTwo },
    { folders: 1, trace, samples: inOne }
  ]
  return TransactionReport.make(parsed.options, { machine: "a machine", fileSystem: "a disk", races, many })
}

describe("the trace of a transaction", () => {
  it("counts what is synced until it is acknowledged, and behind that until it is over", () => {
    assert.deepStrictEqual(trace, { files: 3, folders: 2, node: calls, syncs: 6, syncsBehind: 1 })
  })

  const syncs: ReadonlyArray<readonly [name: string, isSync: boolean]> = [
    ["fsync", true],
    ["fsyncSync", true],
    ["fdatasync", true],
    ["fdatasyncSync", true],
    ["FileHandle.sync", true],
    ["FileHandle.datasync", true],
    ["openSync", false],
    ["readSync", false],
    ["promises.open", false]
  ]
  it.each(syncs)("knows whether %s is a sync", (name, isSync) => {
    assert.strictEqual(TransactionTrace.make(places, [name, acknowledged, over]).syncs, isSync ? 1 : 0)
  })

  it.each([[calls], [[acknowledged]], [[over, acknowledged]]])("refuses what tells no end: %j", (seen) => {
    assert.throws(() => TransactionTrace.make(places, seen), /tells no end/)
  })
})

describe("the report of the transactions", () => {
  const report = reportOf([])

  it("has medians of the ratios of each round, and ratios of medians", () => {
    const [row] = report.races[0]!.rows
    assert.deepStrictEqual(
      [row!.medianMs, row!.leastMs, row!.mostMs, row!.cpuMillis, row!.ofGroup, row!.ofGroupByMedians, row!.ofMinimal],
      [15, 12, 36, 7.5, 1.2, 1.5, 0.5]
    )
    assert.deepStrictEqual(row!.turnsMs, [12, 36, 15])
  })

  it("takes the first transaction over many files for itself", () => {
    const [small] = report.many
    assert.deepStrictEqual([small!.files, small!.medianMs, small!.millisPerFile], [500, 200, 0.4])
    assert.match(
      TransactionReport.toTable(report),
      /^500 files of 6 KiB in 10 folders +900 ms +200 ms +0\.40 ms +90 MiB +120 MiB$/m
    )
  })

  it("judges every mark", () => {
    assert.deepStrictEqual(
      report.marks.map(({ measured, name, verdict }) => [name, measured, verdict]),
      [
        ["of-group", 1.2, "reached"],
        ["of-minimal", 0.5, "reached"],
        ["extra-syncs", 1, "reached"],
        ["syncs-behind", 1, "reached"],
        ["of-group", 2, "missed"],
        ["of-minimal", 2, "missed"],
        ["extra-syncs", 1, "reached"],
        ["syncs-behind", 1, "reached"],
        ["memory-mib", 120, "reached"],
        ["memory-mib", 300, "missed"]
      ]
    )
  })

  it("tells how often is synced, and what was called", () => {
    const table = TransactionReport.toTable(report)
    assert.include(
      table,
      "3 files in 2 folders take 6 syncs until the acknowledgement and 1 behind it; 9 calls of node:fs until then, " +
        "each is one system call: open, 5 × fsync, fdatasync, renameSync, close."
    )
    assert.match(table, /\nAt least one mark is missed\.$/)
  })

  it("judges nothing that is only to be shown", () => {
    assert.match(TransactionReport.toTable(reportOf(["--no-marks"])), /\nNo mark was judged\.$/)
  })
})
