/**
 * The reasons of a `FatalError`, from the three modules that hold them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Content from "./FatalContent.ts"
import * as File from "./FatalFile.ts"
import * as State from "./FatalState.ts"

export * from "./FatalContent.ts"
export * from "./FatalFile.ts"
export * from "./FatalState.ts"

/**
 * Every reason that a `FatalError` can have.
 *
 * @example
 * ```ts
 * import { FatalReason, ReadOnly } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(FatalReason)(new ReadOnly({ path: "/repo/a.ts" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const FatalReason = Schema.Union([
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
  State.TransactionAborted,
  State.TransactionStuck,
  State.ShutdownInitiated,
  State.DuplicateModulePath,
  State.UnresolvedReExport,
  State.RecursionLimit,
  State.DatabaseCorruption,
  State.DefaultConfigDir
])

/**
 * Any reason of a `FatalError`.
 *
 * @since 0.1.0
 */
export type FatalReason = typeof FatalReason.Type
