import type { FileAccess, Hasher } from "@ploke/io";
import * as Layer from "effect/Layer";
export declare const layer: Layer.Layer<FileAccess | Hasher>;
