import type { FileAccess, Hasher } from "@ploke/io";
import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import type * as Layer from "effect/Layer";
export type ContractPlatform = FileAccess | FileSystem.FileSystem | Hasher;
export interface ContractOptions {
    readonly makeSpecial?: ((path: string, type: "FIFO" | "Socket") => Effect.Effect<void, unknown, FileSystem.FileSystem>) | undefined;
}
export declare const pathPolicyContract: (name: string, platform: Layer.Layer<ContractPlatform>, options?: ContractOptions) => void;
