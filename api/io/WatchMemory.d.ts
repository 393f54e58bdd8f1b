import type { ChangesSince } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { Hasher } from "./Hasher.ts";
import type { PathRules } from "./PathRules.ts";
import type { StateStore } from "./StateStore.ts";
import type { WatchEngine } from "./WatchEngine.ts";
export interface MemoryBase {
    readonly engine: WatchEngine;
    readonly hasher: Hasher["Service"];
    readonly store: StateStore | undefined;
    readonly stateDirectory: string | undefined;
    readonly instance: string;
}
export declare class WatchMemory {
    #private;
    isStarted: boolean;
    constructor(base: MemoryBase);
    get cursor(): string;
    since(cursor: string): ChangesSince;
    readonly restore: (rules: PathRules) => Effect.Effect<void>;
    readonly keep: Effect.Effect<void>;
    get save(): Effect.Effect<void>;
}
