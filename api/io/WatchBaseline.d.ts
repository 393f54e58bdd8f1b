import * as Effect from "effect/Effect";
import type { WatchEngine } from "./WatchEngine.ts";
export declare class WatchBaseline {
    #private;
    constructor(engine: WatchEngine);
    get waiting(): number;
    readonly take: (root: string) => Effect.Effect<void, never, never>;
    readonly fill: Effect.Effect<never>;
}
