import type { DomainError } from "@ploke/error";
import { Hasher } from "@ploke/io";
import * as Layer from "effect/Layer";
export declare const make: (algorithm: string) => Hasher["Service"];
export declare const layer: Layer.Layer<Hasher>;
export declare const layerAlgorithm: (algorithm: string) => Layer.Layer<Hasher, DomainError>;
