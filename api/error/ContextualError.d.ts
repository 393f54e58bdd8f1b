import * as ErrorReporter from "effect/ErrorReporter";
import type * as LogLevel from "effect/LogLevel";
import * as Schema from "effect/Schema";
import { DomainError } from "./DomainError.ts";
import { FatalError } from "./FatalError.ts";
import { InternalError } from "./InternalError.ts";
import { TypeId } from "./internal/TypeId.ts";
import { WarningError } from "./WarningError.ts";
export declare const SourceSpan: Schema.Struct<{
    readonly startByte: Schema.Number;
    readonly endByte: Schema.Number;
    readonly line: Schema.optionalKey<Schema.Number>;
    readonly column: Schema.optionalKey<Schema.Number>;
}>;
export type SourceSpan = typeof SourceSpan.Type;
type Source = FatalError | InternalError | DomainError | WarningError | ContextualError;
interface ContextualErrorEncoded {
    readonly _tag: "ContextualError";
    readonly source: SourceEncoded;
    readonly filePath: string;
    readonly span?: typeof SourceSpan.Encoded;
    readonly snippet?: string;
}
type SourceEncoded = typeof FatalError.Encoded | typeof InternalError.Encoded | typeof DomainError.Encoded | typeof WarningError.Encoded | ContextualErrorEncoded;
declare const ContextualError_base: Schema.Class<ContextualError, Schema.TaggedStruct<"ContextualError", {
    readonly source: Schema.suspend<Schema.Codec<Source, SourceEncoded, never, never>>;
    readonly filePath: Schema.String;
    readonly span: Schema.optionalKey<Schema.Struct<{
        readonly startByte: Schema.Number;
        readonly endByte: Schema.Number;
        readonly line: Schema.optionalKey<Schema.Number>;
        readonly column: Schema.optionalKey<Schema.Number>;
    }>>;
    readonly snippet: Schema.optionalKey<Schema.String>;
}>, import("effect/Cause").YieldableError>;
export declare class ContextualError extends ContextualError_base {
    get name(): string;
    get message(): string;
    get cause(): unknown;
    get severity(): "fatal" | "error" | "warning";
    get [ErrorReporter.severity](): LogLevel.Severity;
    get [TypeId](): typeof TypeId;
}
export {};
