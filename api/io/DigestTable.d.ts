import type { FileHash } from "@ploke/core";
export declare class DigestTable {
    #private;
    get(slot: number): FileHash | undefined;
    put(slot: number, hash: FileHash | undefined): void;
    clear(): void;
}
