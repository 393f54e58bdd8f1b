/**
 * What a write did, and how durable it is.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ByteCount } from "./ByteRange.ts"
import { FileHash } from "./FileHash.ts"
import { OriginId } from "./Ids.ts"

/**
 * How hard a write tries to survive a power cut: `"strict"` waits for the disk, `"bestEffort"` leaves it to the system.
 *
 * @example
 * ```ts
 * import { Durability } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(Durability)("strict") // true
 * ```
 *
 * @since 0.1.0
 */
export const Durability = Schema.Literals(["strict", "bestEffort"])

/**
 * How hard a write tries to survive a power cut.
 *
 * @since 0.1.0
 */
export type Durability = typeof Durability.Type

/**
 * One replaced part of a file: where it began, and how many bytes went and came there.
 *
 * @example
 * ```ts
 * import type { Delta } from "@ploke/core"
 *
 * const delta: Delta = { startByte: 120, removedBytes: 3, addedBytes: 5 }
 * ```
 *
 * @since 0.1.0
 */
export const Delta = Schema.Struct({ startByte: ByteCount, removedBytes: ByteCount, addedBytes: ByteCount })

/**
 * One replaced part of a file: a plain object.
 *
 * @since 0.1.0
 */
export type Delta = typeof Delta.Type

/**
 * What a write did. `oldHash` is absent where no file was before; `delta` is in the order of the old file's offsets;
 * `durability` is what was reached.
 *
 * @example
 * ```ts
 * import { FileHash } from "@ploke/core"
 * import type { WriteResult } from "@ploke/core"
 *
 * const result: WriteResult = {
 *   filePath: "/repo/src/a.ts",
 *   newHash: FileHash.make("md5:0cc175b9c0f1b6a831c399e269772661"),
 *   delta: [{ startByte: 0, removedBytes: 0, addedBytes: 1 }],
 *   durability: "strict"
 * }
 * ```
 *
 * @since 0.1.0
 */
export const WriteResult = Schema.Struct({
  filePath: Schema.String,
  oldHash: Schema.optionalKey(FileHash),
  newHash: FileHash,
  delta: Schema.Array(Delta),
  origin: Schema.optionalKey(OriginId),
  durability: Durability
})

/**
 * What a write did: a plain object.
 *
 * @since 0.1.0
 */
export type WriteResult = typeof WriteResult.Type
