import * as Schema from "effect/Schema";
declare const TooLarge_base: Schema.Class<TooLarge, Schema.TaggedStruct<"TooLarge", {
    readonly path: Schema.String;
    readonly sizeBytes: Schema.Number;
    readonly maxBytes: Schema.Number;
}>, import("effect/Cause").YieldableError>;
export declare class TooLarge extends TooLarge_base {
    get message(): string;
}
export declare const EntryType: Schema.Literals<readonly ["Directory", "SymbolicLink", "FIFO", "Socket", "CharacterDevice", "BlockDevice", "Unknown"]>;
export type EntryType = typeof EntryType.Type;
declare const NotARegularFile_base: Schema.Class<NotARegularFile, Schema.TaggedStruct<"NotARegularFile", {
    readonly path: Schema.String;
    readonly type: Schema.Literals<readonly ["Directory", "SymbolicLink", "FIFO", "Socket", "CharacterDevice", "BlockDevice", "Unknown"]>;
}>, import("effect/Cause").YieldableError>;
export declare class NotARegularFile extends NotARegularFile_base {
    get message(): string;
}
declare const Ui_base: Schema.Class<Ui, Schema.TaggedStruct<"Ui", {
    readonly message: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class Ui extends Ui_base {
}
declare const Transform_base: Schema.Class<Transform, Schema.TaggedStruct<"Transform", {
    readonly message: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class Transform extends Transform_base {
}
declare const Db_base: Schema.Class<Db, Schema.TaggedStruct<"Db", {
    readonly message: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class Db extends Db_base {
}
declare const Io_base: Schema.Class<Io, Schema.TaggedStruct<"Io", {
    readonly message: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class Io extends Io_base {
}
declare const Rag_base: Schema.Class<Rag, Schema.TaggedStruct<"Rag", {
    readonly message: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class Rag extends Rag_base {
}
declare const Ingest_base: Schema.Class<Ingest, Schema.TaggedStruct<"Ingest", {
    readonly message: Schema.String;
}>, import("effect/Cause").YieldableError>;
export declare class Ingest extends Ingest_base {
}
export declare const DomainReason: Schema.Union<readonly [typeof TooLarge, typeof NotARegularFile, typeof Ui, typeof Transform, typeof Db, typeof Io, typeof Rag, typeof Ingest]>;
export type DomainReason = typeof DomainReason.Type;
export {};
