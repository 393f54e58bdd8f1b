import * as Effect from "effect/Effect";
import type { How, WriteBase } from "./WriteEngine.ts";
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts";
export interface MoveWish<Change> {
    readonly path: string;
    readonly newPath: string;
    readonly createParents: boolean;
    readonly decide: (file: Base) => Exclude<Decision<Change>, {
        readonly _tag: "Remove";
    }> | Keep<Change>;
}
interface Keep<Change> {
    readonly _tag: "Keep";
    readonly change: Change;
}
export interface MoveOutcome<Change> {
    readonly outcome: WriteOutcome<Change>;
    readonly about: "path" | "newPath";
}
export declare const move: <Change>(base: WriteBase, how: How, wish: MoveWish<Change>) => Effect.Effect<MoveOutcome<Change>, never, never>;
export {};
