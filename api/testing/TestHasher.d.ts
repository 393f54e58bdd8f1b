import { Hasher } from "@ploke/io";
import type * as Layer from "effect/Layer";
export declare const layer: Layer.Layer<Hasher>;
