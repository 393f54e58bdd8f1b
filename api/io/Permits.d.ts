import type { DomainError } from "@ploke/error";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type { AccessLimits, DescriptorBudget } from "./FileAccess.ts";
export interface PermitSources {
    readonly permits?: number | undefined;
    readonly fdLimit?: number | undefined;
    readonly environment?: string | undefined;
    readonly softNoFile?: number | undefined;
    readonly container?: AccessLimits["container"] | undefined;
}
export interface PermitDecision {
    readonly permits: number;
    readonly source: "permits" | "fdLimit" | "PLOKE_IO_FD_LIMIT" | "softNoFile" | "default";
    readonly notes: ReadonlyArray<string>;
}
export declare const decide: (sources: PermitSources) => PermitDecision | string;
declare const Permits_base: Context.ServiceClass<Permits, "@ploke/io/Permits", {
    readonly decision: PermitDecision;
    readonly total: Effect.Effect<number>;
    readonly withBudget: <A, E, R>(want: number, use: (budget: DescriptorBudget) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
}>;
export declare class Permits extends Permits_base {
    static readonly layer: (sources: PermitSources) => Layer.Layer<Permits, DomainError>;
}
export declare const make: (sources: PermitSources) => Effect.Effect<{
    readonly decision: PermitDecision;
    readonly total: Effect.Effect<number>;
    readonly withBudget: <A, E, R>(want: number, use: (budget: DescriptorBudget) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
}, import("@ploke/error").DomainErrorOf<import("@ploke/error").Io>, never>;
export {};
