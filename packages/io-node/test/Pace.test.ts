import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Done } from "../src/internal/calls.ts"
import { Pace, poolMillis, slowCallMillis } from "../src/internal/pace.ts"

/** Calls that take as long as they are told, and where each was made. */
const makeWorld = () => {
  let time = 0
  const log: Array<string> = []
  const pace = new Pace(() => time)
  const call = (takesMillis: number, failure?: Error) =>
    pace.make<string>({
      now: () => {
        log.push("now")
        time += takesMillis
        if (failure !== undefined) throw failure
        return "done"
      },
      later: (done: Done<string>) => {
        log.push("later")
        setImmediate(() => (failure === undefined ? done(null, "done") : done(failure, "")))
      }
    })
  return { call, log, pass: (millis: number) => void (time += millis) }
}

const refusal = Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT", syscall: "rename" })

describe("calls that change names", () => {
  it.live("are made on the calling thread as long as none takes long", () =>
    Effect.gen(function* () {
      const { call, log } = makeWorld()
      for (let i = 0; i < 5; i++) assert.strictEqual(yield* call(slowCallMillis), "done")
      assert.deepStrictEqual(log, ["now", "now", "now", "now", "now"])
    })
  )
  it.live("are made in the thread pool for a while after one that took long, and then one is tried again", () =>
    Effect.gen(function* () {
      const { call, log, pass } = makeWorld()
      yield* call(slowCallMillis + 1)
      assert.strictEqual(yield* call(0), "done")
      pass(poolMillis - 1)
      yield* call(0)
      pass(1)
      yield* call(0)
      yield* call(0)
      assert.deepStrictEqual(log, ["now", "later", "later", "now", "now"])
    })
  )
  it.live("tell the same failure in both forms, and one that took long to fail counts as well", () =>
    Effect.gen(function* () {
      const { call, log } = makeWorld()
      const early = yield* Effect.exit(call(slowCallMillis + 1, refusal))
      const late = yield* Effect.exit(call(0, refusal))
      assert.deepStrictEqual(log, ["now", "later"])
      assert.isTrue(Exit.isFailure(early))
      assert.deepStrictEqual(early, late)
      const found = yield* Effect.flip(call(0, refusal))
      assert.deepStrictEqual([found._tag, found.code, found.syscall], ["AccessFailure", "ENOENT", "rename"])
    })
  )
})
