/**
 * How a watcher is doing.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { RootState } from "./FileChangeEvent.ts"

/**
 * How one watched root is doing: how many entries are known below it; how many watches of the system it takes, where that
 * can be told; how often it was looked at as a whole since it was first ready (`rescans`), how often notifications may have
 * been lost (`gaps`), and how many folders were found that the system no longer told about (`revived`); how many paths could
 * not be looked at for want of permission or descriptors, so that what changed there is not told yet (`unseen`); which thread
 * reads its notifications; and what keeps it from being `ready`, in words.
 *
 * @example
 * ```ts
 * import type { WatchedRootStatus } from "@ploke/core"
 *
 * const healthy: WatchedRootStatus = {
 *   root: "/repo",
 *   state: "ready",
 *   entries: 1200,
 *   hashed: 1100,
 *   watches: 80,
 *   rescans: 0,
 *   gaps: 0,
 *   revived: 0,
 *   unseen: 0,
 *   hosting: "thread"
 * }
 * ```
 *
 * @since 0.1.0
 */
export const WatchedRootStatus = Schema.Struct({
  root: Schema.String,
  state: RootState,
  entries: Schema.Natural,
  /** How many of the entries are files whose contents are known by their hash. */
  hashed: Schema.Natural,
  watches: Schema.optionalKey(Schema.Natural),
  rescans: Schema.Natural,
  gaps: Schema.Natural,
  revived: Schema.Natural,
  unseen: Schema.Natural,
  hosting: Schema.optionalKey(Schema.Literals(["thread", "worker"])),
  why: Schema.optionalKey(Schema.String)
})

/**
 * How one watched root is doing: a plain object.
 *
 * @since 0.1.0
 */
export type WatchedRootStatus = typeof WatchedRootStatus.Type

/**
 * How one subscriber is doing: how many events wait for it (`depth`), how many may (`capacity`), the most that ever did,
 * and how many it missed because it lagged behind.
 *
 * @example
 * ```ts
 * import type { WatchSubscriberStatus } from "@ploke/core"
 *
 * const idle: WatchSubscriberStatus = { id: 1, depth: 0, highWater: 12, capacity: 16_384, dropped: 0 }
 * ```
 *
 * @since 0.1.0
 */
export const WatchSubscriberStatus = Schema.Struct({
  id: Schema.Natural,
  depth: Schema.Natural,
  highWater: Schema.Natural,
  capacity: Schema.Natural,
  dropped: Schema.Natural
})

/**
 * How one subscriber is doing: a plain object.
 *
 * @since 0.1.0
 */
export type WatchSubscriberStatus = typeof WatchSubscriberStatus.Type

/**
 * How a watcher is doing; `cursor` stands for all that it has told so far.
 *
 * @example
 * ```ts
 * import { WatchStatus } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * const counts = { hints: 0, looks: 0, batches: 0, events: 0, echoes: 0, unchanged: 0, forgotten: 0 }
 * Schema.is(WatchStatus)({ cursor: "4f9a:0", state: "idle", roots: [], subscribers: [], counts }) // true
 * ```
 *
 * @since 0.1.0
 */
export const WatchStatus = Schema.Struct({
  cursor: Schema.String,
  /** `idle` until the first subscriber comes. */
  state: Schema.Literals(["idle", "watching"]),
  roots: Schema.Array(WatchedRootStatus),
  subscribers: Schema.Array(WatchSubscriberStatus),
  counts: Schema.Struct({
    /** What the system told. */
    hints: Schema.Natural,
    /** Entries that were looked at. */
    looks: Schema.Natural,
    /** Times that events were told together. */
    batches: Schema.Natural,
    events: Schema.Natural,
    /** Events that are the echo of a write of this process whose writer is known. */
    echoes: Schema.Natural,
    /** Entries that were looked at and told nothing: touches, repeats, what came and went. */
    unchanged: Schema.Natural,
    /** Own writes that were forgotten before they were seen, because there were too many: they look foreign. */
    forgotten: Schema.Natural
  })
})

/**
 * How a watcher is doing: a plain object.
 *
 * @since 0.1.0
 */
export type WatchStatus = typeof WatchStatus.Type
