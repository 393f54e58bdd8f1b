/**
 * A batch whose items go wrong one by one.
 *
 * @internal
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ErrnoName } from "./Errno.ts"
import { type Injector, interruptCaller } from "./Injector.ts"
import type { Decision } from "./Plan.ts"

export interface Batch<Operation extends string, Item, Found> {
  readonly operation: Operation
  readonly items: ReadonlyArray<Item>
  readonly pathOf: (item: Item) => string
  readonly fail: (item: Item, name: ErrnoName, syscall: string | undefined) => Found
  readonly run: (items: ReadonlyArray<Item>) => Effect.Effect<ReadonlyArray<Found>>
}

const isUndone = ({ fault }: Decision): boolean => fault?._tag === "Errno" && fault.work === "undone"

const interrupts = (decisions: ReadonlyArray<Decision>, at: "before" | "after"): boolean =>
  decisions.some(({ fault }) => fault?._tag === "Interrupt" && fault.at === at)

/** Serves what is left of a batch, and puts the failures into their places. */
export const batch = <Operation extends string, Item, Found extends { readonly _tag: string }>(
  injector: Injector<Operation>,
  { operation, items, pathOf, fail, run }: Batch<Operation, Item, Found>
): Effect.Effect<ReadonlyArray<Found>> =>
  injector.whenLoud(run(items), () => {
    const decisions = items.map((item) => injector.decide({ operation, paths: [pathOf(item)] }))
    const calls = items.map((item, index) =>
      injector.log.begin({ operation, paths: [pathOf(item)], detail: "", rules: decisions[index]!.rules })
    )
    const served = items.filter((_, index) => !isUndone(decisions[index]!))
    return Effect.gen(function* () {
      yield* waitLongest(injector, decisions)
      if (interrupts(decisions, "before")) yield* interruptCaller
      const rest = served.length === 0 ? [] : yield* run(served)
      if (interrupts(decisions, "after")) yield* interruptCaller
      let next = 0
      return items.map((item, index): Found => {
        const decision = decisions[index]!
        const found = isUndone(decision) ? undefined : rest[next++]
        const { fault } = decision
        return fault?._tag === "Errno" ? fail(item, fault.name, fault.syscall) : found!
      })
    }).pipe(
      Effect.onExit((exit) =>
        Effect.sync(() =>
          calls.forEach((call, index) => {
            const found = Exit.isSuccess(exit) ? exit.value[index] : undefined
            injector.log.end(call, found?._tag === "AccessFailure" ? Exit.fail(found) : exit)
          })
        )
      )
    )
  })

// The items of a batch wait at the same time.
const waitLongest = <Operation extends string>(
  injector: Injector<Operation>,
  decisions: ReadonlyArray<Decision>
): Effect.Effect<void> => {
  const waits = decisions.map(({ passing }) =>
    passing.reduce((sum, fault) => (fault._tag === "Latency" ? Duration.sum(sum, fault.duration) : sum), Duration.zero)
  )
  const longest = waits.reduce(Duration.max, Duration.zero)
  return Duration.isZero(longest) ? Effect.void : injector.pass([{ _tag: "Latency", duration: longest }])
}
