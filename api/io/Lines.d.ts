export interface Lines {
    readonly text: string;
    readonly starts: ReadonlyArray<number>;
}
export declare const split: (bytes: Uint8Array) => Lines;
export declare const count: (lines: Lines) => number;
export declare const at: (lines: Lines, index: number) => string;
export declare const fromText: (text: string) => string;
export declare const firstLoneSurrogate: (text: string) => number;
export declare const numbering: () => ((text: string) => number);
