import * as Effect from "effect/Effect";
import type { Part } from "./EditPlan.ts";
import type { AccessFailure } from "./FileAccess.ts";
import type { OpenFolder } from "./OpenFolder.ts";
import type { PathRules } from "./PathRules.ts";
import * as PathSyntax from "./PathSyntax.ts";
import type { WriteCall } from "./WriteCall.ts";
import type { WriteBase } from "./WriteEngine.ts";
import type { Base, WriteProblem } from "./WriteOutcome.ts";
export interface Place {
    readonly path: string;
    readonly folder: string;
    readonly name: string;
}
export declare const placeOf: (flavor: PathSyntax.Flavor, path: string) => Place;
export declare const inFolder: <A, E>({ folders, permits }: Pick<WriteBase, "folders" | "permits">, folder: string, use: (folder: OpenFolder) => Effect.Effect<A, E>) => Effect.Effect<A, E | AccessFailure>;
export type Obstacle = Exclude<WriteProblem<never>, {
    readonly _tag: "Declined";
}>;
export interface Found extends Place {
    readonly _tag: "Found";
    readonly base: Base;
}
export type Finding = Found | Obstacle | "moved";
export interface Files {
    readonly call: WriteCall;
    readonly rules: PathRules;
    readonly read: ReadonlyMap<string, Finding>;
}
export declare const find: (args_0: Files, args_1: Part, links: "followed" | "refused") => Effect.Effect<Finding, never, never>;
export declare const readAll: (call: WriteCall, parts: readonly Part[]) => Effect.Effect<Map<string, Finding>, never, never>;
