import type { FileAccess, Hasher, OriginId } from "@ploke/io";
import { PlokeIo } from "@ploke/io";
import type * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import type * as Path from "effect/Path";
import * as FaultFileSystem from "./FaultFileSystem.ts";
import * as MemoryFileSystem from "./MemoryFileSystem.ts";
import * as MemoryLock from "./MemoryLock.ts";
import * as MemoryWatchSource from "./MemoryWatchSource.ts";
import type * as MemoryVolume from "./MemoryVolume.ts";
import type * as Tree from "./Tree.ts";
export interface TestPlatformOptions extends Omit<MemoryVolume.Options, "clock"> {
    readonly faults?: FaultFileSystem.Plan | undefined;
    readonly faultSeed?: number | undefined;
}
export interface TestPlokeIoOptions extends Partial<PlokeIo.PlokeIoOptions>, TestPlatformOptions {
    readonly origin?: OriginId | undefined;
}
export type TestPlatform = FaultFileSystem.FaultFileSystem | FileAccess | FileSystem.FileSystem | Hasher | MemoryFileSystem.MemoryFileSystem | MemoryLock.MemoryLock | MemoryWatchSource.MemoryWatchSource | Path.Path;
export declare const platform: (tree?: Tree.Tree, options?: TestPlatformOptions) => Layer.Layer<TestPlatform>;
export declare const layer: (tree: Tree.Tree, options?: TestPlokeIoOptions) => Layer.Layer<PlokeIo.PlokeIo | TestPlatform>;
