import type { RecoveredTransaction } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { NoJournal } from "./Journal.ts";
import type { PathRules } from "./PathRules.ts";
import type { WriteCall } from "./WriteCall.ts";
export type Resolve = "force" | "abandon" | undefined;
export declare const recover: (call: WriteCall, rules: PathRules, resolve: Resolve) => Effect.Effect<ReadonlyArray<RecoveredTransaction>, NoJournal>;
