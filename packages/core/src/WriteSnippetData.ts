/**
 * The request to replace a byte range of a file.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ByteCount } from "./ByteRange.ts"
import { FileHash } from "./FileHash.ts"
import { Namespace, OriginId, RequestId } from "./Ids.ts"
import { withPlokeSpelling } from "./internal/Spelling.ts"
import { isOrdered } from "./internal/Ordered.ts"
import { Durability } from "./WriteResult.ts"

/**
 * What to do where the file has another hash by now: refuse the edit, or carry its range over to what stands there, if
 * nothing that the edit touches was changed.
 *
 * @example
 * ```ts
 * import { OnMismatch } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(OnMismatch)("rebase") // true
 * ```
 *
 * @since 0.1.0
 */
export const OnMismatch = Schema.Literals(["fail", "rebase"])

/**
 * What to do where the file has another hash by now.
 *
 * @since 0.1.0
 */
export type OnMismatch = typeof OnMismatch.Type

/**
 * Asks to replace a byte range of a file, if the file still has the expected hash. With `onMismatch: "rebase"` a file
 * that changed elsewhere is edited all the same; for that the contents that have the expected hash must be known: given
 * as `baseContent`, or remembered by the service's cache.
 *
 * @example
 * ```ts
 * import { FileHash } from "@ploke/core"
 * import type { WriteSnippetData } from "@ploke/core"
 *
 * const request: WriteSnippetData = {
 *   filePath: "/repo/src/a.ts",
 *   expectedHash: FileHash.make("md5:d41d8cd98f00b204e9800998ecf8427e"),
 *   startByte: 0,
 *   endByte: 0,
 *   replacement: "let a = 1\n"
 * }
 * ```
 *
 * @since 0.1.0
 */
export const WriteSnippetData = withPlokeSpelling(
  Schema.Struct({
    id: Schema.optional(RequestId),
    name: Schema.optional(Schema.String),
    filePath: Schema.String,
    expectedHash: FileHash,
    startByte: ByteCount,
    endByte: ByteCount,
    replacement: Schema.String,
    namespace: Schema.optional(Namespace),
    origin: Schema.optional(OriginId),
    onMismatch: Schema.optional(OnMismatch),
    baseContent: Schema.optional(Schema.String),
    durability: Schema.optional(Durability)
  }).check(isOrdered),
  { expectedHash: ["expected_file_hash"] }
)

/**
 * A request to replace a byte range of a file: a plain object.
 *
 * @since 0.1.0
 */
export type WriteSnippetData = typeof WriteSnippetData.Type
