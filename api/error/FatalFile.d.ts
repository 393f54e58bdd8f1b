import * as Schema from "effect/Schema";
declare const FileOperation_base: Schema.Class<FileOperation, Schema.TaggedStruct<"FileOperation", {
    readonly operation: Schema.Literals<readonly ["read", "stream", "hash", "scan", "resolve", "configure", "create", "write", "patch", "remove", "rename", "transaction", "lock", "watch", "recover"]>;
    readonly path: Schema.String;
    readonly code: Schema.String;
    readonly syscall: Schema.optionalKey<Schema.String>;
    readonly cause: Schema.optionalKey<Schema.Defect>;
}>, import("effect/Cause").YieldableError>;
export declare class FileOperation extends FileOperation_base {
    get message(): string;
}
export declare const PathResolutionWhy: Schema.Literals<readonly ["NotAbsolute", "InvalidPath", "OutsideRoots", "SymlinkEscapesRoots", "SymlinkDenied", "SymlinkLoop", "NoRoots"]>;
export type PathResolutionWhy = typeof PathResolutionWhy.Type;
declare const PathResolution_base: Schema.Class<PathResolution, Schema.TaggedStruct<"PathResolution", {
    readonly path: Schema.String;
    readonly why: Schema.Literals<readonly ["NotAbsolute", "InvalidPath", "OutsideRoots", "SymlinkEscapesRoots", "SymlinkDenied", "SymlinkLoop", "NoRoots"]>;
    readonly root: Schema.optionalKey<Schema.String>;
}>, import("effect/Cause").YieldableError>;
export declare class PathResolution extends PathResolution_base {
    get message(): string;
}
declare const ReadOnly_base: Schema.Class<ReadOnly, Schema.TaggedStruct<"ReadOnly", {
    readonly path: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class ReadOnly extends ReadOnly_base {
    get message(): string;
}
declare const HardLinked_base: Schema.Class<HardLinked, Schema.TaggedStruct<"HardLinked", {
    readonly path: Schema.String;
    readonly links: Schema.Number;
}>, import("effect/Cause").YieldableError>;
export declare class HardLinked extends HardLinked_base {
    get message(): string;
}
declare const CannotReplace_base: Schema.Class<CannotReplace, Schema.TaggedStruct<"CannotReplace", {
    readonly path: Schema.String;
    readonly code: Schema.String;
    readonly advice: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class CannotReplace extends CannotReplace_base {
    get message(): string;
}
declare const LockUnavailable_base: Schema.Class<LockUnavailable, Schema.TaggedStruct<"LockUnavailable", {
    readonly path: Schema.String;
    readonly heldBy: Schema.optionalKey<Schema.String>;
    readonly waitedMs: Schema.Number;
}>, import("effect/Cause").YieldableError>;
export declare class LockUnavailable extends LockUnavailable_base {
    get message(): string;
}
declare const AlreadyExists_base: Schema.Class<AlreadyExists, Schema.TaggedStruct<"AlreadyExists", {
    readonly path: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class AlreadyExists extends AlreadyExists_base {
    get message(): string;
}
declare const DurabilityFailed_base: Schema.Class<DurabilityFailed, Schema.TaggedStruct<"DurabilityFailed", {
    readonly path: Schema.String;
    readonly step: Schema.String;
    readonly code: Schema.String;
    readonly visible: Schema.Boolean;
}>, import("effect/Cause").YieldableError>;
export declare class DurabilityFailed extends DurabilityFailed_base {
    get message(): string;
}
export {};
