/**
 * The port to the private folders of a user in which the library keeps what must outlive a process: journals of
 * transactions, and the index of the watcher. Where a state directory is named, nothing of it ever lies below a root.
 *
 * Promised to every caller: a folder belongs to the user of this process alone, and so does what is made in it; no file of
 * it is opened through a link, and nothing but a regular file is. Names are single names, never paths.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { AccessFailure } from "./FileAccess.ts"

/**
 * A file that is written in place. A partial write or read fails; a sync that failed is never to be repeated.
 *
 * @since 0.1.0
 */
export interface StateFile {
  /** The bytes from a position on; fewer than asked for only at the end of the file. */
  readonly read: (positionBytes: number, bytesMax: number) => Effect.Effect<Uint8Array, AccessFailure>
  /** Writes the pieces one after the other from a position on; the file grows where they reach beyond its end. */
  readonly write: (positionBytes: number, pieces: ReadonlyArray<Uint8Array>) => Effect.Effect<void, AccessFailure>
  /** Cuts the file off, or fills it up with zeros. */
  readonly truncate: (sizeBytes: number) => Effect.Effect<void, AccessFailure>
  readonly sizeBytes: Effect.Effect<number, AccessFailure>
  /** Whether it still has a name: nobody finds what is written to a file that was removed. */
  readonly isNamed: Effect.Effect<boolean, AccessFailure>
  /** Its contents and its length are on the disk when this succeeds. */
  readonly sync: Effect.Effect<void, AccessFailure>
}

/**
 * A private folder.
 *
 * @since 0.1.0
 */
export interface StateFolder {
  readonly path: string
  readonly names: Effect.Effect<ReadonlyArray<string>, AccessFailure>
  /** Opens a file for the scope; fails with `ENOENT` where it is missing and is to be left so. */
  readonly open: (name: string, missing: "make" | "leave") => Effect.Effect<StateFile, AccessFailure, Scope.Scope>
  /** Removes a file; one that is missing is no failure. */
  readonly remove: (name: string) => Effect.Effect<void, AccessFailure>
  /** What happened to its names is on the disk when this succeeds. */
  readonly sync: Effect.Effect<void, AccessFailure>
}

/**
 * No state can be kept here. A plain value, like `AccessFailure`.
 *
 * @since 0.1.0
 */
export interface StateUnsupported {
  readonly _tag: "StateUnsupported"
  readonly detail: string
}

/**
 * Opens private folders.
 *
 * @since 0.1.0
 */
export interface StateStore {
  /**
   * Opens a folder of a state directory, given as an absolute path; `undefined` stands for the platform's own. Both are
   * made for this user alone where they are missing, or not: then `undefined` says so. Refused where somebody else owns
   * one of them or may write into it.
   */
  readonly open: (
    stateDirectory: string | undefined,
    name: string,
    missing: "make" | "leave"
  ) => Effect.Effect<StateFolder | undefined, StateUnsupported | AccessFailure>
  /** The absolute path of a state directory, or of the platform's own for `undefined`, whether it is there or not. */
  readonly locate: (stateDirectory: string | undefined) => Effect.Effect<string, StateUnsupported | AccessFailure>
}

/**
 * The store in force when `WriteService` is built. Without a layer there is none, and transactions fail; `@ploke/io-node`
 * provides one.
 *
 * @since 0.1.0
 */
export const StateStore: Context.Reference<StateStore> = Context.Reference<StateStore>("@ploke/io/StateStore", {
  defaultValue: () => ({ open: () => Effect.fail(noPlace), locate: () => Effect.fail(noPlace) })
})

const noPlace: StateUnsupported = {
  _tag: "StateUnsupported",
  detail: "no platform provides a place for journals: provide a layer of StateStore"
}
