import { assert, describe, it } from "@effect/vitest"
import type { Difference } from "../src/Reconcile.ts"
import * as Reconcile from "../src/Reconcile.ts"

const isRoot = (path: string): boolean => path === "/r"

const created = (path: string): Difference => ({ _tag: "Created", path, entry: "directory" })
const removed = (path: string): Difference => ({ _tag: "Removed", path, entry: "directory" })
const renamed = (oldPath: string, path: string): Difference => ({
  _tag: "Renamed",
  oldPath,
  path,
  entry: "directory",
  contentChanged: false
})

const rows: ReadonlyArray<readonly [what: string, plan: ReadonlyArray<Difference>, told: ReadonlyArray<Difference>]> = [
  ["has come is told of the root alone", [created("/r"), created("/r/a")], [created("/r/a")]],
  ["has gone is told of the root alone", [removed("/r/a"), removed("/r")], [removed("/r/a")]],
  [
    "has moved into another root has come to be there",
    [renamed("/r", "/s/x"), renamed("/r/a", "/s/x/a")],
    [created("/s/x"), renamed("/r/a", "/s/x/a")]
  ],
  [
    "has come from another root has gone from there, after what was in it",
    [removed("/s/b"), renamed("/s/x", "/r"), renamed("/s/x/a", "/r/a"), created("/r/c")],
    [removed("/s/b"), renamed("/s/x/a", "/r/a"), removed("/s/x"), created("/r/c")]
  ],
  ["has come empty has gone from there", [renamed("/s/x", "/r"), created("/r/c")], [removed("/s/x"), created("/r/c")]]
]

describe("a root that", () => {
  for (const [what, plan, told] of rows) {
    it(what, () => {
      assert.deepStrictEqual(Reconcile.withoutRoots(plan, isRoot), told)
    })
  }
})
