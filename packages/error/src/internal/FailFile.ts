/**
 * Factories of fatal errors about a file as an object of the file system. `Fail` is where they are used from.
 */
import { FatalError } from "../FatalError.ts"
import type { FatalErrorOf } from "../FatalError.ts"
import * as Reason from "../FatalFile.ts"
import type { FatalReason } from "../FatalReason.ts"
import { defined } from "./Fields.ts"
import type { Fields } from "./Fields.ts"

/**
 * Makes the `FatalError` that says: the operating system refused.
 *
 * @param fields - the fields of the reason `FileOperation`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.fileOperation({ operation: "read", path: "/repo/a.ts", code: "ENOENT" })
 * ```
 *
 * @since 0.1.0
 */
export const fileOperation = (fields: Fields<typeof Reason.FileOperation>): FatalErrorOf<Reason.FileOperation> =>
  make(new Reason.FileOperation(defined(fields)))

/**
 * Makes the `FatalError` that says: a path was refused.
 *
 * @param fields - the fields of the reason `PathResolution`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.pathResolution({ path: "/etc/passwd", why: "OutsideRoots" })
 * ```
 *
 * @since 0.1.0
 */
export const pathResolution = (fields: Fields<typeof Reason.PathResolution>): FatalErrorOf<Reason.PathResolution> =>
  make(new Reason.PathResolution(defined(fields)))

/**
 * Makes the `FatalError` that says: the target may not be written.
 *
 * @param fields - the fields of the reason `ReadOnly`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.readOnly({ path: "/repo/a.ts" })
 * ```
 *
 * @since 0.1.0
 */
export const readOnly = (fields: Fields<typeof Reason.ReadOnly>): FatalErrorOf<Reason.ReadOnly> =>
  make(new Reason.ReadOnly(defined(fields)))

/**
 * Makes the `FatalError` that says: the target has several hard links.
 *
 * @param fields - the fields of the reason `HardLinked`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.hardLinked({ path: "/repo/a.ts", links: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const hardLinked = (fields: Fields<typeof Reason.HardLinked>): FatalErrorOf<Reason.HardLinked> =>
  make(new Reason.HardLinked(defined(fields)))

/**
 * Makes the `FatalError` that says: the target cannot be replaced.
 *
 * @param fields - the fields of the reason `CannotReplace`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.cannotReplace({ path: "/repo/a.ts", code: "EBUSY", advice: "unmount it first" })
 * ```
 *
 * @since 0.1.0
 */
export const cannotReplace = (fields: Fields<typeof Reason.CannotReplace>): FatalErrorOf<Reason.CannotReplace> =>
  make(new Reason.CannotReplace(defined(fields)))

/**
 * Makes the `FatalError` that says: another writer holds the lock.
 *
 * @param fields - the fields of the reason `LockUnavailable`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.lockUnavailable({ path: "/repo/a.ts", waitedMs: 5000 })
 * ```
 *
 * @since 0.1.0
 */
export const lockUnavailable = (fields: Fields<typeof Reason.LockUnavailable>): FatalErrorOf<Reason.LockUnavailable> =>
  make(new Reason.LockUnavailable(defined(fields)))

/**
 * Makes the `FatalError` that says: the file to create exists.
 *
 * @param fields - the fields of the reason `AlreadyExists`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.alreadyExists({ path: "/repo/a.ts" })
 * ```
 *
 * @since 0.1.0
 */
export const alreadyExists = (fields: Fields<typeof Reason.AlreadyExists>): FatalErrorOf<Reason.AlreadyExists> =>
  make(new Reason.AlreadyExists(defined(fields)))

/**
 * Makes the `FatalError` that says: a write could not be made durable.
 *
 * @param fields - the fields of the reason `DurabilityFailed`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.durabilityFailed({ path: "/repo/a.ts", step: "fsync", code: "EIO", visible: false })
 * ```
 *
 * @since 0.1.0
 */
export const durabilityFailed = (
  fields: Fields<typeof Reason.DurabilityFailed>
): FatalErrorOf<Reason.DurabilityFailed> => make(new Reason.DurabilityFailed(defined(fields)))

const make = <R extends FatalReason>(reason: R): FatalErrorOf<R> => new FatalError({ reason }) as FatalErrorOf<R>
