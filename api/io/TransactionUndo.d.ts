import * as Effect from "effect/Effect";
import type { Slot } from "./Journal.ts";
import type { CommitBase, Outcome, Staged, Trouble } from "./TransactionStage.ts";
import type { How } from "./WriteEngine.ts";
export declare const takeBack: (base: CommitBase, how: How, slot: Slot, all: readonly Staged[], made: readonly string[], trouble: Trouble) => Effect.Effect<Outcome, never, never>;
