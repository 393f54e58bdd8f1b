import * as Schema from "effect/Schema";
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
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type WriteSnippetData = typeof WriteSnippetData.Type;
