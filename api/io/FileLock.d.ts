import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { AccessFailure } from "./FileAccess.ts";
export type LockAttempt = {
    readonly _tag: "Held";
    readonly release: Effect.Effect<void>;
} | {
    readonly _tag: "Busy";
    readonly heldBy: string | undefined;
};
export interface LockFiles {
    readonly mechanism: string;
    readonly slotOf: (key: string) => string;
    readonly tryLock: (slot: string) => Effect.Effect<LockAttempt, AccessFailure>;
}
export interface LockUnsupported {
    readonly _tag: "LockUnsupported";
    readonly detail: string;
}
export interface FileLock {
    readonly open: (stateDirectory: string | undefined) => Effect.Effect<LockFiles, LockUnsupported | AccessFailure, Scope.Scope>;
}
declare const slotOf: (key: string) => string;
declare const unsupported: (detail: string) => FileLock;
export declare const FileLock: Context.Reference<FileLock> & {
    slotOf: typeof slotOf;
    unsupported: typeof unsupported;
};
export {};
