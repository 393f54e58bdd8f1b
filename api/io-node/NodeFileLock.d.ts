import * as Layer from "effect/Layer";
export declare const layer: Layer.Layer<never>;
export declare const layerOfd: Layer.Layer<never>;
export declare const layerSqlite: Layer.Layer<never>;
