import type { Durability } from "@ploke/core";
import type { EntryType } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as AtomicWrite from "./AtomicWrite.ts";
import type { AccessFailure, FileAccess } from "./FileAccess.ts";
import type { Hasher } from "./Hasher.ts";
import type { KeyedLocks } from "./KeyedLocks.ts";
import type { EntryStatus } from "./OpenFolder.ts";
import type { PathRules } from "./PathRules.ts";
import type { Permits } from "./Permits.ts";
import type { Refused } from "./Resolution.ts";
export interface WriteBase {
    readonly access: FileAccess["Service"];
    readonly hasher: Hasher["Service"];
    readonly locks: KeyedLocks;
    readonly permits: Permits["Service"];
    readonly fileBytesMax: number;
    readonly durability: Durability;
    readonly hardLinks: "refuse" | "split";
    readonly swept: Set<string>;
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
    readonly newDigest: string;
    readonly written: AtomicWrite.Written;
    readonly change: Change;
} | WriteProblem<Change>;
export type WriteProblem<Change> = Refused | AccessFailure | Exclude<AtomicWrite.WriteFailure, {
    readonly _tag: "TargetChanged";
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
};
export type Decision<Change> = {
    readonly _tag: "Put";
    readonly bytes: Uint8Array;
    readonly change: Change;
} | {
    readonly _tag: "Decline";
    readonly change: Change;
};
export declare const rewrite: <Change>(base: WriteBase, rules: PathRules, path: string, decide: (file: Base) => Decision<Change>) => Effect.Effect<WriteOutcome<Change>, never, never>;
export interface NewFileWish {
    readonly bytes: Uint8Array;
    readonly onExists: "error" | "overwrite";
    readonly createParents: boolean;
    readonly mode: number | undefined;
}
export declare const create: (base: WriteBase, rules: PathRules, path: string, wish: NewFileWish) => Effect.Effect<WriteOutcome<undefined>, never, never>;
