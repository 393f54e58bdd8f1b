// Watches a root with few watches, or none, that the system grants; prints what is lost, then what else is heard of.
import type { Hint } from "@ploke/io"
import { WatchSource } from "@ploke/io"
import { NodeWatchSource } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { createInterface } from "node:readline"

const [root, hosting] = process.argv.slice(2) as [string, "thread" | "worker"]

const say = (value: unknown): void => console.log(JSON.stringify(value))

const program = Effect.gen(function* () {
  const source = yield* WatchSource
  const losses: Array<Extract<Hint, { readonly _tag: "Lost" }>> = []
  const hint = (said: Hint): void => {
    if (said._tag === "Lost") losses.push(said)
  }
  const watched = yield* source.open(root, { hosting, hint, ignore: { files: [] } })
  // What is lost is said in a turn of its own.
  yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 50)))
  const whys = [...new Set(losses.map(({ why }) => why))]
  say({
    whys,
    within: losses.every(({ path }) => path === root || path.startsWith(`${root}/`)),
    few: losses.length < 10,
    watches: yield* watched.watches,
    advice: whys.map((why) => source.advice(why))
  })
  yield* Effect.promise(() => new Promise((resolve) => createInterface({ input: process.stdin }).once("line", resolve)))
})

await Effect.runPromise(Effect.scoped(Effect.provide(program, NodeWatchSource.layer)))
say("closed")
process.stdin.destroy()
