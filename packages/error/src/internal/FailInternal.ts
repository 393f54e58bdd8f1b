/**
 * Factories of internal errors. `Fail` is where they are used from.
 */
import { InternalError } from "../InternalError.ts"
import type { InternalErrorOf } from "../InternalError.ts"
import * as Reason from "../InternalReason.ts"
import { defined } from "./Fields.ts"
import type { Fields } from "./Fields.ts"

/**
 * Makes the `InternalError` that says: an impossible state was met.
 *
 * @param fields - the fields of the reason `InvalidState`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.invalidState({ detail: "a permit was released twice" })
 * ```
 *
 * @since 0.1.0
 */
export const invalidState = (fields: Fields<typeof Reason.InvalidState>): InternalErrorOf<Reason.InvalidState> =>
  make(new Reason.InvalidState(defined(fields)))

/**
 * Makes the `InternalError` that says: a feature is not available.
 *
 * @param fields - the fields of the reason `NotImplemented`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.notImplemented({ detail: "advisory locks on this platform" })
 * ```
 *
 * @since 0.1.0
 */
export const notImplemented = (fields: Fields<typeof Reason.NotImplemented>): InternalErrorOf<Reason.NotImplemented> =>
  make(new Reason.NotImplemented(defined(fields)))

/**
 * Makes the `InternalError` that says: an internal step broke down.
 *
 * @param fields - the fields of the reason `CompilerError`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.compilerError({ detail: "the worker stopped without an answer" })
 * ```
 *
 * @since 0.1.0
 */
export const compilerError = (fields: Fields<typeof Reason.CompilerError>): InternalErrorOf<Reason.CompilerError> =>
  make(new Reason.CompilerError(defined(fields)))

/**
 * Makes the `InternalError` that says: the embedder failed.
 *
 * @param fields - the fields of the reason `EmbedderError`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.embedderError({ cause: new Error("connection refused") })
 * ```
 *
 * @since 0.1.0
 */
export const embedderError = (fields: { readonly cause: unknown }): InternalErrorOf<Reason.EmbedderError> =>
  make(new Reason.EmbedderError(fields))

const make = <R extends Reason.InternalReason>(reason: R): InternalErrorOf<R> =>
  new InternalError({ reason }) as InternalErrorOf<R>
