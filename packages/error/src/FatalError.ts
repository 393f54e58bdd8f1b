/**
 * The kind of error that says: this operation failed, and the process can go on.
 *
 * @since 0.1.0
 */
import * as ErrorReporter from "effect/ErrorReporter"
import * as Schema from "effect/Schema"
import { FatalReason } from "./FatalReason.ts"
import { TypeId } from "./internal/TypeId.ts"

/**
 * This operation failed; the process can go on. Its `reason` says what happened.
 *
 * @example
 * ```ts
 * import { FatalError, ReadOnly } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const error = new FatalError({ reason: new ReadOnly({ path: "/repo/a.ts" }) })
 * const program = Effect.fail(error).pipe(Effect.catchReason("FatalError", "ReadOnly", (reason) => Effect.succeed(reason.message)))
 * ```
 *
 * @since 0.1.0
 */
export class FatalError extends Schema.TaggedError<FatalError>("@ploke/error/FatalError")("FatalError", {
  reason: FatalReason
}) {
  /** The short name that logs show. */
  override get name(): string {
    return "FatalError"
  }

  /** The message of the reason. */
  override get message(): string {
    return this.reason.message
  }

  /** The reason, as the JavaScript cause. */
  override get cause(): unknown {
    return this.reason
  }

  /** How bad it is: `"fatal"`. */
  get severity(): "fatal" {
    return "fatal"
  }

  /** The level at which Effect's error reporters see it. */
  override get [ErrorReporter.severity](): "Fatal" {
    return "Fatal"
  }

  /** Marks the kinds of `@ploke/error`. */
  get [TypeId](): typeof TypeId {
    return TypeId
  }
}

/**
 * A `FatalError` whose reason is known to be one of `Reason`: what precise signatures use.
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 * import type { FatalErrorOf, ContentMismatch } from "@ploke/error"
 *
 * const handle = (error: FatalErrorOf<ContentMismatch>): string => error.reason.message
 * ```
 *
 * @since 0.1.0
 */
export type FatalErrorOf<Reason extends FatalReason> = FatalError & { readonly reason: Reason }
