import * as Schema from "effect/Schema";
export declare const FileData: Schema.decodeTo<Schema.Struct<{
    readonly id: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/RequestId">>;
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly namespace: Schema.optional<import("./Ids.ts").NamespaceSchema>;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type FileData = typeof FileData.Type;
export declare const ChangedFileData: Schema.decodeTo<Schema.Struct<{
    readonly id: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/RequestId">>;
    readonly filePath: Schema.String;
    readonly namespace: Schema.optional<import("./Ids.ts").NamespaceSchema>;
    readonly oldHash: import("./FileHash.ts").FileHashSchema;
    readonly newHash: import("./FileHash.ts").FileHashSchema;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type ChangedFileData = typeof ChangedFileData.Type;
