/**
 * The watching half of the `FileAccess` port: what stands in folders right now, as plain data, without following a link
 * and without opening a file.
 *
 * @since 0.1.0
 */
import type { EntryKind } from "@ploke/core"
import type { AccessFailure } from "./FileAccess.ts"

/**
 * What an entry of a folder is. Times are in milliseconds since 1970 with their fractions; 0 where the file system tells
 * none. FIFOs, sockets and devices are no entries.
 *
 * @since 0.1.0
 */
export interface EntryFact {
  readonly kind: EntryKind
  readonly device: number
  readonly inode: number
  readonly bornMillis: number
  readonly modifiedMillis: number
  /** The time of the last change of contents, names or rights; 0 where the file system tells none. */
  readonly changedMillis: number
  readonly sizeBytes: number
  /** How many names it has. */
  readonly links: number
  /** What a symbolic link says; undefined for everything else. */
  readonly target: string | undefined
}

/**
 * Which entries of a folder, given by its canonical path, to look at; `names: undefined` for all that it has.
 *
 * @since 0.1.0
 */
export interface SurveyOrder {
  readonly folder: string
  readonly names: ReadonlyArray<string> | undefined
}

/**
 * What was found in a folder. A name that was asked for and is missing in `entries` is not there.
 *
 * @since 0.1.0
 */
export interface Survey {
  readonly _tag: "Survey"
  /** The folder itself. */
  readonly self: EntryFact
  readonly entries: ReadonlyArray<readonly [name: string, fact: EntryFact]>
  /** How many of its entries have names that are no text (not UTF-8), so that they cannot be told apart or named. */
  readonly undecodable: number
}

/**
 * What became of a `SurveyOrder`: `ENOENT` or `ENOTDIR` where no folder is there, `ESTALE` where the path leads through a
 * link by now.
 *
 * @since 0.1.0
 */
export type SurveyFinding = AccessFailure | Survey
