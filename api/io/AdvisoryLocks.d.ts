import * as Effect from "effect/Effect";
import type { AccessFailure } from "./FileAccess.ts";
import type { LockFiles } from "./FileLock.ts";
export interface AdvisoryLocksOptions {
    readonly waitMillis: number;
}
export interface LockBusy {
    readonly _tag: "LockBusy";
    readonly heldBy: string | undefined;
    readonly waitedMs: number;
}
export interface AdvisoryLocks {
    readonly size: () => number;
    readonly withLocks: (keys: ReadonlyArray<string>) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | AccessFailure | LockBusy, R>;
}
export declare const make: (files: LockFiles, options: AdvisoryLocksOptions) => AdvisoryLocks;
