import type { EntryType } from "@ploke/error";
import type { LockBusy } from "./AdvisoryLocks.ts";
import type * as AtomicWrite from "./AtomicWrite.ts";
import type { AccessFailure } from "./FileAccess.ts";
import type { EntryStatus } from "./OpenFolder.ts";
import type { Refused } from "./Resolution.ts";
export interface LockFailed {
    readonly _tag: "LockFailed";
    readonly failure: AccessFailure;
}
export interface Base {
    readonly bytes: Uint8Array;
    readonly digest: string;
    readonly status: EntryStatus;
}
export type WriteOutcome<Change> = {
    readonly _tag: "Written";
    readonly oldDigest: string | undefined;
    readonly oldBytes: number;
    readonly newDigest: string | undefined;
    readonly written: AtomicWrite.Written;
    readonly change: Change;
} | WriteProblem<Change>;
export type WriteProblem<Change> = Refused | AccessFailure | LockBusy | LockFailed | Exclude<AtomicWrite.WriteFailure, {
    readonly _tag: "TargetChanged" | "Mistaken";
}> | {
    readonly _tag: "NotAFile";
    readonly type: EntryType;
} | {
    readonly _tag: "TooLarge";
    readonly sizeBytes: number;
} | {
    readonly _tag: "ReadOnly";
} | {
    readonly _tag: "HardLinked";
    readonly links: number;
} | {
    readonly _tag: "Declined";
    readonly change: Change;
} | {
    readonly _tag: "Unsteady";
} | {
    readonly _tag: "Exists";
} | Blocked;
export interface Blocked {
    readonly _tag: "Blocked";
    readonly id: string;
    readonly detail: string;
}
export type Decision<Change> = {
    readonly _tag: "Put";
    readonly pieces: ReadonlyArray<Uint8Array>;
    readonly mode?: number | undefined;
    readonly change: Change;
} | {
    readonly _tag: "Remove";
    readonly change: Change;
} | {
    readonly _tag: "Decline";
    readonly change: Change;
};
