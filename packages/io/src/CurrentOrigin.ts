/**
 * Who writes: carried into the results of writes and, through them, to those who watch.
 *
 * @since 0.1.0
 */
import type { OriginId } from "@ploke/core"
import * as Context from "effect/Context"
import * as Option from "effect/Option"

/**
 * The origin of the writes in this part of a program; the `origin` of a request wins over it. Default: none.
 *
 * @example
 * ```ts
 * import { CurrentOrigin, OriginId } from "@ploke/io"
 * import * as Effect from "effect/Effect"
 * import * as Option from "effect/Option"
 *
 * const program = Effect.gen(function* () {
 *   const origin = yield* OriginId.makeRandom
 *   return yield* Effect.provideService(CurrentOrigin, CurrentOrigin, Option.some(origin))
 * })
 * console.log(Option.isSome(await Effect.runPromise(program))) // => true
 * ```
 *
 * @since 0.1.0
 */
export const CurrentOrigin = Context.Reference<Option.Option<OriginId>>("@ploke/io/CurrentOrigin", {
  defaultValue: Option.none
})
