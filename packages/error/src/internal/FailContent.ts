/**
 * Factories of fatal errors about what a file contains. `Fail` is where they are used from.
 */
import { FatalError } from "../FatalError.ts"
import type { FatalErrorOf } from "../FatalError.ts"
import * as Reason from "../FatalContent.ts"
import type { FatalReason } from "../FatalReason.ts"
import { defined } from "./Fields.ts"
import type { Fields } from "./Fields.ts"

/**
 * Makes the `FatalError` that says: the file is not the one that was indexed.
 *
 * @param fields - the fields of the reason `ContentMismatch`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.contentMismatch({ path: "/repo/a.ts", expected: "sha256:00", actual: "sha256:ff" })
 * ```
 *
 * @since 0.1.0
 */
export const contentMismatch = (fields: Fields<typeof Reason.ContentMismatch>): FatalErrorOf<Reason.ContentMismatch> =>
  make(new Reason.ContentMismatch(defined(fields)))

/**
 * Makes the `FatalError` that says: a byte range does not lie in the file.
 *
 * @param fields - the fields of the reason `OutOfRange`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.outOfRange({ path: "/repo/a.ts", startByte: 0, endByte: 99, fileLength: 10 })
 * ```
 *
 * @since 0.1.0
 */
export const outOfRange = (fields: Fields<typeof Reason.OutOfRange>): FatalErrorOf<Reason.OutOfRange> =>
  make(new Reason.OutOfRange(defined(fields)))

/**
 * Makes the `FatalError` that says: a byte range splits a character.
 *
 * @param fields - the fields of the reason `InvalidCharBoundary`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.invalidCharBoundary({ path: "/repo/a.ts", startByte: 1, endByte: 3 })
 * ```
 *
 * @since 0.1.0
 */
export const invalidCharBoundary = (
  fields: Fields<typeof Reason.InvalidCharBoundary>
): FatalErrorOf<Reason.InvalidCharBoundary> => make(new Reason.InvalidCharBoundary(defined(fields)))

/**
 * Makes the `FatalError` that says: a text is not valid UTF-8.
 *
 * @param fields - the fields of the reason `Utf8`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.utf8({ path: "/repo/logo.png", offset: 0 })
 * ```
 *
 * @since 0.1.0
 */
export const utf8 = (fields: Fields<typeof Reason.Utf8>): FatalErrorOf<Reason.Utf8> =>
  make(new Reason.Utf8(defined(fields)))

/**
 * Makes the `FatalError` that says: an input could not be parsed.
 *
 * @param fields - the fields of the reason `SyntaxError`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.syntaxError({ detail: "the patch has no hunk" })
 * ```
 *
 * @since 0.1.0
 */
export const syntaxError = (fields: Fields<typeof Reason.SyntaxError>): FatalErrorOf<Reason.SyntaxError> =>
  make(new Reason.SyntaxError(defined(fields)))

/**
 * Makes the `FatalError` that says: a hunk does not fit.
 *
 * @param fields - the fields of the reason `PatchRejected`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.patchRejected({ path: "/repo/a.ts", hunk: 2, detail: "its context was not found" })
 * ```
 *
 * @since 0.1.0
 */
export const patchRejected = (fields: Fields<typeof Reason.PatchRejected>): FatalErrorOf<Reason.PatchRejected> =>
  make(new Reason.PatchRejected(defined(fields)))

/**
 * Makes the `FatalError` that says: two edits touch the same bytes.
 *
 * @param fields - the fields of the reason `OverlappingEdits`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.overlappingEdits({ path: "/repo/a.ts", first: 0, second: 3 })
 * ```
 *
 * @since 0.1.0
 */
export const overlappingEdits = (
  fields: Fields<typeof Reason.OverlappingEdits>
): FatalErrorOf<Reason.OverlappingEdits> => make(new Reason.OverlappingEdits(defined(fields)))

/**
 * Makes the `FatalError` that says: a file kept changing while it was read.
 *
 * @param fields - the fields of the reason `ChangedDuringRead`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.changedDuringRead({ path: "/repo/a.log" })
 * ```
 *
 * @since 0.1.0
 */
export const changedDuringRead = (
  fields: Fields<typeof Reason.ChangedDuringRead>
): FatalErrorOf<Reason.ChangedDuringRead> => make(new Reason.ChangedDuringRead(defined(fields)))

const make = <R extends FatalReason>(reason: R): FatalErrorOf<R> => new FatalError({ reason }) as FatalErrorOf<R>
