import type { FileHash, OriginId } from "@ploke/core";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type { WriteFailure } from "./AtomicWrite.ts";
import type { AccessFailure } from "./FileAccess.ts";
export type OwnContent = FileHash | "absent" | "directory";
export interface OwnState {
    readonly path: string;
    readonly before: OwnContent | undefined;
    readonly after: OwnContent;
}
export type OwnOutcome = "applied" | "unchanged" | "unknown";
export interface WriteLedger {
    readonly begin: (states: ReadonlyArray<OwnState>, origin: OriginId | undefined) => Effect.Effect<(outcome: OwnOutcome) => Effect.Effect<void>>;
}
export declare const WriteLedger: Context.Reference<WriteLedger>;
export declare const contentOf: (base: {
    readonly prefix: string;
}, digest: string | undefined) => OwnContent;
export declare const announce: ({ ledger }: {
    readonly ledger: WriteLedger;
}, { origin }: {
    readonly origin: OriginId | undefined;
}) => {
    begin: (states: ReadonlyArray<OwnState>) => Effect.Effect<void>;
    end: (exit: Exit.Exit<unknown, StepFailure>) => Effect.Effect<void>;
};
type StepFailure = WriteFailure | AccessFailure;
export declare const announced: <A, E extends StepFailure>(base: {
    readonly ledger: WriteLedger;
}, how: {
    readonly origin: OriginId | undefined;
}, states: ReadonlyArray<OwnState>, effect: Effect.Effect<A, E>) => Effect.Effect<A, E>;
export declare const announcedAs: <A, E>({ ledger }: {
    readonly ledger: WriteLedger;
}, { origin }: {
    readonly origin: OriginId | undefined;
}, states: ReadonlyArray<OwnState>, effect: Effect.Effect<A, E>, outcome: (exit: Exit.Exit<A, E>) => OwnOutcome) => Effect.Effect<A, E>;
export {};
