import type * as Brand_ from "effect/Brand";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
export interface IdSchema<Brand extends string> extends Schema.brand<Schema.String, Brand> {
    readonly makeRandom: Effect.Effect<string & Brand_.Brand<Brand>>;
}
declare const requestId: Schema.brand<Schema.String, "@ploke/core/RequestId">;
export declare const RequestId: IdSchema<"@ploke/core/RequestId">;
export type RequestId = typeof requestId.Type;
export interface NamespaceSchema extends IdSchema<"@ploke/core/Namespace"> {
    readonly derive: (parent: Namespace, name: string) => Namespace;
}
declare const namespace: Schema.brand<Schema.String, "@ploke/core/Namespace">;
export declare const Namespace: NamespaceSchema;
export type Namespace = typeof namespace.Type;
export declare const PROJECT_NAMESPACE: Namespace;
declare const originId: Schema.brand<Schema.String, "@ploke/core/OriginId">;
export declare const OriginId: IdSchema<"@ploke/core/OriginId">;
export type OriginId = typeof originId.Type;
export {};
