/**
 * The port to whatever the operating system tells of changes. What comes from it are hints: something may have happened
 * at a path. Nobody is told anything before the disk was looked at, so a hint too many does no harm.
 *
 * Promised to the engine: from the moment that `open` succeeded a hint comes for every change below the root, or a `Lost`
 * that says where one may be missing; hints of one root come in the order of the changes; a hint is given by a plain call,
 * without waiting for anybody; after the scope has closed none comes any more, and no handle, watch, thread or timer is
 * left. Not promised: that a hint comes once, that it names nothing but what changed, or that the path still exists.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import type { IgnoreRules } from "./IgnoreRules.ts"

/**
 * Why notifications may be missing. `overflow`: the queue of the system was full; `stall`: the thread that reads it stood
 * still for so long that it may have been; `watch-limit`, `descriptor-limit`: the system grants no more; `backend`: the
 * source failed in another way.
 *
 * @since 0.1.0
 */
export type LossReason = "overflow" | "stall" | "watch-limit" | "descriptor-limit" | "backend"

/**
 * What a source tells.
 *
 * @since 0.1.0
 */
export type Hint =
  /** Something may have happened at this path. `first`: it comes from the system itself, in the order of the changes. */
  | { readonly _tag: "Dirty"; readonly path: string; readonly first: boolean }
  /** Notifications may be missing, below this path. */
  | { readonly _tag: "Lost"; readonly path: string; readonly why: LossReason; readonly detail: string }

/**
 * How a root is to be watched.
 *
 * @since 0.1.0
 */
export interface WatchRequest {
  /** What need not be watched; the engine leaves it out in any case. */
  readonly ignore: IgnoreRules
  /** Where the source does its work: in the calling thread, in one of its own, or wherever it is better. */
  readonly hosting: "auto" | "thread" | "worker"
  /** Takes the hints; called synchronously. */
  readonly hint: (hint: Hint) => void
}

/**
 * A folder as the index of the watcher knows it.
 *
 * @since 0.1.0
 */
export interface WatchedFolder {
  readonly path: string
  readonly inode: number
}

/**
 * A root that is being watched.
 *
 * @since 0.1.0
 */
export interface WatchedRoot {
  /** Where the source does its work. */
  readonly hosting: Effect.Effect<"thread" | "worker">
  /** How many watches of the system it takes; undefined where that cannot be told. */
  readonly watches: Effect.Effect<number | undefined>
  /** Which of these folders are not watched (any more), as far as the system tells; undefined where it tells nothing. */
  readonly dead: (folders: ReadonlyArray<WatchedFolder>) => Effect.Effect<ReadonlyArray<WatchedFolder> | undefined>
  /** Watches folders again that are dead. What happened in them meanwhile is for the caller to find out. */
  readonly revive: (folders: ReadonlyArray<string>) => Effect.Effect<void>
}

/**
 * Watches folders with all that is below them.
 *
 * @since 0.1.0
 */
export interface WatchSource {
  /**
   * Watches a root, given by its canonical path, for the scope; succeeds when all of it is being watched, or `Lost` was
   * said of what is not.
   */
  readonly open: (root: string, request: WatchRequest) => Effect.Effect<WatchedRoot, AccessFailure, Scope.Scope>
  /** What an administrator does about a reason, in a sentence; undefined where nothing is known. */
  readonly advice: (why: LossReason) => string | undefined
}

/**
 * The source in force when `WatchService` is built. Without a layer there is none, and whoever subscribes is told so;
 * `@ploke/io-node` provides one.
 *
 * @since 0.1.0
 */
export const WatchSource: Context.Reference<WatchSource> = Context.Reference<WatchSource>("@ploke/io/WatchSource", {
  defaultValue: () => ({
    open: () => Effect.fail(accessFailure("ENOSYS", "watch")),
    advice: () => undefined
  })
})
