import type { EntryKind, WatchedRootStatus } from "@ploke/core";
import type { ErrorPolicy } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as Latch from "effect/Latch";
import * as Scope from "effect/Scope";
import * as Semaphore from "effect/Semaphore";
import type { DirtyDepth } from "./DirtySet.ts";
import type { AccessFailure } from "./FileAccess.ts";
import type { PathRules } from "./PathRules.ts";
import type { Difference, Observation } from "./Reconcile.ts";
import type { WatchBaseline } from "./WatchBaseline.ts";
import type { Watched } from "./WatchedState.ts";
import type { WatchEngine } from "./WatchEngine.ts";
import type { WatchIgnore } from "./WatchIgnore.ts";
import type { LossReason, WatchRequest, WatchSource } from "./WatchSource.ts";
export interface RootsBase {
    readonly engine: WatchEngine;
    readonly source: WatchSource;
    readonly errors: ErrorPolicy;
    readonly ignore: WatchIgnore;
    readonly baseline: WatchBaseline;
    readonly hosting: WatchRequest["hosting"];
    readonly scope: Scope.Scope;
}
export interface Conclusion {
    readonly taken: ReadonlyMap<string, DirtyDepth>;
    readonly differences: ReadonlyArray<Difference>;
    readonly replaced: ReadonlyArray<{
        readonly root: string;
        readonly by: "another" | "nothing";
    }>;
    readonly undecodable: ReadonlyArray<string>;
}
export declare class WatchRoots {
    #private;
    readonly lock: Semaphore.Semaphore;
    readonly due: Latch.Latch;
    constructor(base: RootsBase);
    get sources(): ReadonlyMap<string, Watched>;
    get isUnsettled(): boolean;
    get ready(): ReadonlyArray<string>;
    remember(roots: ReadonlyArray<string>): void;
    get known(): ReadonlyArray<string>;
    isSilent(root: string): void;
    readonly isSource: (path: string) => boolean;
    above(path: string): ReadonlyArray<string>;
    isReady(path: string): boolean;
    readonly isIgnored: (path: string, kind: EntryKind | undefined) => boolean;
    readonly leavesOut: (path: string, kind: EntryKind | undefined) => boolean;
    readonly status: Effect.Effect<ReadonlyArray<WatchedRootStatus>>;
    hearOf(rules: PathRules): void;
    readonly sync: (rules: PathRules) => Effect.Effect<void, AccessFailure>;
    readonly lose: (watched: Watched) => Effect.Effect<void, never, never>;
    onHint: ((path: string, first: boolean) => void) | undefined;
    readonly degrade: (watched: Watched, why: LossReason, detail: string) => Effect.Effect<void, never, never>;
    readonly enter: (watched: Watched, state: "degraded" | "lost" | "ready" | "removed" | "scanning", why?: string | undefined) => Effect.Effect<void, never, never>;
    begun(taken: ReadonlyMap<string, DirtyDepth>): "something" | "nothing";
    replaced(observations: ReadonlyArray<Observation>): Conclusion["replaced"];
    readonly concluded: (args_0: Conclusion) => Effect.Effect<void, never, never>;
    readonly reopen: (watched: Watched) => Effect.Effect<void, never, never>;
}
