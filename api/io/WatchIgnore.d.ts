import type { EntryKind } from "@ploke/core";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type { FileAccess } from "./FileAccess.ts";
import type { IgnoreRules } from "./IgnoreRules.ts";
export interface WatchIgnoreOptions {
    readonly ignore?: ReadonlyArray<string> | ((path: string, entry: EntryKind | undefined) => boolean) | undefined;
    readonly gitignore?: "respect" | "none" | undefined;
}
export declare const LeftOut: Context.Reference<(path: string, kind: EntryKind | undefined) => boolean>;
export declare class WatchIgnore {
    #private;
    constructor(access: FileAccess["Service"], options: WatchIgnoreOptions, read: (path: string) => Effect.Effect<string | undefined>, state: Effect.Effect<string, unknown>);
    isIgnored(root: string, path: string, kind: EntryKind | undefined): boolean;
    isRuleFile(path: string): boolean;
    readonly load: (root: string) => Effect.Effect<IgnoreRules, never, never>;
}
