import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type * as FileSystem from "effect/FileSystem";
import type * as Layer from "effect/Layer";
import * as Option from "effect/Option";
import type * as Path from "effect/Path";
import type * as Scope from "effect/Scope";
import type * as CrashFileSystem from "./CrashFileSystem.ts";
import type { Operation } from "./internal/crash/Record.ts";
import type { SnapshotEntry } from "./internal/Snapshot.ts";
import type * as MemoryFileSystem from "./MemoryFileSystem.ts";
import type * as Tree from "./Tree.ts";
export type Platform = FileSystem.FileSystem | Path.Path | MemoryFileSystem.MemoryFileSystem;
export type Tell<Word> = (word: Word) => Effect.Effect<void>;
export interface Outcome<A, E, Word, Recovered> {
    readonly acknowledged: Option.Option<A>;
    readonly exit: Option.Option<Exit.Exit<A, E>>;
    readonly told: ReadonlyArray<Word>;
    readonly recovered: Recovered;
}
export interface Options<A, E, RA, RC, Word, Recovered, RR, ES, RS, Services, EL, RL> extends CrashFileSystem.Options {
    readonly tree?: Tree.Tree | undefined;
    readonly setup?: Effect.Effect<unknown, ES, RS> | undefined;
    readonly act: Effect.Effect<A, E, RA> | ((tell: Tell<Word>) => Effect.Effect<A, E, RA>);
    readonly recover?: Effect.Effect<Recovered, unknown, RR> | undefined;
    readonly check: (outcome: Outcome<A, E, Word, Recovered>) => Effect.Effect<unknown, unknown, RC>;
    readonly layer?: Layer.Layer<Services, EL, RL> | undefined;
    readonly depth?: number | undefined;
    readonly recoveryImagesMax?: number | undefined;
    readonly replay?: string | undefined;
}
export interface Report<A, E> {
    readonly operations: ReadonlyArray<Operation>;
    readonly exit: Exit.Exit<A, E>;
    readonly cuts: number;
    readonly images: number;
    readonly states: number;
    readonly recoveryCuts: number;
    readonly sampledCuts: number;
    readonly exhaustive: boolean;
}
declare const CrashFailure_base: new <A extends Record<string, any> = {}>(args: import("effect/Types").VoidIfEmpty<{ readonly [P in keyof A as P extends "_tag" ? never : P]: A[P]; }>) => Cause.YieldableError & {
    readonly _tag: "CrashFailure";
} & Readonly<A>;
export declare class CrashFailure extends CrashFailure_base<{
    readonly message: string;
    readonly replay: string;
    readonly phase: "recover" | "check";
    readonly cuts: ReadonlyArray<{
        readonly operations: ReadonlyArray<Operation>;
        readonly done: number;
        readonly survived: ReadonlyArray<string>;
    }>;
    readonly before: ReadonlyArray<SnapshotEntry>;
    readonly after: ReadonlyArray<SnapshotEntry>;
    readonly cause: Cause.Cause<unknown>;
}> {
}
export declare const exploreCrashes: <A, E, RA, RC, Word = unknown, Recovered = unknown, RR = never, ES = never, RS = never, Services = never, EL = never, RL = never>(options: Options<A, E, RA, RC, Word, Recovered, RR, ES, RS, Services, EL, RL>) => Effect.Effect<Report<A, E>, CrashFailure | ES | EL, Exclude<RA | RC | RR | RS, Services | Platform | Scope.Scope> | Exclude<RL, Platform | Scope.Scope>>;
export {};
