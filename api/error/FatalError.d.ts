import * as ErrorReporter from "effect/ErrorReporter";
import * as Schema from "effect/Schema";
import { FatalReason } from "./FatalReason.ts";
import { TypeId } from "./internal/TypeId.ts";
declare const FatalError_base: Schema.Class<FatalError, Schema.TaggedStruct<"FatalError", {
    readonly reason: Schema.Union<readonly [typeof import("./FatalContent.ts").ContentMismatch, typeof import("./FatalContent.ts").OutOfRange, typeof import("./FatalContent.ts").InvalidCharBoundary, typeof import("./FatalContent.ts").Utf8, typeof import("./FatalContent.ts").SyntaxError, typeof import("./FatalContent.ts").PatchRejected, typeof import("./FatalContent.ts").OverlappingEdits, typeof import("./FatalContent.ts").ChangedDuringRead, typeof import("./FatalFile.ts").FileOperation, typeof import("./FatalFile.ts").PathResolution, typeof import("./FatalFile.ts").ReadOnly, typeof import("./FatalFile.ts").HardLinked, typeof import("./FatalFile.ts").CannotReplace, typeof import("./FatalFile.ts").LockUnavailable, typeof import("./FatalFile.ts").AlreadyExists, typeof import("./FatalFile.ts").DurabilityFailed, typeof import("./FatalState.ts").TransactionAborted, typeof import("./FatalState.ts").TransactionStuck, typeof import("./FatalState.ts").ShutdownInitiated, typeof import("./FatalState.ts").DuplicateModulePath, typeof import("./FatalState.ts").UnresolvedReExport, typeof import("./FatalState.ts").RecursionLimit, typeof import("./FatalState.ts").DatabaseCorruption, typeof import("./FatalState.ts").DefaultConfigDir]>;
}>, import("effect/Cause").YieldableError>;
export declare class FatalError extends FatalError_base {
    get name(): string;
    get message(): string;
    get cause(): unknown;
    get severity(): "fatal";
    get [ErrorReporter.severity](): "Fatal";
    get [TypeId](): typeof TypeId;
}
export type FatalErrorOf<Reason extends FatalReason> = FatalError & {
    readonly reason: Reason;
};
export {};
