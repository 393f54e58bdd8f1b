export interface Haystack {
    readonly lines: Int32Array;
    readonly first: Int32Array;
    readonly counts: Int32Array;
    readonly next: Int32Array;
    readonly isOpen: boolean;
}
export interface Needle {
    readonly old: ReadonlyArray<number>;
    readonly now: ReadonlyArray<number>;
    readonly isLoose: ReadonlyArray<boolean>;
    readonly oldAt: number;
    readonly nowAt: number;
    readonly endsFile: boolean;
    readonly endsInserting: boolean;
}
export interface Place {
    readonly at: number;
    readonly offset: number;
    readonly fuzz: number;
}
export type Problem = {
    readonly _tag: "NotFound";
    readonly hunk: number;
    readonly line: number;
    readonly differsAt: number;
    readonly lineCount: number;
} | {
    readonly _tag: "Ambiguous";
    readonly hunk: number;
    readonly candidateLines: ReadonlyArray<number>;
    readonly total: number;
} | {
    readonly _tag: "HunkApplied";
    readonly hunk: number;
    readonly line: number;
} | {
    readonly _tag: "OutOfOrder";
    readonly hunk: number;
    readonly line: number;
} | {
    readonly _tag: "NoContext";
    readonly hunk: number;
    readonly line: number;
} | {
    readonly _tag: "TooMuchWork";
    readonly hunk: number;
};
export type Placement = {
    readonly _tag: "Placed";
    readonly places: ReadonlyArray<Place>;
} | {
    readonly _tag: "AlreadyApplied";
} | {
    readonly _tag: "Rejected";
    readonly problems: readonly [Problem, ...Array<Problem>];
    readonly places: ReadonlyArray<Place | undefined>;
};
export interface Budget {
    steps: number;
}
export declare const haystack: (lines: Int32Array, kinds: number, isOpen: boolean) => Haystack;
export declare const place: (file: Haystack, needles: ReadonlyArray<Needle>, fuzz: number, budget: Budget) => Placement;
