import * as Effect from "effect/Effect";
import type * as FileSystem from "effect/FileSystem";
import type * as PlatformError from "effect/PlatformError";
import * as Scope from "effect/Scope";
import type { AccessFailure } from "./FileAccess.ts";
export declare const openUnlinked: (fs: FileSystem.FileSystem, path: string) => Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope>;
export declare const openQuietly: (open: Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope>) => Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope>;
export declare const toFailure: (error: PlatformError.PlatformError) => AccessFailure;
export declare const codeOf: (error: PlatformError.PlatformError) => string;
