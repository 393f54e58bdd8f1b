import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import * as PlatformError from "effect/PlatformError";
import { type SnapshotEntry } from "./internal/Snapshot.ts";
import type { MemoryVolume } from "./MemoryVolume.ts";
export type { SnapshotEntry } from "./internal/Snapshot.ts";
export type TreeEntry = string | Uint8Array | {
    readonly [name: string]: never;
} | {
    readonly _tag: "File";
    readonly content: string | Uint8Array;
    readonly mode?: number | undefined;
} | {
    readonly _tag: "Directory";
    readonly mode?: number | undefined;
} | {
    readonly _tag: "Symlink";
    readonly target: string;
} | {
    readonly _tag: "HardLink";
    readonly to: string;
} | {
    readonly _tag: "Special";
    readonly type: "FIFO" | "Socket" | "CharacterDevice";
};
export interface Tree {
    readonly [path: string]: TreeEntry;
}
export declare const file: (content: string | Uint8Array, options?: {
    readonly mode?: number;
}) => TreeEntry;
export declare const directory: (options?: {
    readonly mode?: number;
}) => TreeEntry;
export declare const symlink: (target: string) => TreeEntry;
export declare const hardLink: (to: string) => TreeEntry;
export declare const fifo: TreeEntry;
export declare const socket: TreeEntry;
export declare const characterDevice: TreeEntry;
export declare const write: (tree: Tree, options?: {
    readonly root?: string;
}) => Effect.Effect<void, PlatformError.PlatformError, FileSystem.FileSystem>;
export declare const seed: (volume: MemoryVolume, tree: Tree) => void;
export declare const snapshot: (root: string) => Effect.Effect<Array<SnapshotEntry>, PlatformError.PlatformError, FileSystem.FileSystem>;
