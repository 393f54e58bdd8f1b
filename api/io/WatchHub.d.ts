import type { FileChangeEvent, WatchStatus } from "@ploke/core";
import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
export declare class WatchHub {
    #private;
    constructor(capacity: number, rootsOf: (event: FileChangeEvent) => ReadonlyArray<string>);
    readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent>, never, Scope.Scope>;
    publish(events: ReadonlyArray<FileChangeEvent>): void;
    readonly end: Effect.Effect<void>;
    fail(cause: Cause.Cause<Cause.Done>): Effect.Effect<void>;
    get status(): WatchStatus["subscribers"];
}
