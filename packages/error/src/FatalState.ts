/**
 * Fatal reasons about a whole transaction, the process, or the index that a caller builds from files.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"
import { displayPath, displayText } from "./DisplayPath.ts"
import { Quantity } from "./internal/Quantity.ts"

/**
 * A transaction was undone: every file is as it was before.
 *
 * @example
 * ```ts
 * import { TransactionAborted } from "@ploke/error"
 *
 * const reason = new TransactionAborted({ id: "t1", path: "/repo/a.ts", detail: "the second edit was refused" })
 * ```
 *
 * @since 0.1.0
 */
export class TransactionAborted extends Schema.TaggedError<TransactionAborted>(
  "@ploke/error/FatalReason/TransactionAborted"
)("TransactionAborted", { id: Schema.String, path: Schema.optionalKey(Schema.String), detail: Schema.String }) {
  override get message(): string {
    const where = this.path === undefined ? "" : `${displayPath(this.path)}: `
    return (
      `${where}transaction ${displayText(this.id)} was undone: ${displayText(this.detail)}; ` +
      "nothing was changed: correct the edit and run it again"
    )
  }
}

/**
 * Recovery met a change that neither the transaction nor its undoing made, and left the files alone.
 *
 * @example
 * ```ts
 * import { TransactionStuck } from "@ploke/error"
 *
 * const reason = new TransactionStuck({ id: "t1", paths: ["/repo/a.ts"], detail: "changed by someone else" })
 * ```
 *
 * @since 0.1.0
 */
export class TransactionStuck extends Schema.TaggedError<TransactionStuck>("@ploke/error/FatalReason/TransactionStuck")(
  "TransactionStuck",
  { id: Schema.String, paths: Schema.Array(Schema.String), detail: Schema.String }
) {
  override get message(): string {
    return (
      `${displayPaths(this.paths)}: transaction ${displayText(this.id)} can be neither finished nor undone: ` +
      `${displayText(this.detail)}; look at these files, then run \`ploke-io recover\``
    )
  }
}

/**
 * The service is shutting down and takes no new work.
 *
 * @example
 * ```ts
 * import { ShutdownInitiated } from "@ploke/error"
 *
 * const reason = new ShutdownInitiated()
 * ```
 *
 * @since 0.1.0
 */
export class ShutdownInitiated extends Schema.TaggedError<ShutdownInitiated>(
  "@ploke/error/FatalReason/ShutdownInitiated"
)("ShutdownInitiated", {}) {
  override get message(): string {
    return "the service is shutting down and takes no new work; build its layer again to go on"
  }
}

/**
 * Two modules claim the same module path (from ploke's indexer; this library does not raise it).
 *
 * @example
 * ```ts
 * import { DuplicateModulePath } from "@ploke/error"
 *
 * const reason = new DuplicateModulePath({ path: ["crate", "a"], existingId: "m1", conflictingId: "m2" })
 * ```
 *
 * @since 0.1.0
 */
export class DuplicateModulePath extends Schema.TaggedError<DuplicateModulePath>(
  "@ploke/error/FatalReason/DuplicateModulePath"
)("DuplicateModulePath", {
  path: Schema.Array(Schema.String),
  existingId: Schema.String,
  conflictingId: Schema.String
}) {
  override get message(): string {
    return (
      `${modulePath(this.path)}: claimed by modules ${displayText(this.existingId)} and ` +
      `${displayText(this.conflictingId)}; rename or remove one of them`
    )
  }
}

/**
 * A re-export points to nothing (from ploke's indexer; this library does not raise it).
 *
 * @example
 * ```ts
 * import { UnresolvedReExport } from "@ploke/error"
 *
 * const reason = new UnresolvedReExport({ importId: "i1", targetPath: ["crate", "gone"] })
 * ```
 *
 * @since 0.1.0
 */
export class UnresolvedReExport extends Schema.TaggedError<UnresolvedReExport>(
  "@ploke/error/FatalReason/UnresolvedReExport"
)("UnresolvedReExport", { importId: Schema.String, targetPath: Schema.Array(Schema.String) }) {
  override get message(): string {
    return (
      `${modulePath(this.targetPath)}: not found for the re-export ${displayText(this.importId)}; ` +
      "correct the path or export the item"
    )
  }
}

/**
 * A chain of references is longer than the limit (from ploke's indexer; this library does not raise it).
 *
 * @example
 * ```ts
 * import { RecursionLimit } from "@ploke/error"
 *
 * const reason = new RecursionLimit({ startNode: "n1", depth: 101, limit: 100 })
 * ```
 *
 * @since 0.1.0
 */
export class RecursionLimit extends Schema.TaggedError<RecursionLimit>("@ploke/error/FatalReason/RecursionLimit")(
  "RecursionLimit",
  { startNode: Schema.String, depth: Quantity, limit: Quantity }
) {
  override get message(): string {
    return (
      `${displayText(this.startNode)}: recursion of depth ${this.depth} exceeds the limit of ${this.limit}; ` +
      "break the cycle or raise the limit"
    )
  }
}

/**
 * The index or its database is damaged (from ploke's database; this library does not raise it).
 *
 * @example
 * ```ts
 * import { DatabaseCorruption } from "@ploke/error"
 *
 * const reason = new DatabaseCorruption({ detail: "checksum of page 3 differs" })
 * ```
 *
 * @since 0.1.0
 */
export class DatabaseCorruption extends Schema.TaggedError<DatabaseCorruption>(
  "@ploke/error/FatalReason/DatabaseCorruption"
)("DatabaseCorruption", { detail: Schema.String }) {
  override get message(): string {
    return `the database is damaged: ${displayText(this.detail)}; restore a backup or index again`
  }
}

/**
 * No folder for the user's configuration could be found (from ploke's configuration; this library does not raise it).
 *
 * @example
 * ```ts
 * import { DefaultConfigDir } from "@ploke/error"
 *
 * const reason = new DefaultConfigDir({ detail: "HOME is not set" })
 * ```
 *
 * @since 0.1.0
 */
export class DefaultConfigDir extends Schema.TaggedError<DefaultConfigDir>("@ploke/error/FatalReason/DefaultConfigDir")(
  "DefaultConfigDir",
  { detail: Schema.String }
) {
  override get message(): string {
    return `no folder for the configuration: ${displayText(this.detail)}; set HOME or XDG_CONFIG_HOME`
  }
}

/** A message names at most this many paths; the field holds all of them. */
const shownPathsMax = 3

const displayPaths = (paths: ReadonlyArray<string>): string => {
  const shown = paths.slice(0, shownPathsMax).map(displayPath).join(", ")
  return paths.length > shownPathsMax ? `${shown} and ${paths.length - shownPathsMax} more` : shown
}

const modulePath = (segments: ReadonlyArray<string>): string => displayText(segments.join("::"))
