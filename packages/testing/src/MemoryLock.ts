/**
 * Locks between processes in memory: a test is all of the processes.
 *
 * @since 0.1.0
 */
import { FileLock } from "@ploke/io"
import type { LockAttempt, LockFiles } from "@ploke/io"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * What a test needs of the locks: to hold some as another process, and to see which are held.
 *
 * @example
 * ```ts
 * import { FileLock } from "@ploke/io"
 * import { MemoryLock } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const files = yield* (yield* FileLock).open(undefined)
 *   const locks = yield* MemoryLock.MemoryLock
 *   const release = yield* locks.hold("/repo/a.ts", "process 7 on build-2")
 *   const busy = yield* files.tryLock(files.slotOf("/repo/a.ts"))
 *   yield* release
 *   return [busy, yield* locks.held]
 * })
 * const [busy, held] = await Effect.runPromise(Effect.scoped(Effect.provide(program, MemoryLock.layer)))
 * console.log(busy, held) // => { _tag: 'Busy', heldBy: 'process 7 on build-2' } []
 * ```
 *
 * @since 0.1.0
 */
export class MemoryLock extends Context.Service<
  MemoryLock,
  {
    /**
     * Takes the slot of a file, by its canonical path, as another process; succeeds with what gives it back, once. A slot
     * that is held already is a mistake of the test, and a defect.
     *
     * @param key - the canonical path
     * @param heldBy - what the other process wrote down about itself; nothing unless said
     */
    readonly hold: (key: string, heldBy?: string) => Effect.Effect<Effect.Effect<void>>
    /** The slots that are held, by whomever, in the order in which they were taken. */
    readonly held: Effect.Effect<ReadonlyArray<string>>
    /** How often a slot was asked for, in vain or not. */
    readonly attempts: Effect.Effect<number>
  }
>()("@ploke/io-testing/MemoryLock") {}

const make = (): { readonly lock: FileLock; readonly handle: MemoryLock["Service"] } => {
  const holders = new Map<string, string | undefined>()
  let attempts = 0
  const take = (slot: string, heldBy: string | undefined): LockAttempt => {
    if (holders.has(slot)) return { _tag: "Busy", heldBy: holders.get(slot) }
    holders.set(slot, heldBy)
    return { _tag: "Held", release: release(slot) }
  }
  const release = (slot: string): Effect.Effect<void> =>
    Effect.suspend(() =>
      holders.delete(slot) ? Effect.void : Effect.die(new Error(`slot ${slot} was given back, but nobody holds it`))
    )
  const files: LockFiles = {
    mechanism: "memory",
    slotOf: FileLock.slotOf,
    tryLock: (slot) =>
      Effect.sync(() => {
        attempts++
        return take(slot, "this test")
      })
  }
  const hold = (key: string, heldBy?: string): Effect.Effect<Effect.Effect<void>> =>
    Effect.suspend(() => {
      const attempt = take(files.slotOf(key), heldBy)
      return attempt._tag === "Held"
        ? Effect.succeed(attempt.release)
        : Effect.die(new Error(`the slot of ${key} is held by ${attempt.heldBy ?? "somebody"}`))
    })
  return {
    lock: { open: () => Effect.succeed(files) },
    handle: MemoryLock.of({
      hold,
      held: Effect.sync(() => [...holders.keys()]),
      attempts: Effect.sync(() => attempts)
    })
  }
}

/**
 * Provides `FileLock` in memory, and the test's handle on it. What is built over one build of this layer behaves like the
 * processes of one user: every state directory is the same one.
 *
 * @example
 * ```ts
 * import { FileLock } from "@ploke/io"
 * import { MemoryLock } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.flatMap(FileLock, (lock) => lock.open(undefined))
 * const files = await Effect.runPromise(Effect.scoped(Effect.provide(program, MemoryLock.layer)))
 * console.log(files.mechanism) // => memory
 * ```
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<MemoryLock> = Layer.effectContext(
  Effect.sync(() => {
    const { lock, handle } = make()
    return Context.add(Context.make(MemoryLock, handle), FileLock, lock)
  })
)
