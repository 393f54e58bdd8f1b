/**
 * The ledger that `WriteService` announces its writes to and `WatchService` asks about them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OwnWrites } from "./OwnWrites.ts"
import { WriteLedger } from "./WriteLedger.ts"

/**
 * The own writes that the watcher knows of.
 *
 * @since 0.1.0
 */
export class WatchLedger extends Context.Service<WatchLedger, OwnWrites>()("@ploke/io/WatchLedger") {
  /** Provides it, as `WriteLedger` too; a ledger that is in force already is told of every write as well. */
  static readonly layer: Layer.Layer<WatchLedger> = Layer.effectContext(
    Effect.map(WriteLedger, (outer) => {
      const own = new OwnWrites()
      return Context.add(Context.make(WatchLedger, own), WriteLedger, both(outer, own)) as Context.Context<WatchLedger>
    })
  )
}

const both = (first: WriteLedger, second: WriteLedger): WriteLedger => ({
  begin: (states, origin) =>
    Effect.map(Effect.all([first.begin(states, origin), second.begin(states, origin)]), ([endFirst, endSecond]) => {
      return (outcome) => Effect.andThen(endFirst(outcome), endSecond(outcome))
    })
})
