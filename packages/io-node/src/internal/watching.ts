/**
 * Roots that are watched for a scope.
 *
 * @internal
 */
import type { AccessFailure, WatchedRoot, WatchRequest } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { WatchHost } from "./watchHost.ts"
import type { WatchThreads } from "./watchThread.ts"

/** Watches a root. Where it is interrupted or fails it leaves nothing, also before the scope closes. */
export const open = (
  threads: WatchThreads,
  root: string,
  request: WatchRequest
): Effect.Effect<WatchedRoot, AccessFailure, Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const host = new WatchHost(root, request, threads)
      const close = Effect.promise(() => host.close())
      const opened = yield* restore(Effect.promise(() => host.open())).pipe(
        Effect.onExit((exit) => (Exit.isSuccess(exit) && exit.value === undefined ? Effect.void : close))
      )
      if (opened !== undefined) return yield* Effect.fail(opened)
      yield* Effect.addFinalizer(() => close)
      return toWatchedRoot(host)
    })
  )

const toWatchedRoot = (host: WatchHost): WatchedRoot => ({
  hosting: Effect.sync(() => host.hosting),
  watches: Effect.promise(() => host.watches()),
  dead: (folders) =>
    Effect.map(
      Effect.promise(() => host.watched()),
      (watched) => (watched === undefined ? undefined : folders.filter(({ inode }) => !watched.has(inode)))
    ),
  revive: (folders) => Effect.promise(() => host.revive(folders))
})
