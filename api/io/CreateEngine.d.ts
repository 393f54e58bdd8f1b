import * as Effect from "effect/Effect";
import type { AccessFailure } from "./FileAccess.ts";
import type { OpenFolder } from "./OpenFolder.ts";
import type { How, WriteBase } from "./WriteEngine.ts";
import type { Base, WriteOutcome, WriteProblem } from "./WriteOutcome.ts";
export interface NewFileWish<Change> {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly onExists: "error" | "overwrite";
    readonly createParents: boolean;
    readonly mode?: number | undefined;
    readonly usualMode?: number | undefined;
    readonly place: "asItIs" | "free";
    readonly change: (replaced: Base | undefined) => Change;
}
export declare const create: <Change>(base: WriteBase, how: How, wish: NewFileWish<Change>) => Effect.Effect<WriteOutcome<Change>, never, never>;
export declare const makeParents: (base: WriteBase, how: How, path: string) => Effect.Effect<WriteProblem<never> | "again" | undefined>;
export declare const makeFolder: (base: Pick<WriteBase, "ledger">, how: Pick<How, "origin">, parent: OpenFolder, path: string) => Effect.Effect<void, AccessFailure>;
