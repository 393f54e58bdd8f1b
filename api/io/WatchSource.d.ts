import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { AccessFailure } from "./FileAccess.ts";
import type { IgnoreRules } from "./IgnoreRules.ts";
export type LossReason = "overflow" | "stall" | "watch-limit" | "descriptor-limit" | "backend";
export type Hint = {
    readonly _tag: "Dirty";
    readonly path: string;
    readonly first: boolean;
} | {
    readonly _tag: "Lost";
    readonly path: string;
    readonly why: LossReason;
    readonly detail: string;
};
export interface WatchRequest {
    readonly ignore: IgnoreRules;
    readonly hosting: "auto" | "thread" | "worker";
    readonly hint: (hint: Hint) => void;
}
export interface WatchedFolder {
    readonly path: string;
    readonly inode: number;
}
export interface WatchedRoot {
    readonly hosting: Effect.Effect<"thread" | "worker">;
    readonly watches: Effect.Effect<number | undefined>;
    readonly dead: (folders: ReadonlyArray<WatchedFolder>) => Effect.Effect<ReadonlyArray<WatchedFolder> | undefined>;
    readonly revive: (folders: ReadonlyArray<string>) => Effect.Effect<void>;
}
export interface WatchSource {
    readonly open: (root: string, request: WatchRequest) => Effect.Effect<WatchedRoot, AccessFailure, Scope.Scope>;
    readonly advice: (why: LossReason) => string | undefined;
}
export declare const WatchSource: Context.Reference<WatchSource>;
