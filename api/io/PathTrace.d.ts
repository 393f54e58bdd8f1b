import * as PathSyntax from "./PathSyntax.ts";
export type TraceReply = {
    readonly _tag: "Link";
    readonly target: string;
} | {
    readonly _tag: "Directory";
} | {
    readonly _tag: "Other";
} | {
    readonly _tag: "Failed";
    readonly code: string;
};
export interface PathTrace {
    readonly reached: string;
    readonly missing: ReadonlyArray<string>;
    readonly missingFrom: "path" | "link";
    readonly links: ReadonlyArray<{
        readonly at: string;
        readonly target: string;
    }>;
    readonly code: string | undefined;
}
export declare const make: (path: string, flavor: PathSyntax.Flavor) => Tracer;
export declare class Tracer {
    private reached;
    private readonly queue;
    private fromLink;
    private readonly links;
    private code;
    private readonly flavor;
    constructor(path: string, flavor: PathSyntax.Flavor);
    get pending(): string | undefined;
    reply(found: TraceReply): void;
    get result(): PathTrace;
    private follow;
    private skip;
    private take;
}
