import type { EntryKind } from "@ploke/core";
import type { Effort } from "./IgnorePattern.ts";
import type { Flavor } from "./PathSyntax.ts";
export interface IgnoreFile {
    readonly folder: string;
    readonly lines: ReadonlyArray<string>;
}
export interface IgnoreRules {
    readonly files: ReadonlyArray<IgnoreFile>;
}
export interface Matcher {
    (path: string, kind: EntryKind | undefined): boolean;
    readonly linesLeftOut: number;
}
export declare const defaults: ReadonlyArray<string>;
export declare const forRoot: (root: string, patterns: ReadonlyArray<string>) => IgnoreRules;
export declare const parse: (text: string) => ReadonlyArray<string>;
export declare const compile: (rules: IgnoreRules, flavor: Flavor, effort?: Effort) => Matcher;
