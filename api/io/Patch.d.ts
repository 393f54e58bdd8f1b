import type { FatalError } from "@ploke/error";
export type Change = "modify" | "create" | "remove" | "rename" | "copy";
export interface FilePatch {
    readonly change: Change;
    readonly oldPath: string | undefined;
    readonly newPath: string | undefined;
    readonly oldMode: number | undefined;
    readonly newMode: number | undefined;
    readonly similarity: number | undefined;
    readonly hunks: ReadonlyArray<Hunk>;
    readonly line: number;
}
export interface Hunk {
    readonly oldStart: number;
    readonly oldCount: number;
    readonly newStart: number;
    readonly newCount: number;
    readonly lines: ReadonlyArray<HunkLine>;
    readonly line: number;
}
export interface HunkLine {
    readonly kind: "context" | "delete" | "insert";
    readonly text: string;
}
export type SyntaxWhy = "Empty" | "TooLarge" | "LoneSurrogate" | "NoFileHeader" | "FileHeader" | "FileName" | "NoHunk" | "HunkHeader" | "HunkLine" | "HunkCount" | "NothingChanged" | "EndMarker" | "Garbage" | "Binary" | "Combined";
export interface SyntaxProblem {
    readonly _tag: "SyntaxProblem";
    readonly why: SyntaxWhy;
    readonly line: number;
    readonly detail: string;
}
export declare const problem: (why: SyntaxWhy, at: number, detail: string) => SyntaxProblem;
export declare const isProblem: (value: object) => value is SyntaxProblem;
export declare const toError: (path: string | undefined, { line, detail }: SyntaxProblem) => FatalError;
