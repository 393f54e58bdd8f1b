/**
 * Locks within this process, one for each key, held by whoever came first. A lock that nobody holds or waits for takes no
 * memory.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Telemetry from "./Telemetry.ts"

interface Lock {
  readonly semaphore: Semaphore.Semaphore
  users: number
}

/**
 * A set of locks.
 *
 * @since 0.1.0
 */
export class KeyedLocks {
  readonly #locks = new Map<string, Lock>()

  /** The number of locks that are held or waited for. */
  get size(): number {
    return this.#locks.size
  }

  /** Runs an effect while it holds the lock of a key; interruption ends the wait. */
  withLock(key: string): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> {
    return (effect) =>
      Effect.acquireUseRelease(
        this.#join(key),
        (lock) => lock.semaphore.withPermit(effect),
        (lock) => this.#leave(key, lock)
      )
  }

  /** Holds the locks of several keys; every caller takes them in the same order, so that none waits for another forever. */
  withLocks(keys: ReadonlyArray<string>): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> {
    const ordered = [...new Set(keys)].sort()
    return (effect) => ordered.reduceRight((inner, key) => this.withLock(key)(inner), effect)
  }

  /** Holds the lock of a key until the scope ends; interruption ends the wait. */
  hold(key: string): Effect.Effect<void, never, Scope.Scope> {
    const joined = Effect.acquireRelease(this.#join(key), (lock) => this.#leave(key, lock))
    return Effect.flatMap(joined, (lock) => lock.semaphore.takeScoped(1))
  }

  #join(key: string): Effect.Effect<Lock> {
    const join = Effect.sync(() => {
      const lock = this.#locks.get(key) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
      lock.users++
      this.#locks.set(key, lock)
      return lock
    })
    return Effect.tap(join, () => Metric.modify(Telemetry.locks, 1))
  }

  #leave(key: string, lock: Lock): Effect.Effect<void> {
    const leave = Effect.sync(() => {
      if (--lock.users === 0) this.#locks.delete(key)
    })
    return Effect.andThen(leave, Metric.modify(Telemetry.locks, -1))
  }
}
