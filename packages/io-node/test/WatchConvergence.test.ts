import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { Child } from "./Child.ts"
import { chokidarHints } from "./ChokidarHints.ts"
import { following } from "./Follower.ts"
import { withFolder } from "./Folders.ts"
import { Meddler } from "./Meddler.ts"
import { differences, treeOf } from "./Replica.ts"
import { tryOut, type Who } from "./WatchTrials.ts"

const changes = 300

const trials = (hosting: "thread" | "worker", who: Who, seeds: ReadonlyArray<number>) =>
  withFolder(async (base) => {
    fs.mkdirSync(`${base}/keeper`)
    const child = new Child("meddle.ts", [])
    const verdicts = await following({ roots: [`${base}/keeper`], debounce: 20, watch: { hosting } }, (follower) =>
      Effect.forEach(seeds, (seed) =>
        Effect.gen(function* () {
          const root = `${base}/r${seed}`
          fs.mkdirSync(root)
          yield* follower.policy.update({ roots: [`${base}/keeper`, root] })
          yield* follower.news
          const verdict = yield* tryOut(follower, { root, seed, who, changes, child })
          yield* follower.policy.update({ roots: [`${base}/keeper`] })
          yield* follower.news
          follower.heard.length = 0
          fs.rmSync(root, { recursive: true })
          return verdict
        })
      )
    )
    await child.end()
    const wrong = verdicts.filter(({ faults }) => faults.length > 0)
    assert.deepStrictEqual(wrong, [])
    // Something did happen.
    for (const { events } of verdicts) assert.isAbove(events, 50)
  })

const seedsFrom = (first: number, count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, i) => first + i)

describe("a tree in which 300 things happen at random", { timeout: 300_000 }, () => {
  it("is what a subscriber makes of the events, which tell nothing twice and nothing that is not so", () =>
    trials("thread", "this thread", seedsFrom(200, 18)))

  it("is so where another thread watches", () => trials("worker", "this thread", seedsFrom(200, 16)))

  it("is so while another process goes on changing it", () => trials("thread", "another process", seedsFrom(200, 16)))

  it("is not what a subscriber makes of the events of chokidar", () =>
    withFolder(async (base) => {
      let diverged = 0
      for (let seed = 0; seed < 10 && diverged === 0; seed++) {
        const root = `${base}/r${seed}`
        fs.mkdirSync(root)
        const { close, entries, quiet } = await chokidarHints(root)
        const meddler = new Meddler(root, seed)
        for (let left = changes; left > 0; left -= 100) {
          meddler.change(100)
          await quiet()
        }
        if (differences(treeOf(root), entries).length > 0) diverged++
        await close()
      }
      assert.isAbove(diverged, 0)
    }))
})
