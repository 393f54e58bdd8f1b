import * as Schema from "effect/Schema";
export declare const FilePreview: Schema.Struct<{
    readonly filePath: Schema.String;
    readonly newPath: Schema.optionalKey<Schema.String>;
    readonly edits: Schema.$Array<Schema.Natural>;
    readonly oldHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
    readonly newHash: Schema.optionalKey<import("./FileHash.ts").FileHashSchema>;
    readonly delta: Schema.$Array<Schema.Struct<{
        readonly startByte: Schema.Natural;
        readonly removedBytes: Schema.Natural;
        readonly addedBytes: Schema.Natural;
    }>>;
    readonly preview: Schema.String;
    readonly cut: Schema.Literals<readonly ["whole", "truncated"]>;
}>;
export type FilePreview = typeof FilePreview.Type;
