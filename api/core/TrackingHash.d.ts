import * as Schema from "effect/Schema";
import type { Namespace } from "./Ids.ts";
export interface TrackedSource {
    readonly namespace: Namespace;
    readonly filePath: string;
    readonly tokens: string;
}
export interface TrackingHashSchema extends Schema.brand<Schema.String, "@ploke/core/TrackingHash"> {
    readonly generate: (source: TrackedSource) => TrackingHash;
}
declare const trackingHash: Schema.brand<Schema.String, "@ploke/core/TrackingHash">;
export declare const TrackingHash: TrackingHashSchema;
export type TrackingHash = typeof trackingHash.Type;
export {};
