import { assert, describe, it } from "@effect/vitest"
import { median, orderOf } from "../src/Rounds.ts"

describe("median", () => {
  const cases: ReadonlyArray<readonly [values: ReadonlyArray<number>, expected: number]> = [
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 1, 2], 5.5],
    [[100, 2, 3, 1, 20], 3]
  ]
  it.each(cases)("of %j is %d", (values, expected) => {
    assert.strictEqual(median(values), expected)
  })
})

describe("the order of a round", () => {
  const all = ["a", "b", "c", "d"]
  const rounds = [0, 1, 2, 3].map((round) => orderOf(all, round))

  it("gives everybody one turn", () => {
    for (const order of rounds) assert.deepStrictEqual([...order].sort(), all)
  })

  it("gives nobody the same neighbour before it in all rounds", () => {
    for (const one of all) {
      const before = new Set(rounds.map((order) => order[order.indexOf(one) - 1]))
      assert.isAbove(before.size, 1, one)
    }
  })
})
