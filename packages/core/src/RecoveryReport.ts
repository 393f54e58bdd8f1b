/**
 * What recovery made of the transactions that were left unfinished.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * What recovery made of one transaction. Its `state` is one of:
 *
 * - `"finished"`: brought to its end.
 * - `"forced"`: brought to its end over the changes of others, as asked.
 * - `"abandoned"`: given up, as asked; the files were left as they are.
 * - `"stuck"`: a change of a third party or the system is in the way; nothing was touched, and `paths` are those in the way.
 * - `"busy"`: another process has it.
 * - `"unreadable"`: its journal is damaged or of another version; nothing was touched or discarded.
 * - `"swept"`: its roots are gone, and have been for long.
 *
 * `detail` says more in words.
 *
 * @example
 * ```ts
 * import type { RecoveredTransaction } from "@ploke/core"
 *
 * const stuck: RecoveredTransaction = {
 *   id: "t1",
 *   state: "stuck",
 *   paths: ["/repo/src/a.ts"],
 *   detail: "changed by someone else"
 * }
 * ```
 *
 * @since 0.1.0
 */
export const RecoveredTransaction = Schema.Struct({
  id: Schema.String,
  state: Schema.Literals(["finished", "forced", "abandoned", "stuck", "busy", "unreadable", "swept"]),
  paths: Schema.Array(Schema.String),
  detail: Schema.optionalKey(Schema.String)
})

/**
 * What recovery made of one transaction: a plain object.
 *
 * @since 0.1.0
 */
export type RecoveredTransaction = typeof RecoveredTransaction.Type

/**
 * What recovery made of every transaction that it found unfinished; empty where there was none.
 *
 * @example
 * ```ts
 * import { RecoveryReport } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * const transactions = [{ id: "t1", state: "finished", paths: ["/repo/src/a.ts"] }]
 * Schema.is(RecoveryReport)({ transactions }) // true
 * ```
 *
 * @since 0.1.0
 */
export const RecoveryReport = Schema.Struct({ transactions: Schema.Array(RecoveredTransaction) })

/**
 * What recovery made of every unfinished transaction: a plain object.
 *
 * @since 0.1.0
 */
export type RecoveryReport = typeof RecoveryReport.Type
