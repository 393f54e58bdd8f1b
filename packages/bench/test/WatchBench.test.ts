import { assert, beforeAll, describe, it } from "@effect/vitest"
import { ids } from "../src/WatchContenders.ts"
import type * as WatchReport from "../src/WatchReport.ts"
import { bench, type Ended, timeout } from "./RunBench.ts"

const counts = { files: 12, "more-files": 0, rounds: 1, changes: 1, burst: 10, copied: 8, idle: 1, quiet: 100 }
const tiny = ["watch", ...Object.entries(counts).flatMap(([name, value]) => [`--${name}`, `${value}`])]

const loose = ["ready-of-chokidar", "index-bytes", "hint-of-chokidar", "idle-percent"].flatMap((name) => [
  "--mark",
  `${name}=1000000000`
])

describe("the bench of watching", { timeout }, () => {
  let ended: Ended
  let report: WatchReport.Report
  beforeAll(async () => {
    ended = await bench([...tiny, ...loose, "--json"])
    if (ended.output !== "") report = JSON.parse(ended.output)
  }, timeout)

  it("measures every watcher and every mark, loses nothing, and leaves nothing behind", () => {
    assert.strictEqual(ended.code, 0, ended.problems + ended.output)
    assert.deepStrictEqual(
      report.fields.map(({ files, folders, rows }) => [files, folders, rows.map(({ id }) => id)]),
      [[12, 2, ids]]
    )
    for (const { readyMs } of report.fields.flatMap(({ rows }) => rows)) assert.isAbove(readyMs, 0)
    assert.deepStrictEqual(
      report.marks.map(({ verdict }) => verdict),
      Array.from({ length: 8 }, () => "reached")
    )
    assert.deepStrictEqual(ended.left, [])
  })

  it("exits with 2 when an argument is not understood, before it measures anything", async () => {
    const { code, output, problems } = await bench(["watch", "--warm-up", "5"])
    assert.strictEqual(code, 2)
    assert.match(problems, /^unknown argument --warm-up\n/)
    assert.strictEqual(output, "")
  })

  it("explains itself", async () => {
    const { code, output } = await bench(["watch", "--help"])
    assert.strictEqual(code, 0)
    assert.match(output, /^usage: npm run bench -- watch/)
  })
})
