import type { EntryFact } from "./Survey.ts";
export declare const isSameObject: (a: EntryFact, b: EntryFact) => boolean;
export declare const isSameStamp: (a: EntryFact, b: EntryFact) => boolean;
export declare const isSameVersion: (a: EntryFact, b: EntryFact) => boolean;
