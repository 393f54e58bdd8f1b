import { FileAccess } from "@ploke/io";
import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { CallLog, Rule as FaultRule } from "./Fault.ts";
import { type AccessOperation } from "./internal/fault/AccessOperations.ts";
export type Operation = AccessOperation;
export type Rule = FaultRule<Operation>;
export type Plan = ReadonlyArray<Rule>;
export declare const operations: ReadonlyArray<Operation>;
declare const FaultAccess_base: Context.ServiceClass<FaultAccess, "@ploke/io-testing/FaultAccess", CallLog<"OpenFile.read" | "OpenFile.stamp" | "canonicalize" | "locate" | "open" | "read" | "trace">>;
export declare class FaultAccess extends FaultAccess_base {
}
export declare const layer: (plan: Plan, options?: {
    readonly seed?: number | undefined;
}) => Layer.Layer<FileAccess | FaultAccess, never, FileAccess>;
export {};
