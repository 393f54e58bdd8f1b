/**
 * The request for a byte range of a file.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ByteCount } from "./ByteRange.ts"
import { FileHash } from "./FileHash.ts"
import { Namespace, RequestId } from "./Ids.ts"
import { withPlokeSpelling } from "./internal/Spelling.ts"
import { isOrdered } from "./internal/Ordered.ts"

/**
 * Asks for a byte range of a file, to be given only if the file still has the expected hash (ploke: `EmbeddingData`).
 *
 * `filePath` is absolute; `startByte` and `endByte` are UTF-8 byte offsets, half-open. Decodes ploke-core's snake_case
 * JSON too; a UUID tracking hash is refused, because it does not guard bytes.
 *
 * @example
 * ```ts
 * import { SnippetRequest } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * const request = Schema.decodeUnknownSync(SnippetRequest)({
 *   file_path: "/repo/src/a.rs",
 *   expected_file_hash: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
 *   start_byte: 0,
 *   end_byte: 12
 * })
 * request.filePath // "/repo/src/a.rs"
 * ```
 *
 * @since 0.1.0
 */
export const SnippetRequest = withPlokeSpelling(
  Schema.Struct({
    id: Schema.optional(RequestId),
    name: Schema.optional(Schema.String),
    filePath: Schema.String,
    expectedHash: FileHash,
    startByte: ByteCount,
    endByte: ByteCount,
    namespace: Schema.optional(Namespace)
  }).check(isOrdered),
  { expectedHash: ["expected_file_hash", "file_tracking_hash"] }
)

/**
 * A request for a byte range of a file: a plain object.
 *
 * @since 0.1.0
 */
export type SnippetRequest = typeof SnippetRequest.Type
