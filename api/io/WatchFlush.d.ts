import * as Effect from "effect/Effect";
import type { WatchCare } from "./WatchCare.ts";
import type { WatchEngine } from "./WatchEngine.ts";
export declare class WatchFlush {
    #private;
    constructor(engine: WatchEngine, care: WatchCare, nextDigits: () => string);
    readonly run: Effect.Effect<void>;
}
