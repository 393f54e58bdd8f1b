/**
 * The request to create a file.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { OriginId, RequestId } from "./Ids.ts"
import { withPlokeSpelling } from "./internal/Spelling.ts"
import { Durability } from "./WriteResult.ts"

/**
 * What to do where the file to create exists already.
 *
 * @example
 * ```ts
 * import { OnExists } from "@ploke/core"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(OnExists)("overwrite") // true
 * ```
 *
 * @since 0.1.0
 */
export const OnExists = Schema.Literals(["error", "overwrite"])

/**
 * What to do where the file to create exists already.
 *
 * @since 0.1.0
 */
export type OnExists = typeof OnExists.Type

/** Permission bits with set-user-id, set-group-id and sticky. */
const modeMax = 0o7777

/**
 * The permission bits of a new file, such as `0o644`.
 *
 * @example
 * ```ts
 * import { FileMode } from "@ploke/core"
 *
 * FileMode.make(0o644)
 * ```
 *
 * @since 0.1.0
 */
export const FileMode = Schema.Natural.check(Schema.isLessThanOrEqualTo(modeMax))

/**
 * Asks to create a file. JSON may leave out `onExists` (then `"error"`) and `createParents` (then `false`).
 *
 * @example
 * ```ts
 * import type { CreateFileData } from "@ploke/core"
 *
 * const request: CreateFileData = {
 *   filePath: "/repo/src/new.ts",
 *   content: "export {}\n",
 *   onExists: "error",
 *   createParents: true
 * }
 * ```
 *
 * @since 0.1.0
 */
export const CreateFileData = withPlokeSpelling(
  Schema.Struct({
    id: Schema.optional(RequestId),
    filePath: Schema.String,
    content: Schema.String,
    onExists: OnExists.pipe(Schema.withDecodingDefaultKey(Effect.succeed("error" as const))),
    createParents: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
    mode: Schema.optional(FileMode),
    origin: Schema.optional(OriginId),
    durability: Schema.optional(Durability)
  })
)

/**
 * A request to create a file: a plain object.
 *
 * @since 0.1.0
 */
export type CreateFileData = typeof CreateFileData.Type
