/**
 * The union of all errors, and what can be asked of any of them.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { ContextualError } from "./ContextualError.ts"
import { DomainError } from "./DomainError.ts"
import { Io } from "./DomainReason.ts"
import { FatalError } from "./FatalError.ts"
import { InternalError } from "./InternalError.ts"
import { TypeId } from "./internal/TypeId.ts"
import { TransactionProblemReason } from "./TransactionProblem.ts"
import { WarningError } from "./WarningError.ts"

/**
 * Every error of the ploke-io packages.
 *
 * @example
 * ```ts
 * import { Fail, PlokeError } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(PlokeError)(Fail.readOnly({ path: "/repo/a.ts" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const PlokeError = Schema.Union([FatalError, InternalError, DomainError, WarningError, ContextualError])

/**
 * Any error of the ploke-io packages.
 *
 * @since 0.1.0
 */
export type PlokeError = typeof PlokeError.Type

/**
 * An error of the ploke-io packages without its context: one of the four kinds that have a `reason`.
 *
 * @since 0.1.0
 */
export type PlokeErrorKind = Exclude<PlokeError, ContextualError>

/**
 * How bad an error is.
 *
 * @since 0.1.0
 */
export type Severity = "fatal" | "error" | "warning"

/**
 * Tells whether a value is an error of the ploke-io packages.
 *
 * @param u - any value
 *
 * @example
 * ```ts
 * import { Fail, isPlokeError } from "@ploke/error"
 *
 * isPlokeError(Fail.readOnly({ path: "/repo/a.ts" })) // true
 * isPlokeError(new Error("no")) // false
 * ```
 *
 * @since 0.1.0
 */
export const isPlokeError = (u: unknown): u is PlokeError => Predicate.hasProperty(u, TypeId)

/**
 * Tells how bad an error is; that of a `ContextualError` is that of its source.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { Fail, severity } from "@ploke/error"
 *
 * severity(Fail.readOnly({ path: "/repo/a.ts" })) // "fatal"
 * ```
 *
 * @since 0.1.0
 */
export const severity = (error: PlokeError): Severity => error.severity

/**
 * Tells whether the operation succeeded all the same.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { Fail, isWarning } from "@ploke/error"
 *
 * isWarning(Fail.orphanFile({ path: "/repo/old.ts" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const isWarning = (error: PlokeError): boolean => error.severity === "warning"

/**
 * Takes the context off an error: the innermost kind, which has the `reason`.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { ContextualError, Fail, withoutContext } from "@ploke/error"
 *
 * const source = Fail.readOnly({ path: "/repo/a.ts" })
 * withoutContext(new ContextualError({ source, filePath: "/repo/a.ts" })) === source // true
 * ```
 *
 * @since 0.1.0
 */
export const withoutContext = (error: PlokeError): PlokeErrorKind => {
  let current = error
  while (current._tag === "ContextualError") current = current.source
  return current
}

/**
 * Tells which path an error is about: that of its context, else that of its reason.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { Fail, pathOf } from "@ploke/error"
 *
 * pathOf(Fail.readOnly({ path: "/repo/a.ts" })) // "/repo/a.ts"
 * ```
 *
 * @since 0.1.0
 */
export const pathOf = (error: PlokeError): string | undefined => {
  if (error._tag === "ContextualError") return error.filePath
  const reason = error.reason
  if ("path" in reason && typeof reason.path === "string") return reason.path
  return "root" in reason ? reason.root : undefined
}

const isProblemReason = Schema.is(TransactionProblemReason)

/**
 * Gives the reason by which a transaction tells an error in its `problems`: that of the error without its context, or
 * `Io` with the message where a problem cannot have that reason.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { Fail, reasonForProblem } from "@ploke/error"
 *
 * const problem = { edits: [0], reason: reasonForProblem(Fail.readOnly({ path: "/repo/a.ts" })) }
 * problem.reason._tag // "ReadOnly"
 * reasonForProblem(Fail.shutdownInitiated())._tag // "Io"
 * ```
 *
 * @since 0.1.0
 */
export const reasonForProblem = (error: PlokeError): TransactionProblemReason => {
  const { reason } = withoutContext(error)
  return isProblemReason(reason) ? reason : new Io({ message: error.message })
}

/** The error chain of a foreign library is followed this far; a longer one, or a circle, tells nothing more. */
const causeDepthMax = 16

const errnoName = /^E[A-Z0-9]+$/

const codeInChain = (start: unknown): string | undefined => {
  let current = start
  for (let depth = 0; depth < causeDepthMax && Predicate.isObject(current); depth++) {
    if ("code" in current && typeof current.code === "string" && errnoName.test(current.code)) return current.code
    current = "reason" in current ? current.reason : "cause" in current ? current.cause : undefined
  }
  return undefined
}

/**
 * Gives the errno name, such as `"ENOENT"`, if the operating system caused the error.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { Fail, osCode } from "@ploke/error"
 *
 * osCode(Fail.fileOperation({ operation: "read", path: "/repo/a.ts", code: "ENOENT" })) // "ENOENT"
 * osCode(Fail.readOnly({ path: "/repo/a.ts" })) // undefined
 * ```
 *
 * @since 0.1.0
 */
export const osCode = (error: PlokeError): string | undefined => codeInChain(withoutContext(error).reason)

const Wire = Schema.toCodecJson(PlokeError)
const encodeWire = Schema.encodeSync(Wire)

/**
 * Encodes an error as plain JSON.
 *
 * @param error - any error of the ploke-io packages
 *
 * @example
 * ```ts
 * import { Fail, toJson } from "@ploke/error"
 *
 * JSON.stringify(toJson(Fail.readOnly({ path: "/repo/a.ts" })))
 * ```
 *
 * @since 0.1.0
 */
export const toJson = (error: PlokeError): Schema.Json => encodeWire(error)

/**
 * Decodes an error from what `toJson` gave; fails with a `SchemaError` for anything else.
 *
 * @param json - a parsed JSON value
 *
 * @example
 * ```ts
 * import { Fail, fromJson, toJson } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const program = fromJson(toJson(Fail.readOnly({ path: "/repo/a.ts" })))
 * Effect.runSync(program)._tag // "FatalError"
 * ```
 *
 * @since 0.1.0
 */
export const fromJson = Schema.decodeUnknownEffect(Wire)
