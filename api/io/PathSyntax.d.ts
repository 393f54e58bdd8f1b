export type Flavor = "posix" | "win32";
export type Rejection = "NotAbsolute" | "InvalidPath";
export interface ParsedPath {
    readonly _tag: "ParsedPath";
    readonly given: string;
    readonly normal: string;
    readonly afterParent: number;
    readonly ending: "name" | "directory";
}
export declare const parse: (input: string, flavor: Flavor) => ParsedPath | Rejection;
export declare const contains: (root: string, path: string, flavor: Flavor) => boolean;
export declare const below: (root: string, path: string) => string;
export declare const join: (base: string, rest: string, flavor: Flavor) => string;
export declare const parent: (path: string, flavor: Flavor) => string;
