import * as Schema from "effect/Schema";
export interface FileHashParts {
    readonly algorithm: string;
    readonly digest: string;
}
export interface FileHashSchema extends Schema.brand<Schema.String, "@ploke/core/FileHash"> {
    readonly parse: (hash: FileHash) => FileHashParts;
    readonly fromDigest: (algorithm: string, digest: Uint8Array) => FileHash;
}
declare const fileHash: Schema.brand<Schema.String, "@ploke/core/FileHash">;
export declare const FileHash: FileHashSchema;
export type FileHash = typeof fileHash.Type;
export {};
