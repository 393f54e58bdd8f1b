import * as Schema from "effect/Schema";
export declare const Durability: Schema.Literals<readonly ["strict", "bestEffort"]>;
export type Durability = typeof Durability.Type;
export declare const Delta: Schema.Struct<{
    readonly startByte: Schema.Natural;
    readonly removedBytes: Schema.Natural;
    readonly addedBytes: Schema.Natural;
}>;
export type Delta = typeof Delta.Type;
export declare const WriteResult: Schema.Struct<{
    readonly filePath: Schema.String;
    readonly oldHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
    readonly newHash: import("./FileHash.ts").FileHashSchema;
    readonly delta: Schema.$Array<Schema.Struct<{
        readonly startByte: Schema.Natural;
        readonly removedBytes: Schema.Natural;
        readonly addedBytes: Schema.Natural;
    }>>;
    readonly rebased: Schema.optionalKey<Schema.Literal<true>>;
    readonly origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
    readonly durability: Schema.Literals<readonly ["strict", "bestEffort"]>;
}>;
export type WriteResult = typeof WriteResult.Type;
export declare const EditResult: Schema.Struct<{
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
}>;
export type EditResult = typeof EditResult.Type;
