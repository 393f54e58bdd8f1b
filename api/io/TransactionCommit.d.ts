import * as Effect from "effect/Effect";
import type { Slot } from "./Journal.ts";
import type { JournalRecord } from "./JournalRecord.ts";
import type { PlannedFile } from "./TransactionPlan.ts";
import type { CommitBase, Outcome } from "./TransactionStage.ts";
import type { How } from "./WriteEngine.ts";
export declare const commit: (base: CommitBase, how: How, means: Means, files: ReadonlyArray<PlannedFile>) => Effect.Effect<Outcome>;
export interface Means {
    readonly slot: Slot;
    readonly record: JournalRecord;
    readonly restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
}
