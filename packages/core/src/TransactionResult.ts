/**
 * What a transaction did.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { OriginId } from "./Ids.ts"
import { Durability, EditResult } from "./WriteResult.ts"

/**
 * What a transaction did: one result for each edit, in the order of the request. `id` is the name under which its journal
 * and its errors know it; `durability` is what was reached for all of its files.
 *
 * @example
 * ```ts
 * import { FileHash, TransactionResult } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * const removed = {
 *   filePath: "/repo/src/a.ts",
 *   oldHash: FileHash.make("md5:0cc175b9c0f1b6a831c399e269772661"),
 *   delta: [{ startByte: 0, removedBytes: 1, addedBytes: 0 }],
 *   durability: "strict"
 * }
 * Schema.is(TransactionResult)({ id: "t1", results: [removed], durability: "strict" }) // true
 * ```
 *
 * @since 0.1.0
 */
export const TransactionResult = Schema.Struct({
  id: Schema.String,
  results: Schema.Array(EditResult),
  origin: Schema.optionalKey(OriginId),
  durability: Durability
})

/**
 * What a transaction did: a plain object.
 *
 * @since 0.1.0
 */
export type TransactionResult = typeof TransactionResult.Type
