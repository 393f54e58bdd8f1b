import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import * as Path from "effect/Path";
import { type Operation } from "./internal/crash/Record.ts";
import { type DataVariant } from "./internal/crash/Settings.ts";
import * as MemoryFileSystem from "./MemoryFileSystem.ts";
import * as MemoryVolume from "./MemoryVolume.ts";
import * as Tree from "./Tree.ts";
export type { Operation } from "./internal/crash/Record.ts";
export type { DataVariant } from "./internal/crash/Settings.ts";
export interface ImageOptions {
    readonly profile?: "posix" | "journal" | undefined;
    readonly data?: "any" | "ordered" | undefined;
    readonly variants?: ReadonlyArray<DataVariant> | undefined;
    readonly crossDirectoryRename?: "atomic" | "mayDuplicate" | "mayLose" | undefined;
    readonly seed?: number | undefined;
    readonly entryChoicesMax?: number | undefined;
    readonly imagesMax?: number | undefined;
    readonly samples?: number | undefined;
}
export interface Options extends ImageOptions, Omit<MemoryVolume.Options, "clock"> {
}
export interface Image {
    readonly key: string;
    readonly description: ReadonlyArray<string>;
    readonly mount: () => MemoryVolume.MemoryVolume;
    readonly layer: Layer.Layer<FileSystem.FileSystem | Path.Path | MemoryFileSystem.MemoryFileSystem | CrashFileSystem>;
}
declare const CrashFileSystem_base: Context.ServiceClass<CrashFileSystem, "@ploke/io-testing/CrashFileSystem", {
    readonly fileSystem: FileSystem.FileSystem;
    readonly volume: MemoryVolume.MemoryVolume;
    readonly operations: Effect.Effect<ReadonlyArray<Operation>>;
    readonly crash: (options?: ImageOptions) => Effect.Effect<ReadonlyArray<Image>>;
    readonly coverage: (options?: ImageOptions) => Effect.Effect<"all" | "sampled">;
    readonly settle: Effect.Effect<void>;
}>;
export declare class CrashFileSystem extends CrashFileSystem_base {
}
export declare const make: (tree?: Tree.Tree, options?: Options) => CrashFileSystem["Service"];
export declare const layer: (tree?: Tree.Tree, options?: Options) => Image["layer"];
