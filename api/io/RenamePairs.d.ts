import type { Flavor } from "./PathSyntax.ts";
import type { Indexed } from "./WatchIndex.ts";
export interface RenamePair {
    readonly oldPath: string;
    readonly path: string;
    readonly before: Indexed;
    readonly now: Indexed;
}
export declare const pair: (removed: ReadonlyMap<string, Indexed>, created: ReadonlyMap<string, Indexed>, flavor: Flavor) => ReadonlyArray<RenamePair>;
export declare const inOrder: (pairs: ReadonlyArray<RenamePair>) => ReadonlyArray<RenamePair>;
