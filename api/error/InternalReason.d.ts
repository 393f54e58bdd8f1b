import * as Schema from "effect/Schema";
declare const InvalidState_base: Schema.Class<InvalidState, Schema.TaggedStruct<"InvalidState", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class InvalidState extends InvalidState_base {
    get message(): string;
}
declare const NotImplemented_base: Schema.Class<NotImplemented, Schema.TaggedStruct<"NotImplemented", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class NotImplemented extends NotImplemented_base {
    get message(): string;
}
declare const CompilerError_base: Schema.Class<CompilerError, Schema.TaggedStruct<"CompilerError", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class CompilerError extends CompilerError_base {
    get message(): string;
}
declare const EmbedderError_base: Schema.Class<EmbedderError, Schema.TaggedStruct<"EmbedderError", {
    readonly cause: Schema.Defect;
}>, import("effect/Cause").YieldableError>;
export declare class EmbedderError extends EmbedderError_base {
    get message(): string;
}
export declare const InternalReason: Schema.Union<readonly [typeof InvalidState, typeof NotImplemented, typeof CompilerError, typeof EmbedderError]>;
export type InternalReason = typeof InternalReason.Type;
export {};
