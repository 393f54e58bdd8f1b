/**
 * The request for the text of a file, and the text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ByteCount } from "./ByteRange.ts"
import { FileHash } from "./FileHash.ts"
import { withPlokeSpelling } from "./internal/Spelling.ts"

/**
 * Asks for the text of a file, or of a byte range of it.
 *
 * `startByte` (default 0) and `endByte` (default: the end) are UTF-8 byte offsets, half-open; `maxBytes` cuts the text at
 * the last character that fits. With `expectedHash` the text is given only if the file still has that hash.
 *
 * @example
 * ```ts
 * import type { ReadFileRequest } from "@ploke/core"
 *
 * const request: ReadFileRequest = { filePath: "/repo/src/a.ts", maxBytes: 4096 }
 * ```
 *
 * @since 0.1.0
 */
export const ReadFileRequest = withPlokeSpelling(
  Schema.Struct({
    filePath: Schema.String,
    startByte: Schema.optional(ByteCount),
    endByte: Schema.optional(ByteCount),
    maxBytes: Schema.optional(ByteCount),
    expectedHash: Schema.optional(FileHash)
  }).check(
    Schema.makeFilter(
      (request: { readonly startByte?: number | undefined; readonly endByte?: number | undefined }) =>
        request.endByte === undefined || (request.startByte ?? 0) <= request.endByte
          ? undefined
          : { path: ["endByte"], issue: "Expected endByte to be at least startByte" },
      { expected: "startByte <= endByte" }
    )
  ),
  { expectedHash: ["expected_file_hash"] }
)

/**
 * A request for the text of a file: a plain object.
 *
 * @since 0.1.0
 */
export type ReadFileRequest = typeof ReadFileRequest.Type

/**
 * The text of a file. `hash` is that of the whole file and `byteLength` its size, whatever range was asked for;
 * `truncated` tells that `maxBytes` cut the text.
 *
 * @example
 * ```ts
 * import { FileContent } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(FileContent)({ filePath: "/repo/a.ts" }) // false
 * ```
 *
 * @since 0.1.0
 */
export const FileContent = Schema.Struct({
  filePath: Schema.String,
  content: Schema.String,
  hash: FileHash,
  byteLength: ByteCount,
  truncated: Schema.Boolean
})

/**
 * The text of a file: a plain object.
 *
 * @since 0.1.0
 */
export type FileContent = typeof FileContent.Type
