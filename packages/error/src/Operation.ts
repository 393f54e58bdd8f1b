/**
 * What the library was doing when an error happened.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Names what the library was doing when an error happened.
 *
 * @example
 * ```ts
 * import { Operation } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * const operation: Operation = Schema.decodeUnknownSync(Operation)("read")
 * ```
 *
 * @since 0.1.0
 */
export const Operation = Schema.Literals([
  "read",
  "stream",
  "hash",
  "scan",
  "resolve",
  "configure",
  "create",
  "write",
  "patch",
  "remove",
  "rename",
  "transaction",
  "lock",
  "watch",
  "recover"
])

/**
 * One of the operation names accepted by the schema of the same name.
 *
 * @since 0.1.0
 */
export type Operation = typeof Operation.Type
