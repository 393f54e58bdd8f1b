import * as Layer from "effect/Layer";
export declare const layer: Layer.Layer<never>;
