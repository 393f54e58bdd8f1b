import * as Schema from "effect/Schema";
import * as Domain from "./DomainReason.ts";
import * as Content from "./FatalContent.ts";
import * as File from "./FatalFile.ts";
export declare const TransactionProblemReason: Schema.Union<readonly [typeof Content.ContentMismatch, typeof Content.OutOfRange, typeof Content.InvalidCharBoundary, typeof Content.Utf8, typeof Content.SyntaxError, typeof Content.PatchRejected, typeof Content.OverlappingEdits, typeof Content.ChangedDuringRead, typeof File.FileOperation, typeof File.PathResolution, typeof File.ReadOnly, typeof File.HardLinked, typeof File.CannotReplace, typeof File.LockUnavailable, typeof File.AlreadyExists, typeof File.DurabilityFailed, typeof Domain.TooLarge, typeof Domain.NotARegularFile, typeof Domain.Io]>;
export type TransactionProblemReason = typeof TransactionProblemReason.Type;
export declare const TransactionProblem: Schema.Struct<{
    readonly edits: Schema.$Array<Schema.Number>;
    readonly reason: Schema.Union<readonly [typeof Content.ContentMismatch, typeof Content.OutOfRange, typeof Content.InvalidCharBoundary, typeof Content.Utf8, typeof Content.SyntaxError, typeof Content.PatchRejected, typeof Content.OverlappingEdits, typeof Content.ChangedDuringRead, typeof File.FileOperation, typeof File.PathResolution, typeof File.ReadOnly, typeof File.HardLinked, typeof File.CannotReplace, typeof File.LockUnavailable, typeof File.AlreadyExists, typeof File.DurabilityFailed, typeof Domain.TooLarge, typeof Domain.NotARegularFile, typeof Domain.Io]>;
}>;
export type TransactionProblem = typeof TransactionProblem.Type;
