import type { EntryKind, FileHash } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { DirtyDepth } from "./DirtySet.ts";
import type { FileAccess } from "./FileAccess.ts";
import * as PathSyntax from "./PathSyntax.ts";
import type { Observation } from "./Reconcile.ts";
import type { EntryFact, SurveyFinding, SurveyOrder } from "./Survey.ts";
import type { WatchIndex } from "./WatchIndex.ts";
export interface LookBase {
    readonly access: FileAccess["Service"];
    readonly index: WatchIndex;
    readonly isRoot: (path: string) => boolean;
    readonly isIgnored: (path: string, kind: EntryKind | undefined) => boolean;
    readonly isDoubtful: (path: string, fact: EntryFact) => boolean;
    readonly wantsHash: (path: string) => boolean;
    readonly hash: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Hashed>>;
}
export type Hashed = FileHash | "unknown" | "unsettled" | "short";
export interface Sight {
    readonly observations: ReadonlyArray<Observation>;
    readonly again: ReadonlyMap<string, DirtyDepth>;
    readonly unseen: ReadonlyMap<string, DirtyDepth>;
    readonly short: ReadonlySet<string>;
    readonly ignored: ReadonlyArray<string>;
    readonly undecodable: ReadonlyArray<string>;
    readonly looks: number;
    readonly unchanged: number;
}
export declare const look: (base: LookBase, dirty: ReadonlyMap<string, DirtyDepth>) => Effect.Effect<Sight, never, never>;
export declare const factsOf: (access: {
    readonly flavor: PathSyntax.Flavor;
    readonly confinement: import("./PathRules.ts").Confinement;
    readonly readsUnlocated: boolean;
    readonly limits: import("./FileAccess.ts").AccessLimits;
    readonly process: import("./FileAccess.ts").AccessProcess;
    readonly canonicalize: (path: string) => Effect.Effect<import("./FileAccess.ts").Located, import("./FileAccess.ts").AccessFailure>;
    readonly locate: (paths: ReadonlyArray<string>, budget: import("./FileAccess.ts").DescriptorBudget) => Effect.Effect<ReadonlyArray<import("./FileAccess.ts").Located | import("./FileAccess.ts").AccessFailure>>;
    readonly trace: (path: string) => Effect.Effect<import("./PathTrace.ts").PathTrace>;
    readonly read: (orders: ReadonlyArray<import("./FileAccess.ts").ReadOrder>, budget: import("./FileAccess.ts").DescriptorBudget) => Effect.Effect<ReadonlyArray<import("./FileAccess.ts").ReadFinding>>;
    readonly open: (file: import("./FileAccess.ts").Located) => Effect.Effect<import("./FileAccess.ts").OpenFile, import("./FileAccess.ts").AccessFailure, import("effect/Scope").Scope>;
    readonly openFolder: (path: string) => Effect.Effect<import("./OpenFolder.ts").OpenFolder, import("./FileAccess.ts").AccessFailure, import("effect/Scope").Scope>;
    readonly survey: (orders: ReadonlyArray<SurveyOrder>) => Effect.Effect<ReadonlyArray<SurveyFinding>>;
}, paths: readonly string[]) => Effect.Effect<Map<string, EntryFact>, never, never>;
export declare const isGone: (code: string) => boolean;
export declare const isShortage: (code: string) => boolean;
