import type { PlokeError } from "@ploke/error";
import * as Stream from "effect/Stream";
import type { FileAccess } from "./FileAccess.ts";
import type { PathPolicy } from "./PathPolicy.ts";
import type { Permits } from "./Permits.ts";
import type { ReadGate } from "./ReadGate.ts";
export interface StreamFileOptions {
    readonly startByte?: number | undefined;
    readonly endByte?: number | undefined;
    readonly chunkBytes?: number | undefined;
}
export interface StreamBase {
    readonly access: FileAccess["Service"];
    readonly permits: Permits["Service"];
    readonly policy: PathPolicy["Service"];
    readonly gate: ReadGate;
}
export declare const streamFile: (base: StreamBase, path: string, options?: StreamFileOptions) => Stream.Stream<Uint8Array, PlokeError>;
