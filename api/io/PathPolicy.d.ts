import type { FatalError, Operation } from "@ploke/error";
import type * as Brand from "effect/Brand";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Stream from "effect/Stream";
import { FileAccess } from "./FileAccess.ts";
import type { PathRules, SymlinkPolicy } from "./PathRules.ts";
export type { Confinement, PathRules, Root, SymlinkPolicy } from "./PathRules.ts";
export type CanonicalPath = string & Brand.Brand<"@ploke/io/CanonicalPath">;
export interface PathPolicyOptions {
    readonly roots: ReadonlyArray<string>;
    readonly symlinks?: SymlinkPolicy | undefined;
}
declare const PathPolicy_base: Context.ServiceClass<PathPolicy, "@ploke/io/PathPolicy", {
    readonly current: Effect.Effect<PathRules>;
    readonly changes: Stream.Stream<PathRules>;
    readonly update: (rules: PathPolicyOptions) => Effect.Effect<PathRules, FatalError>;
    readonly resolve: (path: string, operation: Operation) => Effect.Effect<CanonicalPath, FatalError>;
    readonly resolveForCreate: (path: string, operation: Operation) => Effect.Effect<CanonicalPath, FatalError>;
}>;
export declare class PathPolicy extends PathPolicy_base {
    static readonly layer: (options: PathPolicyOptions) => Layer.Layer<PathPolicy, FatalError, FileAccess>;
    static readonly layerUnrestricted: Layer.Layer<PathPolicy, never, FileAccess>;
}
export declare const make: (options: PathPolicyOptions) => Effect.Effect<{
    readonly current: Effect.Effect<PathRules>;
    readonly changes: Stream.Stream<PathRules>;
    readonly update: (rules: PathPolicyOptions) => Effect.Effect<PathRules, FatalError>;
    readonly resolve: (path: string, operation: Operation) => Effect.Effect<CanonicalPath, FatalError>;
    readonly resolveForCreate: (path: string, operation: Operation) => Effect.Effect<CanonicalPath, FatalError>;
}, FatalError, FileAccess>;
