import * as Effect from "effect/Effect";
import * as AtomicWrite from "./AtomicWrite.ts";
import type { Written } from "./AtomicWrite.ts";
import type { AccessFailure } from "./FileAccess.ts";
import type { OpenFolder } from "./OpenFolder.ts";
import type { ReadGate } from "./ReadGate.ts";
import type { PlannedFile } from "./TransactionPlan.ts";
import type { How, WriteBase } from "./WriteEngine.ts";
import type { WriteProblem } from "./WriteOutcome.ts";
export interface Trouble {
    readonly _tag: "Trouble";
    readonly file: PlannedFile | undefined;
    readonly problem: Exclude<WriteProblem<never>, {
        readonly _tag: "Declined";
    }>;
}
export type Outcome = {
    readonly _tag: "Done";
    readonly written: Written;
} | {
    readonly _tag: "Undone";
    readonly trouble: Trouble;
} | {
    readonly _tag: "Unsure";
    readonly trouble: Trouble;
} | {
    readonly _tag: "Stuck";
    readonly paths: ReadonlyArray<string>;
    readonly detail: string;
};
export interface CommitBase extends WriteBase {
    readonly gate: ReadGate;
}
export interface Staged {
    readonly file: PlannedFile;
    readonly waits: string;
    readonly temporary: string;
    readonly backup: string;
    version: string | undefined;
    unsynced: Written["unsynced"];
    progress: "nothing" | "waiting" | "kept" | "placed";
}
export declare const toStaged: (base: CommitBase, file: PlannedFile) => Staged;
export declare const stuck: (paths: ReadonlyArray<string>, detail: string) => Outcome;
export declare const uncleared = "its journal cannot be cleared, so that a restart might bring it to its end";
export declare const atOnce: {
    readonly concurrency: 32;
    readonly discard: true;
};
export declare const troubleAt: (file: PlannedFile) => (failure: AtomicWrite.WriteFailure | AccessFailure) => Trouble;
export declare const stageAll: (base: CommitBase, all: ReadonlyArray<Staged>) => Effect.Effect<void, Trouble>;
export declare const inFolder: <A>(base: CommitBase, folder: string, use: (folder: OpenFolder) => Effect.Effect<A, AtomicWrite.WriteFailure | AccessFailure>) => Effect.Effect<A, AccessFailure | AtomicWrite.WriteFailure, never>;
export declare const discardEach: (base: CommitBase, places: Iterable<readonly [folder: string, name: string]>) => Effect.Effect<void>;
export declare const discardAll: (base: CommitBase, all: ReadonlyArray<Staged>) => Effect.Effect<void>;
export declare const isVersion: (folder: OpenFolder, name: string, wanted: string | undefined) => Effect.Effect<boolean>;
export declare const foldersOf: (base: CommitBase, all: ReadonlyArray<Staged>, made: ReadonlyArray<string>) => ReadonlyArray<string>;
export declare const syncFolders: (base: CommitBase, folders: ReadonlyArray<string>, durability: How["durability"]) => Effect.Effect<{
    readonly step: AtomicWrite.SyncStep;
    readonly code: string;
} | undefined, AtomicWrite.WriteFailure, never>;
