import * as Schema from "effect/Schema";
export declare const WatchedRootStatus: Schema.Struct<{
    readonly root: Schema.String;
    readonly state: Schema.Literals<readonly ["scanning", "ready", "degraded", "lost", "removed"]>;
    readonly entries: Schema.Natural;
    readonly hashed: Schema.Natural;
    readonly watches: Schema.optionalKey<Schema.Natural>;
    readonly rescans: Schema.Natural;
    readonly gaps: Schema.Natural;
    readonly revived: Schema.Natural;
    readonly unseen: Schema.Natural;
    readonly hosting: Schema.optionalKey<Schema.Literals<readonly ["thread", "worker"]>>;
    readonly why: Schema.optionalKey<Schema.String>;
}>;
export type WatchedRootStatus = typeof WatchedRootStatus.Type;
export declare const WatchSubscriberStatus: Schema.Struct<{
    readonly id: Schema.Natural;
    readonly depth: Schema.Natural;
    readonly highWater: Schema.Natural;
    readonly capacity: Schema.Natural;
    readonly dropped: Schema.Natural;
}>;
export type WatchSubscriberStatus = typeof WatchSubscriberStatus.Type;
export declare const WatchStatus: Schema.Struct<{
    readonly cursor: Schema.String;
    readonly state: Schema.Literals<readonly ["idle", "watching"]>;
    readonly roots: Schema.$Array<Schema.Struct<{
        readonly root: Schema.String;
        readonly state: Schema.Literals<readonly ["scanning", "ready", "degraded", "lost", "removed"]>;
        readonly entries: Schema.Natural;
        readonly hashed: Schema.Natural;
        readonly watches: Schema.optionalKey<Schema.Natural>;
        readonly rescans: Schema.Natural;
        readonly gaps: Schema.Natural;
        readonly revived: Schema.Natural;
        readonly unseen: Schema.Natural;
        readonly hosting: Schema.optionalKey<Schema.Literals<readonly ["thread", "worker"]>>;
        readonly why: Schema.optionalKey<Schema.String>;
    }>>;
    readonly subscribers: Schema.$Array<Schema.Struct<{
        readonly id: Schema.Natural;
        readonly depth: Schema.Natural;
        readonly highWater: Schema.Natural;
        readonly capacity: Schema.Natural;
        readonly dropped: Schema.Natural;
    }>>;
    readonly counts: Schema.Struct<{
        readonly hints: Schema.Natural;
        readonly looks: Schema.Natural;
        readonly batches: Schema.Natural;
        readonly events: Schema.Natural;
        readonly echoes: Schema.Natural;
        readonly unchanged: Schema.Natural;
        readonly forgotten: Schema.Natural;
    }>;
}>;
export type WatchStatus = typeof WatchStatus.Type;
