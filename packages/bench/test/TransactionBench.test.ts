import { assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { contenderIds } from "../src/TransactionContenders.ts"
import type * as TransactionReport from "../src/TransactionReport.ts"
import { bench, type Ended, timeout } from "./RunBench.ts"

const tiny = ["transactions", "--files", "3", "--rounds", "5", "--warm-up", "1", "--many-files", "7"]

const loose = ["of-group", "of-minimal", "memory-mib"].flatMap((name) => ["--mark", `${name}=1000000`])

describe("the bench of the transactions", { timeout }, () => {
  let ended: Ended
  let report: TransactionReport.Report
  beforeAll(async () => {
    ended = await bench([...tiny, ...loose, "--mark", "extra-syncs=0", "--json"])
    if (ended.code === 1) report = JSON.parse(ended.output)
  }, timeout)

  it("measures every contender and every mark, exits with 1 where one is missed, and leaves nothing behind", () => {
    assert.strictEqual(ended.code, 1, ended.problems)
    assert.deepStrictEqual(
      report.races.map(({ folders, rows }) => [folders, rows.map((row) => row.id)]),
      [
        [2, contenderIds],
        [1, contenderIds]
      ]
    )
    for (const row of report.races.flatMap(({ rows }) => rows))
      assert.isTrue(0 < row.leastMs && row.leastMs <= row.medianMs && row.medianMs <= row.mostMs, row.title)
    for (const { peakMib, startMib, turnsMs } of report.many) {
      assert.isTrue(0 < startMib && startMib <= peakMib)
      assert.strictEqual(turnsMs.length, 5)
    }
    for (const { measured, title, verdict } of report.marks) {
      assert.isAbove(measured, 0, title)
      assert.strictEqual(verdict, title.includes("syncs beyond") ? "missed" : "reached", title)
    }
    assert.strictEqual(report.marks.length, 10)
    assert.deepStrictEqual(ended.left, [])
  })

  it("traces one sync for each file and each folder and one of the journal, and one more behind them", () => {
    assert.deepStrictEqual(
      report.races.map(({ trace: { files, folders, syncs, syncsBehind } }) => [files, folders, syncs, syncsBehind]),
      [
        [3, 2, 6, 1],
        [3, 1, 5, 1]
      ]
    )
    for (const { trace } of report.races) {
      const times = (pattern: RegExp) => trace.node.filter((name) => pattern.test(name)).length
      assert.strictEqual(times(/^fsync(Sync)?$/), trace.files + trace.folders)
      assert.strictEqual(times(/^fdatasync(Sync)?$/), 1)
      assert.strictEqual(times(/^rename(Sync)?$/), trace.files)
      assert.strictEqual(times(/^readdir/), 0, "what dead processes left is looked for once")
    }
  })

  it("writes where it is told to, and leaves nothing behind when it is interrupted", async () => {
    const dir = mkdtempSync(join(realpathSync(tmpdir()), "ploke-bench-dir-"))
    try {
      const args = [...tiny, "--rounds", "1000000", "--dir", dir]
      const { code, left, output, problems } = await bench(args, "round 2 ")
      assert.strictEqual(code, 143)
      assert.include(problems, dir)
      assert.strictEqual(output, "")
      assert.deepStrictEqual([...left, ...readdirSync(dir)], [])
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it("exits with 2 when an argument is not understood, before it measures anything", async () => {
    const { code, output, problems } = await bench(["transactions", "--large-mib", "5"])
    assert.strictEqual(code, 2)
    assert.match(problems, /^unknown argument --large-mib\n/)
    assert.strictEqual(output, "")
  })

  it("explains itself", async () => {
    const { code, output } = await bench(["transactions", "--help"])
    assert.strictEqual(code, 0)
    assert.match(output, /^usage: npm run bench -- transactions/)
  })
})
