import * as Schema from "effect/Schema";
export declare const Operation: Schema.Literals<readonly ["read", "stream", "hash", "scan", "resolve", "configure", "create", "write", "patch", "remove", "rename", "transaction", "lock", "watch", "recover"]>;
export type Operation = typeof Operation.Type;
