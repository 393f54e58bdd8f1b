import type { DirtyDepth } from "./DirtySet.ts";
import type { Observation } from "./Reconcile.ts";
import type { WatchIndex } from "./WatchIndex.ts";
export declare class FormerFolders {
    #private;
    constructor(index: WatchIndex);
    note(observations: ReadonlyArray<Observation>): void;
    resolve(dirty: ReadonlyMap<string, DirtyDepth>): ReadonlyMap<string, DirtyDepth>;
}
