import type { EntryKind, FileHash } from "@ploke/core";
import type { EntryFact } from "./Survey.ts";
import type { Indexed, WatchIndex } from "./WatchIndex.ts";
export { isSameObject, isSameVersion } from "./EntryVersion.ts";
export interface Observation {
    readonly path: string;
    readonly fact: EntryFact | undefined;
    readonly hash: FileHash | undefined;
}
interface Fields {
    readonly path: string;
    readonly entry: EntryKind;
    readonly hash?: FileHash;
    readonly previousHash?: FileHash;
}
export type Difference = (Fields & {
    readonly _tag: "Created";
}) | (Fields & {
    readonly _tag: "Modified";
    readonly change: "content" | "replaced";
}) | (Fields & {
    readonly _tag: "Removed";
}) | (Fields & {
    readonly _tag: "Renamed";
    readonly oldPath: string;
    readonly contentChanged: boolean;
});
export interface Plan {
    readonly differences: ReadonlyArray<Difference>;
    readonly holds: ReadonlyArray<string>;
}
export interface PlanOptions {
    readonly held: ReadonlySet<string>;
    readonly hold: "unpaired removals" | "nothing";
}
export declare const needsHash: (before: Indexed | undefined, fact: EntryFact) => boolean;
export declare const inheritedHash: (index: WatchIndex, path: string, fact: EntryFact) => FileHash | undefined;
export declare const otherPaths: (index: WatchIndex, path: string, fact: EntryFact | undefined) => ReadonlyArray<string>;
export declare const plan: (index: WatchIndex, observations: ReadonlyArray<Observation>, { held, hold }: PlanOptions) => Plan;
export declare const apply: (index: WatchIndex, observations: ReadonlyArray<Observation>, { differences }: Plan) => void;
export declare const withoutRoots: (differences: ReadonlyArray<Difference>, isRoot: (path: string) => boolean) => ReadonlyArray<Difference>;
