import type { OriginId } from "@ploke/core";
import type { OwnContent, OwnOutcome, OwnState, WriteLedger } from "./WriteLedger.ts";
export type Found = OwnContent | "other";
export interface Explained {
    readonly origin: OriginId | undefined;
}
export declare class OwnWrites implements WriteLedger {
    #private;
    constructor(statesMax?: number);
    readonly begin: WriteLedger["begin"];
    get size(): number;
    get dropped(): number;
    get isBusy(): boolean;
    get active(): boolean;
    start(covers?: (path: string) => boolean): void;
    stop(): void;
    onWrite(listener: (paths: ReadonlyArray<string>) => void): () => void;
    announce(states: ReadonlyArray<OwnState>, origin: OriginId | undefined): (outcome: OwnOutcome) => void;
    mark(): number;
    knows(path: string): boolean;
    pending(path: string, mark?: number): boolean;
    match(path: string, found: Found, mark: number, told?: Found): Explained | undefined;
    reconciled(path: string, mark: number, found?: Found): void;
}
