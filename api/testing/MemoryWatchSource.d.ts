import { type LossReason } from "@ploke/io";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import { MemoryFileSystem } from "./MemoryFileSystem.ts";
declare const MemoryWatchSource_base: Context.ServiceClass<MemoryWatchSource, "@ploke/io-testing/MemoryWatchSource", {
    readonly silence: Effect.Effect<void>;
    readonly resume: Effect.Effect<void>;
    readonly lose: (why: LossReason, detail?: string) => Effect.Effect<void>;
    readonly kill: (folder: string) => Effect.Effect<void>;
    readonly grant: (what: "all" | "nothing") => Effect.Effect<void>;
    readonly open: Effect.Effect<ReadonlyArray<string>>;
}>;
export declare class MemoryWatchSource extends MemoryWatchSource_base {
}
export declare const layer: Layer.Layer<MemoryWatchSource, never, MemoryFileSystem>;
export {};
