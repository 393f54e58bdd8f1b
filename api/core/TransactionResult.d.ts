import * as Schema from "effect/Schema";
export declare const TransactionResult: Schema.Struct<{
    readonly id: Schema.String;
    readonly results: Schema.$Array<Schema.Struct<{
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
    }>>;
    readonly origin: Schema.optionalKey<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
    readonly durability: Schema.Literals<readonly ["strict", "bestEffort"]>;
}>;
export type TransactionResult = typeof TransactionResult.Type;
