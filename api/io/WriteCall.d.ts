import type { Durability, EditResult, OriginId, WriteResult } from "@ploke/core";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { ContentCache } from "./ContentCache.ts";
import type { Journal } from "./Journal.ts";
import type { PathPolicy } from "./PathPolicy.ts";
import type { ReadGate } from "./ReadGate.ts";
import type { WriteBase } from "./WriteEngine.ts";
export interface WriteCall extends WriteBase {
    readonly policy: PathPolicy["Service"];
    readonly cache: ContentCache;
    readonly gate: ReadGate;
    readonly journal: Journal;
    readonly found: Set<string>;
    readonly scope: Scope.Scope;
    readonly durability: Durability;
}
export declare const originOf: (requested: OriginId | undefined) => Effect.Effect<OriginId | undefined>;
export declare const durabilityOf: (call: Pick<WriteCall, "durability">, requests: ReadonlyArray<{
    readonly durability?: Durability | undefined;
}>) => Durability;
export declare const digestOf: ({ prefix }: Pick<WriteCall, "prefix">, hash: string | undefined) => string | undefined;
export declare const remember: (call: WriteCall, digest: string | undefined, content: () => Uint8Array) => void;
export declare const withHash: (result: EditResult) => WriteResult;
