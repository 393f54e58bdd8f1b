import { assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { largeIds, smallIds } from "../src/WriteContenders.ts"
import type * as WriteReport from "../src/WriteReport.ts"
import { bench, type Ended, timeout } from "./RunBench.ts"

const tiny = ["--files", "7", "--folders", "2", "--rounds", "5", "--large-mib", "1", "--large-rounds", "5"]

const timeMarks = ["of-minimal", "of-write-file-atomic", "of-atomically", "large-of-minimal"]
const reached = [...timeMarks, "calls"].flatMap((name) => ["--mark", `${name}=1000000`])

describe("the bench of the writes", { timeout }, () => {
  let ended: Ended
  let report: WriteReport.Report
  beforeAll(async () => {
    ended = await bench(["writes", ...tiny, ...reached, "--json"])
    if (ended.code === 0) report = JSON.parse(ended.output)
  }, timeout)

  it("measures every contender and every mark, and leaves nothing behind", () => {
    assert.strictEqual(ended.code, 0, ended.problems)
    const idsOf = (rows: ReadonlyArray<WriteReport.Row>) => rows.map((row) => row.id)
    assert.deepStrictEqual(idsOf(report.small), smallIds)
    assert.deepStrictEqual(idsOf(report.large), largeIds)
    for (const row of [...report.small, ...report.large])
      assert.isTrue(0 < row.leastMs && row.leastMs <= row.medianMs && row.medianMs <= row.mostMs, row.title)
    for (const mark of report.marks) assert.isTrue(mark.measured > 0 && mark.verdict === "reached", mark.title)
    assert.strictEqual(report.marks.length, 5)
    assert.deepStrictEqual(ended.left, [])
  })

  it("traces what one write does, and nothing that is done once", () => {
    const { node, port } = report.trace
    const times = (names: ReadonlyArray<string>, pattern: RegExp) => names.filter((name) => pattern.test(name)).length
    for (const step of ["OpenFolder.create", "NewFile.sync", "OpenFolder.rename", "OpenFolder.sync"])
      assert.strictEqual(port.filter((name) => name === step).length, 1, step)
    assert.strictEqual(times(port, /^OpenFolder\.entries$/), 0, "what dead processes left is looked for once")
    assert.strictEqual(times(node, /^rename(Sync)?$/), 1)
    assert.strictEqual(times(node, /^f(data)?sync(Sync)?$/), 2)
    assert.isAtLeast(times(node, /^writev?(Sync)?$/), 1)
    assert.isAtLeast(node.length, port.length)
  })

  it("exits with 1 and says which mark is missed", async () => {
    const { code, output, problems } = await bench(["writes", ...tiny, ...reached, "--mark", "calls=1"])
    assert.strictEqual(code, 1, problems)
    assert.match(output, /^mark +wanted +measured$/m)
    assert.match(output, /steps of the port +at most 1 steps +\d+ steps +missed/)
    assert.strictEqual([...output.matchAll(/ reached$/gm)].length, 4)
    assert.match(output, /\nAt least one mark is missed\.\n$/)
  })

  it("writes where it is told to, and leaves nothing behind when it is interrupted", async () => {
    const dir = mkdtempSync(join(realpathSync(tmpdir()), "ploke-bench-dir-"))
    try {
      const args = ["writes", ...tiny, "--rounds", "1000000", "--dir", dir]
      const { code, left, output, problems } = await bench(args, "round 2 ")
      assert.strictEqual(code, 143)
      assert.include(problems, dir)
      assert.strictEqual(output, "")
      assert.deepStrictEqual([...left, ...readdirSync(dir)], [])
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it("exits with 1 where nothing can be written", async () => {
    const { code, output, problems } = await bench(["writes", ...tiny, "--dir", "/nowhere/at/all"])
    assert.strictEqual(code, 1)
    assert.match(problems, /^ENOENT/)
    assert.strictEqual(output, "")
  })

  it("exits with 2 when an argument is not understood, before it measures anything", async () => {
    const { code, output, problems } = await bench(["writes", "--one-process"])
    assert.strictEqual(code, 2)
    assert.match(problems, /^unknown argument --one-process\n/)
    assert.strictEqual(output, "")
  })

  it("explains itself", async () => {
    const { code, output } = await bench(["writes", "--help"])
    assert.strictEqual(code, 0)
    assert.match(output, /^usage: npm run bench -- writes/)
  })
})
