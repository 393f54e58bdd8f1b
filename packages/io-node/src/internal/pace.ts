/**
 * Calls that change names: some microseconds while the system has what they need in memory, a fraction of the way to another
 * thread and back. Where one has taken long, on a network or behind a busy disk, the thread pool makes them for a while.
 *
 * @internal
 */
import type { AccessFailure } from "@ploke/io"
import * as Effect from "effect/Effect"
import { performance } from "node:perf_hooks"
import type { Done } from "./calls.ts"
import { later, now } from "./calls.ts"

/** A call in two forms. */
export interface Call<A> {
  readonly now: () => A
  readonly later: (done: Done<A>) => void
}

/** How long a call may take on the calling thread, in milliseconds: the event loop waits for no longer than that, once. */
export const slowCallMillis = 1

/** How long the thread pool makes all calls after a slow one, in milliseconds. */
export const poolMillis = 250

/** Where calls are made. One for each platform layer, so that what one call has met is known to the next. */
export class Pace {
  readonly #clock: () => number
  #poolUntil = -Infinity

  /**
   * @param clock - the time, in milliseconds
   */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock
  }

  /** Makes a call where it holds up the event loop least. What was begun is done, also where it is interrupted. */
  make<A>(call: Call<A>): Effect.Effect<A, AccessFailure> {
    return Effect.suspend(() =>
      this.#clock() < this.#poolUntil ? later(call.later) : now(() => this.#measured(call.now))
    )
  }

  #measured<A>(run: () => A): A {
    const begin = this.#clock()
    try {
      return run()
    } finally {
      const end = this.#clock()
      if (end - begin > slowCallMillis) this.#poolUntil = end + poolMillis
    }
  }
}
