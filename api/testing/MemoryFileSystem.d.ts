import * as Context from "effect/Context";
import * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import * as Path from "effect/Path";
import * as MemoryVolume from "./MemoryVolume.ts";
import * as Tree from "./Tree.ts";
declare const MemoryFileSystem_base: Context.ServiceClass<MemoryFileSystem, "@ploke/io-testing/MemoryFileSystem", {
    readonly volume: MemoryVolume.MemoryVolume;
}>;
export declare class MemoryFileSystem extends MemoryFileSystem_base {
}
export declare const make: (volume: MemoryVolume.MemoryVolume) => FileSystem.FileSystem;
export declare const layer: (tree?: Tree.Tree, options?: Omit<MemoryVolume.Options, "clock">) => Layer.Layer<FileSystem.FileSystem | Path.Path | MemoryFileSystem>;
export declare const layerVolume: (volume: MemoryVolume.MemoryVolume) => Layer.Layer<FileSystem.FileSystem | Path.Path | MemoryFileSystem>;
export {};
