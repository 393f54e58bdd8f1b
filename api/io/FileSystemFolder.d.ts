import * as Effect from "effect/Effect";
import type * as FileSystem from "effect/FileSystem";
import type { AccessFailure } from "./FileAccess.ts";
import type { OpenFolder } from "./OpenFolder.ts";
export declare const open: (fs: FileSystem.FileSystem, path: string) => Effect.Effect<OpenFolder, AccessFailure, never>;
