import type * as Cause from "effect/Cause";
import * as Schema from "effect/Schema";
declare const contentMismatchFields: {
    path: Schema.String;
    expected: Schema.String;
    actual: Schema.String;
    id: Schema.optionalKey<Schema.String>;
    name: Schema.decodeTo<Schema.optional<Schema.String>, Schema.optionalKey<Schema.String>, never, never>;
    namespace: Schema.optionalKey<Schema.String>;
};
type ContentMismatchClass = Schema.Class<ContentMismatch, Schema.TaggedStruct<"ContentMismatch", typeof contentMismatchFields>, Omit<Cause.YieldableError, "name">>;
declare const ContentMismatch_base: ContentMismatchClass;
export declare class ContentMismatch extends ContentMismatch_base {
    get message(): string;
}
declare const OutOfRange_base: Schema.Class<OutOfRange, Schema.TaggedStruct<"OutOfRange", {
    readonly path: Schema.String;
    readonly startByte: Schema.Number;
    readonly endByte: Schema.Number;
    readonly fileLength: Schema.Number;
}>, Cause.YieldableError>;
export declare class OutOfRange extends OutOfRange_base {
    get message(): string;
}
declare const InvalidCharBoundary_base: Schema.Class<InvalidCharBoundary, Schema.TaggedStruct<"InvalidCharBoundary", {
    readonly path: Schema.String;
    readonly startByte: Schema.Number;
    readonly endByte: Schema.Number;
}>, Cause.YieldableError>;
export declare class InvalidCharBoundary extends InvalidCharBoundary_base {
    get message(): string;
}
declare const Utf8_base: Schema.Class<Utf8, Schema.TaggedStruct<"Utf8", {
    readonly path: Schema.String;
    readonly offset: Schema.Number;
}>, Cause.YieldableError>;
export declare class Utf8 extends Utf8_base {
    get message(): string;
}
declare const SyntaxError_base: Schema.Class<SyntaxError, Schema.TaggedStruct<"SyntaxError", {
    readonly path: Schema.optionalKey<Schema.String>;
    readonly detail: Schema.String;
}>, Cause.YieldableError>;
export declare class SyntaxError extends SyntaxError_base {
    get message(): string;
}
declare const PatchRejected_base: Schema.Class<PatchRejected, Schema.TaggedStruct<"PatchRejected", {
    readonly path: Schema.String;
    readonly hunk: Schema.Number;
    readonly detail: Schema.String;
    readonly candidateLines: Schema.optionalKey<Schema.$Array<Schema.Number>>;
}>, Cause.YieldableError>;
export declare class PatchRejected extends PatchRejected_base {
    get message(): string;
}
declare const OverlappingEdits_base: Schema.Class<OverlappingEdits, Schema.TaggedStruct<"OverlappingEdits", {
    readonly path: Schema.String;
    readonly first: Schema.Number;
    readonly second: Schema.Number;
}>, Cause.YieldableError>;
export declare class OverlappingEdits extends OverlappingEdits_base {
    get message(): string;
}
declare const ChangedDuringRead_base: Schema.Class<ChangedDuringRead, Schema.TaggedStruct<"ChangedDuringRead", {
    readonly path: Schema.String;
}>, Cause.YieldableError>;
export declare class ChangedDuringRead extends ChangedDuringRead_base {
    get message(): string;
}
export {};
