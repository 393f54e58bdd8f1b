import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
declare const MemoryLock_base: Context.ServiceClass<MemoryLock, "@ploke/io-testing/MemoryLock", {
    readonly hold: (key: string, heldBy?: string) => Effect.Effect<Effect.Effect<void>>;
    readonly held: Effect.Effect<ReadonlyArray<string>>;
    readonly attempts: Effect.Effect<number>;
}>;
export declare class MemoryLock extends MemoryLock_base {
}
export declare const layer: Layer.Layer<MemoryLock>;
export {};
