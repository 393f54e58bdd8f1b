export type DirtyDepth = "entry" | "deep";
export declare class DirtySet {
    #private;
    constructor(pathsMax: number, collapse: (paths: Iterable<string>) => Iterable<string>, now: () => number);
    get size(): number;
    get changedAt(): number;
    get some(): import("effect/Effect").Effect<void, never, never>;
    add(path: string, depth?: DirtyDepth): void;
    take(isReady: (path: string) => boolean): ReadonlyMap<string, DirtyDepth>;
    drop(isBelow: (path: string) => boolean): void;
    wake(): void;
}
