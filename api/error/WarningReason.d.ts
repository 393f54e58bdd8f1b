import * as Schema from "effect/Schema";
declare const WatchOverflow_base: Schema.Class<WatchOverflow, Schema.TaggedStruct<"WatchOverflow", {
    readonly roots: Schema.$Array<Schema.String>;
    readonly dropped: Schema.Number;
}>, import("effect/Cause").YieldableError>;
export declare class WatchOverflow extends WatchOverflow_base {
    get message(): string;
}
declare const WatchDegraded_base: Schema.Class<WatchDegraded, Schema.TaggedStruct<"WatchDegraded", {
    readonly root: Schema.String;
    readonly why: Schema.String;
    readonly advice: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class WatchDegraded extends WatchDegraded_base {
    get message(): string;
}
declare const DurabilityDegraded_base: Schema.Class<DurabilityDegraded, Schema.TaggedStruct<"DurabilityDegraded", {
    readonly path: Schema.String;
    readonly step: Schema.String;
    readonly code: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class DurabilityDegraded extends DurabilityDegraded_base {
    get message(): string;
}
declare const UnlinkedModules_base: Schema.Class<UnlinkedModules, Schema.TaggedStruct<"UnlinkedModules", {
    readonly modules: Schema.$Array<Schema.String>;
}>, import("effect/Cause").YieldableError>;
export declare class UnlinkedModules extends UnlinkedModules_base {
    get message(): string;
}
declare const OrphanFile_base: Schema.Class<OrphanFile, Schema.TaggedStruct<"OrphanFile", {
    readonly path: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class OrphanFile extends OrphanFile_base {
    get message(): string;
}
declare const UnresolvedRef_base: Schema.Class<UnresolvedRef, Schema.TaggedStruct<"UnresolvedRef", {
    readonly name: Schema.String;
    readonly location: Schema.optionalKey<Schema.String>;
}>, import("effect/Cause").YieldableError>;
export declare class UnresolvedRef extends UnresolvedRef_base {
    get message(): string;
}
declare const PlokeDb_base: Schema.Class<PlokeDb, Schema.TaggedStruct<"PlokeDb", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class PlokeDb extends PlokeDb_base {
    get message(): string;
}
declare const PlokeLlm_base: Schema.Class<PlokeLlm, Schema.TaggedStruct<"PlokeLlm", {
    readonly detail: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class PlokeLlm extends PlokeLlm_base {
    get message(): string;
}
export declare const WarningReason: Schema.Union<readonly [typeof WatchOverflow, typeof WatchDegraded, typeof DurabilityDegraded, typeof UnlinkedModules, typeof OrphanFile, typeof UnresolvedRef, typeof PlokeDb, typeof PlokeLlm]>;
export type WarningReason = typeof WarningReason.Type;
export {};
