import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Alignment from "../src/Alignment.ts"
import * as Limits from "../src/Limits.ts"

const items = (text: string): Uint8Array => new TextEncoder().encode(text)

const enough = (): Alignment.Budget => ({ steps: Limits.alignmentStepsMax })

/** The runs as `base>current:text`. */
const shown = (base: string, current: string): string => {
  const runs = Alignment.certain(items(base), items(current), enough())
  if (runs === undefined) return assert.fail("too different")
  return runs.map((run) => `${run.base}>${run.current}:${base.slice(run.base, run.base + run.length)}`).join(" ")
}

describe("items that every shortest script keeps", () => {
  const rows: ReadonlyArray<readonly [base: string, current: string, expected: string]> = [
    ["", "", ""],
    ["", "abc", ""],
    ["abc", "", ""],
    ["abc", "abc", "0>0:abc"],
    ["abc", "xyz", ""],
    ["abc", "abXc", "0>0:ab 2>3:c"],
    ["abXc", "abc", "0>0:ab 3>2:c"],
    ["abc", "aXc", "0>0:a 2>2:c"],
    ["abc", "Xabc", "0>1:abc"],
    // Any of the three may be the new one.
    ["aa", "aaa", ""],
    ["xaay", "xaaay", "0>0:x 3>4:y"],
    // One of the two was removed.
    ["xaay", "xay", "0>0:x 3>2:y"],
    // The insertion of "ab" slides, also by half of it.
    ["xaby", "xababy", "0>0:x 3>5:y"],
    ["xaby", "xabaz", "0>0:xab"],
    // The one kept item is either of two.
    ["1r2", "3r4r5", ""],
    ["abcd", "badc", ""],
    // A prefix that is no certain match: an "a" may have been put before it and "b" replaced by "c".
    ["aab", "aaac", ""]
  ]
  for (const [base, current, expected] of rows) {
    it(`of ${JSON.stringify(base)} and ${JSON.stringify(current)} are ${JSON.stringify(expected)}`, () => {
      assert.strictEqual(shown(base, current), expected)
    })
  }

  /** For each item of the base the places that shortest scripts give it, and -1 where one drops it: by trying all. */
  const byTrying = (
    base: ReadonlyArray<number>,
    current: ReadonlyArray<number>
  ): ReadonlyArray<ReadonlySet<number>> => {
    const width = current.length + 1
    const table = (
      cost: (x: number, y: number, get: (x: number, y: number) => number) => number,
      order: "up" | "down"
    ) => {
      const costs: Array<number> = []
      const get = (x: number, y: number) => costs[x * width + y] ?? Infinity
      const range = (end: number) => Array.from({ length: end + 1 }, (_, at) => (order === "up" ? at : end - at))
      for (const x of range(base.length)) for (const y of range(current.length)) costs[x * width + y] = cost(x, y, get)
      return get
    }
    const head = table((x, y, get) => {
      if (x === 0 || y === 0) return x + y
      const kept = base[x - 1] === current[y - 1] ? get(x - 1, y - 1) : Infinity
      return Math.min(kept, get(x - 1, y) + 1, get(x, y - 1) + 1)
    }, "up")
    const tail = table((x, y, get) => {
      if (x === base.length || y === current.length) return base.length - x + current.length - y
      const kept = base[x] === current[y] ? get(x + 1, y + 1) : Infinity
      return Math.min(kept, get(x + 1, y) + 1, get(x, y + 1) + 1)
    }, "down")
    const best = head(base.length, current.length)
    return base.map((item, x) => {
      const places = new Set<number>()
      for (let y = 0; y <= current.length; y++) {
        if (y < current.length && item === current[y] && head(x, y) + tail(x + 1, y + 1) === best) places.add(y)
        if (head(x, y) + 1 + tail(x + 1, y) === best) places.add(-1)
      }
      return places
    })
  }

  const Item = Schema.Literals([1, 2, 3])
  const Sequence = Schema.Array(Item).check(Schema.isMaxLength(12))
  it.prop(
    "are those that a table of all scripts says",
    [Sequence, Sequence],
    ([base, current]) => {
      const runs = Alignment.certain(Int32Array.from(base), Int32Array.from(current), enough())
      const places = base.map(() => -1)
      for (const run of runs ?? assert.fail("too different")) {
        assert.isTrue(run.length > 0)
        for (let at = 0; at < run.length; at++) places[run.base + at] = run.current + at
      }
      const expected = byTrying(base, current).map((all) => (all.size === 1 ? [...all][0]! : -1))
      assert.deepStrictEqual(places, expected)
    },
    { arbitrary: { runs: 3000 } }
  )

  it("come in runs that are as long as can be", () => {
    assert.strictEqual(shown("abcdefgh", "abcXdefYgh"), "0>0:abc 3>4:def 6>8:gh")
  })
})

describe("sequences are too different", () => {
  const numbered = (length: number, first: number) => Int32Array.from({ length }, (_, at) => first + at)

  it("beyond the longest script, and not at it", () => {
    const half = Limits.alignmentEditsMax / 2
    const kept = numbered(10, 0)
    const of = (length: number, first: number) => Int32Array.of(...kept, ...numbered(length, first))
    const runs = Alignment.certain(of(half, 1e6), of(half, 2e6), enough())
    assert.deepStrictEqual(runs, [{ base: 0, current: 0, length: 10 }])
    assert.isUndefined(Alignment.certain(of(half + 1, 1e6), of(half, 2e6), enough()))
    assert.isUndefined(Alignment.certain(kept, of(2 * half + 1, 1e6), enough()))
  })

  it("when the budget is used up, which searches share", () => {
    const base = numbered(500, 0)
    const current = numbered(500, 250)
    const budget = { steps: 150_000 }
    assert.isDefined(Alignment.certain(base, current, budget))
    assert.isBelow(budget.steps, 30_000)
    assert.isUndefined(Alignment.certain(base, current, budget))
  })
})
