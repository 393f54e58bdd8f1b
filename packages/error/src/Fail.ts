// The one factory of errors: a search for `Fail.` lists every failure in the system.

import { DomainError } from "./DomainError.ts"
import type { DomainErrorOf } from "./DomainError.ts"
import * as DomainReason from "./DomainReason.ts"
import { FatalError } from "./FatalError.ts"
import type { FatalErrorOf } from "./FatalError.ts"
import * as FatalReason from "./FatalReason.ts"
import { InternalError } from "./InternalError.ts"
import type { InternalErrorOf } from "./InternalError.ts"
import * as InternalReason from "./InternalReason.ts"
import { WarningError } from "./WarningError.ts"
import type { WarningErrorOf } from "./WarningError.ts"
import * as WarningReason from "./WarningReason.ts"

/** What a reason's constructor takes. */
type Fields<Reason extends abstract new (...args: ReadonlyArray<never>) => unknown> = Loose<
  ConstructorParameters<Reason>[0]
>

/** The same fields, where an optional one may also be given as `undefined`: callers pass on what a request left out. */
type Loose<Fields> = {
  [Key in keyof Fields]: Record<never, never> extends Pick<Fields, Key> ? Fields[Key] | undefined : Fields[Key]
}

/**
 * Makes the `FatalError` that says: the file is not the one that was indexed.
 *
 * @param fields - the fields of the reason `ContentMismatch`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.contentMismatch({ path: "/repo/a.ts", expected: "sha256:00", actual: "sha256:ff" })
 * ```
 *
 * @since 0.1.0
 */
export const contentMismatch = (
  fields: Fields<typeof FatalReason.ContentMismatch>
): FatalErrorOf<FatalReason.ContentMismatch> => withFatal(new FatalReason.ContentMismatch(defined(fields)))

/**
 * Makes the `FatalError` that says: a byte range does not lie in the file.
 *
 * @param fields - the fields of the reason `OutOfRange`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.outOfRange({ path: "/repo/a.ts", startByte: 0, endByte: 99, fileLength: 10 })
 * ```
 *
 * @since 0.1.0
 */
export const outOfRange = (fields: Fields<typeof FatalReason.OutOfRange>): FatalErrorOf<FatalReason.OutOfRange> =>
  withFatal(new FatalReason.OutOfRange(defined(fields)))

/**
 * Makes the `FatalError` that says: a byte range splits a character.
 *
 * @param fields - the fields of the reason `InvalidCharBoundary`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.invalidCharBoundary({ path: "/repo/a.ts", startByte: 1, endByte: 3 })
 * ```
 *
 * @since 0.1.0
 */
export const invalidCharBoundary = (
  fields: Fields<typeof FatalReason.InvalidCharBoundary>
): FatalErrorOf<FatalReason.InvalidCharBoundary> => withFatal(new FatalReason.InvalidCharBoundary(defined(fields)))

/**
 * Makes the `FatalError` that says: a text is not valid UTF-8.
 *
 * @param fields - the fields of the reason `Utf8`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.utf8({ path: "/repo/logo.png", offset: 0 })
 * ```
 *
 * @since 0.1.0
 */
export const utf8 = (fields: Fields<typeof FatalReason.Utf8>): FatalErrorOf<FatalReason.Utf8> =>
  withFatal(new FatalReason.Utf8(defined(fields)))

/**
 * Makes the `FatalError` that says: an input could not be parsed.
 *
 * @param fields - the fields of the reason `SyntaxError`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.syntaxError({ detail: "the patch has no hunk" })
 * ```
 *
 * @since 0.1.0
 */
export const syntaxError = (fields: Fields<typeof FatalReason.SyntaxError>): FatalErrorOf<FatalReason.SyntaxError> =>
  withFatal(new FatalReason.SyntaxError(defined(fields)))

/**
 * Makes the `FatalError` that says: a hunk does not fit.
 *
 * @param fields - the fields of the reason `PatchRejected`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.patchRejected({ path: "/repo/a.ts", hunk: 2, detail: "its context was not found" })
 * ```
 *
 * @since 0.1.0
 */
export const patchRejected = (
  fields: Fields<typeof FatalReason.PatchRejected>
): FatalErrorOf<FatalReason.PatchRejected> => withFatal(new FatalReason.PatchRejected(defined(fields)))

/**
 * Makes the `FatalError` that says: two edits touch the same bytes.
 *
 * @param fields - the fields of the reason `OverlappingEdits`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.overlappingEdits({ path: "/repo/a.ts", first: 0, second: 3 })
 * ```
 *
 * @since 0.1.0
 */
export const overlappingEdits = (
  fields: Fields<typeof FatalReason.OverlappingEdits>
): FatalErrorOf<FatalReason.OverlappingEdits> => withFatal(new FatalReason.OverlappingEdits(defined(fields)))

/**
 * Makes the `FatalError` that says: a file kept changing while it was read.
 *
 * @param fields - the fields of the reason `ChangedDuringRead`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.changedDuringRead({ path: "/repo/a.log" })
 * ```
 *
 * @since 0.1.0
 */
export const changedDuringRead = (
  fields: Fields<typeof FatalReason.ChangedDuringRead>
): FatalErrorOf<FatalReason.ChangedDuringRead> => withFatal(new FatalReason.ChangedDuringRead(defined(fields)))

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
export const fileOperation = (
  fields: Fields<typeof FatalReason.FileOperation>
): FatalErrorOf<FatalReason.FileOperation> => withFatal(new FatalReason.FileOperation(defined(fields)))

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
export const pathResolution = (
  fields: Fields<typeof FatalReason.PathResolution>
): FatalErrorOf<FatalReason.PathResolution> => withFatal(new FatalReason.PathResolution(defined(fields)))

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
export const readOnly = (fields: Fields<typeof FatalReason.ReadOnly>): FatalErrorOf<FatalReason.ReadOnly> =>
  withFatal(new FatalReason.ReadOnly(defined(fields)))

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
export const hardLinked = (fields: Fields<typeof FatalReason.HardLinked>): FatalErrorOf<FatalReason.HardLinked> =>
  withFatal(new FatalReason.HardLinked(defined(fields)))

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
export const cannotReplace = (
  fields: Fields<typeof FatalReason.CannotReplace>
): FatalErrorOf<FatalReason.CannotReplace> => withFatal(new FatalReason.CannotReplace(defined(fields)))

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
export const lockUnavailable = (
  fields: Fields<typeof FatalReason.LockUnavailable>
): FatalErrorOf<FatalReason.LockUnavailable> => withFatal(new FatalReason.LockUnavailable(defined(fields)))

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
export const alreadyExists = (
  fields: Fields<typeof FatalReason.AlreadyExists>
): FatalErrorOf<FatalReason.AlreadyExists> => withFatal(new FatalReason.AlreadyExists(defined(fields)))

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
  fields: Fields<typeof FatalReason.DurabilityFailed>
): FatalErrorOf<FatalReason.DurabilityFailed> => withFatal(new FatalReason.DurabilityFailed(defined(fields)))

/**
 * Makes the `FatalError` that says: a transaction was undone.
 *
 * @param fields - the fields of the reason `TransactionAborted`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.transactionAborted({ id: "t1", detail: "the second edit was refused" })
 * ```
 *
 * @since 0.1.0
 */
export const transactionAborted = (
  fields: Fields<typeof FatalReason.TransactionAborted>
): FatalErrorOf<FatalReason.TransactionAborted> => withFatal(new FatalReason.TransactionAborted(defined(fields)))

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
  fields: Fields<typeof FatalReason.TransactionStuck>
): FatalErrorOf<FatalReason.TransactionStuck> => withFatal(new FatalReason.TransactionStuck(defined(fields)))

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
export const shutdownInitiated = (): FatalErrorOf<FatalReason.ShutdownInitiated> =>
  withFatal(new FatalReason.ShutdownInitiated())

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
  fields: Fields<typeof FatalReason.DuplicateModulePath>
): FatalErrorOf<FatalReason.DuplicateModulePath> => withFatal(new FatalReason.DuplicateModulePath(defined(fields)))

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
  fields: Fields<typeof FatalReason.UnresolvedReExport>
): FatalErrorOf<FatalReason.UnresolvedReExport> => withFatal(new FatalReason.UnresolvedReExport(defined(fields)))

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
export const recursionLimit = (
  fields: Fields<typeof FatalReason.RecursionLimit>
): FatalErrorOf<FatalReason.RecursionLimit> => withFatal(new FatalReason.RecursionLimit(defined(fields)))

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
  fields: Fields<typeof FatalReason.DatabaseCorruption>
): FatalErrorOf<FatalReason.DatabaseCorruption> => withFatal(new FatalReason.DatabaseCorruption(defined(fields)))

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
  fields: Fields<typeof FatalReason.DefaultConfigDir>
): FatalErrorOf<FatalReason.DefaultConfigDir> => withFatal(new FatalReason.DefaultConfigDir(defined(fields)))

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
export const tooLarge = (fields: Fields<typeof DomainReason.TooLarge>): DomainErrorOf<DomainReason.TooLarge> =>
  withDomain(new DomainReason.TooLarge(defined(fields)))

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
export const notARegularFile = (
  fields: Fields<typeof DomainReason.NotARegularFile>
): DomainErrorOf<DomainReason.NotARegularFile> => withDomain(new DomainReason.NotARegularFile(defined(fields)))

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
export const ui = (fields: Fields<typeof DomainReason.Ui>): DomainErrorOf<DomainReason.Ui> =>
  withDomain(new DomainReason.Ui(defined(fields)))

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
export const transform = (fields: Fields<typeof DomainReason.Transform>): DomainErrorOf<DomainReason.Transform> =>
  withDomain(new DomainReason.Transform(defined(fields)))

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
export const db = (fields: Fields<typeof DomainReason.Db>): DomainErrorOf<DomainReason.Db> =>
  withDomain(new DomainReason.Db(defined(fields)))

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
export const io = (fields: Fields<typeof DomainReason.Io>): DomainErrorOf<DomainReason.Io> =>
  withDomain(new DomainReason.Io(defined(fields)))

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
export const rag = (fields: Fields<typeof DomainReason.Rag>): DomainErrorOf<DomainReason.Rag> =>
  withDomain(new DomainReason.Rag(defined(fields)))

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
export const ingest = (fields: Fields<typeof DomainReason.Ingest>): DomainErrorOf<DomainReason.Ingest> =>
  withDomain(new DomainReason.Ingest(defined(fields)))

/**
 * Makes the `InternalError` that says: an impossible state was met.
 *
 * @param fields - the fields of the reason `InvalidState`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.invalidState({ detail: "a permit was released twice" })
 * ```
 *
 * @since 0.1.0
 */
export const invalidState = (
  fields: Fields<typeof InternalReason.InvalidState>
): InternalErrorOf<InternalReason.InvalidState> => withInternal(new InternalReason.InvalidState(defined(fields)))

/**
 * Makes the `InternalError` that says: a feature is not available.
 *
 * @param fields - the fields of the reason `NotImplemented`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.notImplemented({ detail: "advisory locks on this platform" })
 * ```
 *
 * @since 0.1.0
 */
export const notImplemented = (
  fields: Fields<typeof InternalReason.NotImplemented>
): InternalErrorOf<InternalReason.NotImplemented> => withInternal(new InternalReason.NotImplemented(defined(fields)))

/**
 * Makes the `InternalError` that says: an internal step broke down.
 *
 * @param fields - the fields of the reason `CompilerError`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.compilerError({ detail: "the worker stopped without an answer" })
 * ```
 *
 * @since 0.1.0
 */
export const compilerError = (
  fields: Fields<typeof InternalReason.CompilerError>
): InternalErrorOf<InternalReason.CompilerError> => withInternal(new InternalReason.CompilerError(defined(fields)))

/**
 * Makes the `InternalError` that says: the embedder failed.
 *
 * @param fields - the fields of the reason `EmbedderError`
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 *
 * const error = Fail.embedderError({ cause: new Error("connection refused") })
 * ```
 *
 * @since 0.1.0
 */
export const embedderError = (fields: { readonly cause: unknown }): InternalErrorOf<InternalReason.EmbedderError> =>
  withInternal(new InternalReason.EmbedderError(fields))

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
export const watchOverflow = (
  fields: Fields<typeof WarningReason.WatchOverflow>
): WarningErrorOf<WarningReason.WatchOverflow> => withWarning(new WarningReason.WatchOverflow(defined(fields)))

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
export const watchDegraded = (
  fields: Fields<typeof WarningReason.WatchDegraded>
): WarningErrorOf<WarningReason.WatchDegraded> => withWarning(new WarningReason.WatchDegraded(defined(fields)))

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
  fields: Fields<typeof WarningReason.DurabilityDegraded>
): WarningErrorOf<WarningReason.DurabilityDegraded> =>
  withWarning(new WarningReason.DurabilityDegraded(defined(fields)))

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
  fields: Fields<typeof WarningReason.UnlinkedModules>
): WarningErrorOf<WarningReason.UnlinkedModules> => withWarning(new WarningReason.UnlinkedModules(defined(fields)))

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
export const orphanFile = (fields: Fields<typeof WarningReason.OrphanFile>): WarningErrorOf<WarningReason.OrphanFile> =>
  withWarning(new WarningReason.OrphanFile(defined(fields)))

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
export const unresolvedRef = (
  fields: Fields<typeof WarningReason.UnresolvedRef>
): WarningErrorOf<WarningReason.UnresolvedRef> => withWarning(new WarningReason.UnresolvedRef(defined(fields)))

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
export const plokeDb = (fields: Fields<typeof WarningReason.PlokeDb>): WarningErrorOf<WarningReason.PlokeDb> =>
  withWarning(new WarningReason.PlokeDb(defined(fields)))

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
export const plokeLlm = (fields: Fields<typeof WarningReason.PlokeLlm>): WarningErrorOf<WarningReason.PlokeLlm> =>
  withWarning(new WarningReason.PlokeLlm(defined(fields)))

const withFatal = <Reason extends FatalReason.FatalReason>(reason: Reason): FatalErrorOf<Reason> =>
  new FatalError({ reason }) as FatalErrorOf<Reason>

const withDomain = <Reason extends DomainReason.DomainReason>(reason: Reason): DomainErrorOf<Reason> =>
  new DomainError({ reason }) as DomainErrorOf<Reason>

const withInternal = <Reason extends InternalReason.InternalReason>(reason: Reason): InternalErrorOf<Reason> =>
  new InternalError({ reason }) as InternalErrorOf<Reason>

const withWarning = <Reason extends WarningReason.WarningReason>(reason: Reason): WarningErrorOf<Reason> =>
  new WarningError({ reason }) as WarningErrorOf<Reason>

const defined = <Fields extends object>(fields: Loose<Fields>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields
