import * as Schema from "effect/Schema";
declare const TransactionAborted_base: Schema.Class<TransactionAborted, Schema.TaggedStruct<"TransactionAborted", {
    readonly id: Schema.String;
    readonly path: Schema.optionalKey<Schema.String>;
    readonly detail: Schema.String;
    readonly problems: Schema.optionalKey<Schema.$Array<Schema.Struct<{
        readonly edits: Schema.$Array<Schema.Number>;
        readonly reason: Schema.Union<readonly [typeof import("./FatalContent.ts").ContentMismatch, typeof import("./FatalContent.ts").OutOfRange, typeof import("./FatalContent.ts").InvalidCharBoundary, typeof import("./FatalContent.ts").Utf8, typeof import("./FatalContent.ts").SyntaxError, typeof import("./FatalContent.ts").PatchRejected, typeof import("./FatalContent.ts").OverlappingEdits, typeof import("./FatalContent.ts").ChangedDuringRead, typeof import("./FatalFile.ts").FileOperation, typeof import("./FatalFile.ts").PathResolution, typeof import("./FatalFile.ts").ReadOnly, typeof import("./FatalFile.ts").HardLinked, typeof import("./FatalFile.ts").CannotReplace, typeof import("./FatalFile.ts").LockUnavailable, typeof import("./FatalFile.ts").AlreadyExists, typeof import("./FatalFile.ts").DurabilityFailed, typeof import("./DomainReason.ts").TooLarge, typeof import("./DomainReason.ts").NotARegularFile, typeof import("./DomainReason.ts").Io]>;
    }>>>;
}>, import("effect/Cause").YieldableError>;
export declare class TransactionAborted extends TransactionAborted_base {
    get message(): string;
}
declare const TransactionStuck_base: Schema.Class<TransactionStuck, Schema.TaggedStruct<"TransactionStuck", {
    readonly id: Schema.String;
    readonly paths: Schema.$Array<Schema.String>;
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class TransactionStuck extends TransactionStuck_base {
    get message(): string;
}
declare const ShutdownInitiated_base: Schema.Class<ShutdownInitiated, Schema.TaggedStruct<"ShutdownInitiated", {}>, import("effect/Cause").YieldableError>;
export declare class ShutdownInitiated extends ShutdownInitiated_base {
    get message(): string;
}
declare const DuplicateModulePath_base: Schema.Class<DuplicateModulePath, Schema.TaggedStruct<"DuplicateModulePath", {
    readonly path: Schema.$Array<Schema.String>;
    readonly existingId: Schema.String;
    readonly conflictingId: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class DuplicateModulePath extends DuplicateModulePath_base {
    get message(): string;
}
declare const UnresolvedReExport_base: Schema.Class<UnresolvedReExport, Schema.TaggedStruct<"UnresolvedReExport", {
    readonly importId: Schema.String;
    readonly targetPath: Schema.$Array<Schema.String>;
}>, import("effect/Cause").YieldableError>;
export declare class UnresolvedReExport extends UnresolvedReExport_base {
    get message(): string;
}
declare const RecursionLimit_base: Schema.Class<RecursionLimit, Schema.TaggedStruct<"RecursionLimit", {
    readonly startNode: Schema.String;
    readonly depth: Schema.Number;
    readonly limit: Schema.Number;
}>, import("effect/Cause").YieldableError>;
export declare class RecursionLimit extends RecursionLimit_base {
    get message(): string;
}
declare const DatabaseCorruption_base: Schema.Class<DatabaseCorruption, Schema.TaggedStruct<"DatabaseCorruption", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class DatabaseCorruption extends DatabaseCorruption_base {
    get message(): string;
}
declare const DefaultConfigDir_base: Schema.Class<DefaultConfigDir, Schema.TaggedStruct<"DefaultConfigDir", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class DefaultConfigDir extends DefaultConfigDir_base {
    get message(): string;
}
export {};
