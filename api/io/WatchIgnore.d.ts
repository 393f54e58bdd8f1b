import type { EntryKind } from "@ploke/core";
import * as Effect from "effect/Effect";
import type { FileAccess } from "./FileAccess.ts";
import * as Ignore from "./IgnoreRules.ts";
export interface WatchIgnoreOptions {
    readonly ignore?: ReadonlyArray<string> | ((path: string, entry: EntryKind | undefined) => boolean) | undefined;
    readonly gitignore?: "respect" | "none" | undefined;
}
export declare class WatchIgnore {
    #private;
    constructor(access: FileAccess["Service"], options: WatchIgnoreOptions, read: (path: string) => Effect.Effect<string | undefined>);
    isIgnored(root: string, path: string, kind: EntryKind | undefined): boolean;
    isRuleFile(path: string): boolean;
    readonly load: (root: string) => Effect.Effect<Ignore.IgnoreRules, never, never>;
}
