import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type { PlokeError } from "./PlokeError.ts";
export interface ErrorPolicy {
    readonly emit: (error: PlokeError) => Effect.Effect<void>;
}
type PolicyLayer<E, R> = Layer.Layer<never, E, R>;
type ErrorOf<Member> = Member extends Layer.Layer<never, infer E, infer _R> ? E : never;
type ServicesOf<Member> = Member extends Layer.Layer<never, infer _E, infer R> ? R : never;
declare const combine: <Members extends ReadonlyArray<ErrorPolicy | PolicyLayer<unknown, unknown>>>(...members: Members) => PolicyLayer<ErrorOf<Members[number]>, ServicesOf<Members[number]>>;
export declare const ErrorPolicy: Context.Reference<ErrorPolicy> & {
    layerNoop: PolicyLayer<never, never>;
    layerLog: PolicyLayer<never, never>;
    combine: typeof combine;
};
export {};
