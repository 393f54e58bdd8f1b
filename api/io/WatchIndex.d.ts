import type { FileHash } from "@ploke/core";
import type { Flavor } from "./PathSyntax.ts";
import type { EntryFact } from "./Survey.ts";
import type { WatchedFolder } from "./WatchSource.ts";
export interface Indexed {
    readonly fact: EntryFact;
    readonly hash: FileHash | undefined;
}
export declare class WatchIndex {
    #private;
    readonly flavor: Flavor;
    constructor(flavor: Flavor);
    get size(): number;
    get(path: string): Indexed | undefined;
    set(path: string, fact: EntryFact, hash: FileHash | undefined): void;
    delete(path: string): void;
    deleteEntry(path: string): void;
    children(path: string): Generator<string>;
    knows(path: string): boolean;
    entriesBelow(path: string): Generator<readonly [path: string, entry: Indexed]>;
    foldersBelow(path: string): Generator<WatchedFolder>;
    pathsOf(device: number, inode: number): ReadonlyArray<string>;
}
