import * as Effect from "effect/Effect";
import * as Scope from "effect/Scope";
import type { AccessFailure, FileAccess } from "./FileAccess.ts";
import type { FileLock } from "./FileLock.ts";
import type { Hasher } from "./Hasher.ts";
import * as JournalRecord from "./JournalRecord.ts";
import type { PathRules } from "./PathRules.ts";
import type { Blocked } from "./WriteOutcome.ts";
import type { StateStore } from "./StateStore.ts";
export interface JournalSource {
    readonly access: FileAccess["Service"];
    readonly hasher: Hasher["Service"];
    readonly store: StateStore;
    readonly locks: FileLock;
    readonly stateDirectory: string | undefined;
    readonly scope: Scope.Scope;
}
export interface NoJournal {
    readonly _tag: "NoJournal";
    readonly detail: string;
}
export type Contents = ReadonlyArray<ReadonlyArray<Uint8Array> | undefined>;
export interface Slot {
    readonly name: string;
    readonly commit: (record: JournalRecord.JournalRecord, contents: Contents) => Effect.Effect<void, AccessFailure>;
    readonly clear: Effect.Effect<void, AccessFailure>;
}
export interface Left {
    readonly name: string;
    readonly found: JournalRecord.Decoded;
    readonly spilled: (name: string) => Effect.Effect<Uint8Array, AccessFailure>;
    readonly clear: Effect.Effect<void, AccessFailure>;
}
export declare class Journal {
    #private;
    readonly blocked: Map<string, Blocked>;
    constructor(source: JournalSource);
    use<A, E>(rules: PathRules, run: (slot: Slot) => Effect.Effect<A, E>): Effect.Effect<A, E | NoJournal>;
    block(id: string, detail: string, paths: Iterable<string>): void;
    settling<A, E>(recovery: Effect.Effect<A, E>): Effect.Effect<A, E>;
    unblock(id: string): void;
    names(rules: PathRules): Effect.Effect<ReadonlyArray<string>, NoJournal>;
    withLeft<A, E>(rules: PathRules, name: string, use: (left: Left) => Effect.Effect<A, E>): Effect.Effect<A | "idle" | "busy", E | NoJournal>;
}
