export type Items = Int32Array | Uint8Array;
export interface Kept {
    readonly base: number;
    readonly current: number;
    readonly length: number;
}
export interface Budget {
    steps: number;
}
export declare const certain: (base: Items, current: Items, budget: Budget) => ReadonlyArray<Kept> | undefined;
