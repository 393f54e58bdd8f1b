/**
 * Long loops in turns: a large batch leaves the event loop to others every few milliseconds. The loops themselves are
 * plain functions, since the body of a generator is optimized late.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/**
 * Runs a loop over the indexes below `length`, so many at a time.
 *
 * @param length - how many items there are
 * @param itemsPerTurn - how many are done between two turns of the event loop
 * @param loop - does the items from the first index up to, not including, the second
 * @since 0.1.0
 */
export const run = (
  length: number,
  itemsPerTurn: number,
  loop: (from: number, end: number) => void
): Effect.Effect<void> => Effect.suspend(() => turn(0, length, itemsPerTurn, loop))

const turn = (
  from: number,
  length: number,
  itemsPerTurn: number,
  loop: (from: number, end: number) => void
): Effect.Effect<void> => {
  const end = Math.min(length, from + itemsPerTurn)
  loop(from, end)
  return end === length
    ? Effect.void
    : Effect.andThen(
        Effect.yieldNow,
        Effect.suspend(() => turn(end, length, itemsPerTurn, loop))
      )
}
