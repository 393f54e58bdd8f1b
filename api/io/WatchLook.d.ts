import type { EntryKind, FileHash } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { DirtyDepth } from "./DirtySet.ts";
import type { FileAccess } from "./FileAccess.ts";
import type { Observation } from "./Reconcile.ts";
import type { EntryFact } from "./Survey.ts";
import type { WatchIndex } from "./WatchIndex.ts";
export interface LookBase {
    readonly access: FileAccess["Service"];
    readonly index: WatchIndex;
    readonly isRoot: (path: string) => boolean;
    readonly isIgnored: (path: string, kind: EntryKind | undefined) => boolean;
    readonly isDoubtful: (path: string, fact: EntryFact) => boolean;
    readonly wantsHash: (path: string) => boolean;
    readonly hash: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<FileHash | "unknown" | "unsettled">>;
}
export interface Sight {
    readonly observations: ReadonlyArray<Observation>;
    readonly again: ReadonlyMap<string, DirtyDepth>;
    readonly unseen: ReadonlyMap<string, DirtyDepth>;
    readonly ignored: ReadonlyArray<string>;
    readonly undecodable: ReadonlyArray<string>;
    readonly looks: number;
    readonly unchanged: number;
}
export declare const look: (base: LookBase, dirty: ReadonlyMap<string, DirtyDepth>) => Effect.Effect<Sight, never, never>;
export declare const isGone: (code: string) => boolean;
export declare const isShortage: (code: string) => boolean;
