export type PathVerdict = "ok" | "ok:secret" | "Denied" | "Invalid" | "Loop" | "NotDir" | "NotFound" | "NotRegular";
export interface PathCase {
    readonly id: string;
    readonly what: string;
    readonly layout: ReadonlyArray<string>;
    readonly request: string;
    readonly follow: PathVerdict;
    readonly denyCrossRoot: PathVerdict;
    readonly deny: PathVerdict;
}
export declare const pathCases: ReadonlyArray<PathCase>;
