import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { AccessFailure } from "./FileAccess.ts";
export interface StateFile {
    readonly read: (positionBytes: number, bytesMax: number) => Effect.Effect<Uint8Array, AccessFailure>;
    readonly write: (positionBytes: number, pieces: ReadonlyArray<Uint8Array>) => Effect.Effect<void, AccessFailure>;
    readonly truncate: (sizeBytes: number) => Effect.Effect<void, AccessFailure>;
    readonly sizeBytes: Effect.Effect<number, AccessFailure>;
    readonly isNamed: Effect.Effect<boolean, AccessFailure>;
    readonly sync: Effect.Effect<void, AccessFailure>;
}
export interface StateFolder {
    readonly path: string;
    readonly names: Effect.Effect<ReadonlyArray<string>, AccessFailure>;
    readonly open: (name: string, missing: "make" | "leave") => Effect.Effect<StateFile, AccessFailure, Scope.Scope>;
    readonly remove: (name: string) => Effect.Effect<void, AccessFailure>;
    readonly sync: Effect.Effect<void, AccessFailure>;
}
export interface StateUnsupported {
    readonly _tag: "StateUnsupported";
    readonly detail: string;
}
export interface StateStore {
    readonly open: (stateDirectory: string | undefined, name: string, missing: "make" | "leave") => Effect.Effect<StateFolder | undefined, StateUnsupported | AccessFailure>;
    readonly locate: (stateDirectory: string | undefined) => Effect.Effect<string, StateUnsupported | AccessFailure>;
}
export declare const StateStore: Context.Reference<StateStore>;
