import * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import { StateStore } from "./StateStore.ts";
export declare const layerAt: (directory: string) => Layer.Layer<never, never, FileSystem.FileSystem>;
export declare const layer: Layer.Layer<never, never, FileSystem.FileSystem>;
export declare const make: (fs: FileSystem.FileSystem, directory: string) => StateStore;
