import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import * as Layer from "effect/Layer";
import type { CallLog, Rule as FaultRule } from "./Fault.ts";
import { type FileSystemOperation } from "./internal/fault/Operations.ts";
export type Operation = FileSystemOperation;
export type Rule = FaultRule<Operation>;
export type Plan = ReadonlyArray<Rule>;
export interface Options {
    readonly seed?: number | undefined;
}
export declare const operations: ReadonlyArray<Operation>;
export declare const mutations: ReadonlyArray<Operation>;
declare const FaultFileSystem_base: Context.ServiceClass<FaultFileSystem, "@ploke/io-testing/FaultFileSystem", CallLog<FileSystemOperation>>;
export declare class FaultFileSystem extends FaultFileSystem_base {
}
export declare const make: (base: FileSystem.FileSystem, plan: Plan, options?: Options) => {
    readonly fileSystem: FileSystem.FileSystem;
    readonly log: CallLog<Operation>;
};
export declare const layer: (plan: Plan, options?: Options) => Layer.Layer<FileSystem.FileSystem | FaultFileSystem, never, FileSystem.FileSystem>;
export declare const quietly: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
export declare const sweep: <A, E, R>(rule: Omit<Rule, "nth" | "probability" | "unfired">, run: (disk: Layer.Layer<FileSystem.FileSystem | FaultFileSystem, never, FileSystem.FileSystem>, nth: number) => Effect.Effect<A, E, R>) => Effect.Effect<A[], never, R>;
export {};
