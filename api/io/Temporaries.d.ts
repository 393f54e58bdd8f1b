import * as Effect from "effect/Effect";
import type { FileAccess } from "./FileAccess.ts";
import type { OpenFolder } from "./OpenFolder.ts";
import type { PathRules } from "./PathRules.ts";
import type { Permits } from "./Permits.ts";
export declare class Sweeper {
    #private;
    constructor(access: FileAccess["Service"]);
    sweep(folder: OpenFolder): Effect.Effect<void>;
    sweepRoots(rules: PathRules, permits: Permits["Service"]): Effect.Effect<void>;
}
