import * as Effect from "effect/Effect";
import type { AccessFailure, FileAccess } from "./FileAccess.ts";
import type { OpenFolder } from "./OpenFolder.ts";
export declare class FolderPool {
    #private;
    constructor(openFolder: FileAccess["Service"]["openFolder"]);
    get size(): number;
    use<A, E, R>(path: string, use: (folder: OpenFolder) => Effect.Effect<A, E, R>): Effect.Effect<A, E | AccessFailure, R>;
}
export declare const together: (sync: Effect.Effect<void, AccessFailure>) => Effect.Effect<void, AccessFailure>;
