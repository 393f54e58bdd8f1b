import type { Digest } from "./Hasher.ts";
export interface SliceOrder {
    readonly startByte: number;
    readonly endByte: number | undefined;
    readonly cutBytes: number | undefined;
}
export interface FileOrder {
    readonly contents: "bytes" | "text";
    readonly slices: ReadonlyArray<SliceOrder>;
    readonly textBytesMax: number;
}
export type SliceFinding = {
    readonly _tag: "Text";
    readonly text: string;
    readonly cut: "whole" | "truncated";
} | {
    readonly _tag: "OutOfRange";
} | {
    readonly _tag: "InvalidCharBoundary";
} | {
    readonly _tag: "TooLarge";
    readonly sizeBytes: number;
};
export interface FileFinding {
    readonly byteLength: number;
    readonly digest: string;
    readonly invalidAt: number;
    readonly slices: ReadonlyArray<SliceFinding>;
}
export interface ByteTools {
    readonly digest: (bytes: Uint8Array) => string;
    readonly startDigest: () => Digest;
    readonly isUtf8: (bytes: Uint8Array) => boolean;
    readonly decode: (bytes: Uint8Array, start: number, end: number) => string;
}
export declare const portableTools: (hasher: {
    readonly digest: (bytes: Uint8Array) => string;
    readonly start: () => Digest;
}) => ByteTools;
export declare const fromWhole: (bytes: Uint8Array, order: FileOrder, tools: ByteTools) => FileFinding;
export declare const resolveSpan: (slice: SliceOrder, fileLength: number) => {
    readonly start: number;
    readonly end: number;
} | undefined;
export declare class ChunkedExtraction {
    private readonly order;
    private readonly tools;
    private readonly digest;
    private readonly collectors;
    private length;
    private invalidAt;
    private carry;
    constructor(order: FileOrder, tools: ByteTools);
    push(chunk: Uint8Array): void;
    finish(): FileFinding;
    private validate;
}
