import * as Schema from "effect/Schema";
export declare const ReadFileRequest: Schema.decodeTo<Schema.Struct<{
    readonly filePath: Schema.String;
    readonly startByte: Schema.optional<Schema.Natural>;
    readonly endByte: Schema.optional<Schema.Natural>;
    readonly maxBytes: Schema.optional<Schema.Natural>;
    readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type ReadFileRequest = typeof ReadFileRequest.Type;
export declare const FileContent: Schema.Struct<{
    readonly filePath: Schema.String;
    readonly content: Schema.String;
    readonly hash: import("./FileHash.ts").FileHashSchema;
    readonly byteLength: Schema.Natural;
    readonly truncated: Schema.Boolean;
}>;
export type FileContent = typeof FileContent.Type;
