import * as Schema from "effect/Schema";
import * as Content from "./FatalContent.ts";
import * as File from "./FatalFile.ts";
import * as State from "./FatalState.ts";
export * from "./FatalContent.ts";
export * from "./FatalFile.ts";
export * from "./FatalState.ts";
export declare const FatalReason: Schema.Union<readonly [typeof Content.ContentMismatch, typeof Content.OutOfRange, typeof Content.InvalidCharBoundary, typeof Content.Utf8, typeof Content.SyntaxError, typeof Content.PatchRejected, typeof Content.OverlappingEdits, typeof Content.ChangedDuringRead, typeof File.FileOperation, typeof File.PathResolution, typeof File.ReadOnly, typeof File.HardLinked, typeof File.CannotReplace, typeof File.LockUnavailable, typeof File.AlreadyExists, typeof File.DurabilityFailed, typeof State.TransactionAborted, typeof State.TransactionStuck, typeof State.ShutdownInitiated, typeof State.DuplicateModulePath, typeof State.UnresolvedReExport, typeof State.RecursionLimit, typeof State.DatabaseCorruption, typeof State.DefaultConfigDir]>;
export type FatalReason = typeof FatalReason.Type;
