/**
 * Whether two facts are about the same object of a file system, and about the same version of it.
 *
 * @since 0.1.0
 */
import type { EntryFact } from "./Survey.ts"

/**
 * Decides whether two facts are about one object, which keeps device, inode number and time of birth when it is renamed or
 * written. The number alone tells nothing: file systems give it to the next file that is made. Where they tell no time of
 * birth, this is a guess.
 *
 * @since 0.1.0
 */
export const isSameObject = (a: EntryFact, b: EntryFact): boolean =>
  a.kind === b.kind && a.device === b.device && a.inode === b.inode && a.bornMillis === b.bornMillis

/**
 * Decides whether size and time of modification are equal: then only somebody who set the time back has changed contents.
 *
 * @since 0.1.0
 */
export const isSameStamp = (a: EntryFact, b: EntryFact): boolean =>
  a.sizeBytes === b.sizeBytes && a.modifiedMillis === b.modifiedMillis

/**
 * Decides whether nothing has happened to an object: no write, no rename, no new name, no change of rights.
 *
 * @since 0.1.0
 */
export const isSameVersion = (a: EntryFact, b: EntryFact): boolean =>
  isSameObject(a, b) && isSameStamp(a, b) && a.changedMillis === b.changedMillis && a.target === b.target
