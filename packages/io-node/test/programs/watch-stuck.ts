// Two subscribers, one of whom never reads, are told of many events; says what became of them, and of the heap.
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fs from "node:fs"
import type { Between, Follower } from "../Follower.ts"
import { following } from "../Follower.ts"

const [root, wanted] = process.argv.slice(2) as [string, string]
const files = 2_000
// Events that are worth their memory.
const padding = "long".repeat(40)

// The source watches the root alone, and the folder is named by hand: to hear of each file in it would take chokidar longer
// than all the rest, and it is the rest that keeps events.
let name: (path: string) => void
const alone: Between = (source) => ({
  ...source,
  open: (path, request) => {
    name = (at) => request.hint({ _tag: "Dirty", path: at, first: true })
    const ignore = { files: [{ folder: path, lines: ["*/"] }] }
    return Effect.map(source.open(path, { ...request, ignore }), (watched) => ({
      ...watched,
      dead: () => Effect.succeed([])
    }))
  }
})

const heapMiB = (): number => {
  globalThis.gc!()
  globalThis.gc!()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const run = Effect.fnUntraced(function* ({ heard, watch }: Follower) {
  const stuck = yield* watch.subscribe
  yield* watch.flush
  const first = Number((yield* watch.status).cursor.split(":")[1])
  let last = first
  let missing = 0
  const kept: Array<unknown> = []
  const before = heapMiB()
  for (let round = 0; last - first < Number(wanted); round++) {
    const [from, to] = round % 2 === 0 ? ["a", "b"] : ["b", "a"]
    fs.renameSync(`${root}/${from}`, `${root}/${to}`)
    name(`${root}/${from}`)
    name(`${root}/${to}`)
    yield* watch.flush
    yield* Effect.yieldNow
    for (const event of heard.splice(0)) {
      missing += event.sequence - last - 1
      last = event.sequence
      kept.push(event)
    }
  }
  const unboundedMiB = heapMiB() - before
  const events = kept.length
  kept.length = 0
  const grownMiB = heapMiB() - before
  const { depth, dropped } = (yield* watch.status).subscribers.at(-1)!
  const read = yield* Stream.runCollect(Stream.take(stuck, depth))
  const gaps = read.flatMap((event) => (event._tag === "Gap" ? [event.why] : []))
  return {
    events,
    missing,
    grownMiB,
    unboundedMiB,
    first: read[0]?._tag,
    gaps,
    read: read.length,
    dropped
  }
})

fs.mkdirSync(`${root}/a`)
for (let i = 0; i < files; i++) fs.writeFileSync(`${root}/a/${i}-${padding}`, "")
console.log(JSON.stringify(await following({ roots: [root], watch: { hosting: "thread" } }, run, alone)))
process.exit()
