import type { FileHash } from "@ploke/core";
import type { FatalError } from "@ploke/error";
import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
export interface ContentCacheOptions {
    readonly maxBytes?: number | undefined;
    readonly maxEntries?: number | undefined;
}
export interface ContentCache {
    readonly state: "on" | "off";
    readonly get: (hash: FileHash) => Uint8Array | undefined;
    readonly add: (hash: FileHash, content: Uint8Array) => void;
}
export declare const ContentCache: Context.Reference<ContentCache>;
export declare const layer: (options: ContentCacheOptions | undefined) => Layer.Layer<never, FatalError>;
export declare const make: (bytesMax: number, entriesMax: number) => ContentCache;
