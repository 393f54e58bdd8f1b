import type { PlokeError } from "@ploke/error";
import * as Stream from "effect/Stream";
import type { FileAccess } from "./FileAccess.ts";
import type { PathPolicy } from "./PathPolicy.ts";
import type { Permits } from "./Permits.ts";
export interface StreamFileOptions {
    readonly startByte?: number | undefined;
    readonly endByte?: number | undefined;
    readonly chunkBytes?: number | undefined;
}
export declare const streamFile: (access: FileAccess["Service"], permits: Permits["Service"], policy: PathPolicy["Service"], path: string, options?: StreamFileOptions) => Stream.Stream<Uint8Array, PlokeError>;
