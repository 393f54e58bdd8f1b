import * as Duration from "effect/Duration";
import type * as Effect from "effect/Effect";
import type * as FileSystem from "effect/FileSystem";
import type { PlatformError } from "effect/PlatformError";
import { type ErrnoName } from "./internal/fault/Errno.ts";
export type { ErrnoName } from "./internal/fault/Errno.ts";
export type { Call, CallLog, OpenHandle } from "./internal/fault/CallLog.ts";
export type Fault = {
    readonly _tag: "Errno";
    readonly name: ErrnoName;
    readonly syscall: string | undefined;
    readonly work: "undone" | "done";
} | {
    readonly _tag: "ShortWrite";
    readonly bytes: number | undefined;
    readonly next: ErrnoName | undefined;
} | {
    readonly _tag: "ShortRead";
    readonly bytes: number | undefined;
    readonly next: ErrnoName | undefined;
} | {
    readonly _tag: "Latency";
    readonly duration: Duration.Duration;
} | {
    readonly _tag: "LyingSync";
} | {
    readonly _tag: "Fsyncgate";
    readonly name: ErrnoName;
} | {
    readonly _tag: "Interrupt";
    readonly at: "before" | "after";
} | {
    readonly _tag: "Meanwhile";
    readonly effect: Effect.Effect<unknown, PlatformError, FileSystem.FileSystem>;
};
export interface Rule<Operation extends string> {
    readonly on: Operation | ReadonlyArray<Operation> | "any";
    readonly path?: string | RegExp | undefined;
    readonly nth?: number | undefined;
    readonly times?: number | "forever" | undefined;
    readonly probability?: number | undefined;
    readonly fault: Fault;
    readonly unfired?: "fails" | "allowed" | undefined;
}
export declare const errno: (name: ErrnoName, options?: {
    readonly work?: "undone" | "done" | undefined;
    readonly syscall?: string | undefined;
}) => Fault;
export declare const shortWrite: (options?: {
    readonly bytes?: number | undefined;
    readonly next?: ErrnoName | undefined;
}) => Fault;
export declare const shortRead: (options?: {
    readonly bytes?: number | undefined;
    readonly next?: ErrnoName | undefined;
}) => Fault;
export declare const latency: (duration: Duration.Input) => Fault;
export declare const lyingSync: Fault;
export declare const fsyncgate: (name?: ErrnoName) => Fault;
export declare const interrupt: (at?: "before" | "after") => Fault;
export declare const meanwhile: (effect: Effect.Effect<unknown, PlatformError, FileSystem.FileSystem>) => Fault;
