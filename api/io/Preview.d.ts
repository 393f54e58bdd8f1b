import type { PathRules } from "./PathRules.ts";
import * as PathSyntax from "./PathSyntax.ts";
export interface PreviewOrder {
    readonly name: string;
    readonly newName?: string;
    readonly before: Uint8Array | undefined;
    readonly after: Uint8Array | undefined;
    readonly mode?: number;
    readonly newMode?: number;
    readonly contextLines?: number;
}
export interface Preview {
    readonly text: string;
    readonly cut: "whole" | "truncated";
}
export declare const unified: (order: PreviewOrder, charsMax?: number) => Preview;
export declare const modesOf: (mode: number | undefined, newMode: number | undefined) => Pick<PreviewOrder, "mode" | "newMode">;
export declare const nameOf: (rules: PathRules, flavor: PathSyntax.Flavor, path: string) => string;
