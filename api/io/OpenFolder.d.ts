import type * as Effect from "effect/Effect";
import type { AccessFailure, ObjectType } from "./FileAccess.ts";
export interface EntryStatus {
    readonly type: ObjectType;
    readonly sizeBytes: number;
    readonly mode: number;
    readonly links: number;
    readonly owner: {
        readonly uid: number;
        readonly gid: number;
    } | undefined;
    readonly writable: boolean;
    readonly stamp: string;
    readonly version: string;
}
export interface NewFile {
    readonly write: (pieces: ReadonlyArray<Uint8Array>) => Effect.Effect<void, AccessFailure>;
    readonly setMode: (mode: number) => Effect.Effect<void, AccessFailure>;
    readonly setOwner: (uid: number, gid: number) => Effect.Effect<void, AccessFailure>;
    readonly sync: Effect.Effect<void, AccessFailure>;
    readonly status: Effect.Effect<EntryStatus, AccessFailure>;
}
export interface FolderEntry {
    readonly name: string;
    readonly type: ObjectType;
}
export interface ReadEntry {
    readonly bytes: Uint8Array;
    readonly status: EntryStatus;
    readonly release?: (() => void) | undefined;
}
export interface OpenFolder {
    readonly path: string;
    readonly place: unknown;
    readonly verify: Effect.Effect<void, AccessFailure>;
    readonly look: (name: string) => Effect.Effect<EntryStatus, AccessFailure>;
    readonly read: (name: string, bytesMax: number, memory?: "own" | "lent") => Effect.Effect<ReadEntry | undefined, AccessFailure>;
    readonly create: <A, E>(name: string, mode: number, use: (file: NewFile) => Effect.Effect<A, E>) => Effect.Effect<A, E | AccessFailure>;
    readonly rename: (from: string, to: string, into?: OpenFolder) => Effect.Effect<void, AccessFailure>;
    readonly link: (from: string, to: string, into?: OpenFolder) => Effect.Effect<void, AccessFailure>;
    readonly remove: (name: string) => Effect.Effect<void, AccessFailure>;
    readonly makeFolder: (name: string, mode: number) => Effect.Effect<void, AccessFailure>;
    readonly removeFolder: (name: string) => Effect.Effect<void, AccessFailure>;
    readonly writable: Effect.Effect<void, AccessFailure>;
    readonly entries: Effect.Effect<ReadonlyArray<FolderEntry>, AccessFailure>;
    readonly sync: Effect.Effect<void, AccessFailure>;
}
