import { assert, describe, it } from "@effect/vitest"
import { median, orderOf, ratio } from "../src/Rounds.ts"

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

describe("the ratio of two contenders", () => {
  const samplesOf = (millis: Readonly<Record<string, ReadonlyArray<number>>>) =>
    new Map(Object.entries(millis).map(([id, turns]) => [id, turns.map((each) => ({ millis: each, cpuMillis: 0 }))]))

  it("is the median of those of each round", () => {
    // The disk was ten times as slow in the second round: the medians, 30 and 20, would make 1.5 of it.
    assert.strictEqual(ratio(samplesOf({ a: [30, 200, 20], b: [20, 100, 10] }), "a", "b"), 2)
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
