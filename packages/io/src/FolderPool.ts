/**
 * Folders that are being written to, each open once however many writes it has at the moment. Writes that wait for their
 * folder to be synced wait for one sync together: one that began after an entry was changed makes that change durable,
 * whoever asked for it.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { AccessFailure, FileAccess } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { OpenFolder } from "./OpenFolder.ts"

interface Shared {
  readonly folder: OpenFolder
  readonly scope: Scope.Closeable
  users: number
  /** When it was last known to be at its path, in milliseconds. */
  verifiedAt: number
}

/**
 * A set of open folders.
 *
 * @since 0.1.0
 */
export class FolderPool {
  readonly #open = new Map<string, Shared>()
  readonly #openFolder: FileAccess["Service"]["openFolder"]

  constructor(openFolder: FileAccess["Service"]["openFolder"]) {
    this.#openFolder = openFolder
  }

  /** The number of folders that are open. */
  get size(): number {
    return this.#open.size
  }

  /** Runs an effect with the folder of a canonical path, verified at most 2 ms before; fails as `FileAccess.openFolder` does. */
  use<A, E, R>(
    path: string,
    use: (folder: OpenFolder) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | AccessFailure, R> {
    return Effect.acquireUseRelease(
      this.#enter(path),
      ({ folder }) => use(folder),
      (shared) => this.#leave(path, shared)
    )
  }

  #enter(path: string): Effect.Effect<Shared, AccessFailure> {
    return Effect.clockWith((clock) => {
      const now = clock.currentTimeMillisUnsafe()
      const known = this.#open.get(path)
      if (known === undefined) return this.#openNew(path, now)
      known.users++
      if (now - known.verifiedAt < Limits.sliceMillis) return Effect.succeed(known)
      // Whoever is in it goes on in the folder that was verified for him; a newcomer gets what is at the path now.
      return Effect.matchEffect(known.folder.verify, {
        onSuccess: () => {
          known.verifiedAt = now
          return Effect.succeed(known)
        },
        onFailure: () => {
          if (this.#open.get(path) === known) this.#open.delete(path)
          return Effect.andThen(this.#leave(path, known), this.#openNew(path, now))
        }
      })
    })
  }

  #openNew(path: string, now: number): Effect.Effect<Shared, AccessFailure> {
    return Effect.flatMap(Scope.make(), (scope) =>
      Scope.provide(this.#openFolder(path), scope).pipe(
        Effect.map((folder) => {
          const shared: Shared = {
            folder: { ...folder, sync: together(folder.sync) },
            scope,
            users: 1,
            verifiedAt: now
          }
          if (!this.#open.has(path)) this.#open.set(path, shared)
          return shared
        }),
        Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
      )
    )
  }

  #leave(path: string, shared: Shared): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (--shared.users > 0) return Effect.void
      if (this.#open.get(path) === shared) this.#open.delete(path)
      return Scope.close(shared.scope, Exit.void)
    })
  }
}

type Run = Deferred.Deferred<void, AccessFailure>

/**
 * Makes a sync that callers share. While one runs, those who come later wait for the next, which the first of them runs
 * for all. A sync that failed is never repeated on the same descriptor: whoever waits for the next fails with it.
 *
 * @param sync - makes durable what happened before it began
 * @since 0.1.0
 */
export const together = (sync: Effect.Effect<void, AccessFailure>): Effect.Effect<void, AccessFailure> => {
  let running: Run | undefined
  let next: Run | undefined
  let failed: AccessFailure | undefined
  const run = (mine: Run): Effect.Effect<void, AccessFailure> => {
    running = mine
    const attempt = failed === undefined ? sync : Effect.fail(failed)
    return Effect.onExit(
      Effect.tapError(attempt, (failure) => Effect.sync(() => void (failed = failure))),
      (exit) => {
        running = undefined
        return Deferred.done(mine, exit)
      }
    )
  }
  return Effect.uninterruptible(
    Effect.suspend(() => {
      if (next !== undefined) return Deferred.await(next)
      if (running === undefined) return run(Deferred.makeUnsafe())
      const mine: Run = Deferred.makeUnsafe()
      next = mine
      return Effect.flatMap(Effect.exit(Deferred.await(running)), () => {
        next = undefined
        return run(mine)
      })
    })
  )
}
