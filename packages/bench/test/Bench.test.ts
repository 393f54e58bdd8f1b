import { assert, describe, it } from "@effect/vitest"
import { bench, timeout } from "./RunBench.ts"

const tiny = ["--files", "50", "--rounds", "5", "--large-mib", "2"]

describe("the bench", { timeout }, () => {
  it("measures every contender and every mark, and leaves nothing behind", async () => {
    const { code, left, output, problems } = await bench([...tiny, "--no-marks", "--json"])
    assert.strictEqual(code, 0, problems)
    const report = JSON.parse(output)
    assert.deepStrictEqual(
      report.rows.map((row: { readonly id: string }) => row.id),
      ["snippets", "hashes", "scan", "promises", "effect", "loop"]
    )
    for (const row of report.rows)
      assert.isTrue(0 < row.leastMs && row.leastMs <= row.medianMs && row.cpuMicrosPerFile > 0, row.title)
    for (const mark of report.marks) assert.isTrue(mark.measured > 0 && mark.verdict === "not judged", mark.title)
    assert.strictEqual(report.marks.length, 9)
    assert.deepStrictEqual(left, [])
  })

  it("exits with 1 and says which mark is missed", async () => {
    const reached = ["over-promises=0", "over-effect=0", "of-loop=1000000", "delay-ms=1000000", "memory-mib=1000000"]
    const marks = reached.flatMap((mark) => ["--mark", mark])
    // How the verdict comes about does not depend on how many processes were measured.
    const quick = [...tiny, "--one-process", ...marks]
    const good = await bench(quick)
    assert.strictEqual(good.code, 0, good.problems)
    assert.include(good.output, "Every mark is reached.")
    const bad = await bench([...quick, "--mark", "memory-mib=1"])
    assert.strictEqual(bad.code, 1, bad.problems)
    assert.match(bad.output, /resident memory +at most 1 MiB +[\d.]+ MiB +missed/)
    assert.strictEqual([...bad.output.matchAll(/ reached$/gm)].length, 8)
  })

  it("leaves nothing behind when it is interrupted", async () => {
    const { code, left, output } = await bench([...tiny, "--rounds", "1000000"], "round 2 ")
    assert.strictEqual(code, 143)
    assert.strictEqual(output, "")
    assert.deepStrictEqual(left, [])
  })

  it("exits with 2 when an argument is not understood, before it measures anything", async () => {
    const { code, output, problems } = await bench(["--round", "5"])
    assert.strictEqual(code, 2)
    assert.match(problems, /^unknown argument --round\n/)
    assert.strictEqual(output, "")
  })

  it("explains itself", async () => {
    const { code, output } = await bench(["--help"])
    assert.strictEqual(code, 0)
    assert.match(output, /^usage: npm run bench/)
  })
})
