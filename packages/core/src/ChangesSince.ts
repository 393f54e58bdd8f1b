/**
 * What a watcher tells those who were away.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileChangeEvent } from "./FileChangeEvent.ts"

/**
 * What happened after a cursor. Applying `events` in order to the model that the cursor stands for gives the disk as it was
 * at `cursor`; with `fresh` they are to be applied to an empty model, since what the old cursor stands for is not known
 * (any more): then they tell every entry as `Created`.
 *
 * @example
 * ```ts
 * import type { ChangesSince } from "@ploke/core"
 *
 * const nothingHappened: ChangesSince = { cursor: "4f9a:17", fresh: false, events: [] }
 * ```
 *
 * @since 0.1.0
 */
export const ChangesSince = Schema.Struct({
  /** Where to go on from: `instance:sequence`. */
  cursor: Schema.String,
  fresh: Schema.Boolean,
  events: Schema.Array(FileChangeEvent)
})

/**
 * What happened after a cursor: a plain object.
 *
 * @since 0.1.0
 */
export type ChangesSince = typeof ChangesSince.Type
