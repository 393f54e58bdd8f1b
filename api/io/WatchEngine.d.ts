import type { FileChangeEvent, WatchStatus } from "@ploke/core";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import type { DirtyDepth } from "./DirtySet.ts";
import { DirtySet } from "./DirtySet.ts";
import type { FileAccess } from "./FileAccess.ts";
import type { OwnWrites } from "./OwnWrites.ts";
import type { PathPolicy } from "./PathPolicy.ts";
import type { Permits } from "./Permits.ts";
import type { ReadGate } from "./ReadGate.ts";
import { WatchBlind } from "./WatchBlind.ts";
import { WatchHub } from "./WatchHub.ts";
import { WatchIndex } from "./WatchIndex.ts";
import { WatchJournal } from "./WatchJournal.ts";
import type { WatchRoots } from "./WatchRoots.ts";
export interface EngineBase {
    readonly access: FileAccess["Service"];
    readonly clock: Clock.Clock;
    readonly policy: PathPolicy["Service"];
    readonly permits: Permits["Service"];
    readonly gate: ReadGate;
    readonly own: OwnWrites;
    readonly prefix: string;
    readonly quietMillis: number;
    readonly eventCapacity: number;
    readonly whole: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>;
}
export type Untold = FileChangeEvent extends infer Event ? Event extends unknown ? Omit<Event, "sequence"> : never : never;
export declare class WatchEngine {
    #private;
    readonly base: EngineBase;
    readonly index: WatchIndex;
    readonly dirty: DirtySet;
    readonly hub: WatchHub;
    journal: WatchJournal;
    readonly turn: Semaphore.Semaphore;
    readonly counts: {
        -readonly [Name in keyof WatchStatus["counts"]]: number;
    };
    readonly newFolders: Set<string>;
    readonly unseen: Map<string, DirtyDepth>;
    readonly blind: WatchBlind;
    constructor(base: EngineBase);
    get roots(): WatchRoots;
    attach(roots: WatchRoots): void;
    readonly hear: (path: string) => void;
    readonly run: Effect.Effect<never>;
    retryUnseen(): void;
    readonly reconcile: (mode: "hold" | "all") => Effect.Effect<void>;
    readonly lose: (root: string) => Effect.Effect<void>;
    readonly hash: (paths: ReadonlyArray<string>) => Effect.Effect<("unknown" | "unsettled" | (string & import("effect/Brand").Brand<"@ploke/core/FileHash">))[], never, never>;
    readonly tell: (events: ReadonlyArray<Untold>) => Effect.Effect<void>;
    listen(): void;
    readonly close: Effect.Effect<void>;
    readonly text: (path: string) => Effect.Effect<string | undefined>;
    isWithin(folder: string, path: string): boolean;
}
