import * as Patch from "./Patch.ts";
export type Parsed<A> = A | Patch.SyntaxProblem;
export interface Step<A> {
    readonly value: A;
    readonly next: number;
}
export type LineEnds = "asTheyAre" | "withoutCr";
export declare const hunksAt: (lines: ReadonlyArray<string>, start: number, ends: LineEnds) => Parsed<Step<ReadonlyArray<Patch.Hunk>>>;
export declare const isHunkLine: (line: string) => boolean;
export declare const correct = "correct its counts, or make the patch again";
