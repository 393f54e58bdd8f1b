import type { EntryKind, FileChangeEvent } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import * as Option from "effect/Option";
import * as PlatformError from "effect/PlatformError";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { PathPolicy } from "./PathPolicy.ts";
import * as PathSyntax from "./PathSyntax.ts";
export interface BackendBase {
    readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent, PlokeError>, PlokeError, Scope.Scope>;
    readonly policy: PathPolicy["Service"];
    readonly flavor: PathSyntax.Flavor;
    readonly leavesOut: (path: string, kind: EntryKind | undefined) => boolean;
}
export declare const watchBackend: (args_0: BackendBase) => Effect.Effect<{
    readonly register: (path: string, stat: FileSystem.File.Info, options?: FileSystem.WatchOptions) => Option.Option<Stream.Stream<FileSystem.WatchEvent, PlatformError.PlatformError>>;
}, never, Scope.Scope>;
