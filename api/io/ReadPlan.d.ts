import type { FileData, ReadFileRequest } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { Wish } from "./ReadEngine.ts";
export interface PlanBase {
    readonly bounds: {
        readonly textBytesMax: number;
        readonly fileBytesMax: number;
    };
    readonly prefix: string;
}
export interface SnippetPlan {
    readonly wishes: ReadonlyArray<Wish>;
    readonly places: ReadonlyArray<{
        readonly wish: number;
        readonly slice: number;
    }>;
}
export declare const snippets: (requests: readonly {
    readonly id?: (string & import("effect/Brand").Brand<"@ploke/core/RequestId">) | undefined;
    readonly name?: string | undefined;
    readonly filePath: string;
    readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
    readonly startByte: number;
    readonly endByte: number;
    readonly namespace?: (string & import("effect/Brand").Brand<"@ploke/core/Namespace">) | undefined;
}[], args_1: PlanBase) => Effect.Effect<{
    wishes: WritableWish[];
    places: {
        readonly wish: number;
        readonly slice: number;
    }[];
}, never, never>;
interface WritableWish extends Wish {
    expectedDigest: string | undefined;
    readonly want: Wish["want"] & {
        readonly slices: Array<Wish["want"]["slices"][number]>;
    };
}
export declare const hash: (path: string, { bounds }: PlanBase, expectedDigest?: string) => Wish;
export declare const file: (request: ReadFileRequest, { bounds, prefix }: PlanBase) => Wish;
export declare const hashes: (items: ReadonlyArray<string | FileData>, base: PlanBase) => {
    readonly wishes: ReadonlyArray<Wish>;
    readonly places: ReadonlyArray<number>;
};
export {};
