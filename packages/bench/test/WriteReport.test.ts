import { assert, describe, it } from "@effect/vitest"
import type { ContenderId } from "../src/WriteContenders.ts"
import { parse } from "../src/WriteOptions.ts"
import * as WriteReport from "../src/WriteReport.ts"

const samplesOf = (millis: Partial<Record<ContenderId, ReadonlyArray<number>>>) =>
  new Map(
    Object.entries(millis).map(([id, turns]) => [
      id as ContenderId,
      turns.map((each) => ({ millis: each, cpuMillis: each / 2 }))
    ])
  )

// The disk was three times as slow in the second round.
const small = samplesOf({
  ours: [200, 600, 220],
  minimal: [200, 600, 200],
  "write-file-atomic": [100, 300, 100],
  atomically: [400, 1200, 400]
})
const large = samplesOf({ ours: [30, 20, 20], minimal: [20, 20, 20] })
const trace = { port: ["canonicalize", "OpenFolder.sync"], node: ["openSync", "fsync", "openSync", "realpathSync"] }

const reportOf = (args: ReadonlyArray<string>) => {
  const parsed = parse(args)
  if (parsed._tag !== "Run") throw new Error("the arguments are not understood")
  return WriteReport.make(parsed.options, { machine: "a machine", fileSystem: "a disk", small, large, trace })
}

describe("the report of the writes", () => {
  const report = reportOf(["--files", "100"])

  it("has medians of the ratios of each round, and ratios of medians", () => {
    const ours = report.small[0]!
    assert.deepStrictEqual(
      [ours.medianMs, ours.leastMs, ours.mostMs, ours.millisPerFile, ours.cpuMillisPerFile],
      [220, 200, 600, 2.2, 1.1]
    )
    assert.deepStrictEqual([ours.ofMinimal, ours.ofMinimalByMedians], [1, 1.1])
    assert.deepStrictEqual(ours.turnsMs, [200, 600, 220])
  })

  it("judges every mark", () => {
    assert.deepStrictEqual(
      report.marks.map(({ measured, name, verdict }) => [name, measured, verdict]),
      [
        ["of-minimal", 1, "reached"],
        ["of-write-file-atomic", 2, "missed"],
        ["of-atomically", 0.5, "reached"],
        ["calls", 2, "reached"],
        ["large-of-minimal", 1, "reached"]
      ]
    )
  })

  it("tells what was called, and where a call of Node is several of the system", () => {
    const table = WriteReport.toTable(report)
    assert.include(table, "One write takes 2 steps of the port: canonicalize, OpenFolder.sync.")
    assert.include(
      table,
      "These make 4 calls of node:fs, each is one system call, but for realpathSync: 2 × openSync, fsync, realpathSync."
    )
    assert.match(table, /\nAt least one mark is missed\.$/)
  })

  it("judges nothing that is only to be shown", () => {
    assert.match(WriteReport.toTable(reportOf(["--no-marks"])), /\nNo mark was judged\.$/)
  })
})
