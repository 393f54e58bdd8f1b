/**
 * What edits would make of a file.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileHash } from "./FileHash.ts"
import { Delta } from "./WriteResult.ts"

/**
 * What edits would make of one file, as a unified diff and as hashes. `edits` names the edits by their positions in the
 * request, counted from 0; `oldHash` is absent where no file is, `newHash` where none would be. `cut` tells whether the
 * diff is whole: one that would be too long ends after a whole hunk.
 *
 * @example
 * ```ts
 * import { FilePreview } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(FilePreview)({ filePath: "/repo/a.ts", edits: [0], delta: [], preview: "", cut: "whole" }) // true
 * ```
 *
 * @since 0.1.0
 */
export const FilePreview = Schema.Struct({
  filePath: Schema.String,
  newPath: Schema.optionalKey(Schema.String),
  edits: Schema.Array(Schema.Natural),
  oldHash: Schema.optionalKey(FileHash),
  newHash: Schema.optionalKey(FileHash),
  delta: Schema.Array(Delta),
  preview: Schema.String,
  cut: Schema.Literals(["whole", "truncated"])
})

/**
 * What edits would make of one file: a plain object.
 *
 * @since 0.1.0
 */
export type FilePreview = typeof FilePreview.Type
