import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
export interface Digest {
    readonly update: (bytes: Uint8Array) => void;
    readonly finish: () => string;
    readonly copy?: () => Digest;
}
declare const Hasher_base: Context.ServiceClass<Hasher, "@ploke/io/Hasher", {
    readonly algorithm: string;
    readonly digest: (bytes: Uint8Array) => string;
    readonly start: () => Digest;
}>;
export declare class Hasher extends Hasher_base {
    static readonly layer: (implementation: Hasher["Service"]) => Layer.Layer<Hasher>;
}
export {};
