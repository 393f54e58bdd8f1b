import * as Schema from "effect/Schema";
export declare const RecoveredTransaction: Schema.Struct<{
    readonly id: Schema.String;
    readonly state: Schema.Literals<readonly ["finished", "forced", "abandoned", "stuck", "busy", "unreadable", "swept"]>;
    readonly paths: Schema.$Array<Schema.String>;
    readonly detail: Schema.optionalKey<Schema.String>;
}>;
export type RecoveredTransaction = typeof RecoveredTransaction.Type;
export declare const RecoveryReport: Schema.Struct<{
    readonly transactions: Schema.$Array<Schema.Struct<{
        readonly id: Schema.String;
        readonly state: Schema.Literals<readonly ["finished", "forced", "abandoned", "stuck", "busy", "unreadable", "swept"]>;
        readonly paths: Schema.$Array<Schema.String>;
        readonly detail: Schema.optionalKey<Schema.String>;
    }>>;
}>;
export type RecoveryReport = typeof RecoveryReport.Type;
