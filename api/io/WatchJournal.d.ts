import type { FileChangeEvent } from "@ploke/core";
export declare class WatchJournal {
    #private;
    constructor(capacity: number, last?: number);
    get last(): number;
    get size(): number;
    get isWhole(): boolean;
    forget(): void;
    push(event: FileChangeEvent): void;
    since(sequence: number): ReadonlyArray<FileChangeEvent> | undefined;
    tail(most: number): ReadonlyArray<FileChangeEvent>;
}
