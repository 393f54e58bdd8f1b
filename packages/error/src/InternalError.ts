/**
 * The kind of error that says: a bug or an impossible state in the library.
 *
 * @since 0.1.0
 */
import * as ErrorReporter from "effect/ErrorReporter"
import * as Schema from "effect/Schema"
import { InternalReason } from "./InternalReason.ts"
import { TypeId } from "./internal/TypeId.ts"

/**
 * A bug or an impossible state in the library. Its `reason` says what happened.
 *
 * @example
 * ```ts
 * import { InternalError, InvalidState } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const error = new InternalError({ reason: new InvalidState({ detail: "a permit was released twice" }) })
 * const program = Effect.fail(error).pipe(Effect.catchReason("InternalError", "InvalidState", (reason) => Effect.succeed(reason.message)))
 * ```
 *
 * @since 0.1.0
 */
export class InternalError extends Schema.TaggedError<InternalError>("@ploke/error/InternalError")("InternalError", {
  reason: InternalReason
}) {
  /** The short name that logs show. */
  override get name(): string {
    return "InternalError"
  }

  /** The message of the reason. */
  override get message(): string {
    return this.reason.message
  }

  /** The reason, as the JavaScript cause. */
  override get cause(): unknown {
    return this.reason
  }

  /** How bad it is: `"error"`. */
  get severity(): "error" {
    return "error"
  }

  /** The level at which Effect's error reporters see it. */
  override get [ErrorReporter.severity](): "Error" {
    return "Error"
  }

  /** Marks the kinds of `@ploke/error`. */
  get [TypeId](): typeof TypeId {
    return TypeId
  }
}

/**
 * A `InternalError` whose reason is known to be one of `Reason`: what precise signatures use.
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 * import type { InternalErrorOf, InvalidState } from "@ploke/error"
 *
 * const handle = (error: InternalErrorOf<InvalidState>): string => error.reason.message
 * ```
 *
 * @since 0.1.0
 */
export type InternalErrorOf<Reason extends InternalReason> = InternalError & { readonly reason: Reason }
