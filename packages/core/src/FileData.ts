/**
 * Files as they were indexed, and files that have changed since.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileHash } from "./FileHash.ts"
import { Namespace, RequestId } from "./Ids.ts"
import { withPlokeSpelling } from "./internal/Spelling.ts"

/**
 * A file as it was when it was indexed, to be compared with the disk.
 *
 * @example
 * ```ts
 * import { FileData, FileHash } from "@ploke/core"
 *
 * const file: FileData = {
 *   filePath: "/repo/src/a.ts",
 *   expectedHash: FileHash.make("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
 * }
 * ```
 *
 * @since 0.1.0
 */
export const FileData = withPlokeSpelling(
  Schema.Struct({
    id: Schema.optional(RequestId),
    filePath: Schema.String,
    expectedHash: FileHash,
    namespace: Schema.optional(Namespace)
  }),
  { expectedHash: ["expected_file_hash", "file_tracking_hash"] }
)

/**
 * A file as it was when it was indexed: a plain object.
 *
 * @since 0.1.0
 */
export type FileData = typeof FileData.Type

/**
 * A file whose content is no longer the one that was indexed.
 *
 * @example
 * ```ts
 * import { ChangedFileData, FileHash } from "@ploke/core"
 *
 * const changed: ChangedFileData = {
 *   filePath: "/repo/src/a.ts",
 *   oldHash: FileHash.make("md5:d41d8cd98f00b204e9800998ecf8427e"),
 *   newHash: FileHash.make("md5:0cc175b9c0f1b6a831c399e269772661")
 * }
 * ```
 *
 * @since 0.1.0
 */
export const ChangedFileData = withPlokeSpelling(
  Schema.Struct({
    id: Schema.optional(RequestId),
    filePath: Schema.String,
    namespace: Schema.optional(Namespace),
    oldHash: FileHash,
    newHash: FileHash
  }),
  { oldHash: ["old_file_hash", "old_tracking_hash"], newHash: ["new_file_hash", "new_tracking_hash"] }
)

/**
 * A file whose content has changed: a plain object.
 *
 * @since 0.1.0
 */
export type ChangedFileData = typeof ChangedFileData.Type
