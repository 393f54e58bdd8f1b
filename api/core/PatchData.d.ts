import * as Schema from "effect/Schema";
export declare const PatchData: Schema.decodeTo<Schema.Struct<{
    readonly id: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/RequestId">>;
    readonly filePath: Schema.String;
    readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
    readonly diff: Schema.String;
    readonly fuzz: Schema.withDecodingDefaultKey<Schema.Natural, never>;
    readonly dryRun: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
    readonly origin: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
    readonly durability: Schema.optional<Schema.Literals<readonly ["strict", "bestEffort"]>>;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type PatchData = typeof PatchData.Type;
export declare const PatchHunk: Schema.Struct<{
    readonly applied: Schema.Boolean;
    readonly offset: Schema.Int;
    readonly fuzz: Schema.Natural;
}>;
export type PatchHunk = typeof PatchHunk.Type;
export declare const PatchResult: Schema.Struct<{
    readonly filePath: Schema.String;
    readonly oldHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
    readonly delta: Schema.$Array<Schema.Struct<{
        readonly startByte: Schema.Natural;
        readonly removedBytes: Schema.Natural;
        readonly addedBytes: Schema.Natural;
    }>>;
    readonly rebased: Schema.optionalKey<Schema.Literal<true>>;
    readonly origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
    readonly durability: Schema.Literals<readonly ["strict", "bestEffort"]>;
    readonly newPath: Schema.optionalKey<Schema.String>;
    readonly newHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
    readonly hunks: Schema.$Array<Schema.Struct<{
        readonly applied: Schema.Boolean;
        readonly offset: Schema.Int;
        readonly fuzz: Schema.Natural;
    }>>;
    readonly preview: Schema.String;
}>;
export type PatchResult = typeof PatchResult.Type;
