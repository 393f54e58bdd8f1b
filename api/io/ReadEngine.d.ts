import type { EntryType } from "@ploke/error";
import * as Effect from "effect/Effect";
import type { FileFinding } from "./Extraction.ts";
import type { AccessFailure, DescriptorBudget, Located, ReadFinding, ReadOrder } from "./FileAccess.ts";
import type { PathRules } from "./PathRules.ts";
import type { Refused } from "./Resolution.ts";
export interface Wish extends ReadOrder {
    readonly located: undefined;
}
export type Outcome = Refused | AccessFailure | {
    readonly _tag: "NotAFile";
    readonly type: EntryType;
} | {
    readonly _tag: "TooLarge";
    readonly sizeBytes: number;
} | {
    readonly _tag: "Changed";
} | {
    readonly _tag: "Read";
    readonly finding: FileFinding;
};
export declare const readAll: (access: {
    readonly flavor: import("./PathSyntax.ts").Flavor;
    readonly confinement: import("./PathRules.ts").Confinement;
    readonly readsUnlocated: boolean;
    readonly limits: import("./FileAccess.ts").AccessLimits;
    readonly process: import("./FileAccess.ts").AccessProcess;
    readonly canonicalize: (path: string) => Effect.Effect<Located, AccessFailure>;
    readonly locate: (paths: ReadonlyArray<string>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<Located | AccessFailure>>;
    readonly trace: (path: string) => Effect.Effect<import("./PathTrace.ts").PathTrace>;
    readonly read: (orders: ReadonlyArray<ReadOrder>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<ReadFinding>>;
    readonly open: (file: Located) => Effect.Effect<import("./FileAccess.ts").OpenFile, AccessFailure, import("effect/Scope").Scope>;
    readonly openFolder: (path: string) => Effect.Effect<import("./OpenFolder.ts").OpenFolder, AccessFailure, import("effect/Scope").Scope>;
    readonly survey: (orders: ReadonlyArray<import("./Survey.ts").SurveyOrder>) => Effect.Effect<ReadonlyArray<import("./Survey.ts").SurveyFinding>>;
}, permits: {
    readonly decision: import("./Permits.ts").PermitDecision;
    readonly total: Effect.Effect<number>;
    readonly withBudget: <A, E, R>(want: number, use: (budget: DescriptorBudget) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
}, rules: PathRules, wishes: readonly Wish[]) => Effect.Effect<readonly Outcome[], never, never>;
