/** Counts a run of the tests from the report that Vitest writes as JSON. */

interface FileReport {
  readonly status: string
  readonly assertionResults: ReadonlyArray<{ readonly status: string }>
}

export interface Report {
  readonly success: boolean
  readonly testResults: ReadonlyArray<FileReport>
}

export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** A file that fails before its tests are known has failed once: its tests count nowhere else. */
export const tally = (report: Report): Tally => {
  const results = report.testResults.flatMap((file) => file.assertionResults)
  const passed = results.filter((result) => result.status === "passed").length
  const failed = results.filter((result) => result.status === "failed").length
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((result) => result.status === "failed")
  ).length
  return { passed, failed: failed + broken }
}

/** True only where tests ran, all of them passed, and Vitest itself found nothing else to complain about. */
export const isGreen = (report: Report): boolean => {
  const { failed, passed } = tally(report)
  return report.success && failed === 0 && passed > 0
}
