import type { Delta, PatchHunk } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import type { FilePatch } from "./Patch.ts";
import * as PatchPlace from "./PatchPlace.ts";
import * as Splice from "./Splice.ts";
export interface ApplyOptions {
    readonly fuzz?: number;
    readonly contentBytesMax?: number;
}
export type Problem = PatchPlace.Problem | {
    readonly _tag: "Exists";
} | {
    readonly _tag: "NotEmptied";
} | Splice.Problem;
export type Outcome = {
    readonly _tag: "Applied";
    readonly content: Uint8Array;
    readonly deltas: ReadonlyArray<Delta>;
    readonly hunks: ReadonlyArray<PatchHunk>;
} | {
    readonly _tag: "AlreadyApplied";
    readonly hunks: ReadonlyArray<PatchHunk>;
} | {
    readonly _tag: "Rejected";
    readonly problems: readonly [Problem, ...Array<Problem>];
    readonly hunks: ReadonlyArray<PatchHunk>;
};
export declare const apply: (patch: FilePatch, base: Uint8Array, options?: ApplyOptions) => Outcome;
export declare const toError: (path: string, problem: Problem | {
    readonly _tag: "AlreadyApplied";
}) => PlokeError;
