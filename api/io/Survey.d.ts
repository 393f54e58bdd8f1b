import type { EntryKind } from "@ploke/core";
import type { AccessFailure } from "./FileAccess.ts";
export interface EntryFact {
    readonly kind: EntryKind;
    readonly device: number;
    readonly inode: number;
    readonly bornMillis: number;
    readonly modifiedMillis: number;
    readonly changedMillis: number;
    readonly sizeBytes: number;
    readonly links: number;
    readonly target: string | undefined;
}
export interface SurveyOrder {
    readonly folder: string;
    readonly names: ReadonlyArray<string> | undefined;
}
export interface Survey {
    readonly _tag: "Survey";
    readonly self: EntryFact;
    readonly entries: ReadonlyArray<readonly [name: string, fact: EntryFact]>;
    readonly undecodable: number;
}
export type SurveyFinding = AccessFailure | Survey;
