/** Prints `N passed, N failed` from the JSON report of a test run, and exits with 1 unless all tests passed. */
import { readFileSync } from "node:fs"
import { isGreen, tally, type Report } from "./Tally.ts"

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error("usage: node scripts/summary.ts <report.json>")
  process.exit(2)
}
const report: Report = JSON.parse(readFileSync(path, "utf8"))
const { failed, passed } = tally(report)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = isGreen(report) ? 0 : 1
