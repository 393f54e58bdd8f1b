/**
 * What a watcher tells about the files below its roots.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileHash } from "./FileHash.ts"
import { OriginId } from "./Ids.ts"

/**
 * What kind of entry changed.
 *
 * @example
 * ```ts
 * import { EntryKind } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(EntryKind)("directory") // true
 * ```
 *
 * @since 0.1.0
 */
export const EntryKind = Schema.Literals(["file", "directory", "symlink"])

/**
 * What kind of entry changed.
 *
 * @since 0.1.0
 */
export type EntryKind = typeof EntryKind.Type

/**
 * How a watched root is doing.
 *
 * @example
 * ```ts
 * import { RootState } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(RootState)("ready") // true
 * ```
 *
 * @since 0.1.0
 */
export const RootState = Schema.Literals(["scanning", "ready", "degraded", "lost", "removed"])

/**
 * How a watched root is doing.
 *
 * @since 0.1.0
 */
export type RootState = typeof RootState.Type

const entryFields = {
  path: Schema.String,
  entry: EntryKind,
  hash: Schema.optionalKey(FileHash),
  previousHash: Schema.optionalKey(FileHash),
  origin: Schema.optionalKey(OriginId),
  /** Counts the events of one watcher; a later event has a greater number. */
  sequence: Schema.Natural,
  /** Milliseconds since 1970-01-01 UTC. */
  observedAt: Schema.Finite
}

/**
 * What changed below the watched roots.
 *
 * `Created`, `Modified`, `Removed` and `Renamed` tell about one entry each; applying them in order to a map from path to
 * hash gives the disk. `Gap` says that events may have been lost below a root; after one with `recovered` a rescan has
 * told everything that differs (`found` entries). `Root` tells how a root is doing. `observedAt` is in milliseconds since
 * 1970 (UTC). `FileChangeEvent.match` and `FileChangeEvent.guards` take events apart.
 *
 * @example
 * ```ts
 * import { FileChangeEvent } from "@ploke/core"
 *
 * const event: FileChangeEvent = {
 *   _tag: "Modified",
 *   change: "content",
 *   path: "/repo/a.ts",
 *   entry: "file",
 *   sequence: 7,
 *   observedAt: 1_790_000_000_000
 * }
 * FileChangeEvent.guards.Modified(event) // true
 * ```
 *
 * @since 0.1.0
 */
export const FileChangeEvent = Schema.TaggedUnion({
  Created: entryFields,
  Modified: { ...entryFields, change: Schema.Literals(["content", "replaced"]) },
  Removed: entryFields,
  Renamed: { ...entryFields, oldPath: Schema.String, contentChanged: Schema.Boolean },
  Gap: {
    root: Schema.String,
    why: Schema.String,
    recovered: Schema.Boolean,
    found: Schema.Natural,
    sequence: Schema.Natural
  },
  Root: { root: Schema.String, state: RootState, sequence: Schema.Natural }
})

/**
 * What changed below the watched roots: a plain object with a `_tag`.
 *
 * @since 0.1.0
 */
export type FileChangeEvent = typeof FileChangeEvent.Type
