/**
 * Factories of warnings. `Fail` is where they are used from.
 */
import { WarningError } from "../WarningError.ts"
import type { WarningErrorOf } from "../WarningError.ts"
import * as Reason from "../WarningReason.ts"
import { defined } from "./Fields.ts"
import type { Fields } from "./Fields.ts"

/**
 * Makes the `WarningError` that says: notifications were dropped.
 *
 * @param fields - the fields of the reason `WatchOverflow`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.watchOverflow({ roots: ["/repo"], dropped: 16_384 })
 * ```
 *
 * @since 0.1.0
 */
export const watchOverflow = (fields: Fields<typeof Reason.WatchOverflow>): WarningErrorOf<Reason.WatchOverflow> =>
  make(new Reason.WatchOverflow(defined(fields)))

/**
 * Makes the `WarningError` that says: a root is watched less closely.
 *
 * @param fields - the fields of the reason `WatchDegraded`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.watchDegraded({ root: "/repo", why: "no inotify watches are left", advice: "raise the limit" })
 * ```
 *
 * @since 0.1.0
 */
export const watchDegraded = (fields: Fields<typeof Reason.WatchDegraded>): WarningErrorOf<Reason.WatchDegraded> =>
  make(new Reason.WatchDegraded(defined(fields)))

/**
 * Makes the `WarningError` that says: a write is less durable than asked for.
 *
 * @param fields - the fields of the reason `DurabilityDegraded`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.durabilityDegraded({ path: "/repo/a.ts", step: "fsync of the folder", code: "EINVAL" })
 * ```
 *
 * @since 0.1.0
 */
export const durabilityDegraded = (
  fields: Fields<typeof Reason.DurabilityDegraded>
): WarningErrorOf<Reason.DurabilityDegraded> => make(new Reason.DurabilityDegraded(defined(fields)))

/**
 * Makes the `WarningError` that says: modules are linked from nowhere.
 *
 * @param fields - the fields of the reason `UnlinkedModules`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.unlinkedModules({ modules: ["crate::old"] })
 * ```
 *
 * @since 0.1.0
 */
export const unlinkedModules = (
  fields: Fields<typeof Reason.UnlinkedModules>
): WarningErrorOf<Reason.UnlinkedModules> => make(new Reason.UnlinkedModules(defined(fields)))

/**
 * Makes the `WarningError` that says: a file belongs to no module.
 *
 * @param fields - the fields of the reason `OrphanFile`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.orphanFile({ path: "/repo/old.ts" })
 * ```
 *
 * @since 0.1.0
 */
export const orphanFile = (fields: Fields<typeof Reason.OrphanFile>): WarningErrorOf<Reason.OrphanFile> =>
  make(new Reason.OrphanFile(defined(fields)))

/**
 * Makes the `WarningError` that says: a name refers to nothing.
 *
 * @param fields - the fields of the reason `UnresolvedRef`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.unresolvedRef({ name: "parse" })
 * ```
 *
 * @since 0.1.0
 */
export const unresolvedRef = (fields: Fields<typeof Reason.UnresolvedRef>): WarningErrorOf<Reason.UnresolvedRef> =>
  make(new Reason.UnresolvedRef(defined(fields)))

/**
 * Makes the `WarningError` that says: the database warns.
 *
 * @param fields - the fields of the reason `PlokeDb`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.plokeDb({ detail: "the index is out of date" })
 * ```
 *
 * @since 0.1.0
 */
export const plokeDb = (fields: Fields<typeof Reason.PlokeDb>): WarningErrorOf<Reason.PlokeDb> =>
  make(new Reason.PlokeDb(defined(fields)))

/**
 * Makes the `WarningError` that says: the language model warns.
 *
 * @param fields - the fields of the reason `PlokeLlm`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.plokeLlm({ detail: "the answer was cut" })
 * ```
 *
 * @since 0.1.0
 */
export const plokeLlm = (fields: Fields<typeof Reason.PlokeLlm>): WarningErrorOf<Reason.PlokeLlm> =>
  make(new Reason.PlokeLlm(defined(fields)))

const make = <R extends Reason.WarningReason>(reason: R): WarningErrorOf<R> =>
  new WarningError({ reason }) as WarningErrorOf<R>
