/**
 * Factories of domain errors. `Fail` is where they are used from.
 */
import { DomainError } from "../DomainError.ts"
import type { DomainErrorOf } from "../DomainError.ts"
import * as Reason from "../DomainReason.ts"
import { defined } from "./Fields.ts"
import type { Fields } from "./Fields.ts"

/**
 * Makes the `DomainError` that says: a file exceeds the limit.
 *
 * @param fields - the fields of the reason `TooLarge`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.tooLarge({ path: "/repo/a.bin", sizeBytes: 20_000_000, maxBytes: 16_777_216 })
 * ```
 *
 * @since 0.1.0
 */
export const tooLarge = (fields: Fields<typeof Reason.TooLarge>): DomainErrorOf<Reason.TooLarge> =>
  make(new Reason.TooLarge(defined(fields)))

/**
 * Makes the `DomainError` that says: a path leads to something else than a regular file.
 *
 * @param fields - the fields of the reason `NotARegularFile`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.notARegularFile({ path: "/repo/src", type: "Directory" })
 * ```
 *
 * @since 0.1.0
 */
export const notARegularFile = (fields: Fields<typeof Reason.NotARegularFile>): DomainErrorOf<Reason.NotARegularFile> =>
  make(new Reason.NotARegularFile(defined(fields)))

/**
 * Makes the `DomainError` that says: the user interface failed.
 *
 * @param fields - the fields of the reason `Ui`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.ui({ message: "the terminal is too small" })
 * ```
 *
 * @since 0.1.0
 */
export const ui = (fields: Fields<typeof Reason.Ui>): DomainErrorOf<Reason.Ui> => make(new Reason.Ui(defined(fields)))

/**
 * Makes the `DomainError` that says: a transformation failed.
 *
 * @param fields - the fields of the reason `Transform`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.transform({ message: "the graph has no root" })
 * ```
 *
 * @since 0.1.0
 */
export const transform = (fields: Fields<typeof Reason.Transform>): DomainErrorOf<Reason.Transform> =>
  make(new Reason.Transform(defined(fields)))

/**
 * Makes the `DomainError` that says: a query failed.
 *
 * @param fields - the fields of the reason `Db`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.db({ message: "the relation does not exist" })
 * ```
 *
 * @since 0.1.0
 */
export const db = (fields: Fields<typeof Reason.Db>): DomainErrorOf<Reason.Db> => make(new Reason.Db(defined(fields)))

/**
 * Makes the `DomainError` that says: a file operation failed and only words tell why.
 *
 * @param fields - the fields of the reason `Io`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.io({ message: "the volume was removed" })
 * ```
 *
 * @since 0.1.0
 */
export const io = (fields: Fields<typeof Reason.Io>): DomainErrorOf<Reason.Io> => make(new Reason.Io(defined(fields)))

/**
 * Makes the `DomainError` that says: retrieval failed.
 *
 * @param fields - the fields of the reason `Rag`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.rag({ message: "the index is empty" })
 * ```
 *
 * @since 0.1.0
 */
export const rag = (fields: Fields<typeof Reason.Rag>): DomainErrorOf<Reason.Rag> =>
  make(new Reason.Rag(defined(fields)))

/**
 * Makes the `DomainError` that says: ingestion failed.
 *
 * @param fields - the fields of the reason `Ingest`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.ingest({ message: "the manifest was not found" })
 * ```
 *
 * @since 0.1.0
 */
export const ingest = (fields: Fields<typeof Reason.Ingest>): DomainErrorOf<Reason.Ingest> =>
  make(new Reason.Ingest(defined(fields)))

const make = <R extends Reason.DomainReason>(reason: R): DomainErrorOf<R> =>
  new DomainError({ reason }) as DomainErrorOf<R>
