import * as Schema from "effect/Schema";
export declare const ByteCount: Schema.Natural;
declare const byteRange: Schema.Struct<{
    readonly startByte: Schema.Natural;
    readonly endByte: Schema.Natural;
}>;
declare const byteLength: (range: ByteRange) => number;
declare const isInside: (range: ByteRange, fileLength: number) => boolean;
declare const contains: (outer: ByteRange, inner: ByteRange) => boolean;
declare const overlaps: (a: ByteRange, b: ByteRange) => boolean;
export declare const ByteRange: Schema.Struct<{
    readonly startByte: Schema.Natural;
    readonly endByte: Schema.Natural;
}> & {
    byteLength: typeof byteLength;
    isInside: typeof isInside;
    contains: typeof contains;
    overlaps: typeof overlaps;
};
export type ByteRange = typeof byteRange.Type;
export {};
