/**
 * The steps of a transaction or a preview.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { ByteCount } from "./ByteRange.ts"
import { CreateFileData } from "./CreateFileData.ts"
import { FileHash } from "./FileHash.ts"
import { PatchData } from "./PatchData.ts"
import { unionWithPlokeSpelling } from "./internal/Spelling.ts"
import { isOrdered } from "./internal/Ordered.ts"
import { OnMismatch } from "./WriteSnippetData.ts"

const members = Schema.Union([
  Schema.TaggedStruct("Splice", {
    filePath: Schema.String,
    expectedHash: FileHash,
    startByte: ByteCount,
    endByte: ByteCount,
    replacement: Schema.String,
    onMismatch: Schema.optional(OnMismatch),
    baseContent: Schema.optional(Schema.String)
  }).check(isOrdered),
  Schema.TaggedStruct("Create", Struct.omit(CreateFileData.to.fields, ["id", "origin", "durability"])),
  Schema.TaggedStruct("Replace", { filePath: Schema.String, expectedHash: FileHash, content: Schema.String }),
  Schema.TaggedStruct("Remove", { filePath: Schema.String, expectedHash: FileHash }),
  Schema.TaggedStruct("Rename", {
    filePath: Schema.String,
    newPath: Schema.String,
    expectedHash: Schema.optional(FileHash)
  }),
  Schema.TaggedStruct("Patch", Struct.omit(PatchData.to.fields, ["id", "dryRun", "origin", "durability"]))
])

const { cases, guards, match } = members.pipe(Schema.toTaggedUnion("_tag"))

/**
 * One step of a transaction or a preview: `Splice` replaces a byte range, `Create` makes a file, `Replace` gives a file a
 * new content, `Remove` deletes it, `Rename` moves it, never over another file, and `Patch` applies a unified diff.
 *
 * `FileEdit.cases.Splice.make({ … })` makes a validated member; `FileEdit.match` and `FileEdit.guards` take edits apart.
 *
 * @example
 * ```ts
 * import { FileEdit } from "@ploke/core"
 *
 * const edits: ReadonlyArray<FileEdit> = [
 *   { _tag: "Create", filePath: "/repo/a.ts", content: "export {}\n", onExists: "error", createParents: false },
 *   { _tag: "Rename", filePath: "/repo/b.ts", newPath: "/repo/c.ts" }
 * ]
 * ```
 *
 * @since 0.1.0
 */
export const FileEdit = Object.assign(unionWithPlokeSpelling(members, { expectedHash: ["expected_file_hash"] }), {
  cases,
  guards,
  match
})

/**
 * One step of a transaction or a preview: a plain object with a `_tag`.
 *
 * @since 0.1.0
 */
export type FileEdit = typeof members.Type
