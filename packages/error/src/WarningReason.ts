/**
 * The reasons of a `WarningError`.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"
import { displayPath, displayText } from "./DisplayPath.ts"
import { errnoMeaning } from "./Errno.ts"
import { Quantity } from "./internal/Quantity.ts"

/**
 * The system dropped notifications below these roots; a rescan has found what changed. No system says how many it dropped:
 * `dropped` is the number of differences that were found, and at least 1.
 *
 * @example
 * ```ts
 * import { WatchOverflow } from "@ploke/error"
 *
 * const reason = new WatchOverflow({ roots: ["/repo"], dropped: 16_384 })
 * ```
 *
 * @since 0.1.0
 */
export class WatchOverflow extends Schema.TaggedError<WatchOverflow>("@ploke/error/WarningReason/WatchOverflow")(
  "WatchOverflow",
  { roots: Schema.Array(Schema.String), dropped: Quantity }
) {
  override get message(): string {
    return (
      `${this.roots.map(displayPath).join(", ")}: ${this.dropped} or more notifications were dropped, and a rescan found what ` +
      "changed; if it happens often, raise the limit of the system (fs.inotify.max_queued_events), or leave out more"
    )
  }
}

/**
 * A root is watched in a weaker way than asked for.
 *
 * @example
 * ```ts
 * import { WatchDegraded } from "@ploke/error"
 *
 * const reason = new WatchDegraded({ root: "/repo", why: "no inotify watches are left", advice: "raise the limit" })
 * ```
 *
 * @since 0.1.0
 */
export class WatchDegraded extends Schema.TaggedError<WatchDegraded>("@ploke/error/WarningReason/WatchDegraded")(
  "WatchDegraded",
  { root: Schema.String, why: Schema.String, advice: Schema.String }
) {
  override get message(): string {
    return `${displayPath(this.root)}: is watched less closely: ${displayText(this.why)}; ${displayText(this.advice)}`
  }
}

/**
 * A write succeeded, but one of its steps towards durability is not supported here.
 *
 * @example
 * ```ts
 * import { DurabilityDegraded } from "@ploke/error"
 *
 * const reason = new DurabilityDegraded({ path: "/repo/a.ts", step: "fsync of the folder", code: "EINVAL" })
 * ```
 *
 * @since 0.1.0
 */
export class DurabilityDegraded extends Schema.TaggedError<DurabilityDegraded>(
  "@ploke/error/WarningReason/DurabilityDegraded"
)("DurabilityDegraded", { path: Schema.String, step: Schema.String, code: Schema.String }) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: written, but ${displayText(this.step)} failed: ${errnoMeaning(this.code)} ` +
      `(${displayText(this.code)}); use a local file system if the write must survive a power cut`
    )
  }
}

/**
 * Modules belong to no module tree (from ploke's indexer; this library does not raise it).
 *
 * @example
 * ```ts
 * import { UnlinkedModules } from "@ploke/error"
 *
 * const reason = new UnlinkedModules({ modules: ["crate::old"] })
 * ```
 *
 * @since 0.1.0
 */
export class UnlinkedModules extends Schema.TaggedError<UnlinkedModules>("@ploke/error/WarningReason/UnlinkedModules")(
  "UnlinkedModules",
  { modules: Schema.Array(Schema.String) }
) {
  override get message(): string {
    return `${displayText(this.modules.join(", "))}: linked from no module; declare or remove them`
  }
}

/**
 * A file belongs to no module tree (from ploke's indexer; this library does not raise it).
 *
 * @example
 * ```ts
 * import { OrphanFile } from "@ploke/error"
 *
 * const reason = new OrphanFile({ path: "/repo/old.ts" })
 * ```
 *
 * @since 0.1.0
 */
export class OrphanFile extends Schema.TaggedError<OrphanFile>("@ploke/error/WarningReason/OrphanFile")("OrphanFile", {
  path: Schema.String
}) {
  override get message(): string {
    return `${displayPath(this.path)}: belongs to no module; declare it in a module or remove it`
  }
}

/**
 * A name refers to nothing (from ploke's indexer; this library does not raise it).
 *
 * @example
 * ```ts
 * import { UnresolvedRef } from "@ploke/error"
 *
 * const reason = new UnresolvedRef({ name: "parse", location: "src/a.ts:3" })
 * ```
 *
 * @since 0.1.0
 */
export class UnresolvedRef extends Schema.TaggedError<UnresolvedRef>("@ploke/error/WarningReason/UnresolvedRef")(
  "UnresolvedRef",
  { name: Schema.String, location: Schema.optionalKey(Schema.String) }
) {
  override get message(): string {
    const where = this.location === undefined ? "" : `${displayText(this.location)}: `
    return `${where}nothing is named ${displayText(this.name)}; import it or correct the name`
  }
}

/**
 * The database warned (from ploke's database; this library does not raise it).
 *
 * @example
 * ```ts
 * import { PlokeDb } from "@ploke/error"
 *
 * const reason = new PlokeDb({ detail: "the index is out of date" })
 * ```
 *
 * @since 0.1.0
 */
export class PlokeDb extends Schema.TaggedError<PlokeDb>("@ploke/error/WarningReason/PlokeDb")("PlokeDb", {
  detail: Schema.String
}) {
  override get message(): string {
    return `the database warns: ${displayText(this.detail)}; check the database`
  }
}

/**
 * The language model warned (from ploke's model client; this library does not raise it).
 *
 * @example
 * ```ts
 * import { PlokeLlm } from "@ploke/error"
 *
 * const reason = new PlokeLlm({ detail: "the answer was cut" })
 * ```
 *
 * @since 0.1.0
 */
export class PlokeLlm extends Schema.TaggedError<PlokeLlm>("@ploke/error/WarningReason/PlokeLlm")("PlokeLlm", {
  detail: Schema.String
}) {
  override get message(): string {
    return `the language model warns: ${displayText(this.detail)}; check the request`
  }
}

/**
 * Every reason that a `WarningError` can have.
 *
 * @example
 * ```ts
 * import { OrphanFile, WarningReason } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(WarningReason)(new OrphanFile({ path: "/repo/old.ts" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const WarningReason = Schema.Union([
  WatchOverflow,
  WatchDegraded,
  DurabilityDegraded,
  UnlinkedModules,
  OrphanFile,
  UnresolvedRef,
  PlokeDb,
  PlokeLlm
])

/**
 * Any reason of a `WarningError`.
 *
 * @since 0.1.0
 */
export type WarningReason = typeof WarningReason.Type
