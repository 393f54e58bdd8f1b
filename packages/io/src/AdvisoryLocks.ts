/**
 * Holds locks between processes while an effect runs: waits its turn within the process first, then asks for the lock
 * files again and again, for a bounded time.
 *
 * Promised: whoever needs several locks takes them in the order that everybody takes them in, so that none waits for
 * another forever; within the process, locks are given in the order in which they were asked for; when the effect ends,
 * the wait takes too long or either is interrupted, nothing is held. Not promised: that locks can be nested. Two files may
 * share a slot: whoever asks for a second lock while holding one may wait for itself, until the wait is too long.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { AccessFailure } from "./FileAccess.ts"
import type { LockFiles } from "./FileLock.ts"
import { KeyedLocks } from "./KeyedLocks.ts"
import * as Limits from "./Limits.ts"

/**
 * How locks are waited for.
 *
 * @since 0.1.0
 */
export interface AdvisoryLocksOptions {
  /** The longest wait for all locks of one effect together, within the process and between processes, in milliseconds. */
  readonly waitMillis: number
}

/**
 * The wait for a lock took too long. A plain value, not an error.
 *
 * @since 0.1.0
 */
export interface LockBusy {
  readonly _tag: "LockBusy"
  /** Who holds it, where another process does and has written that down. */
  readonly heldBy: string | undefined
  readonly waitedMs: number
}

/**
 * Locks between processes.
 *
 * @since 0.1.0
 */
export interface AdvisoryLocks {
  /** How many slots are held or waited for in this process. */
  readonly size: () => number
  /** Runs an effect while it holds the locks of files, given by their canonical paths. */
  readonly withLocks: (
    keys: ReadonlyArray<string>
  ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | AccessFailure | LockBusy, R>
}

/**
 * Makes locks over lock files. What is made twice does not share the order of its waiting, but excludes itself all the
 * same.
 *
 * @param files - the lock files
 * @param options - how long a lock is waited for
 * @since 0.1.0
 */
export const make = (files: LockFiles, options: AdvisoryLocksOptions): AdvisoryLocks => {
  const source: Source = {
    files,
    waitMillis: options.waitMillis,
    local: new KeyedLocks(),
    open: Semaphore.makeUnsafe(Limits.lockFilesMax),
    heldBy: new Map()
  }
  return {
    size: () => source.local.size,
    withLocks: (keys) => {
      const slots = [...new Set(keys.map((key) => files.slotOf(key)))].sort()
      return (effect) => (slots.length === 0 ? effect : withSlots(source, slots, effect))
    }
  }
}

interface Source {
  readonly files: LockFiles
  readonly waitMillis: number
  readonly local: KeyedLocks
  readonly open: Semaphore.Semaphore
  /** Who was last seen to hold a slot that this process did not get; an entry for each slot at most. */
  readonly heldBy: Map<string, string>
}

// The slots belong to a scope of their own, which is not that of the effect: they are given back right after it.
const withSlots = <A, E, R>(
  source: Source,
  slots: ReadonlyArray<string>,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E | AccessFailure | LockBusy, R> =>
  Effect.acquireUseRelease(
    Scope.make(),
    (scope) => Effect.andThen(Scope.provide(takeInTime(source, slots), scope), effect),
    (scope, exit) => Scope.close(scope, exit)
  )

/** The slot that is being waited for. */
interface Wait {
  slot: string
}

const takeInTime = Effect.fnUntraced(function* (
  source: Source,
  slots: ReadonlyArray<string>
): Effect.fn.Return<void, AccessFailure | LockBusy, Scope.Scope> {
  const begun = yield* Clock.currentTimeMillis
  const wait: Wait = { slot: slots[0]! }
  yield* Effect.timeoutOrElse(takeAll(source, slots, wait), {
    duration: source.waitMillis,
    orElse: () =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.fail<LockBusy>({ _tag: "LockBusy", heldBy: source.heldBy.get(wait.slot), waitedMs: now - begun })
      )
  })
})

// In three rounds, each of which only those before it can keep waiting: turns within the process, permission to open as
// many files, the files. Whoever may open files holds all of its turns, so it waits for other processes alone, and these
// take the files in the same order.
const takeAll = Effect.fnUntraced(function* (source: Source, slots: ReadonlyArray<string>, wait: Wait) {
  for (const slot of slots) {
    wait.slot = slot
    yield* source.local.hold(slot)
  }
  yield* source.open.takeScoped(Math.min(slots.length, Limits.lockFilesMax))
  for (const slot of slots) {
    wait.slot = slot
    yield* takeFile(source, slot)
  }
})

const takeFile = Effect.fnUntraced(function* (source: Source, slot: string) {
  for (let pause = Limits.lockPauseMillis; ; pause = Math.min(Limits.lockPauseMillisMax, pause * 2)) {
    const attempt = yield* tryOnce(source, slot)
    if (attempt._tag === "Busy" && attempt.heldBy !== undefined) source.heldBy.set(slot, attempt.heldBy)
    else source.heldBy.delete(slot)
    if (attempt._tag === "Held") return
    // By chance half of it to all of it, so that processes which began to wait together do not ask together.
    yield* Effect.sleep(pause * (0.5 + (yield* Random.next) / 2))
  }
})

// What is held belongs to the scope before an interruption can come between.
const tryOnce = ({ files }: Source, slot: string) =>
  Effect.uninterruptible(
    Effect.tap(files.tryLock(slot), (attempt) =>
      attempt._tag === "Held" ? Effect.addFinalizer(() => attempt.release) : Effect.void
    )
  )
