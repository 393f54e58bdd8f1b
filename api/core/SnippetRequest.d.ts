import * as Schema from "effect/Schema";
export declare const SnippetRequest: Schema.decodeTo<Schema.Struct<{
    readonly id: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/RequestId">>;
    readonly name: Schema.optional<Schema.String>;
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly startByte: Schema.Natural;
    readonly endByte: Schema.Natural;
    readonly namespace: Schema.optional<import("./Ids.ts").NamespaceSchema>;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type SnippetRequest = typeof SnippetRequest.Type;
