/**
 * A bench as the program sees it: arguments that it understands, what it measures, and how that is told.
 */
import type { Common, Parsed } from "./Arguments.ts"
import { isMissed, type Mark } from "./Marks.ts"

export interface Bench<Options extends Common, Report> {
  readonly usage: string
  readonly parse: (args: ReadonlyArray<string>) => Parsed<Options>
  readonly measure: (options: Options) => Promise<Report>
  readonly toTable: (report: Report) => string
}

/** Tells how far it has got, beside the report. */
export const tell = (text: string): void => void process.stderr.write(`${text}\n`)

/** Does what the arguments say, prints the report, and gives the exit code. */
export const conduct = async <Options extends Common, Report extends { readonly marks: ReadonlyArray<Mark> }>(
  bench: Bench<Options, Report>,
  args: ReadonlyArray<string>
): Promise<number> => {
  const parsed = bench.parse(args)
  if (parsed._tag === "Help") {
    console.log(bench.usage)
    return 0
  }
  if (parsed._tag === "Refused") {
    console.error(`${parsed.why}\n\n${bench.usage}`)
    return 2
  }
  try {
    const report = await bench.measure(parsed.options)
    console.log(parsed.options.output === "json" ? JSON.stringify(report, undefined, 2) : bench.toTable(report))
    return isMissed(report.marks) ? 1 : 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}
