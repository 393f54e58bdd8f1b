import type { RootState } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { WatchBlind } from "./WatchBlind.ts";
import type { WatchIndex } from "./WatchIndex.ts";
import type { LossReason, WatchedRoot } from "./WatchSource.ts";
import type * as Scope from "effect/Scope";
export interface Watched {
    readonly root: string;
    readonly configured: string;
    state: RootState;
    why: string | undefined;
    handle: {
        readonly watched: WatchedRoot;
        readonly scope: Scope.Closeable;
    } | undefined;
    loss: LossReason | undefined;
    gap: string | undefined;
    recovering: string | undefined;
    wasReady: boolean;
    rescans: number;
    gaps: number;
    revived: number;
    retryMillis: number;
    retryAt: number;
}
export declare const make: (root: string, configured: string, before: "known" | "unknown") => Watched;
export declare const delay: (watched: Watched, now: number) => void;
export declare const hasten: (watched: Watched, now: number) => void;
export interface Known {
    readonly index: WatchIndex;
    readonly blind: WatchBlind;
}
export declare const statusOf: (watched: Watched, source: Watched | undefined, known: Known) => Effect.Effect<{
    root: string;
    state: "degraded" | "lost" | "ready" | "removed" | "scanning";
    entries: number;
    hashed: number;
    rescans: number;
    gaps: number;
    revived: number;
    unseen: number;
    watches?: number;
    hosting?: "thread" | "worker";
    why?: string;
}, never, never>;
