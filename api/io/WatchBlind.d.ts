import type { DirtyDepth } from "./DirtySet.ts";
import type { Difference } from "./Reconcile.ts";
import type { Untold, WatchEngine } from "./WatchEngine.ts";
import type { Sight } from "./WatchLook.ts";
export declare class WatchBlind {
    #private;
    constructor(engine: WatchEngine);
    note(taken: ReadonlyMap<string, DirtyDepth>, { short, unseen }: Sight): void;
    drop(isUnwanted: (path: string) => boolean): void;
    countIn(root: string): number;
    confess(): ReadonlyArray<Untold>;
    recover(differences: ReadonlyArray<Difference>): ReadonlyArray<Untold>;
}
