import * as Schema from "effect/Schema";
export declare const ChangesSince: Schema.Struct<{
    readonly cursor: Schema.String;
    readonly fresh: Schema.Boolean;
    readonly events: Schema.$Array<Schema.TaggedUnion<{
        readonly Created: Schema.TaggedStruct<"Created", {
            path: Schema.String;
            entry: Schema.Literals<readonly ["file", "directory", "symlink"]>;
            hash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            previousHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
            sequence: Schema.Natural;
            observedAt: Schema.Finite;
        }>;
        readonly Gap: Schema.TaggedStruct<"Gap", {
            readonly root: Schema.String;
            readonly why: Schema.String;
            readonly recovered: Schema.Boolean;
            readonly found: Schema.Natural;
            readonly sequence: Schema.Natural;
        }>;
        readonly Modified: Schema.TaggedStruct<"Modified", {
            readonly path: Schema.String;
            readonly entry: Schema.Literals<readonly ["file", "directory", "symlink"]>;
            readonly hash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            readonly previousHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            readonly origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
            readonly sequence: Schema.Natural;
            readonly observedAt: Schema.Finite;
            readonly change: Schema.Literals<readonly ["content", "replaced"]>;
        }>;
        readonly Removed: Schema.TaggedStruct<"Removed", {
            path: Schema.String;
            entry: Schema.Literals<readonly ["file", "directory", "symlink"]>;
            hash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            previousHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
            sequence: Schema.Natural;
            observedAt: Schema.Finite;
        }>;
        readonly Renamed: Schema.TaggedStruct<"Renamed", {
            readonly path: Schema.String;
            readonly entry: Schema.Literals<readonly ["file", "directory", "symlink"]>;
            readonly hash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            readonly previousHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
            readonly origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
            readonly sequence: Schema.Natural;
            readonly observedAt: Schema.Finite;
            readonly oldPath: Schema.String;
            readonly contentChanged: Schema.Boolean;
        }>;
        readonly Root: Schema.TaggedStruct<"Root", {
            readonly root: Schema.String;
            readonly state: Schema.Literals<readonly ["scanning", "ready", "degraded", "lost", "removed"]>;
            readonly sequence: Schema.Natural;
        }>;
    }>>;
}>;
export type ChangesSince = typeof ChangesSince.Type;
