import type { ParsedPath, Rejection } from "./PathSyntax.ts";
import * as PathSyntax from "./PathSyntax.ts";
export type SymlinkPolicy = "DenyCrossRoot" | "Follow" | "Deny";
export type Confinement = "descriptor" | "noFollowAny" | "bestEffort";
export interface Root {
    readonly configured: string;
    readonly canonical: string;
    readonly state: "ready" | "missing" | "unreadable";
}
export interface PathRules {
    readonly access: "roots" | "unrestricted";
    readonly roots: ReadonlyArray<Root>;
    readonly symlinks: SymlinkPolicy;
    readonly confinement: Confinement;
}
export type Denial = Rejection | "OutsideRoots" | "SymlinkEscapesRoots" | "SymlinkDenied" | "SymlinkLoop" | "NoRoots";
export interface Admitted {
    readonly _tag: "Admitted";
    readonly parsed: ParsedPath;
    readonly root: Root | undefined;
}
export declare const admit: (rules: PathRules, path: string, flavor: PathSyntax.Flavor) => Admitted | Denial;
export declare const rootOf: (rules: PathRules, normal: string, flavor: PathSyntax.Flavor) => Root | undefined;
export declare const judge: (rules: PathRules, admitted: Admitted, real: string, flavor: PathSyntax.Flavor) => Denial | undefined;
export declare const isInside: (rules: PathRules, real: string, flavor: PathSyntax.Flavor) => boolean;
export declare const isUnlinked: (admitted: Admitted, real: string, flavor: PathSyntax.Flavor) => boolean;
