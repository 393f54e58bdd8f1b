/**
 * Text in columns, as a terminal shows it.
 */

/** The first column to the left, the others to the right, the last one as it is. */
export const columns = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join("  ")
      .trimEnd()
  )
}

export const count = (value: number): string => value.toLocaleString("en-US")
