import type { Hasher } from "./Hasher.ts";
export interface NewFileRecord {
    readonly digest: string;
    readonly sizeBytes: number;
    readonly mode: number | undefined;
    readonly usualMode: number | undefined;
    readonly owner: {
        readonly uid: number;
        readonly gid: number;
    } | undefined;
    readonly spill: string | undefined;
}
export interface FileRecord {
    readonly path: string;
    readonly requested: string;
    readonly old: {
        readonly digest: string;
        readonly sizeBytes: number;
    } | undefined;
    readonly now: NewFileRecord | undefined;
}
export interface JournalRecord {
    readonly id: string;
    readonly algorithm: string;
    readonly roots: ReadonlyArray<string>;
    readonly origin: string | undefined;
    readonly durability: "strict" | "bestEffort";
    readonly committedAt: number;
    readonly files: ReadonlyArray<FileRecord>;
}
export type Decoded = {
    readonly _tag: "Idle";
} | {
    readonly _tag: "Foreign";
    readonly detail: string;
} | {
    readonly _tag: "Damaged";
    readonly detail: string;
} | {
    readonly _tag: "Committed";
    readonly record: JournalRecord;
    readonly contents: ReadonlyArray<Uint8Array | undefined>;
};
export type Header = Exclude<Decoded, {
    readonly _tag: "Committed";
}> | {
    readonly _tag: "Committed";
    readonly id: string;
    readonly metaBytes: number;
    readonly contentBytes: number;
    readonly digest: string;
};
export declare const headerBytes = 512;
export declare const idle: Uint8Array;
type Digester = Pick<Hasher["Service"], "algorithm" | "digest">;
export declare const encode: (hasher: Digester, record: JournalRecord, contents: ReadonlyArray<ReadonlyArray<Uint8Array> | undefined>) => ReadonlyArray<Uint8Array>;
export declare const readHeader: (bytes: Uint8Array, { algorithm }: Pick<Digester, "algorithm">) => Header;
export declare const decode: (hasher: Digester, slot: Uint8Array) => Decoded;
export {};
