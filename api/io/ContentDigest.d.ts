import type { FileHash } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { Hasher } from "./Hasher.ts";
export declare const of: ({ hasher }: {
    readonly hasher: Hasher["Service"];
}, pieces: ReadonlyArray<Uint8Array>) => Effect.Effect<string>;
export declare const both: (base: {
    readonly hasher: Hasher["Service"];
}, old: Uint8Array, pieces: ReadonlyArray<Uint8Array>) => Effect.Effect<readonly [string, string]>;
export declare const hashOf: ({ prefix }: {
    readonly prefix: string;
}, digest: string) => FileHash;
