import type { Durability } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { AccessFailure } from "./FileAccess.ts";
import type { EntryStatus, OpenFolder } from "./OpenFolder.ts";
export interface NewContents {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly temporary: string;
    readonly replaces: EntryStatus | undefined;
    readonly mode: number | undefined;
    readonly durability: Durability;
}
export type WriteFailure = {
    readonly _tag: "StepFailed";
    readonly failure: AccessFailure;
} | {
    readonly _tag: "SyncFailed";
    readonly step: SyncStep;
    readonly failure: AccessFailure;
    readonly visible: boolean;
} | {
    readonly _tag: "RenameFailed";
    readonly failure: AccessFailure;
} | {
    readonly _tag: "TargetChanged";
};
export interface Written {
    readonly durability: Durability;
    readonly unsynced: {
        readonly step: SyncStep;
        readonly code: string;
    } | undefined;
}
export type SyncStep = "fsync of the file" | "fsync of the folder";
export declare const put: (folder: OpenFolder, contents: NewContents) => Effect.Effect<Written, WriteFailure>;
export declare const syncFolder: (folder: OpenFolder, durability: Durability, visible: boolean) => Effect.Effect<Written["unsynced"], WriteFailure>;
