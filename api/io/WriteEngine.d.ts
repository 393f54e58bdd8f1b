import type { Durability, OriginId } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { LockBusy } from "./AdvisoryLocks.ts";
import * as AtomicWrite from "./AtomicWrite.ts";
import type { AccessFailure, DescriptorBudget, FileAccess } from "./FileAccess.ts";
import type { FolderPool } from "./FolderPool.ts";
import type { Hasher } from "./Hasher.ts";
import type { KeyedLocks } from "./KeyedLocks.ts";
import type { EntryStatus, OpenFolder } from "./OpenFolder.ts";
import type { PathRules } from "./PathRules.ts";
import type { Permits } from "./Permits.ts";
import * as Resolution from "./Resolution.ts";
import type { Sweeper } from "./Temporaries.ts";
import type { WriteLedger } from "./WriteLedger.ts";
import type { Base, Blocked, Decision, LockFailed, WriteOutcome, WriteProblem } from "./WriteOutcome.ts";
export interface WriteBase {
    readonly access: FileAccess["Service"];
    readonly hasher: Hasher["Service"];
    readonly permits: Permits["Service"];
    readonly locks: KeyedLocks;
    readonly advisory: <A, E, R>(paths: ReadonlyArray<string>, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | LockBusy | LockFailed, R>;
    readonly blocked: ReadonlyMap<string, Blocked>;
    readonly folders: FolderPool;
    readonly sweeper: Sweeper;
    readonly ledger: WriteLedger;
    readonly nextDigits: () => string;
    readonly fileBytesMax: number;
    readonly hardLinks: "refuse" | "split";
    readonly prefix: string;
}
export interface How {
    readonly rules: PathRules;
    readonly durability: Durability;
    readonly origin: OriginId | undefined;
    readonly act: "apply" | "show";
}
export interface Target<Change> {
    readonly path: string;
    readonly located?: string | undefined;
    readonly links: "followed" | "refused";
    readonly likely?: string | undefined;
    readonly memory?: "own" | "lent" | undefined;
    readonly decide: (file: Base) => Decision<Change>;
}
export declare const rewrite: <Change>(base: WriteBase, how: How, target: Target<Change>) => Effect.Effect<WriteOutcome<Change>, never, never>;
export declare const plainPath: ({ access }: WriteBase, rules: PathRules, path: string) => string | undefined;
export declare const resolveFile: (args_0: WriteBase, rules: PathRules, args_2: Pick<Target<never>, "links" | "path">) => Effect.Effect<AccessFailure | import("./FileAccess.ts").Located | Resolution.Refused | {
    readonly _tag: "NotAFile";
    readonly type: "BlockDevice" | "CharacterDevice" | "Directory" | "FIFO" | "Socket" | "SymbolicLink" | "Unknown";
}, never, never>;
type Attempt<Change> = WriteOutcome<Change> | "again";
export declare const inFolder: <Change>(base: WriteBase, how: How, canonical: string, use: (folder: OpenFolder, name: string) => Effect.Effect<Attempt<Change>, AccessFailure>) => Effect.Effect<Attempt<Change>>;
export declare const withDescriptors: <A, E>(budget: DescriptorBudget, attempt: Effect.Effect<A, E>, triesLeft: number) => Effect.Effect<A, E>;
export declare const locked: <A, E>(base: WriteBase, { act }: Pick<How, "act">, paths: ReadonlyArray<string>, effect: Effect.Effect<A, E>) => Effect.Effect<A, E | LockBusy | LockFailed | Blocked>;
export declare const holding: <A, E>({ advisory, locks }: WriteBase, paths: ReadonlyArray<string>, effect: Effect.Effect<A, E>) => Effect.Effect<A, E | LockBusy | LockFailed>;
export declare const settled: <Change>(attempt: Effect.Effect<Attempt<Change>, AccessFailure | LockBusy | LockFailed | Blocked>) => Effect.Effect<Attempt<Change>>;
export declare const orAgain: (failure: AccessFailure) => AccessFailure | "again";
export declare const refuse: ({ hardLinks }: Pick<WriteBase, "hardLinks">, { links, writable }: EntryStatus, { _tag }: Pick<Decision<unknown>, "_tag">) => Extract<WriteProblem<never>, {
    readonly _tag: "ReadOnly" | "HardLinked";
}> | undefined;
interface Old {
    readonly oldDigest: string | undefined;
    readonly oldBytes?: number | undefined;
    readonly bytes: Uint8Array | undefined;
}
export declare const put: <Change>(base: WriteBase, how: How, folder: OpenFolder, target: Pick<AtomicWrite.NewContents, "name" | "replaces" | "usualMode">, args_4: {
    readonly _tag: "Put";
    readonly pieces: ReadonlyArray<Uint8Array>;
    readonly mode?: number | undefined;
    readonly change: Change;
}, args_5: Old) => Effect.Effect<"mistaken" | Attempt<Change>, never, never>;
export declare const attemptOf: (failure: AtomicWrite.WriteFailure) => "again" | "mistaken" | {
    readonly _tag: "StepFailed";
    readonly failure: AccessFailure;
} | {
    readonly _tag: "SyncFailed";
    readonly step: AtomicWrite.SyncStep;
    readonly failure: AccessFailure;
    readonly visible: boolean;
} | {
    readonly _tag: "RenameFailed";
    readonly failure: AccessFailure;
};
export declare const temporaryFor: ({ access, nextDigits }: Pick<WriteBase, "access" | "nextDigits">, name: string) => string;
export {};
