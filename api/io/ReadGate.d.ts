import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
export declare class ReadGate {
    #private;
    change<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>;
    read<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>;
}
export declare const CurrentReadGate: Context.Reference<ReadGate>;
