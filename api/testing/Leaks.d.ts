import * as Effect from "effect/Effect";
import * as FileSystem from "effect/FileSystem";
import type * as Scope from "effect/Scope";
export interface LeakOptions<R = never> {
    readonly temporaries?: {
        readonly below: string | ReadonlyArray<string>;
        readonly like?: RegExp | undefined;
    } | undefined;
    readonly probes?: {
        readonly [kind: string]: Effect.Effect<ReadonlyArray<string>, never, R>;
    } | undefined;
}
export declare const expectNoLeaks: {
    <R2 = never>(options?: LeakOptions<R2>): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, Exclude<R, Scope.Scope> | R2 | FileSystem.FileSystem>;
    <A, E, R, R2 = never>(effect: Effect.Effect<A, E, R>, options?: LeakOptions<R2>): Effect.Effect<A, E, Exclude<R, Scope.Scope> | R2 | FileSystem.FileSystem>;
};
