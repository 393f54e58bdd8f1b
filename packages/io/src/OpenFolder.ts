/**
 * The writing half of the `FileAccess` port: a verified, open folder, and the steps in which its entries are changed,
 * each at the level at which a disk can fail. Names are single names, never paths.
 *
 * Promised to every caller: an entry is looked at and opened without following a link, and nothing but a regular file is
 * opened; a step that was begun is waited for, also when its fiber is interrupted; a file that could not be written to its
 * end fails, however the system tells. To the degree that `confinement` names, every step happens in the very folder that
 * was verified, wherever it is moved meanwhile.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { AccessFailure, ObjectType } from "./FileAccess.ts"

/**
 * What a write must know of an entry.
 *
 * @since 0.1.0
 */
export interface EntryStatus {
  readonly type: ObjectType
  readonly sizeBytes: number
  /** The twelve permission bits. */
  readonly mode: number
  /** How many names it has. */
  readonly links: number
  /** Undefined where the system knows no owners. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** Whether this process may write its contents, as far as the permission bits and the system tell. */
  readonly writable: boolean
  /** Differs as soon as the object is another one or its contents do, as far as the file system can tell. */
  readonly stamp: string
  /** Differs as soon as the object is another one or it was written to; its names and rights make no difference. */
  readonly version: string
}

/**
 * A file that was made by `create` and is still open.
 *
 * @since 0.1.0
 */
export interface NewFile {
  /**
   * Writes the bytes of all pieces at the end, one piece after the other; a partial write fails with the errno that stopped
   * it, or with `EIO`.
   */
  readonly write: (pieces: ReadonlyArray<Uint8Array>) => Effect.Effect<void, AccessFailure>
  /** Gives it exactly these permission bits, whatever the umask is. */
  readonly setMode: (mode: number) => Effect.Effect<void, AccessFailure>
  readonly setOwner: (uid: number, gid: number) => Effect.Effect<void, AccessFailure>
  /** Its bytes, length, mode and owner are on the disk when this succeeds; never to be repeated after it failed. */
  readonly sync: Effect.Effect<void, AccessFailure>
  readonly status: Effect.Effect<EntryStatus, AccessFailure>
}

/**
 * An entry of a folder, by its name.
 *
 * @since 0.1.0
 */
export interface FolderEntry {
  readonly name: string
  readonly type: ObjectType
}

/**
 * What was read of a file.
 *
 * @since 0.1.0
 */
export interface ReadEntry {
  readonly bytes: Uint8Array
  readonly status: EntryStatus
  readonly release?: (() => void) | undefined
}

/**
 * A verified folder.
 *
 * @since 0.1.0
 */
export interface OpenFolder {
  /** Its canonical path when it was opened. */
  readonly path: string
  /** The platform's own note of where it is, so that an entry can be linked into another folder. */
  readonly place: unknown
  /** Fails with `ESTALE` where the folder is no longer at its path. */
  readonly verify: Effect.Effect<void, AccessFailure>
  /** Looks at an entry; fails with `ENOENT` where there is none. */
  readonly look: (name: string) => Effect.Effect<EntryStatus, AccessFailure>
  /**
   * Reads a regular file to its end, with the status that it had before; undefined where it has more than `bytesMax`.
   * Fails with `ESTALE` where the name leads to something else. What was read into memory that is lent is given back by
   * `release`, after which nobody may look at it.
   */
  readonly read: (
    name: string,
    bytesMax: number,
    memory?: "own" | "lent"
  ) => Effect.Effect<ReadEntry | undefined, AccessFailure>
  /**
   * Makes a file with at most these permission bits, and closes it after its use; fails with `EEXIST` where the name is
   * taken, by a link too. What the system says when it closes the file is a failure like others.
   */
  readonly create: <A, E>(
    name: string,
    mode: number,
    use: (file: NewFile) => Effect.Effect<A, E>
  ) => Effect.Effect<A, E | AccessFailure>
  /** Renames an entry, in this folder or into another one; what has the new name is replaced in the same moment. */
  readonly rename: (from: string, to: string, into?: OpenFolder) => Effect.Effect<void, AccessFailure>
  /** Gives a file a second name, in this folder or in another one; fails with `EEXIST` where that is taken. */
  readonly link: (from: string, to: string, into?: OpenFolder) => Effect.Effect<void, AccessFailure>
  /** Removes an entry that is no folder. */
  readonly remove: (name: string) => Effect.Effect<void, AccessFailure>
  readonly makeFolder: (name: string, mode: number) => Effect.Effect<void, AccessFailure>
  /** Removes a folder that is empty. */
  readonly removeFolder: (name: string) => Effect.Effect<void, AccessFailure>
  /** Fails where this process may not change its entries, as far as the system tells. */
  readonly writable: Effect.Effect<void, AccessFailure>
  readonly entries: Effect.Effect<ReadonlyArray<FolderEntry>, AccessFailure>
  /** What happened to its entries is on the disk when this succeeds; never to be repeated after it failed. */
  readonly sync: Effect.Effect<void, AccessFailure>
}
