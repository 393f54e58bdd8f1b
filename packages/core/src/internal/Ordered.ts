/**
 * The check that a range does not end before it starts.
 */
import * as Schema from "effect/Schema"

/** The check that every schema with a start and an end has. */
export const isOrdered = Schema.makeFilter(
  (range: { readonly startByte: number; readonly endByte: number }) =>
    range.startByte <= range.endByte
      ? undefined
      : { path: ["endByte"], issue: "Expected endByte to be at least startByte" },
  { expected: "startByte <= endByte" }
)
