import * as Effect from "effect/Effect";
export declare const run: (length: number, itemsPerTurn: number, loop: (from: number, end: number) => void) => Effect.Effect<void>;
