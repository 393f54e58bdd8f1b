/**
 * The kind of error that says: a policy of the domain said no.
 *
 * @since 0.1.0
 */
import * as ErrorReporter from "effect/ErrorReporter"
import * as Schema from "effect/Schema"
import { DomainReason } from "./DomainReason.ts"
import { TypeId } from "./internal/TypeId.ts"

/**
 * A policy of the domain said no: too large, not a regular file. Its `reason` says what happened.
 *
 * @example
 * ```ts
 * import { DomainError, NotARegularFile } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const error = new DomainError({ reason: new NotARegularFile({ path: "/repo/src", type: "Directory" }) })
 * const program = Effect.fail(error).pipe(Effect.catchReason("DomainError", "NotARegularFile", (reason) => Effect.succeed(reason.message)))
 * ```
 *
 * @since 0.1.0
 */
export class DomainError extends Schema.TaggedError<DomainError>("@ploke/error/DomainError")("DomainError", {
  reason: DomainReason
}) {
  /** The short name that logs show. */
  override get name(): string {
    return "DomainError"
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
 * A `DomainError` whose reason is known to be one of `Reason`: what precise signatures use.
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 * import type { DomainErrorOf, NotARegularFile } from "@ploke/error"
 *
 * const handle = (error: DomainErrorOf<NotARegularFile>): string => error.reason.message
 * ```
 *
 * @since 0.1.0
 */
export type DomainErrorOf<Reason extends DomainReason> = DomainError & { readonly reason: Reason }
