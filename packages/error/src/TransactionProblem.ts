/**
 * What is wrong with the edits of a transaction, told all at once.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"
import * as Domain from "./DomainReason.ts"
import * as Content from "./FatalContent.ts"
import * as File from "./FatalFile.ts"
import { Quantity } from "./internal/Quantity.ts"

/**
 * Every reason for which a transaction can refuse an edit: those about what a file contains and about the file itself,
 * and `Io` for what only words tell. No reason of a transaction is among them, so problems never hold problems.
 *
 * @example
 * ```ts
 * import { ReadOnly, TransactionProblemReason } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(TransactionProblemReason)(new ReadOnly({ path: "/repo/a.ts" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const TransactionProblemReason = Schema.Union([
  Content.ContentMismatch,
  Content.OutOfRange,
  Content.InvalidCharBoundary,
  Content.Utf8,
  Content.SyntaxError,
  Content.PatchRejected,
  Content.OverlappingEdits,
  Content.ChangedDuringRead,
  File.FileOperation,
  File.PathResolution,
  File.ReadOnly,
  File.HardLinked,
  File.CannotReplace,
  File.LockUnavailable,
  File.AlreadyExists,
  File.DurabilityFailed,
  Domain.TooLarge,
  Domain.NotARegularFile,
  Domain.Io
])

/**
 * Any reason for which a transaction can refuse an edit.
 *
 * @since 0.1.0
 */
export type TransactionProblemReason = typeof TransactionProblemReason.Type

/**
 * One thing that is wrong with a transaction: `edits` are the positions in the request, counted from 0, of the edits that
 * it concerns, and `reason` is what a single write would have failed with, to act on by its `_tag`.
 *
 * @example
 * ```ts
 * import { ReadOnly } from "@ploke/error"
 * import type { TransactionProblem } from "@ploke/error"
 *
 * const problem: TransactionProblem = { edits: [0, 2], reason: new ReadOnly({ path: "/repo/a.ts" }) }
 * ```
 *
 * @since 0.1.0
 */
export const TransactionProblem = Schema.Struct({ edits: Schema.Array(Quantity), reason: TransactionProblemReason })

/**
 * One thing that is wrong with a transaction: a plain object that holds a reason.
 *
 * @since 0.1.0
 */
export type TransactionProblem = typeof TransactionProblem.Type
