import * as ErrorReporter from "effect/ErrorReporter";
import * as Schema from "effect/Schema";
import { DomainReason } from "./DomainReason.ts";
import { TypeId } from "./internal/TypeId.ts";
declare const DomainError_base: Schema.Class<DomainError, Schema.TaggedStruct<"DomainError", {
    readonly reason: Schema.Union<readonly [typeof import("./DomainReason.ts").TooLarge, typeof import("./DomainReason.ts").NotARegularFile, typeof import("./DomainReason.ts").Ui, typeof import("./DomainReason.ts").Transform, typeof import("./DomainReason.ts").Db, typeof import("./DomainReason.ts").Io, typeof import("./DomainReason.ts").Rag, typeof import("./DomainReason.ts").Ingest]>;
}>, import("effect/Cause").YieldableError>;
export declare class DomainError extends DomainError_base {
    get name(): string;
    get message(): string;
    get cause(): unknown;
    get severity(): "error";
    get [ErrorReporter.severity](): "Error";
    get [TypeId](): typeof TypeId;
}
export type DomainErrorOf<Reason extends DomainReason> = DomainError & {
    readonly reason: Reason;
};
export {};
