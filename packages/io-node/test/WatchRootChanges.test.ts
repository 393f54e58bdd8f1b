import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as fs from "node:fs"
import type { Between, Follower } from "./Follower.ts"
import { nextTurn } from "../src/internal/inotify.ts"
import { following, pause } from "./Follower.ts"
import { withFolder } from "./Folders.ts"
import { watchedNow } from "./Watched.ts"

const names = ["a", "b", "c", "d"]
// The roots after each change, again and again; `a` always stays.
const sets = [["a", "b"], ["a", "c", "d"], ["a", "b", "c"], ["a"]]

interface Standing {
  /** What of the system is in use. */
  readonly held: { readonly watches: number; readonly handles: number; readonly listeners: number }
  /** What one change of a file costs. */
  readonly cost: { readonly hints: number; readonly looks: number; readonly events: number }
  readonly latencyMillis: number
}

const listeners = (): number =>
  process.eventNames().reduce((sum, name) => sum + process.listenerCount(name as "exit"), 0)

const heldNow = (): Standing["held"] => ({
  watches: watchedNow().size,
  handles: process.getActiveResourcesInfo().filter((name) => /fsevent/i.test(name)).length,
  listeners: listeners()
})

/** Changes a file some times, and waits for each event without a flush. */
const stand = Effect.fnUntraced(function* ({ heard, watch }: Follower, file: string) {
  const { counts } = yield* watch.status
  const rounds = 9
  const latencies: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const before = heard.length
    const start = performance.now()
    fs.writeFileSync(file, `${start}`)
    while (heard.length === before) yield* pause(1)
    latencies.push(performance.now() - start)
    // What else is heard of this change is over by then.
    yield* watch.flush
  }
  const after = (yield* watch.status).counts
  const each = (name: "hints" | "looks" | "events"): number => Math.round((after[name] - counts[name]) / rounds)
  const cost = { hints: each("hints"), looks: each("looks"), events: each("events") }
  return { held: heldNow(), cost, latencyMillis: median(latencies) } satisfies Standing
})

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

const changeRoots = (base: string, changes: number, between?: Between): Promise<ReadonlyArray<Standing>> => {
  const rootsOf = (set: ReadonlyArray<string>) => set.map((name) => `${base}/${name}`)
  for (const root of rootsOf(names)) fs.mkdirSync(`${root}/sub`, { recursive: true })
  fs.writeFileSync(`${base}/a/file`, "")
  return following(
    { roots: rootsOf(["a"]), watch: { hosting: "thread" } },
    (follower) =>
      Effect.gen(function* () {
        const standings: Array<Standing> = []
        for (let change = 1; change <= changes; change++) {
          yield* follower.policy.update({ roots: rootsOf(sets[(change - 1) % sets.length]!) })
          yield* follower.watch.flush
          if (change === 12 || change === changes) standings.push(yield* stand(follower, `${base}/a/file`))
        }
        return standings
      }),
    between
  )
}

describe("roots that are changed 1,000 times", { timeout: 120_000 }, () => {
  it("are watched in the end as after the twelfth change, with no more work and nothing more held", () =>
    withFolder(async (base) => {
      const before = heldNow()
      const [early, late] = (await changeRoots(base, 1_000)) as [Standing, Standing]
      assert.deepStrictEqual([late.held, late.cost.events], [early.held, early.cost.events])
      // A hint more or less is whether two notifications of one write came together.
      assert.isAtMost(late.cost.hints, early.cost.hints + 3)
      assert.isAtMost(late.cost.looks, early.cost.looks + 3)
      assert.deepStrictEqual(early.held.watches, before.watches + 2)
      await nextTurn()
      assert.deepStrictEqual(heldNow(), before)
      const ratio = late.latencyMillis / early.latencyMillis
      console.info(`an event took ${ratio.toFixed(2)} times as long as after the twelfth change`)
    }))

  it("leave watches behind as soon as nobody closes the roots that go", () =>
    withFolder(async (base) => {
      const before = heldNow()
      const scope = Scope.makeUnsafe()
      const careless: Between = (source) => ({
        ...source,
        open: (root, request) => Scope.provide(source.open(root, request), scope)
      })
      const [early] = await changeRoots(base, 12, careless)
      assert.isAbove(early!.held.watches, before.watches + 2)
      await Effect.runPromise(Scope.close(scope, Exit.void))
      await nextTurn()
      assert.deepStrictEqual(heldNow(), before)
    }))
})
