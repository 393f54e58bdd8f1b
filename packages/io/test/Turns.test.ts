import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Turns from "../src/Turns.ts"

const collect = (length: number, itemsPerTurn: number) => {
  const spans: Array<readonly [number, number]> = []
  return { spans, run: Turns.run(length, itemsPerTurn, (from, end) => void spans.push([from, end])) }
}

describe("a loop in turns", () => {
  it.effect.each([
    [0, 4, [[0, 0]]],
    [3, 4, [[0, 3]]],
    [4, 4, [[0, 4]]],
    [
      9,
      4,
      [
        [0, 4],
        [4, 8],
        [8, 9]
      ]
    ]
  ] as const)("of %i items, %i at a time", ([length, itemsPerTurn, expected]) =>
    Effect.gen(function* () {
      const { run, spans } = collect(length, itemsPerTurn)
      yield* run
      assert.deepStrictEqual<ReadonlyArray<unknown>>(spans, expected)
    })
  )

  it.effect("lets others run between two turns, and ends between two turns when it is interrupted", () =>
    Effect.gen(function* () {
      const { run, spans } = collect(1_000_000, 10)
      const fiber = yield* Effect.forkChild(run)
      while (spans.length < 3) yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      assert.isBelow(spans.length, 100)
    })
  )

  it.effect("is as deep as one turn, however many there are", () =>
    Effect.gen(function* () {
      const { run, spans } = collect(50_000, 1)
      yield* run
      assert.strictEqual(spans.length, 50_000)
    })
  )
})
