import type { FileHash, OriginId } from "@ploke/core";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type { WriteFailure } from "./AtomicWrite.ts";
export interface OwnState {
    readonly path: string;
    readonly hash: FileHash | undefined;
}
export type OwnOutcome = "applied" | "unchanged" | "unknown";
export interface WriteLedger {
    readonly begin: (states: ReadonlyArray<OwnState>, origin: OriginId | undefined) => Effect.Effect<(outcome: OwnOutcome) => Effect.Effect<void>>;
}
export declare const WriteLedger: Context.Reference<WriteLedger>;
export declare const announce: ({ ledger }: {
    readonly ledger: WriteLedger;
}, { origin }: {
    readonly origin: OriginId | undefined;
}) => {
    begin: (states: ReadonlyArray<OwnState>) => Effect.Effect<void>;
    end: (exit: Exit.Exit<unknown, WriteFailure>) => Effect.Effect<void>;
};
