import type { EntryType } from "@ploke/error";
import * as Context from "effect/Context";
import type * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { FileFinding, FileOrder } from "./Extraction.ts";
import type { OpenFolder } from "./OpenFolder.ts";
import type { Confinement } from "./PathRules.ts";
import type { Flavor } from "./PathSyntax.ts";
import type { PathTrace } from "./PathTrace.ts";
import type { SurveyFinding, SurveyOrder } from "./Survey.ts";
export type ObjectType = "File" | EntryType;
export interface AccessFailure {
    readonly _tag: "AccessFailure";
    readonly code: string;
    readonly syscall: string | undefined;
    readonly cause: unknown;
    readonly folder?: string | undefined;
}
export declare const accessFailure: (code: string, syscall?: string, cause?: unknown) => AccessFailure;
export interface Located {
    readonly _tag: "Located";
    readonly path: string;
    readonly type: ObjectType;
    readonly sizeBytes: number | undefined;
    readonly stamp: unknown;
}
export interface ReadOrder {
    readonly path: string;
    readonly located: Located | undefined;
    readonly want: FileOrder;
    readonly fileBytesMax: number;
    readonly expectedDigest: string | undefined;
}
export type ReadFinding = AccessFailure | {
    readonly _tag: "Read";
    readonly finding: FileFinding;
    readonly stable: boolean;
} | {
    readonly _tag: "Moved";
} | {
    readonly _tag: "TooLarge";
    readonly sizeBytes: number;
};
export interface OpenFile {
    readonly sizeBytes: number;
    readonly read: (buffer: Uint8Array, positionBytes: number) => Effect.Effect<number, AccessFailure>;
    readonly stamp: Effect.Effect<string, AccessFailure>;
}
export interface DescriptorBudget {
    readonly granted: number;
    readonly borrow: (max: number) => Effect.Effect<number, never, Scope.Scope>;
    readonly exhausted: Effect.Effect<void>;
}
export interface AccessLimits {
    readonly softNoFile: number | undefined;
    readonly container: "container" | "host" | "unknown";
}
export interface AccessProcess {
    readonly id: string;
    readonly isDead: ((id: string) => boolean) | undefined;
}
declare const FileAccess_base: Context.ServiceClass<FileAccess, "@ploke/io/FileAccess", {
    readonly flavor: Flavor;
    readonly confinement: Confinement;
    readonly readsUnlocated: boolean;
    readonly limits: AccessLimits;
    readonly process: AccessProcess;
    readonly canonicalize: (path: string) => Effect.Effect<Located, AccessFailure>;
    readonly locate: (paths: ReadonlyArray<string>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<Located | AccessFailure>>;
    readonly trace: (path: string) => Effect.Effect<PathTrace>;
    readonly read: (orders: ReadonlyArray<ReadOrder>, budget: DescriptorBudget) => Effect.Effect<ReadonlyArray<ReadFinding>>;
    readonly open: (file: Located) => Effect.Effect<OpenFile, AccessFailure, Scope.Scope>;
    readonly openFolder: (path: string) => Effect.Effect<OpenFolder, AccessFailure, Scope.Scope>;
    readonly survey: (orders: ReadonlyArray<SurveyOrder>) => Effect.Effect<ReadonlyArray<SurveyFinding>>;
}>;
export declare class FileAccess extends FileAccess_base {
}
export {};
