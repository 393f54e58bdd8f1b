import type { FatalError, Operation } from "@ploke/error";
import * as Effect from "effect/Effect";
import type { AccessFailure, DescriptorBudget, Located } from "./FileAccess.ts";
import type { Denial, PathRules } from "./PathRules.ts";
import * as PathRule from "./PathRules.ts";
import * as PathSyntax from "./PathSyntax.ts";
import type { PathTrace } from "./PathTrace.ts";
export interface Refused {
    readonly _tag: "Refused";
    readonly why: Denial;
}
export type Resolved = Located | Refused | AccessFailure;
export declare const resolve: (access: {
    readonly flavor: PathSyntax.Flavor;
    readonly confinement: PathRule.Confinement;
    readonly readsUnlocated: boolean;
    readonly limits: import("./FileAccess.ts").AccessLimits;
    readonly process: import("./FileAccess.ts").AccessProcess;
    readonly canonicalize: (path: string) => Effect.Effect<Located, AccessFailure>;
    readonly locate: (paths: ReadonlyArray<string>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<Located | AccessFailure>>;
    readonly trace: (path: string) => Effect.Effect<PathTrace>;
    readonly read: (orders: ReadonlyArray<import("./FileAccess.ts").ReadOrder>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<import("./FileAccess.ts").ReadFinding>>;
    readonly open: (file: Located) => Effect.Effect<import("./FileAccess.ts").OpenFile, AccessFailure, import("effect/Scope").Scope>;
    readonly openFolder: (path: string) => Effect.Effect<import("./OpenFolder.ts").OpenFolder, AccessFailure, import("effect/Scope").Scope>;
    readonly survey: (orders: ReadonlyArray<import("./Survey.ts").SurveyOrder>) => Effect.Effect<ReadonlyArray<import("./Survey.ts").SurveyFinding>>;
}, rules: PathRules, path: string) => Effect.Effect<Resolved, never, never>;
export declare const resolveAll: (access: {
    readonly flavor: PathSyntax.Flavor;
    readonly confinement: PathRule.Confinement;
    readonly readsUnlocated: boolean;
    readonly limits: import("./FileAccess.ts").AccessLimits;
    readonly process: import("./FileAccess.ts").AccessProcess;
    readonly canonicalize: (path: string) => Effect.Effect<Located, AccessFailure>;
    readonly locate: (paths: ReadonlyArray<string>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<Located | AccessFailure>>;
    readonly trace: (path: string) => Effect.Effect<PathTrace>;
    readonly read: (orders: ReadonlyArray<import("./FileAccess.ts").ReadOrder>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<import("./FileAccess.ts").ReadFinding>>;
    readonly open: (file: Located) => Effect.Effect<import("./FileAccess.ts").OpenFile, AccessFailure, import("effect/Scope").Scope>;
    readonly openFolder: (path: string) => Effect.Effect<import("./OpenFolder.ts").OpenFolder, AccessFailure, import("effect/Scope").Scope>;
    readonly survey: (orders: ReadonlyArray<import("./Survey.ts").SurveyOrder>) => Effect.Effect<ReadonlyArray<import("./Survey.ts").SurveyFinding>>;
}, rules: PathRules, paths: readonly string[], budget: DescriptorBudget) => Effect.Effect<readonly Resolved[], never, never>;
export declare const resolveForCreate: (access: {
    readonly flavor: PathSyntax.Flavor;
    readonly confinement: PathRule.Confinement;
    readonly readsUnlocated: boolean;
    readonly limits: import("./FileAccess.ts").AccessLimits;
    readonly process: import("./FileAccess.ts").AccessProcess;
    readonly canonicalize: (path: string) => Effect.Effect<Located, AccessFailure>;
    readonly locate: (paths: ReadonlyArray<string>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<Located | AccessFailure>>;
    readonly trace: (path: string) => Effect.Effect<PathTrace>;
    readonly read: (orders: ReadonlyArray<import("./FileAccess.ts").ReadOrder>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<import("./FileAccess.ts").ReadFinding>>;
    readonly open: (file: Located) => Effect.Effect<import("./FileAccess.ts").OpenFile, AccessFailure, import("effect/Scope").Scope>;
    readonly openFolder: (path: string) => Effect.Effect<import("./OpenFolder.ts").OpenFolder, AccessFailure, import("effect/Scope").Scope>;
    readonly survey: (orders: ReadonlyArray<import("./Survey.ts").SurveyOrder>) => Effect.Effect<ReadonlyArray<import("./Survey.ts").SurveyFinding>>;
}, rules: PathRules, path: string) => Effect.Effect<Resolved, never, never>;
export declare const toError: (path: string, operation: Operation, verdict: Refused | AccessFailure) => FatalError;
