export interface Pattern {
    readonly isNegated: boolean;
    readonly isForFolders: boolean;
    readonly parts: ReadonlyArray<Part>;
    readonly last: Glob;
}
export type Part = Glob | typeof anyDepth;
export declare const anyDepth = "**";
export type Glob = {
    readonly _tag: "Name";
    readonly text: string;
} | {
    readonly _tag: "Ending";
    readonly text: string;
} | {
    readonly _tag: "Tokens";
    readonly tokens: ReadonlyArray<number>;
    readonly classes: ReadonlyArray<ByteClass>;
    readonly lastStar: number;
};
export type ByteClass = Uint8Array;
export interface Effort {
    steps: number;
}
export declare const parse: (line: string) => Pattern | undefined;
export declare const matches: (glob: Glob, name: string, effort: Effort) => boolean;
export declare const bytesOf: (text: string) => string;
