/**
 * Facts about who is interrupted: nothing stays open, and nothing is done by half.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Fact } from "./World.ts"
import { encode, textOf, write } from "./World.ts"

// More than any disk lets others have while a program runs.
const turnsMax = 1_000_000

const pieceBytes = 100_000

const letters = (letter: string): ReadonlyArray<string> => [letter.repeat(pieceBytes), letter.repeat(pieceBytes)]

export const describeInterruption = (fact: Fact): void => {
  fact("who is interrupted leaves nothing open, and a write that has begun is done", ({ made, state, store }) =>
    Effect.gen(function* () {
      const folder = yield* made
      yield* write(folder, "a", ...letters("o"))
      const found = new Set<string>()
      for (let turns = 0, runs = 0, isOver = false; !isOver; turns = Math.ceil(turns * 1.1 + 0.1), runs++) {
        assert.isBelow(turns, turnsMax)
        const program = Effect.gen(function* () {
          const opened = yield* store.open(state, "journals", "make")
          const file = yield* opened!.open("a", "make")
          yield* file.write(0, letters(runs % 2 === 0 ? "n" : "m").map(encode))
          yield* file.sync
          yield* opened!.sync
        })
        const fiber = yield* Effect.forkChild(Effect.scoped(program))
        for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
        isOver = fiber.pollUnsafe() !== undefined
        yield* Fiber.interrupt(fiber)
        const text = yield* textOf(folder, "a")
        assert.strictEqual(text.length, 2 * pieceBytes)
        found.add(text)
      }
      const whole = ["o", "n", "m"].map((letter) => letters(letter).join(""))
      assert.includeMembers(whole, [...found])
      // Some came too early to be done, and at least one did not.
      assert.isAbove(found.size, 1)
    })
  )
}
