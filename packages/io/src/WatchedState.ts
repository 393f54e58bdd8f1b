/**
 * What the watcher remembers of one root.
 *
 * @since 0.1.0
 */
import type { RootState, WatchedRootStatus } from "@ploke/core"
import * as Effect from "effect/Effect"
import type { WatchBlind } from "./WatchBlind.ts"
import type { WatchIndex } from "./WatchIndex.ts"
import * as Limits from "./WatchLimits.ts"
import type { LossReason, WatchedRoot } from "./WatchSource.ts"
import type * as Scope from "effect/Scope"

/**
 * One root.
 *
 * @since 0.1.0
 */
export interface Watched {
  readonly root: string
  readonly configured: string
  state: RootState
  why: string | undefined
  handle: { readonly watched: WatchedRoot; readonly scope: Scope.Closeable } | undefined
  /** What the system said that it does not grant, until it does. */
  loss: LossReason | undefined
  /** Why notifications may have been lost since the last look at everything, and before the one that goes on. */
  gap: string | undefined
  recovering: string | undefined
  /** Whether the index knew all of it once, so that whatever differs is told. */
  wasReady: boolean
  rescans: number
  gaps: number
  revived: number
  retryMillis: number
  retryAt: number
}

/**
 * A root that nobody watches yet.
 *
 * @param root - its canonical path
 * @param configured - its path as configured
 * @param before - whether the index knows all of it, as it does where nothing was
 * @since 0.1.0
 */
export const make = (root: string, configured: string, before: "known" | "unknown"): Watched => ({
  root,
  configured,
  state: "lost",
  why: undefined,
  handle: undefined,
  loss: undefined,
  gap: undefined,
  recovering: undefined,
  wasReady: before === "known",
  rescans: 0,
  gaps: 0,
  revived: 0,
  retryMillis: Limits.rescanMillis,
  retryAt: 0
})

/**
 * Puts off the next attempt to watch a root as it should be, longer each time.
 *
 * @param watched - the root
 * @param now - the time, in milliseconds
 * @since 0.1.0
 */
export const delay = (watched: Watched, now: number): void => {
  watched.retryAt = now + watched.retryMillis
  watched.retryMillis = Math.min(Limits.rescanMillisMax, watched.retryMillis * 2)
}

/**
 * Lets the next attempt come soon, since something was found: there is more to come.
 *
 * @param watched - the root
 * @param now - the time, in milliseconds
 * @since 0.1.0
 */
export const hasten = (watched: Watched, now: number): void => {
  watched.retryMillis = Limits.rescanMillis
  watched.retryAt = Math.min(watched.retryAt, now + Limits.rescanMillis)
}

/**
 * What is known of the disk.
 *
 * @since 0.1.0
 */
export interface Known {
  readonly index: WatchIndex
  readonly blind: WatchBlind
}

/**
 * Tells how a root is doing. It is no entry of itself.
 *
 * @param watched - the root
 * @param source - the one that it lies in, or itself, which is watched by itself
 * @param known - the disk, and what could not be looked at
 * @since 0.1.0
 */
export const statusOf = Effect.fnUntraced(function* (watched: Watched, source: Watched | undefined, known: Known) {
  const handle = source?.handle?.watched
  const watches = handle === undefined ? undefined : yield* handle.watches
  const hosting = handle === undefined ? undefined : yield* handle.hosting
  const { root, state, rescans, gaps, revived, why } = watched
  let entries = 0
  let hashed = 0
  for (const [path, { hash }] of known.index.entriesBelow(root)) {
    if (path !== root) entries++
    if (hash !== undefined) hashed++
  }
  return {
    root,
    state,
    entries,
    hashed,
    rescans,
    gaps,
    revived,
    unseen: known.blind.countIn(root),
    ...(watches === undefined ? {} : { watches }),
    ...(hosting === undefined ? {} : { hosting }),
    ...(why === undefined ? {} : { why })
  } satisfies WatchedRootStatus
})
