import * as Effect from "effect/Effect";
import type { WatchEngine } from "./WatchEngine.ts";
export declare class WatchCare {
    #private;
    constructor(engine: WatchEngine);
    readonly keep: Effect.Effect<never>;
    readonly attend: Effect.Effect<void>;
}
