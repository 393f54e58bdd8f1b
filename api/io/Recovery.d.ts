import * as Effect from "effect/Effect";
import type { NoJournal } from "./Journal.ts";
import type { PathRules } from "./PathRules.ts";
import type { WriteCall } from "./WriteCall.ts";
export type Resolve = "force" | "abandon" | undefined;
export declare const recover: (call: WriteCall, rules: PathRules, resolve: Resolve) => Effect.Effect<readonly {
    readonly id: string;
    readonly state: "abandoned" | "busy" | "finished" | "forced" | "stuck" | "swept" | "unreadable";
    readonly paths: readonly string[];
    readonly detail?: string;
}[], NoJournal, never>;
