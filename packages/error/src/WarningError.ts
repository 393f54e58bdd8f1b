/**
 * The kind of error that says: the operation succeeded, but not as well as it should have.
 *
 * @since 0.1.0
 */
import * as ErrorReporter from "effect/ErrorReporter"
import * as Schema from "effect/Schema"
import { WarningReason } from "./WarningReason.ts"
import { TypeId } from "./internal/TypeId.ts"

/**
 * The operation succeeded, but not as well as it should have. Its `reason` says what happened.
 *
 * @example
 * ```ts
 * import { WarningError, OrphanFile } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const error = new WarningError({ reason: new OrphanFile({ path: "/repo/old.ts" }) })
 * const program = Effect.fail(error).pipe(Effect.catchReason("WarningError", "OrphanFile", (reason) => Effect.succeed(reason.message)))
 * ```
 *
 * @since 0.1.0
 */
export class WarningError extends Schema.TaggedError<WarningError>("@ploke/error/WarningError")("WarningError", {
  reason: WarningReason
}) {
  /** The short name that logs show. */
  override get name(): string {
    return "WarningError"
  }

  /** The message of the reason. */
  override get message(): string {
    return this.reason.message
  }

  /** The reason, as the JavaScript cause. */
  override get cause(): unknown {
    return this.reason
  }

  /** How bad it is: `"warning"`. */
  get severity(): "warning" {
    return "warning"
  }

  /** The level at which Effect's error reporters see it. */
  override get [ErrorReporter.severity](): "Warn" {
    return "Warn"
  }

  /** Marks the kinds of `@ploke/error`. */
  get [TypeId](): typeof TypeId {
    return TypeId
  }
}

/**
 * A `WarningError` whose reason is known to be one of `Reason`: what precise signatures use.
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 * import type { WarningErrorOf, OrphanFile } from "@ploke/error"
 *
 * const handle = (error: WarningErrorOf<OrphanFile>): string => error.reason.message
 * ```
 *
 * @since 0.1.0
 */
export type WarningErrorOf<Reason extends WarningReason> = WarningError & { readonly reason: Reason }
