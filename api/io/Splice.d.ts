import type { Delta } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
export interface Edit {
    readonly startByte: number;
    readonly endByte: number;
    readonly replacement: Uint8Array | string;
}
export type Problem = {
    readonly _tag: "OutOfRange";
    readonly edit: number;
    readonly startByte: number;
    readonly endByte: number;
    readonly fileLength: number;
} | {
    readonly _tag: "InvalidCharBoundary";
    readonly edit: number;
    readonly startByte: number;
    readonly endByte: number;
} | {
    readonly _tag: "LoneSurrogate";
    readonly edit: number;
    readonly index: number;
} | {
    readonly _tag: "Overlap";
    readonly first: number;
    readonly second: number;
} | {
    readonly _tag: "TooLarge";
    readonly sizeBytes: number;
    readonly maxBytes: number;
};
export type Plan = {
    readonly _tag: "Planned";
    readonly pieces: ReadonlyArray<Uint8Array>;
    readonly deltas: ReadonlyArray<Delta>;
    readonly order: ReadonlyArray<number>;
} | {
    readonly _tag: "Refused";
    readonly problems: readonly [Problem, ...Array<Problem>];
    readonly total: number;
};
export declare const plan: (edits: ReadonlyArray<Edit>, base: Uint8Array, contentBytesMax?: number) => Plan;
export declare const toError: (path: string, problem: Problem) => PlokeError;
