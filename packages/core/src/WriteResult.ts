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
 * How hard a write tries to survive a power cut: `"strict"` fails where the disk does not confirm it, `"bestEffort"` tries
 * the same and only warns where the folder cannot be synced.
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
 * `rebased` says that the file had changed and the edit was carried over, to where `delta` says; `durability` is what was
 * reached.
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
  rebased: Schema.optionalKey(Schema.Literal(true)),
  origin: Schema.optionalKey(OriginId),
  durability: Durability
})

/**
 * What a write did: a plain object.
 *
 * @since 0.1.0
 */
export type WriteResult = typeof WriteResult.Type

/**
 * What an edit of any kind did: a `WriteResult`, but for what only some kinds have. `newHash` is absent where the file was
 * removed; `newPath` is where it went if it was renamed.
 *
 * @example
 * ```ts
 * import { FileHash } from "@ploke/core"
 * import type { EditResult } from "@ploke/core"
 *
 * const removed: EditResult = {
 *   filePath: "/repo/src/a.ts",
 *   oldHash: FileHash.make("md5:0cc175b9c0f1b6a831c399e269772661"),
 *   delta: [{ startByte: 0, removedBytes: 1, addedBytes: 0 }],
 *   durability: "strict"
 * }
 * ```
 *
 * @since 0.1.0
 */
export const EditResult = Schema.Struct({
  ...WriteResult.fields,
  newPath: Schema.optionalKey(Schema.String),
  newHash: Schema.optionalKey(FileHash)
})

/**
 * What an edit of any kind did: a plain object.
 *
 * @since 0.1.0
 */
export type EditResult = typeof EditResult.Type
