import { ByteRange } from "@ploke/core";
export type Finding = {
    readonly _tag: "Mapped";
    readonly startByte: number;
    readonly endByte: number;
} | {
    readonly _tag: "Conflict";
    readonly changed: ByteRange;
} | {
    readonly _tag: "OutOfRange";
};
export type Rebased = {
    readonly _tag: "Rebased";
    readonly findings: ReadonlyArray<Finding>;
} | {
    readonly _tag: "TooDifferent";
};
export declare const map: (base: Uint8Array, current: Uint8Array, ranges: ReadonlyArray<ByteRange>) => Rebased;
