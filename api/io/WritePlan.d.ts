import * as Effect from "effect/Effect";
import type { PathRules } from "./PathRules.ts";
export interface Group {
    readonly requests: ReadonlyArray<number>;
    readonly located: string | undefined;
}
export declare const group: (access: {
    readonly flavor: import("./PathSyntax.ts").Flavor;
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
    readonly survey: (orders: ReadonlyArray<import("./Survey.ts").SurveyOrder>) => Effect.Effect<ReadonlyArray<import("./Survey.ts").SurveyFinding>>;
}, permits: {
    readonly decision: import("./Permits.ts").PermitDecision;
    readonly total: Effect.Effect<number>;
    readonly withBudget: <A, E, R>(want: number, use: (budget: import("./FileAccess.ts").DescriptorBudget) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
}, rules: PathRules, requests: readonly Pick<{
    readonly id?: (string & import("effect/Brand").Brand<"@ploke/core/RequestId">) | undefined;
    readonly name?: string | undefined;
    readonly filePath: string;
    readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
    readonly startByte: number;
    readonly endByte: number;
    readonly replacement: string;
    readonly namespace?: (string & import("effect/Brand").Brand<"@ploke/core/Namespace">) | undefined;
    readonly origin?: (string & import("effect/Brand").Brand<"@ploke/core/OriginId">) | undefined;
    readonly onMismatch?: "fail" | "rebase" | undefined;
    readonly baseContent?: string | undefined;
    readonly durability?: "bestEffort" | "strict" | undefined;
}, "expectedHash" | "filePath">[]) => Effect.Effect<readonly Group[], never, never>;
