import { FileAccess } from "@ploke/io";
import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { CallLog, Rule as FaultRule } from "./Fault.ts";
import { type AccessOperation } from "./internal/fault/AccessOperations.ts";
export type Operation = AccessOperation;
export type Rule = FaultRule<Operation>;
export type Plan = ReadonlyArray<Rule>;
export declare const operations: ReadonlyArray<Operation>;
declare const FaultAccess_base: Context.ServiceClass<FaultAccess, "@ploke/io-testing/FaultAccess", CallLog<"NewFile.setMode" | "NewFile.setOwner" | "NewFile.status" | "NewFile.sync" | "NewFile.write" | "OpenFile.read" | "OpenFile.stamp" | "OpenFolder.create" | "OpenFolder.entries" | "OpenFolder.link" | "OpenFolder.look" | "OpenFolder.makeFolder" | "OpenFolder.read" | "OpenFolder.remove" | "OpenFolder.removeFolder" | "OpenFolder.rename" | "OpenFolder.sync" | "OpenFolder.verify" | "OpenFolder.writable" | "canonicalize" | "locate" | "open" | "openFolder" | "read" | "survey" | "trace">>;
export declare class FaultAccess extends FaultAccess_base {
}
export declare const layer: (plan: Plan, options?: {
    readonly seed?: number | undefined;
}) => Layer.Layer<FileAccess | FaultAccess, never, FileAccess>;
export {};
