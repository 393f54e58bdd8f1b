/**
 * Factories of fatal errors about transactions, the process and the caller's index. `Fail` is where they are used from.
 */
import { FatalError } from "../FatalError.ts"
import type { FatalErrorOf } from "../FatalError.ts"
import * as Reason from "../FatalState.ts"
import type { FatalReason } from "../FatalReason.ts"
import { defined } from "./Fields.ts"
import type { Fields } from "./Fields.ts"

/**
 * Makes the `FatalError` that says: a transaction was refused or undone.
 *
 * @param fields - the fields of the reason `TransactionAborted`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.transactionAborted({ id: "t1", path: "/repo/a.ts", detail: "the disk is full" })
 * ```
 *
 * @since 0.1.0
 */
export const transactionAborted = (
  fields: Fields<typeof Reason.TransactionAborted>
): FatalErrorOf<Reason.TransactionAborted> => make(new Reason.TransactionAborted(defined(fields)))

/**
 * Makes the `FatalError` that says: recovery met a third party's change.
 *
 * @param fields - the fields of the reason `TransactionStuck`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.transactionStuck({ id: "t1", paths: ["/repo/a.ts"], detail: "changed by someone else" })
 * ```
 *
 * @since 0.1.0
 */
export const transactionStuck = (
  fields: Fields<typeof Reason.TransactionStuck>
): FatalErrorOf<Reason.TransactionStuck> => make(new Reason.TransactionStuck(defined(fields)))

/**
 * Makes the `FatalError` that says: the service is shutting down.
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.shutdownInitiated()
 * ```
 *
 * @since 0.1.0
 */
export const shutdownInitiated = (): FatalErrorOf<Reason.ShutdownInitiated> => make(new Reason.ShutdownInitiated())

/**
 * Makes the `FatalError` that says: two modules claim one path.
 *
 * @param fields - the fields of the reason `DuplicateModulePath`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.duplicateModulePath({ path: ["crate", "a"], existingId: "m1", conflictingId: "m2" })
 * ```
 *
 * @since 0.1.0
 */
export const duplicateModulePath = (
  fields: Fields<typeof Reason.DuplicateModulePath>
): FatalErrorOf<Reason.DuplicateModulePath> => make(new Reason.DuplicateModulePath(defined(fields)))

/**
 * Makes the `FatalError` that says: a re-export points to nothing.
 *
 * @param fields - the fields of the reason `UnresolvedReExport`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.unresolvedReExport({ importId: "i1", targetPath: ["crate", "gone"] })
 * ```
 *
 * @since 0.1.0
 */
export const unresolvedReExport = (
  fields: Fields<typeof Reason.UnresolvedReExport>
): FatalErrorOf<Reason.UnresolvedReExport> => make(new Reason.UnresolvedReExport(defined(fields)))

/**
 * Makes the `FatalError` that says: a chain of references is too long.
 *
 * @param fields - the fields of the reason `RecursionLimit`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.recursionLimit({ startNode: "n1", depth: 101, limit: 100 })
 * ```
 *
 * @since 0.1.0
 */
export const recursionLimit = (fields: Fields<typeof Reason.RecursionLimit>): FatalErrorOf<Reason.RecursionLimit> =>
  make(new Reason.RecursionLimit(defined(fields)))

/**
 * Makes the `FatalError` that says: the database is damaged.
 *
 * @param fields - the fields of the reason `DatabaseCorruption`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.databaseCorruption({ detail: "checksum of page 3 differs" })
 * ```
 *
 * @since 0.1.0
 */
export const databaseCorruption = (
  fields: Fields<typeof Reason.DatabaseCorruption>
): FatalErrorOf<Reason.DatabaseCorruption> => make(new Reason.DatabaseCorruption(defined(fields)))

/**
 * Makes the `FatalError` that says: no configuration folder was found.
 *
 * @param fields - the fields of the reason `DefaultConfigDir`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.defaultConfigDir({ detail: "HOME is not set" })
 * ```
 *
 * @since 0.1.0
 */
export const defaultConfigDir = (
  fields: Fields<typeof Reason.DefaultConfigDir>
): FatalErrorOf<Reason.DefaultConfigDir> => make(new Reason.DefaultConfigDir(defined(fields)))

const make = <R extends FatalReason>(reason: R): FatalErrorOf<R> => new FatalError({ reason }) as FatalErrorOf<R>
