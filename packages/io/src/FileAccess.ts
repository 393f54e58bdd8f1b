/**
 * The port between the services and a platform's files: seven verbs at the level at which a disk can fail. The services
 * decide what may be touched and what is wanted; a platform finds, opens, verifies and reads.
 *
 * Promised to every caller: a name that leads to a FIFO, socket or device is never opened by `read` or `open`; what is
 * read comes from the object whose canonical path was asked for, to the degree that `confinement` names; nothing stays
 * open after an effect ended, also when it was interrupted. Not promised: that a file does not change meanwhile; every
 * finding says whether it was `stable`.
 *
 * @since 0.1.0
 */
import type { EntryType } from "@ploke/error"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { FileFinding, FileOrder } from "./Extraction.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import type { Confinement } from "./PathRules.ts"
import type { Flavor } from "./PathSyntax.ts"
import type { PathTrace } from "./PathTrace.ts"
import type { SurveyFinding, SurveyOrder } from "./Survey.ts"

/**
 * What kind of object a path leads to.
 *
 * @since 0.1.0
 */
export type ObjectType = "File" | EntryType

/**
 * Why the operating system said no. A plain value, not an error: a scan may meet thousands.
 *
 * @since 0.1.0
 */
export interface AccessFailure {
  readonly _tag: "AccessFailure"
  /** The errno name, such as `ENOENT`. */
  readonly code: string
  readonly syscall: string | undefined
  readonly cause: unknown
  /** The canonical path of the folder in which the last name was looked for, where only that name is missing. */
  readonly folder?: string | undefined
}

/**
 * Makes an `AccessFailure`.
 *
 * @param code - the errno name
 * @param syscall - the system call that failed
 * @param cause - the platform's own error
 * @since 0.1.0
 */
export const accessFailure = (code: string, syscall?: string, cause?: unknown): AccessFailure => ({
  _tag: "AccessFailure",
  code,
  syscall,
  cause
})

/**
 * An object found on the disk, by its canonical path: absolute, without links, as the operating system spells it.
 *
 * @since 0.1.0
 */
export interface Located {
  readonly _tag: "Located"
  readonly path: string
  readonly type: ObjectType
  /** The size in bytes that the file system reports, where it was asked; a hint, since it may be wrong or change. */
  readonly sizeBytes: number | undefined
  /** The platform's own note of which object and version it saw, where it looked that closely. */
  readonly stamp: unknown
}

/**
 * A file to read, by canonical path, and what is wanted of it. Plain data, so that a platform may hand it to a worker.
 *
 * @since 0.1.0
 */
export interface ReadOrder {
  readonly path: string
  /** What `locate` found at the path; undefined where nobody looked, so that whether it is canonical is not known. */
  readonly located: Located | undefined
  readonly want: FileOrder
  /** A larger file is not read. */
  readonly fileBytesMax: number
  /** Bytes with this digest are what the caller expects: whether the file changed meanwhile need not be found out. */
  readonly expectedDigest: string | undefined
}

/**
 * What became of a `ReadOrder`.
 *
 * @since 0.1.0
 */
export type ReadFinding =
  | AccessFailure
  /** `stable: false` when the file changed while it was read, so that the bytes may be of two versions. */
  | { readonly _tag: "Read"; readonly finding: FileFinding; readonly stable: boolean }
  /** The path leads to something else than was located, or is not canonical: look (again). */
  | { readonly _tag: "Moved" }
  | { readonly _tag: "TooLarge"; readonly sizeBytes: number }

/**
 * A verified, open regular file.
 *
 * @since 0.1.0
 */
export interface OpenFile {
  readonly sizeBytes: number
  /** Reads at a position into the buffer; fewer bytes than the buffer holds only at the end of the file. */
  readonly read: (buffer: Uint8Array, positionBytes: number) => Effect.Effect<number, AccessFailure>
  /** A text that differs as soon as the contents or the identity of the file do, as far as the file system can tell. */
  readonly stamp: Effect.Effect<string, AccessFailure>
}

/**
 * The descriptors that a batch may hold at once.
 *
 * @since 0.1.0
 */
export interface DescriptorBudget {
  /** How many are granted for the whole batch, at least 1. */
  readonly granted: number
  /** Borrows up to this many more if they are free, for the scope; succeeds with how many were. */
  readonly borrow: (max: number) => Effect.Effect<number, never, Scope.Scope>
  /** Tells that the process ran out of descriptors: the budget of everybody shrinks. */
  readonly exhausted: Effect.Effect<void>
}

/**
 * What the operating system and its container allow.
 *
 * @since 0.1.0
 */
export interface AccessLimits {
  /** How many descriptors the process may open; undefined when unknown or unlimited. */
  readonly softNoFile: number | undefined
  readonly container: "container" | "host" | "unknown"
}

/**
 * The process that temporary files are named after, so that those of a dead one can be told.
 *
 * @since 0.1.0
 */
export interface AccessProcess {
  /** Names this process among all that ever were, as far as the system can: lowercase letters, digits and dots. */
  readonly id: string
  /** Whether the process of this name has surely ended; undefined where that can be said of none. */
  readonly isDead: ((id: string) => boolean) | undefined
}

/**
 * Finds, opens, verifies and reads files for the services of this package.
 *
 * @since 0.1.0
 */
export class FileAccess extends Context.Service<
  FileAccess,
  {
    readonly flavor: Flavor
    readonly confinement: Confinement
    /**
     * Whether `read` finds out by itself that a path is not canonical, or leads to no regular file, and says `Moved`: then
     * most files need not be located before.
     */
    readonly readsUnlocated: boolean
    readonly limits: AccessLimits
    readonly process: AccessProcess
    /** Finds one object, following links, through its own descriptor where the platform can. Opens no device. */
    readonly canonicalize: (path: string) => Effect.Effect<Located, AccessFailure>
    /** Finds many, in order; what it says is verified again when a file is read. */
    readonly locate: (
      paths: ReadonlyArray<string>,
      budget: DescriptorBudget
    ) => Effect.Effect<ReadonlyArray<Located | AccessFailure>>
    /** Follows a path link by link, to explain a failure or to find the place of a new file. */
    readonly trace: (path: string) => Effect.Effect<PathTrace>
    /** Reads many files, each once, in whatever order is fastest; one finding per order, in order. */
    readonly read: (
      orders: ReadonlyArray<ReadOrder>,
      budget: DescriptorBudget
    ) => Effect.Effect<ReadonlyArray<ReadFinding>>
    /** Opens a regular file by canonical path for positional reads. Fails with `ESTALE` when it is another object. */
    readonly open: (file: Located) => Effect.Effect<OpenFile, AccessFailure, Scope.Scope>
    /** Opens a folder by canonical path, to change its entries. Fails with `ESTALE` when something else is there. */
    readonly openFolder: (path: string) => Effect.Effect<OpenFolder, AccessFailure, Scope.Scope>
    /**
     * Looks at what stands in folders, without following a link and without opening a file; one finding per order, in
     * order. Others get their turns meanwhile, however much there is to look at.
     */
    readonly survey: (orders: ReadonlyArray<SurveyOrder>) => Effect.Effect<ReadonlyArray<SurveyFinding>>
  }
>()("@ploke/io/FileAccess") {}
