/**
 * The request to apply a patch, and what became of it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { FileHash } from "./FileHash.ts"
import { OriginId, RequestId } from "./Ids.ts"
import { withPlokeSpelling } from "./internal/Spelling.ts"
import { Durability, EditResult } from "./WriteResult.ts"

/**
 * Asks to apply a unified diff of one file to a file; the path of the request says which, whatever the diff calls it.
 * A diff that renames tells by its two names where the file goes. `fuzz` is the number of context lines of a hunk that may differ; with `dryRun`
 * nothing is written. JSON may leave out `fuzz` (then 0) and `dryRun` (then `false`).
 *
 * @example
 * ```ts
 * import type { PatchData } from "@ploke/core"
 *
 * const request: PatchData = {
 *   filePath: "/repo/src/a.ts",
 *   diff: "--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-let a\n+let b\n",
 *   fuzz: 0,
 *   dryRun: true
 * }
 * ```
 *
 * @since 0.1.0
 */
export const PatchData = withPlokeSpelling(
  Schema.Struct({
    id: Schema.optional(RequestId),
    filePath: Schema.String,
    expectedHash: Schema.optional(FileHash),
    diff: Schema.String,
    fuzz: Schema.Natural.pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
    dryRun: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
    origin: Schema.optional(OriginId),
    durability: Schema.optional(Durability)
  }),
  { expectedHash: ["expected_file_hash"] }
)

/**
 * A request to apply a patch: a plain object.
 *
 * @since 0.1.0
 */
export type PatchData = typeof PatchData.Type

/**
 * What became of one hunk: `offset` is how many lines away from its place it fitted, `fuzz` how many context lines it
 * ignored there.
 *
 * @example
 * ```ts
 * import type { PatchHunk } from "@ploke/core"
 *
 * const hunk: PatchHunk = { applied: true, offset: 2, fuzz: 0 }
 * ```
 *
 * @since 0.1.0
 */
export const PatchHunk = Schema.Struct({
  applied: Schema.Boolean,
  offset: Schema.Int,
  fuzz: Schema.Natural
})

/**
 * What became of one hunk: a plain object.
 *
 * @since 0.1.0
 */
export type PatchHunk = typeof PatchHunk.Type

/**
 * What a patch did, or would do in a dry run: an `EditResult` with its hunks and a preview as unified diff. `newHash` is
 * absent where the patch removes the file.
 *
 * @example
 * ```ts
 * import { PatchResult } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(PatchResult)({}) // false
 * ```
 *
 * @since 0.1.0
 */
export const PatchResult = Schema.Struct({
  ...EditResult.fields,
  hunks: Schema.Array(PatchHunk),
  preview: Schema.String
})

/**
 * What a patch did: a plain object.
 *
 * @since 0.1.0
 */
export type PatchResult = typeof PatchResult.Type
