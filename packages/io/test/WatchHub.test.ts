import { assert, describe, it } from "@effect/vitest"
import type { FileChangeEvent } from "@ploke/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { WatchHub } from "../src/WatchHub.ts"

let sequence = 0
const created = (path: string): FileChangeEvent => ({
  _tag: "Created",
  path,
  entry: "file",
  sequence: ++sequence,
  observedAt: 0
})

const rootsOf = (event: FileChangeEvent): ReadonlyArray<string> =>
  "root" in event ? [event.root] : [event.path.slice(0, event.path.indexOf("/", 1))]

const word = (event: FileChangeEvent): string =>
  event._tag === "Gap" ? `gap ${event.root} ${event.why}` : "path" in event ? event.path : event._tag

/** Publishes paths, each word one batch. */
const publish = (hub: WatchHub, ...batches: ReadonlyArray<string>) => {
  const told = batches.map((batch) => batch.split(" ").map(created))
  for (const batch of told) hub.publish(batch)
  return told.flat()
}

const read = (events: Stream.Stream<FileChangeEvent>, count: number) =>
  Effect.map(Stream.runCollect(Stream.take(events, count)), (some) => some.map(word))

const depthOf = (hub: WatchHub) => hub.status[0]!.depth

/** Everything that waits for a subscriber. */
const drain = (hub: WatchHub, events: Stream.Stream<FileChangeEvent>) => read(events, depthOf(hub))

interface Row {
  readonly title: string
  /** Batches, and how many events are read in between. */
  readonly steps: ReadonlyArray<string | number>
  readonly waiting: ReadonlyArray<string>
  readonly dropped: number
}

const lag = (root: string) => `gap ${root} subscriber-lag`

const rows: ReadonlyArray<Row> = [
  { title: "fits", steps: ["/r/a /r/b", "/r/c"], waiting: ["/r/a", "/r/b", "/r/c"], dropped: 0 },
  { title: "just fits", steps: ["/r/a /r/b /r/c /r/d"], waiting: ["/r/a", "/r/b", "/r/c", "/r/d"], dropped: 0 },
  { title: "is one too many", steps: ["/r/a /r/b /r/c /r/d", "/r/e"], waiting: [lag("/r")], dropped: 5 },
  { title: "is too much at once", steps: ["/r/a /r/b /r/c /r/d /r/e"], waiting: [lag("/r")], dropped: 5 },
  {
    title: "goes on after it was too much",
    steps: ["/r/a /r/b /r/c /r/d", "/r/e", "/r/f"],
    waiting: [lag("/r"), "/r/f"],
    dropped: 5
  },
  {
    title: "is too much again before anything was read",
    steps: ["/r/a /r/b /r/c /r/d", "/r/e", "/r/f /r/g", "/r/h /r/i"],
    waiting: [lag("/r")],
    dropped: 9
  },
  {
    title: "is about several roots",
    steps: ["/r/a /s/b /r/c", "/t/d /r/e"],
    waiting: [lag("/r"), lag("/s"), lag("/t")],
    dropped: 5
  },
  {
    title: "is about another root the second time, before anything was read",
    steps: ["/r/a /r/b /r/c /r/d", "/r/e", "/s/f", "/s/g /s/h /s/i"],
    waiting: [lag("/r"), lag("/s")],
    dropped: 9
  },
  {
    title: "is about another root the second time, after the first was read of",
    steps: ["/r/a /r/b /r/c /r/d", "/r/e", 1, "/s/f /s/g /s/h /s/i /s/j"],
    waiting: [lag("/s")],
    dropped: 10
  },
  {
    title: "is too much again after all was read",
    steps: ["/r/a /r/b /r/c /r/d", "/r/e", 1, "/r/f /r/g /r/h /r/i /r/j"],
    waiting: [lag("/r")],
    dropped: 10
  },
  {
    title: "was read in time",
    steps: ["/r/a /r/b /r/c", 3, "/r/d /r/e /r/f"],
    waiting: ["/r/d", "/r/e", "/r/f"],
    dropped: 0
  }
]

describe("what waits for a subscriber with room for four events", () => {
  for (const { title, steps, waiting, dropped } of rows) {
    it.effect(`when it ${title}`, () =>
      Effect.gen(function* () {
        const hub = new WatchHub(4, rootsOf)
        const events = yield* hub.subscribe
        for (const step of steps)
          yield* typeof step === "number" ? read(events, step) : Effect.sync(() => publish(hub, step))
        assert.strictEqual(hub.status[0]!.dropped, dropped)
        assert.isAtMost(hub.status[0]!.highWater, 4)
        assert.deepStrictEqual(yield* drain(hub, events), waiting)
      })
    )
  }

  it.effect("is one gap for each root, however often it lags behind and however much", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      const events = yield* hub.subscribe
      let last = 0
      for (let i = 0; i < 1_000; i++) last = publish(hub, `/r/${i} /s/${i} /r/${i}`).at(-1)!.sequence
      const [{ depth, dropped } = { depth: 0, dropped: 0 }] = hub.status
      const waiting = yield* Stream.runCollect(Stream.take(events, depth))
      const gaps = waiting.filter((event) => event._tag === "Gap")
      assert.deepStrictEqual(gaps.map(word), [lag("/r"), lag("/s")])
      assert.deepStrictEqual(waiting.slice(0, 2), gaps)
      // What follows the gap follows it without a gap.
      assert.deepStrictEqual(
        waiting.slice(2).map((event) => event.sequence),
        Array.from({ length: depth - 2 }, (_, i) => gaps[0]!.sequence + 1 + i)
      )
      assert.strictEqual(waiting.at(-1)!.sequence, last)
      assert.strictEqual(dropped + depth - 2, 3_000)
    })
  )

  it.effect("is a gap where there are more roots than room, too", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(2, rootsOf)
      const events = yield* hub.subscribe
      publish(hub, "/r/a /s/b /t/c /u/d")
      assert.deepStrictEqual(yield* drain(hub, events), ["/r", "/s", "/t", "/u"].map(lag))
    })
  )
})

describe("subscribers", () => {
  it.effect("get every event in its order, from their own moment on", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(1_000, rootsOf)
      publish(hub, "/r/before")
      const first = yield* hub.subscribe
      publish(hub, "/r/a /r/b")
      const second = yield* hub.subscribe
      publish(hub, "/r/c")
      assert.deepStrictEqual(yield* read(first, 3), ["/r/a", "/r/b", "/r/c"])
      assert.deepStrictEqual(yield* read(second, 1), ["/r/c"])
    })
  )

  it.effect("do not wait for each other", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      yield* Effect.asVoid(hub.subscribe)
      const events = yield* hub.subscribe
      const heard: Array<string> = []
      for (let i = 0; i < 100; i++) {
        publish(hub, `/r/${i}`)
        heard.push(...(yield* read(events, 1)))
      }
      assert.deepStrictEqual(
        heard,
        Array.from({ length: 100 }, (_, i) => `/r/${i}`)
      )
      assert.deepStrictEqual(
        hub.status.map(({ dropped }) => dropped > 0),
        [true, false]
      )
    })
  )

  it.effect("are told while they wait", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      const waiting = yield* Effect.forkChild(read(yield* hub.subscribe, 2))
      yield* Effect.yieldNow
      publish(hub, "/r/a")
      yield* Effect.yieldNow
      publish(hub, "/r/b")
      assert.deepStrictEqual(yield* Fiber.join(waiting), ["/r/a", "/r/b"])
    })
  )

  it.effect("read what was told before the end, and end", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      const events = yield* hub.subscribe
      publish(hub, "/r/a")
      yield* hub.end
      publish(hub, "/r/late")
      assert.deepStrictEqual((yield* Stream.runCollect(events)).map(word), ["/r/a"])
      // Who comes afterwards is told nothing, and waits for nothing.
      assert.deepStrictEqual(yield* Stream.runCollect(yield* hub.subscribe), [])
    })
  )

  it.effect("read what was told before a defect, and fail with it, and so do those who come afterwards", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      const events = yield* hub.subscribe
      publish(hub, "/r/a")
      yield* hub.fail(Cause.die("broken"))
      const heard: Array<string> = []
      const exits = [
        yield* Effect.exit(Stream.runForEach(events, (event) => Effect.sync(() => void heard.push(word(event))))),
        yield* Effect.exit(Stream.runDrain(yield* hub.subscribe))
      ]
      assert.deepStrictEqual(heard, ["/r/a"])
      assert.deepStrictEqual(exits, [Exit.die("broken"), Exit.die("broken")])
      // The end of the service does not make it good.
      yield* hub.end
      assert.deepStrictEqual(yield* Effect.exit(Stream.runDrain(yield* hub.subscribe)), Exit.die("broken"))
    })
  )

  it.effect("whose scope has closed are forgotten, and their streams end also for those who wait", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      const scope = yield* Scope.make()
      const events = yield* Scope.provide(hub.subscribe, scope)
      const waiting = yield* Effect.forkChild(Stream.runCollect(events))
      yield* Effect.yieldNow
      assert.strictEqual(hub.status.length, 1)
      yield* Scope.close(scope, Exit.void)
      yield* Fiber.await(waiting)
      assert.deepStrictEqual(hub.status, [])
      publish(hub, "/r/a")
    })
  )

  it.effect("have numbers of their own, which are not given out again", () =>
    Effect.gen(function* () {
      const hub = new WatchHub(4, rootsOf)
      yield* Effect.asVoid(Effect.scoped(hub.subscribe))
      yield* Effect.asVoid(hub.subscribe)
      yield* Effect.asVoid(hub.subscribe)
      publish(hub, "/r/a /r/b")
      const status = { depth: 2, highWater: 2, capacity: 4, dropped: 0 }
      assert.deepStrictEqual(hub.status, [
        { id: 2, ...status },
        { id: 3, ...status }
      ])
    })
  )
})
