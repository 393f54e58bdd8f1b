import * as ErrorReporter from "effect/ErrorReporter";
import * as Schema from "effect/Schema";
import { WarningReason } from "./WarningReason.ts";
import { TypeId } from "./internal/TypeId.ts";
declare const WarningError_base: Schema.Class<WarningError, Schema.TaggedStruct<"WarningError", {
    readonly reason: Schema.Union<readonly [typeof import("./WarningReason.ts").WatchOverflow, typeof import("./WarningReason.ts").WatchDegraded, typeof import("./WarningReason.ts").DurabilityDegraded, typeof import("./WarningReason.ts").UnlinkedModules, typeof import("./WarningReason.ts").OrphanFile, typeof import("./WarningReason.ts").UnresolvedRef, typeof import("./WarningReason.ts").PlokeDb, typeof import("./WarningReason.ts").PlokeLlm]>;
}>, import("effect/Cause").YieldableError>;
export declare class WarningError extends WarningError_base {
    get name(): string;
    get message(): string;
    get cause(): unknown;
    get severity(): "warning";
    get [ErrorReporter.severity](): "Warn";
    get [TypeId](): typeof TypeId;
}
export type WarningErrorOf<Reason extends WarningReason> = WarningError & {
    readonly reason: Reason;
};
export {};
