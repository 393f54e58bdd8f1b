/**
 * Subscribers, and those who come back.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import { PlokeIo, WatchService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { replay, tree } from "./Replay.ts"
import type { Fact } from "./World.ts"
import { describe, listenTo, worldOf } from "./World.ts"

export const describeFollowing = (fact: Fact): void => {
  fact("nothing is watched before the first subscriber", ({ listen, watch }) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* watch.status, { state: "idle", roots: [], subscribers: [] })
      yield* Effect.scoped(listen)
      assert.deepInclude(yield* watch.status, { state: "watching", subscribers: [] })
    })
  )

  fact("every subscriber is told everything, from its own moment on", ({ listen, write }) =>
    Effect.gen(function* () {
      const first = yield* listen
      yield* write("a", "1")
      assert.deepStrictEqual(yield* first.news, ["Created a"])
      const second = yield* listen
      yield* write("b", "1")
      assert.deepStrictEqual(yield* first.news, ["Created b"])
      assert.deepStrictEqual(yield* second.news, ["Created b"])
    })
  )

  fact("events is a subscription of its own", ({ watch, write }) =>
    Effect.gen(function* () {
      const name = Effect.gen(function* () {
        // Only the stream knows when it is registered: something is changed until it has told of it.
        for (let i = 0; ; i++) {
          yield* write("a", String(i))
          yield* watch.flush
          yield* Effect.sleep(5)
        }
      })
      const told = Stream.filter(watch.events, (event) => "path" in event)
      const [event] = yield* Stream.runCollect(Stream.take(told, 1)).pipe(Effect.raceFirst(name))
      assert.isTrue(event?._tag === "Created" || event?._tag === "Modified")
    })
  )

  fact(
    "one who lags behind is told so once, and the others miss nothing",
    ({ listen, root, watch, write }) =>
      Effect.gen(function* () {
        const stuck = yield* watch.subscribe
        const other = yield* listen
        const expected: Array<string> = []
        for (let i = 0; i < 40; i++) {
          yield* write(`f${String(i).padStart(2, "0")}`, "1")
          yield* other.news
          expected.push(`Created f${String(i).padStart(2, "0")}`)
        }
        assert.deepStrictEqual(
          other.heard.flatMap((event) => describe(event, root)),
          expected
        )
        const before = (yield* watch.status).subscribers
        assert.strictEqual(before.length, 2)
        assert.isAbove(before[0]!.dropped, 0)
        assert.strictEqual(before[1]!.dropped, 0)
        assert.isAtMost(before[0]!.depth, 8)
        const read = yield* Stream.runCollect(Stream.take(stuck, before[0]!.depth))
        const gaps = read.filter((event) => event._tag === "Gap")
        assert.deepStrictEqual(
          gaps.map(({ _tag, ...rest }) => rest),
          [{ root, why: "subscriber-lag", recovered: false, found: 0, sequence: gaps[0]!.sequence }]
        )
        assert.strictEqual(read[0], gaps[0])
        // What it missed can be asked for, and the rest it is told as before.
        const first = gaps[0]!.sequence - before[0]!.dropped
        const missed = yield* watch.since(`${(yield* watch.status).cursor.split(":")[0]}:${first}`)
        assert.isFalse(missed.fresh)
        assert.strictEqual(missed.events.length, before[0]!.dropped + read.length - 1)
        yield* write("last", "1")
        yield* other.news
        const [last] = yield* Stream.runCollect(Stream.take(stuck, 1))
        assert.deepStrictEqual(describe(last!, root), ["Created last"])
      }),
    { eventCapacity: 8 }
  )

  fact("a cursor gets what happened after it, and a fresh one everything", (world) =>
    Effect.gen(function* () {
      const { listen, root, watch, write } = world
      yield* write("a", "1")
      yield* listen
      const fresh = yield* watch.since("")
      assert.isTrue(fresh.fresh)
      assert.deepStrictEqual(
        fresh.events.flatMap((event) => describe(event, root)),
        ["Created a"]
      )
      yield* write("b", "2")
      yield* write("a", "11")
      const next = yield* watch.since(fresh.cursor)
      assert.isFalse(next.fresh)
      assert.deepStrictEqual(
        next.events.flatMap((event) => describe(event, root)),
        ["Created b", "Modified content a"]
      )
      assert.deepStrictEqual(replay(replay(new Map(), fresh.events), next.events), yield* tree(world))
      assert.deepStrictEqual((yield* watch.since(next.cursor)).events, [])
      for (const cursor of ["nobody:1", `${next.cursor}0`, "x", "::"])
        assert.isTrue((yield* watch.since(cursor)).fresh, cursor)
    })
  )

  fact("a cursor lives on when the process starts anew", (scratch) =>
    Effect.gen(function* () {
      const { root, base, fs } = scratch
      const life = <A, E, R>(body: (world: typeof scratch) => Effect.Effect<A, E, R>) =>
        Effect.scoped(Effect.flatMap(worldOf(scratch), (world) => body(world as typeof scratch))).pipe(
          Effect.provide(PlokeIo.layer({ roots: [root], stateDirectory: `${base}/other-state` }), { local: true })
        )
      yield* fs.writeFileString(`${root}/a`, "1")
      yield* fs.writeFileString(`${root}/b`, "1")
      const first = yield* life(({ watch }) =>
        Effect.gen(function* () {
          const { cursor } = yield* watch.since("")
          yield* fs.writeFileString(`${root}/a`, "2")
          return { early: cursor, late: (yield* watch.since(cursor)).cursor }
        })
      )
      yield* fs.rename(`${root}/b`, `${root}/c`)
      yield* fs.writeFileString(`${root}/d`, "1")
      const second = yield* life(({ watch }) =>
        Effect.gen(function* () {
          const words = (cursor: string) =>
            Effect.map(watch.since(cursor), ({ events, fresh }) => ({
              fresh,
              told: events.flatMap((e) => describe(e, root))
            }))
          return [yield* words(first.late), yield* words(first.early)] as const
        })
      )
      const meanwhile = ["Renamed b to c", "Created d"]
      assert.deepStrictEqual(second[0], { fresh: false, told: meanwhile })
      assert.deepStrictEqual(second[1], { fresh: false, told: ["Modified content a", ...meanwhile] })
      // A third life still knows of the first.
      const third = yield* life(({ watch }) => watch.since(first.late))
      assert.isFalse(third.fresh)
      assert.deepStrictEqual(
        third.events.flatMap((event) => describe(event, root)),
        meanwhile
      )
    })
  )

  fact("a flush waits for everything that was changed before it", (world) =>
    Effect.gen(function* () {
      const listener = yield* world.listen
      for (let round = 0; round < 5; round++) {
        const names = Array.from({ length: 100 }, (_, i) => `d${i % 10}/r${round}-${i}`)
        yield* Effect.forEach(names, (name) => world.write(name, name), { concurrency: 16, discard: true })
        yield* listener.news
        // One that was seen while it was being written is told twice.
        const told = new Set(listener.heard.flatMap((event) => describe(event, world.root)))
        assert.includeMembers(
          [...told],
          names.map((name) => `Created ${name}`)
        )
        assert.deepStrictEqual(replay(new Map(), listener.heard), yield* tree(world))
      }
    })
  )

  fact("a subscriber whose scope is closed is told nothing more, and no longer counted", ({ root, watch, write }) =>
    Effect.gen(function* () {
      const listener = yield* Effect.scoped(listenTo(watch, root))
      yield* write("a", "1")
      yield* watch.flush
      assert.deepStrictEqual(
        listener.heard.filter((event) => "path" in event),
        []
      )
      assert.deepStrictEqual((yield* watch.status).subscribers, [])
    })
  )

  fact("the end of the service ends the streams, after what was told before", (scratch) =>
    Effect.gen(function* () {
      const { base, fs, root } = scratch
      const layer = PlokeIo.layer({ roots: [root], stateDirectory: `${base}/other-state` })
      const events = yield* Effect.gen(function* () {
        const watch = yield* WatchService
        const stream = yield* watch.subscribe
        yield* fs.writeFileString(`${root}/a`, "1")
        yield* watch.flush
        return stream
      }).pipe(Effect.provide(layer, { local: true }))
      const told = yield* Stream.runCollect(events)
      assert.deepStrictEqual(
        told.flatMap((event) => describe(event, root)),
        ["Created a"]
      )
    })
  )
}
