import type { EntryKind } from "@ploke/core";
import type { EntryFact } from "./Survey.ts";
export declare class FactTable {
    #private;
    add(fact: EntryFact): number;
    put(slot: number, fact: EntryFact): void;
    get(slot: number): EntryFact;
    kind(slot: number): EntryKind;
    device(slot: number): number;
    inode(slot: number): number;
    delete(slot: number): void;
}
