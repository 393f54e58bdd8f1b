/**
 * The port for locks between processes: a fixed number of lock files in one folder of the user, of which each file that
 * is to be written has one, told by a hash of its canonical path.
 *
 * The locks are advisory: they keep out those who take them, and nobody else.
 *
 * Promised to every caller: of all processes that use the same state directory by the same mechanism, one holds a slot at
 * a time, whatever roots each of them has; two holders within one process exclude each other as well; the operating system
 * frees what a process held when that process ends, however it ends, and takes nothing from one that lives, however long
 * it stalls. Not promised: any order among waiting processes; that processes with different mechanisms exclude each other.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { AccessFailure } from "./FileAccess.ts"

/**
 * What came of one attempt to take a slot.
 *
 * @since 0.1.0
 */
export type LockAttempt =
  | {
      readonly _tag: "Held"
      /** Gives the slot back; to be run once. */
      readonly release: Effect.Effect<void>
    }
  | {
      readonly _tag: "Busy"
      /** Who holds it, as the holder wrote it down: one line, where it could be read. */
      readonly heldBy: string | undefined
    }

/**
 * The lock files of one state directory.
 *
 * @since 0.1.0
 */
export interface LockFiles {
  /** What the locks are made of, such as `ofd`. */
  readonly mechanism: string
  /** The slot of a file, by its canonical path: the same in every process. Several files may share one. */
  readonly slotOf: (key: string) => string
  /** Takes a slot if nobody has it; never waits for another holder, so that interruption ends every wait. */
  readonly tryLock: (slot: string) => Effect.Effect<LockAttempt, AccessFailure>
}

/**
 * There are no locks between processes here. A plain value, like `AccessFailure`.
 *
 * @since 0.1.0
 */
export interface LockUnsupported {
  readonly _tag: "LockUnsupported"
  /** What was tried, and why it did not work. */
  readonly detail: string
}

/**
 * Opens lock files.
 *
 * @since 0.1.0
 */
export interface FileLock {
  /**
   * Opens the lock files of a state directory, given as an absolute path; `undefined` stands for the platform's own. It is
   * made where it is missing, and refused where others than its owner, who must be the current user, may write into it.
   */
  readonly open: (
    stateDirectory: string | undefined
  ) => Effect.Effect<LockFiles, LockUnsupported | AccessFailure, Scope.Scope>
}

// As two hexadecimal digits. By FNV-1a over UTF-16 units, folded: processes on different platforms, and versions of this
// library, must agree on it, and nobody gains by a collision.
const slotOf = (key: string): string => {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return ((hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff).toString(16).padStart(2, "0")
}

const unsupported = (detail: string): FileLock => ({
  open: () => Effect.fail<LockUnsupported>({ _tag: "LockUnsupported", detail })
})

const reference: Context.Reference<FileLock> = Context.Reference<FileLock>("@ploke/io/FileLock", {
  defaultValue: () => unsupported("no platform provides locks between processes: provide a layer of FileLock")
})

/**
 * The service through which the library locks files between processes. Without a layer there are no such locks, and
 * opening them fails; `@ploke/io-node` has layers.
 *
 * `slotOf` gives the slot of a canonical path, one of 256, for platforms to use; `unsupported` is a lock that cannot be
 * opened, for a reason.
 *
 * @example
 * ```ts
 * import { FileLock } from "@ploke/io"
 * import { MemoryLock } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const files = yield* (yield* FileLock).open(undefined)
 *   const slot = files.slotOf("/repo/a.ts")
 *   const [first, second] = [yield* files.tryLock(slot), yield* files.tryLock(slot)]
 *   return [slot, first._tag, second._tag]
 * })
 * console.log(await Effect.runPromise(Effect.scoped(Effect.provide(program, MemoryLock.layer)))) // => [ '34', 'Held', 'Busy' ]
 * ```
 *
 * @since 0.1.0
 */
export const FileLock = Object.assign(reference, { slotOf, unsupported })
