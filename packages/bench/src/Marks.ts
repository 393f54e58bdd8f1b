/**
 * The marks of a run: what was wanted, what was measured, and whether that is enough. Plain functions.
 */
import type { Common } from "./Arguments.ts"
import { columns } from "./Table.ts"

export interface Mark {
  readonly name: string
  readonly title: string
  readonly bound: "at least" | "at most"
  readonly wanted: number
  readonly measured: number
  readonly unit: "×" | "ms" | "MiB" | "steps" | "syncs" | "bytes" | "%" | "events"
  readonly verdict: "reached" | "missed" | "not judged"
}

/** What was measured of a mark. */
export type Measurement<Name extends string> = Omit<Mark, "name" | "wanted" | "verdict"> & { readonly name: Name }

export const judge = <Wanted extends Common["wanted"]>(
  { marks, wanted }: Pick<Common, "marks"> & { readonly wanted: Wanted },
  measurements: ReadonlyArray<Measurement<keyof Wanted & string>>
): ReadonlyArray<Mark> =>
  measurements.map((measurement) => {
    const { bound, measured, name } = measurement
    const value = wanted[name]!
    const isReached = bound === "at least" ? measured >= value : measured <= value
    return {
      ...measurement,
      wanted: value,
      verdict: marks === "shown" ? "not judged" : isReached ? "reached" : "missed"
    }
  })

export const isMissed = (marks: ReadonlyArray<Mark>): boolean => marks.some((mark) => mark.verdict === "missed")

// What is counted has no fractions.
const wholeUnits = new Set<Mark["unit"]>(["steps", "syncs", "bytes", "events"])

export const table = (marks: ReadonlyArray<Mark>): ReadonlyArray<string> =>
  columns([
    ["mark", "wanted", "measured", ""],
    ...marks.map(({ bound, measured, title, unit, verdict, wanted }) => [
      title,
      `${bound} ${wanted} ${unit}`,
      `${measured.toFixed(wholeUnits.has(unit) ? 0 : 2)} ${unit}`,
      verdict
    ])
  ])

/** The last line of a report. */
export const summary = (marks: ReadonlyArray<Mark>): string => {
  if (isMissed(marks)) return "At least one mark is missed."
  return marks.every((mark) => mark.verdict === "reached") ? "Every mark is reached." : "No mark was judged."
}
