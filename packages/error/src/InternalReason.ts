/**
 * The reasons of an `InternalError`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { displayText } from "./DisplayPath.ts"

/**
 * The library met a state that it holds to be impossible.
 *
 * @example
 * ```ts
 * import { InvalidState } from "@ploke/error"
 *
 * const reason = new InvalidState({ detail: "a permit was released twice" })
 * ```
 *
 * @since 0.1.0
 */
export class InvalidState extends Schema.TaggedError<InvalidState>("@ploke/error/InternalReason/InvalidState")(
  "InvalidState",
  { detail: Schema.String }
) {
  override get message(): string {
    return `impossible state: ${displayText(this.detail)}; this is a bug in the library: report it with this message`
  }
}

/**
 * The platform or the configuration in use does not offer what was asked for.
 *
 * @example
 * ```ts
 * import { NotImplemented } from "@ploke/error"
 *
 * const reason = new NotImplemented({ detail: "advisory locks on this platform" })
 * ```
 *
 * @since 0.1.0
 */
export class NotImplemented extends Schema.TaggedError<NotImplemented>("@ploke/error/InternalReason/NotImplemented")(
  "NotImplemented",
  { detail: Schema.String }
) {
  override get message(): string {
    return `not available: ${displayText(this.detail)}; choose another option or platform`
  }
}

/**
 * A worker or a compiler step behind the library broke down.
 *
 * @example
 * ```ts
 * import { CompilerError } from "@ploke/error"
 *
 * const reason = new CompilerError({ detail: "the worker stopped without an answer" })
 * ```
 *
 * @since 0.1.0
 */
export class CompilerError extends Schema.TaggedError<CompilerError>("@ploke/error/InternalReason/CompilerError")(
  "CompilerError",
  { detail: Schema.String }
) {
  override get message(): string {
    return `an internal step broke down: ${displayText(this.detail)}; try again, and report it if it stays`
  }
}

/**
 * The embedding backend failed (from ploke's embedder; this library does not raise it).
 *
 * @example
 * ```ts
 * import { EmbedderError } from "@ploke/error"
 *
 * const reason = new EmbedderError({ cause: new Error("connection refused") })
 * ```
 *
 * @since 0.1.0
 */
export class EmbedderError extends Schema.TaggedError<EmbedderError>("@ploke/error/InternalReason/EmbedderError")(
  "EmbedderError",
  { cause: Schema.Defect() }
) {
  override get message(): string {
    const detail = this.cause instanceof Error ? this.cause.message : String(this.cause)
    return `the embedder failed: ${displayText(detail)}; check its configuration and try again`
  }
}

/**
 * Every reason that an `InternalError` can have.
 *
 * @example
 * ```ts
 * import { InternalReason, InvalidState } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(InternalReason)(new InvalidState({ detail: "never" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const InternalReason = Schema.Union([InvalidState, NotImplemented, CompilerError, EmbedderError])

/**
 * Any reason of an `InternalError`.
 *
 * @since 0.1.0
 */
export type InternalReason = typeof InternalReason.Type
