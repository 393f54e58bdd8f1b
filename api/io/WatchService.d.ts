import type { ChangesSince, FileChangeEvent, OriginId, WatchStatus } from "@ploke/core";
import { type PlokeError } from "@ploke/error";
import * as Context from "effect/Context";
import * as Duration from "effect/Duration";
import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { FileAccess } from "./FileAccess.ts";
import { Hasher } from "./Hasher.ts";
import { PathPolicy } from "./PathPolicy.ts";
import { Permits } from "./Permits.ts";
import type { WatchIgnoreOptions } from "./WatchIgnore.ts";
import { WatchLedger } from "./WatchLedger.ts";
export interface WatchOptions extends WatchIgnoreOptions {
    readonly hosting?: "auto" | "thread" | "worker" | undefined;
    readonly index?: "persist" | "memory" | undefined;
}
export interface WatchServiceOptions {
    readonly debounce?: Duration.Input | undefined;
    readonly eventCapacity?: number | undefined;
    readonly watch?: WatchOptions | undefined;
    readonly stateDirectory?: string | undefined;
}
declare const WatchService_base: Context.ServiceClass<WatchService, "@ploke/io/WatchService", {
    readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent, PlokeError>, PlokeError, Scope.Scope>;
    readonly events: Stream.Stream<FileChangeEvent, PlokeError>;
    readonly flush: Effect.Effect<void, PlokeError>;
    readonly since: (cursor: string) => Effect.Effect<ChangesSince, PlokeError>;
    readonly status: Effect.Effect<WatchStatus>;
}>;
export declare class WatchService extends WatchService_base {
    static readonly layer: (options?: WatchServiceOptions) => Layer.Layer<WatchService, PlokeError, FileAccess | Hasher | PathPolicy | Permits | WatchLedger>;
    static readonly layerBackend: Layer.Layer<FileSystem.WatchBackend, never, WatchService | PathPolicy | FileAccess>;
    static readonly withoutOrigin: (origin: OriginId) => <E, R>(events: Stream.Stream<FileChangeEvent, E, R>) => Stream.Stream<FileChangeEvent, E, R>;
}
export declare const make: (options: WatchServiceOptions) => Effect.Effect<{
    readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent, PlokeError>, PlokeError, Scope.Scope>;
    readonly events: Stream.Stream<FileChangeEvent, PlokeError>;
    readonly flush: Effect.Effect<void, PlokeError>;
    readonly since: (cursor: string) => Effect.Effect<ChangesSince, PlokeError>;
    readonly status: Effect.Effect<WatchStatus>;
}, import("@ploke/error").FatalErrorOf<import("@ploke/error").SyntaxError>, FileAccess | Hasher | PathPolicy | Permits | Scope.Scope | WatchLedger>;
export {};
