import type { Durability } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { AccessFailure } from "./FileAccess.ts";
import type { EntryStatus, OpenFolder } from "./OpenFolder.ts";
export interface NewContents {
    readonly name: string;
    readonly pieces: ReadonlyArray<Uint8Array>;
    readonly temporary: string;
    readonly replaces: EntryStatus | undefined;
    readonly owner?: EntryStatus["owner"];
    readonly mode: number | undefined;
    readonly usualMode?: number | undefined;
    readonly durability: Durability;
    readonly meanwhile?: Effect.Effect<void, WriteFailure> | undefined;
    readonly confirm?: Effect.Effect<void, WriteFailure> | undefined;
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
} | {
    readonly _tag: "Mistaken";
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
export declare const remove: (folder: OpenFolder, name: string, status: EntryStatus, durability: Durability) => Effect.Effect<Written, WriteFailure>;
export interface Move {
    readonly folder: OpenFolder;
    readonly name: string;
    readonly into: OpenFolder;
    readonly newName: string;
    readonly status: EntryStatus;
    readonly durability: Durability;
}
export declare const move: (wanted: Move) => Effect.Effect<Written, WriteFailure>;
export declare const moveChanged: (wanted: Move, contents: Pick<NewContents, "pieces" | "mode" | "temporary">) => Effect.Effect<Written, WriteFailure>;
export declare const syncFolder: (folder: OpenFolder, durability: Durability, visible: boolean) => Effect.Effect<Written["unsynced"], WriteFailure>;
export interface Prepared {
    readonly unsynced: Written["unsynced"];
    readonly version: string;
}
export declare const stage: (folder: OpenFolder, contents: StagedContents, note: (prepared: Prepared) => void) => Effect.Effect<void, WriteFailure>;
export type StagedContents = Omit<NewContents, "name" | "durability">;
export declare const removeOwn: (folder: OpenFolder, name: string) => Effect.Effect<void>;
export declare const unlessDone: (step: Effect.Effect<void, AccessFailure>, isDone: Effect.Effect<boolean>, toFailure: (failure: AccessFailure) => WriteFailure) => Effect.Effect<void, WriteFailure>;
export declare const isAbsent: (folder: OpenFolder, name: string) => Effect.Effect<boolean>;
export declare const hasLinks: (folder: OpenFolder, name: string, links: number) => Effect.Effect<boolean>;
export declare const renameFailed: (failure: AccessFailure) => WriteFailure;
