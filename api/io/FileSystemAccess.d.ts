import * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import type { ByteTools } from "./Extraction.ts";
import { FileAccess } from "./FileAccess.ts";
import { Hasher } from "./Hasher.ts";
export declare const layer: Layer.Layer<FileAccess, never, FileSystem.FileSystem | Hasher>;
export declare const make: (fs: FileSystem.FileSystem, tools: ByteTools) => FileAccess["Service"];
