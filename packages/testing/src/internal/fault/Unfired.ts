/**
 * The demand that every rule of a plan fires.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Injector } from "./Injector.ts"

// The message shows the end of a long log, where the test gave up waiting for its fault.
const shownCallsMax = 60

const messageOf = <Operation extends string>(
  name: string,
  unfired: ReadonlyArray<string>,
  { calls, text }: Injector<Operation>["log"]
): string => {
  const lines = text.split("\n")
  const left = Math.max(0, lines.length - shownCallsMax)
  return [
    `${name}: ${unfired.length === 1 ? "a rule of the plan" : `${unfired.length} rules of the plan`} never fired, so the test says nothing about ${unfired.length === 1 ? "its fault" : "their faults"}.`,
    ...unfired.map((rule) => `  ${rule}`),
    calls.length === 0 ? "No call was seen." : "These calls were seen:",
    ...(left > 0 ? [`  (${left} earlier ones)`] : []),
    ...(calls.length === 0 ? [] : lines.slice(left).map((line) => `  ${line}`)),
    'Change the rule or the program so that they meet, or say `unfired: "allowed"`.'
  ].join("\n")
}

/** Dies at the end of the scope where a rule has not fired, also when the program failed: perhaps it was meant to. */
export const demandFired = <Operation extends string>(
  injector: Injector<Operation>,
  name: string
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.addFinalizer(() =>
    Effect.suspend(() => {
      const { unfired } = injector.plan
      return unfired.length === 0 ? Effect.void : Effect.die(new Error(messageOf(name, unfired, injector.log)))
    })
  )
