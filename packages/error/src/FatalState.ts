/**
 * Fatal reasons about a whole transaction, the process, or the index that a caller builds from files.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"
import { displayPath, displayText } from "./DisplayPath.ts"
import { TransactionProblem } from "./TransactionProblem.ts"
import { Quantity } from "./internal/Quantity.ts"

/**
 * A transaction was refused before anything was touched, or failed and was undone: every file is as it was before.
 *
 * A refusal lists in `problems` everything that is wrong with its edits, and the message shows the first of them in place
 * of `detail`. One that failed while it ran has no `problems`; `path` and `detail` tell where and why.
 *
 * @example
 * ```ts
 * import { ContentMismatch, TransactionAborted } from "@ploke/error"
 *
 * const undone = new TransactionAborted({ id: "t1", path: "/repo/a.ts", detail: "the disk is full" })
 *
 * const changed = new ContentMismatch({ path: "/repo/a.ts", expected: "sha256:00", actual: "sha256:ff" })
 * const refused = new TransactionAborted({
 *   id: "t2",
 *   detail: "1 edit was refused",
 *   problems: [{ edits: [0], reason: changed }]
 * })
 * refused.problems?.flatMap(({ reason }) => (reason._tag === "ContentMismatch" ? [reason.actual] : [])) // ["sha256:ff"]
 * ```
 *
 * @since 0.1.0
 */
export class TransactionAborted extends Schema.TaggedError<TransactionAborted>(
  "@ploke/error/FatalReason/TransactionAborted"
)("TransactionAborted", {
  id: Schema.String,
  path: Schema.optionalKey(Schema.String),
  detail: Schema.String,
  problems: Schema.optionalKey(Schema.Array(TransactionProblem))
}) {
  override get message(): string {
    const where = this.path === undefined ? "" : `${displayPath(this.path)}: `
    const subject = `${where}transaction ${displayText(this.id)}`
    return this.problems === undefined || this.problems.length === 0
      ? `${subject} was undone: ${displayText(this.detail)}; ` +
          "every file is as it was before: remove the cause and run it again"
      : `${subject} was refused${refusedEdits(this.problems)}: ${firstFew(this.problems.map(displayProblem), "; ", "; ")}; ` +
          "nothing was changed: correct the request and run it again"
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
      `${displayText(this.detail)}; look at these files, then run ` +
      "`ploke-io recover --resolve force` (the transaction wins) or `--resolve abandon` (they stay as they are), " +
      "or call `WriteService.recover`"
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

/** A message names at most this many of the items of a list; the field holds all of them. */
const shownItemsMax = 3

const firstFew = (items: ReadonlyArray<string>, separator: string, last: string): string => {
  const shown = items.slice(0, shownItemsMax).join(separator)
  return items.length > shownItemsMax ? `${shown}${last}and ${items.length - shownItemsMax} more` : shown
}

const displayPaths = (paths: ReadonlyArray<string>): string => firstFew(paths.map(displayPath), ", ", " ")

const refusedEdits = (problems: ReadonlyArray<TransactionProblem>): string => {
  const count = new Set(problems.flatMap(({ edits }) => edits)).size
  return count === 0 ? "" : ` because of ${count} ${count === 1 ? "edit" : "edits"}`
}

// The message of `Io` is foreign text as it was given, so it is made fit for one line here.
const displayProblem = ({ edits, reason }: TransactionProblem): string =>
  `${edits.length === 0 ? "" : `${edits.length === 1 ? "edit" : "edits"} ${firstFew(edits.map(String), ", ", " ")}: `}` +
  displayText(reason.message)

const modulePath = (segments: ReadonlyArray<string>): string => displayText(segments.join("::"))
