import { assert, describe, it } from "@effect/vitest"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { run, temporaryFolder } from "./Child.ts"
import { type Report } from "./Tally.ts"

const file = (status: string, ...statuses: ReadonlyArray<string>) => ({
  status,
  assertionResults: statuses.map((entry) => ({ status: entry }))
})

describe("the closing line", () => {
  const cases: ReadonlyArray<readonly [fact: string, report: Report, line: string, code: number]> = [
    [
      "counts what passed",
      { success: true, testResults: [file("passed", "passed", "passed"), file("passed", "passed")] },
      "3 passed, 0 failed",
      0
    ],
    [
      "counts what failed",
      { success: false, testResults: [file("failed", "passed", "failed"), file("passed", "passed")] },
      "2 passed, 1 failed",
      1
    ],
    [
      "counts a file that did not load as one failure",
      { success: false, testResults: [file("failed"), file("failed", "passed"), file("passed", "passed")] },
      "2 passed, 2 failed",
      1
    ],
    [
      "is red where Vitest is red for another reason",
      { success: false, testResults: [file("passed", "passed")] },
      "1 passed, 0 failed",
      1
    ],
    ["is red where nothing ran", { success: true, testResults: [] }, "0 passed, 0 failed", 1]
  ]
  it.each(cases)("%s", async (_, report, line, code) => {
    const path = join(temporaryFolder("ploke-summary"), "report.json")
    writeFileSync(path, JSON.stringify(report))
    const result = await run(process.execPath, ["scripts/summary.ts", path], { output: "capture" })
    assert.deepStrictEqual(result, { code, output: `${line}\n` })
  })
})
