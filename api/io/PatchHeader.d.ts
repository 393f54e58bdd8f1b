import * as Patch from "./Patch.ts";
export interface Names {
    readonly oldName: string | undefined;
    readonly newName: string | undefined;
}
export interface Extended {
    readonly oldMode?: number;
    readonly newMode?: number;
    readonly isNew?: true;
    readonly isDeleted?: true;
    readonly renameFrom?: string;
    readonly renameTo?: string;
    readonly copyFrom?: string;
    readonly copyTo?: string;
    readonly similarity?: number;
}
export declare const withoutCr: (line: string) => string;
export declare const remedy = "make the patch again with `git diff` or `diff -u`";
export declare const nameOf: (line: string, at: number) => {
    readonly name: string | undefined;
} | Patch.SyntaxProblem;
export declare const extended: (line: string, at: number) => Extended | Patch.SyntaxProblem | undefined;
export declare const gitNames: (line: string, at: number) => Names | Patch.SyntaxProblem;
export declare const stripPrefixes: ({ oldName, newName }: Names) => Names;
