import type { FileData, ReadFileRequest, SnippetRequest } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { Wish } from "./ReadEngine.ts";
export interface PlanBase {
    readonly bounds: {
        readonly textBytesMax: number;
        readonly fileBytesMax: number;
    };
    readonly prefix: string;
    readonly remembers: "texts" | "nothing";
}
export interface SnippetPlan {
    readonly wishes: ReadonlyArray<Wish>;
    readonly wishOf: ReadonlyArray<number>;
    readonly sliceOf: ReadonlyArray<number>;
}
export declare const snippets: (requests: ReadonlyArray<SnippetRequest>, base: PlanBase) => Effect.Effect<SnippetPlan>;
export declare const hash: (path: string, { bounds }: PlanBase, expectedDigest?: string) => Wish;
export declare const file: (request: ReadFileRequest, { bounds, prefix }: PlanBase) => Wish;
export declare const hashes: (items: ReadonlyArray<string | FileData>, base: PlanBase) => {
    readonly wishes: ReadonlyArray<Wish>;
    readonly places: ReadonlyArray<number>;
};
