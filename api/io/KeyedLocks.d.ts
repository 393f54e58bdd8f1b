import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
export declare class KeyedLocks {
    #private;
    get size(): number;
    withLock(key: string): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
    withLocks(keys: ReadonlyArray<string>): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>;
    hold(key: string): Effect.Effect<void, never, Scope.Scope>;
}
