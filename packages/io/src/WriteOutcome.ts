/**
 * What a write is asked to decide, and what can come of it: plain values, of which an error is made once.
 *
 * @since 0.1.0
 */
import type { EntryType } from "@ploke/error"
import type { LockBusy } from "./AdvisoryLocks.ts"
import type * as AtomicWrite from "./AtomicWrite.ts"
import type { AccessFailure } from "./FileAccess.ts"
import type { EntryStatus } from "./OpenFolder.ts"
import type { Refused } from "./Resolution.ts"

/**
 * What the system said about a lock file.
 *
 * @since 0.1.0
 */
export interface LockFailed {
  readonly _tag: "LockFailed"
  readonly failure: AccessFailure
}

/**
 * A file as it was read, while its lock is held.
 *
 * @since 0.1.0
 */
export interface Base {
  readonly bytes: Uint8Array
  readonly digest: string
  readonly status: EntryStatus
}

/**
 * What came of a write. A file that was removed has no new digest, one that was made no old one.
 *
 * @since 0.1.0
 */
export type WriteOutcome<Change> =
  | {
      readonly _tag: "Written"
      readonly oldDigest: string | undefined
      readonly oldBytes: number
      readonly newDigest: string | undefined
      readonly written: AtomicWrite.Written
      readonly change: Change
    }
  | WriteProblem<Change>

/**
 * Why nothing was written, or what is not certain.
 *
 * @since 0.1.0
 */
export type WriteProblem<Change> =
  | Refused
  | AccessFailure
  | LockBusy
  /** The lock between processes cannot be had, for another reason than that somebody has it. */
  | LockFailed
  | Exclude<AtomicWrite.WriteFailure, { readonly _tag: "TargetChanged" | "Mistaken" }>
  | { readonly _tag: "NotAFile"; readonly type: EntryType }
  | { readonly _tag: "TooLarge"; readonly sizeBytes: number }
  | { readonly _tag: "ReadOnly" }
  | { readonly _tag: "HardLinked"; readonly links: number }
  /** The caller wants nothing written. */
  | { readonly _tag: "Declined"; readonly change: Change }
  /** It kept changing or moving. */
  | { readonly _tag: "Unsteady" }
  /** Something stands where nothing was to be. */
  | { readonly _tag: "Exists" }
  | Blocked

/**
 * A transaction that changes the file is neither done nor undone.
 *
 * @since 0.1.0
 */
export interface Blocked {
  readonly _tag: "Blocked"
  readonly id: string
  readonly detail: string
}

/**
 * What the caller decides about a file.
 *
 * @since 0.1.0
 */
export type Decision<Change> =
  | {
      readonly _tag: "Put"
      readonly pieces: ReadonlyArray<Uint8Array>
      /** The permission bits where they are not to be kept. */
      readonly mode?: number | undefined
      readonly change: Change
    }
  | { readonly _tag: "Remove"; readonly change: Change }
  | { readonly _tag: "Decline"; readonly change: Change }
