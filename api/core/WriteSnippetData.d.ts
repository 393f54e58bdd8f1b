import * as Schema from "effect/Schema";
export declare const OnMismatch: Schema.Literals<readonly ["fail", "rebase"]>;
export type OnMismatch = typeof OnMismatch.Type;
export declare const WriteSnippetData: Schema.decodeTo<Schema.Struct<{
    readonly id: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/RequestId">>;
    readonly name: Schema.optional<Schema.String>;
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly startByte: Schema.Natural;
    readonly endByte: Schema.Natural;
    readonly replacement: Schema.String;
    readonly namespace: Schema.optional<import("./Ids.ts").NamespaceSchema>;
    readonly origin: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
    readonly onMismatch: Schema.optional<Schema.Literals<readonly ["fail", "rebase"]>>;
    readonly baseContent: Schema.optional<Schema.String>;
    readonly durability: Schema.optional<Schema.Literals<readonly ["strict", "bestEffort"]>>;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type WriteSnippetData = typeof WriteSnippetData.Type;
