import * as ErrorReporter from "effect/ErrorReporter";
import * as Schema from "effect/Schema";
import { InternalReason } from "./InternalReason.ts";
import { TypeId } from "./internal/TypeId.ts";
declare const InternalError_base: Schema.Class<InternalError, Schema.TaggedStruct<"InternalError", {
    readonly reason: Schema.Union<readonly [typeof import("./InternalReason.ts").InvalidState, typeof import("./InternalReason.ts").NotImplemented, typeof import("./InternalReason.ts").CompilerError, typeof import("./InternalReason.ts").EmbedderError]>;
}>, import("effect/Cause").YieldableError>;
export declare class InternalError extends InternalError_base {
    get name(): string;
    get message(): string;
    get cause(): unknown;
    get severity(): "error";
    get [ErrorReporter.severity](): "Error";
    get [TypeId](): typeof TypeId;
}
export type InternalErrorOf<Reason extends InternalReason> = InternalError & {
    readonly reason: Reason;
};
export {};
