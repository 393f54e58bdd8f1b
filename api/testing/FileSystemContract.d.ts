import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import type * as Layer from "effect/Layer";
import type { PlatformError } from "effect/PlatformError";
import type * as Scope from "effect/Scope";
import { type Capability } from "./internal/contract/Fact.ts";
export type { Capability } from "./internal/contract/Fact.ts";
export interface Options {
    readonly root?: Effect.Effect<string, PlatformError, FileSystem.FileSystem | Scope.Scope> | undefined;
    readonly umask?: number | undefined;
    readonly lacks?: {
        readonly [capability in Capability]?: string;
    } | undefined;
}
export declare const fileSystemContract: <E>(name: string, layer: Layer.Layer<FileSystem.FileSystem, E>, options?: Options) => void;
