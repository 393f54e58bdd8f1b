import * as Effect from "effect/Effect";
import * as EditPlan from "./EditPlan.ts";
import type { Change, Part, Problem } from "./EditPlan.ts";
import type { EntryStatus } from "./OpenFolder.ts";
import type { PathRules } from "./PathRules.ts";
import * as PathSyntax from "./PathSyntax.ts";
import type { Place } from "./TransactionFiles.ts";
import type { WriteCall } from "./WriteCall.ts";
export interface OldFile {
    readonly digest: string;
    readonly sizeBytes: number;
    readonly status: EntryStatus;
}
export interface NewFile {
    readonly digest: string;
    readonly sizeBytes: number;
    readonly pieces: ReadonlyArray<Uint8Array>;
    readonly mode: number | undefined;
    readonly usualMode: number | undefined;
    readonly owner: EntryStatus["owner"];
    readonly moves: Place | undefined;
    readonly missing: ReadonlyArray<string>;
}
export interface PlannedFile extends Place {
    readonly old: OldFile | undefined;
    readonly now: NewFile | undefined;
    readonly edits: ReadonlyArray<number>;
    readonly requested: string;
}
export interface PlannedPart {
    readonly part: Part;
    readonly change: Change;
    readonly old: OldFile | undefined;
    readonly newDigest: string | undefined;
}
export interface TransactionPlan {
    readonly _tag: "Planned";
    readonly files: ReadonlyArray<PlannedFile>;
    readonly parts: ReadonlyArray<PlannedPart>;
}
export declare const make: (call: WriteCall, rules: PathRules, plan: EditPlan.Plan) => Effect.Effect<"moved" | readonly Problem[] | TransactionPlan, never, never>;
export declare const waitingFolder: (flavor: PathSyntax.Flavor, { folder, now }: PlannedFile) => string;
