import type { FileAccess, Hasher } from "@ploke/io";
import { PlokeIo } from "@ploke/io";
import type * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import type * as Path from "effect/Path";
import * as MemoryFileSystem from "./MemoryFileSystem.ts";
import type * as MemoryVolume from "./MemoryVolume.ts";
import type * as Tree from "./Tree.ts";
export interface TestPlokeIoOptions extends Partial<PlokeIo.PlokeIoOptions>, Omit<MemoryVolume.Options, "clock"> {
}
export type TestPlatform = FileAccess | FileSystem.FileSystem | Hasher | MemoryFileSystem.MemoryFileSystem | Path.Path;
export declare const platform: (tree?: Tree.Tree, options?: Omit<MemoryVolume.Options, "clock">) => Layer.Layer<TestPlatform>;
export declare const layer: (tree: Tree.Tree, options?: TestPlokeIoOptions) => Layer.Layer<PlokeIo.PlokeIo | TestPlatform>;
