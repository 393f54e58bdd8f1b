import type { PlokeError } from "@ploke/error";
import * as Config from "effect/Config";
import * as Layer from "effect/Layer";
import type { ContentCacheOptions } from "./ContentCache.ts";
import { FileAccess } from "./FileAccess.ts";
import type { Hasher } from "./Hasher.ts";
import type { PathPolicyOptions } from "./PathPolicy.ts";
import { PathPolicy } from "./PathPolicy.ts";
import { Permits } from "./Permits.ts";
import type { ReadServiceOptions } from "./ReadService.ts";
import { ReadService } from "./ReadService.ts";
import type { WatchServiceOptions } from "./WatchService.ts";
import { WatchService } from "./WatchService.ts";
import type { WriteServiceOptions } from "./WriteService.ts";
import { WriteService } from "./WriteService.ts";
export interface PlokeIoOptions extends PathPolicyOptions, ReadServiceOptions, WatchServiceOptions, WriteServiceOptions {
    readonly permits?: number | undefined;
    readonly fdLimit?: number | undefined;
    readonly cache?: ContentCacheOptions | undefined;
}
export type PlokeIo = PathPolicy | Permits | ReadService | WatchService | WriteService;
export declare const layer: (options: PlokeIoOptions) => Layer.Layer<PlokeIo, PlokeError, FileAccess | Hasher>;
export declare const layerConfig: (options: Config.Wrap<PlokeIoOptions>) => Layer.Layer<PlokeIo, PlokeError | Config.ConfigError, FileAccess | Hasher>;
export declare const config: {
    roots: Config.Config<string[]>;
    symlinks: Config.Config<"Deny" | "DenyCrossRoot" | "Follow" | undefined>;
    permits: Config.Config<number | undefined>;
    maxFileBytes: Config.Config<number | undefined>;
    largeFiles: Config.Config<"skip" | "stream" | undefined>;
    durability: Config.Config<"bestEffort" | "strict" | undefined>;
    hardLinks: Config.Config<"refuse" | "split" | undefined>;
    lock: Config.Config<"advisory" | "process" | undefined>;
    lockWait: Config.Config<import("effect/Duration").Duration | undefined>;
    stateDirectory: Config.Config<string | undefined>;
    debounce: Config.Config<import("effect/Duration").Duration | undefined>;
    eventCapacity: Config.Config<number | undefined>;
    watch: Config.Config<{
        hosting: "auto" | "thread" | "worker" | undefined;
        gitignore: "none" | "respect" | undefined;
        index: "memory" | "persist" | undefined;
    }>;
    cache: Config.Config<{
        maxBytes: number | undefined;
        maxEntries: number | undefined;
    } | undefined>;
};
