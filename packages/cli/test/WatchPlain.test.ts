import { assert, describe, it } from "@effect/vitest"
import { FileHash, OriginId, type ChangesSince, type FileChangeEvent, type WatchedRootStatus } from "@ploke/core"
import { WatchService } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Following from "../src/internal/Following.ts"
import * as WatchText from "../src/internal/WatchText.ts"

const origin = OriginId.make("09bf16fe-bff5-4448-9ee1-e7edbcc2d58d")
const hash = FileHash.make(`sha256:${"0".repeat(64)}`)
const shown = (path: string) => path.replace("/repo/", "")
const at = { sequence: 7, observedAt: 0 }
const file = { ...at, path: "/repo/src/a.ts", entry: "file", hash } as const

const lines: ReadonlyArray<readonly [FileChangeEvent, string]> = [
  [{ _tag: "Created", ...file }, "created   src/a.ts"],
  [{ _tag: "Removed", ...file }, "removed   src/a.ts"],
  [{ _tag: "Modified", ...file, change: "content" }, "modified  src/a.ts"],
  [{ _tag: "Modified", ...file, change: "replaced" }, "modified  src/a.ts (replaced)"],
  [{ _tag: "Modified", ...file, change: "replaced", origin }, `modified  src/a.ts (replaced, by ${origin})`],
  [{ _tag: "Renamed", ...file, oldPath: "/repo/b.ts", contentChanged: false }, "renamed   b.ts -> src/a.ts"],
  [
    { _tag: "Renamed", ...file, oldPath: "/repo/b.ts", contentChanged: true },
    "renamed   b.ts -> src/a.ts (changed too)"
  ],
  [
    { _tag: "Renamed", ...at, path: "/repo/new", entry: "directory", oldPath: "/repo/old", contentChanged: false },
    "renamed   old/ -> new/"
  ],
  [{ _tag: "Created", ...at, path: "/repo/src", entry: "directory" }, "created   src/"],
  [{ _tag: "Created", ...at, path: "/repo/l", entry: "symlink" }, "created   l (a link)"],
  [
    { _tag: "Gap", root: "/repo", why: "overflow", recovered: true, found: 3, sequence: 7 },
    "gap       /repo: changes may have been missed, since more happened at once than the system remembers; " +
      "looked again, and found 3 more changes"
  ],
  [
    { _tag: "Gap", root: "/repo", why: "by\nwhim", recovered: true, found: 0, sequence: 7 },
    "gap       /repo: changes may have been missed, since by\\nwhim; looked again, and found nothing more"
  ],
  [
    { _tag: "Gap", root: "/repo", why: "subscriber-lag", recovered: false, found: 0, sequence: 7 },
    "gap       /repo: changes came faster than they were read from here; catching up"
  ],
  [{ _tag: "Root", root: "/repo", state: "ready", sequence: 7 }, "watching  /repo"],
  [{ _tag: "Root", root: "/repo", state: "scanning", sequence: 7 }, "looking   /repo: at everything in it"],
  [{ _tag: "Root", root: "/repo", state: "degraded", sequence: 7 }, "watching  /repo: less closely from now on"],
  [
    { _tag: "Root", root: "/repo", state: "lost", sequence: 7 },
    "lost      /repo: it is not there; it is watched as soon as it is"
  ],
  [{ _tag: "Root", root: "/repo", state: "removed", sequence: 7 }, "left      /repo: it is not watched any more"]
]

const status: WatchedRootStatus = {
  root: "/repo",
  state: "ready",
  entries: 1234,
  hashed: 1,
  rescans: 0,
  gaps: 0,
  revived: 0,
  unseen: 0
}

describe("what a watcher tells", () => {
  it.each(lines)("%j is a line", (event, line) => {
    assert.strictEqual(WatchText.line(event, shown), line)
  })

  it.each([
    [status, "watching  /repo (1,234 entries)"],
    [{ ...status, entries: 1 }, "watching  /repo (1 entry)"],
    [
      { ...status, state: "degraded", why: "watch-limit" },
      "watching  /repo (1,234 entries, less closely: watch-limit)"
    ],
    [{ ...status, state: "lost" }, "lost      /repo: it is not there; it is watched as soon as it is"]
  ] as const)("of the root %j begins with a line", (root, line) => {
    assert.strictEqual(WatchText.watching(root, shown), line)
  })

  it.each([
    ["", true],
    ["4f9a0c1b:17", true],
    ["4f9a0c1b", false],
    [":17", false],
    ["4f9a:-1", false],
    ["4f9a:1:2", false],
    ["4f 9a:1", false]
  ])("%j is a cursor: %s", (text, isOne) => {
    assert.strictEqual(Following.isCursor(text), isOne)
  })
})

/** Writes down what is told. With `held` it does not come back from the first events before that. */
const makeTeller = Effect.fnUntraced(function* (held?: Deferred.Deferred<void>) {
  const told: Array<string> = []
  const ready = yield* Deferred.make<string>()
  const blocked = yield* Deferred.make<void>()
  const name = (event: FileChangeEvent) => ("path" in event ? event.path.replace("/repo/", "") : event._tag)
  const teller: Following.Teller<never> = {
    before: ({ events, fresh }: ChangesSince) =>
      Effect.sync(() => void told.push(fresh ? "fresh" : "since", ...events.map(name))),
    ready: (cursor) => Deferred.succeed(ready, cursor),
    events: (events) =>
      Effect.sync(() => void told.push(...events.map(name))).pipe(
        Effect.andThen(Deferred.succeed(blocked, undefined)),
        Effect.andThen(held === undefined ? Effect.void : Deferred.await(held))
      ),
    end: (cursor) => Effect.sync(() => void told.push(`end ${cursor.split(":")[1]}`))
  }
  return { told, ready: Deferred.await(ready), blocked: Deferred.await(blocked), teller }
})

const write = (...names: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    for (const each of names) yield* fs.writeFileString(`/repo/${each}`, each)
  })

describe("whoever follows from a cursor", () => {
  it.live("hears of each change once, also of what comes in between", () =>
    Effect.gen(function* () {
      const watch = yield* WatchService
      yield* watch.flush
      const { cursor } = yield* watch.status
      yield* write("b")
      const { ready, teller, told } = yield* makeTeller()
      const fiber = yield* Effect.forkChild(Following.follow(teller, { since: cursor, until: "interrupted" }))
      yield* ready
      yield* write("c")
      yield* watch.flush
      yield* Effect.repeat(Effect.yieldNow, { until: () => told.includes("c") })
      yield* Fiber.interrupt(fiber)
      const last = (yield* watch.status).cursor.split(":")[1]
      assert.deepStrictEqual(told, ["since", "b", "c", `end ${last}`])
    }).pipe(Effect.scoped, Effect.provide(TestPlokeIo.layer({ "/repo/a": "a" })))
  )

  it.live("hears of all that it has missed by being slow, once", () =>
    Effect.gen(function* () {
      const watch = yield* WatchService
      const go = yield* Deferred.make<void>()
      const { blocked, ready, teller, told } = yield* makeTeller(go)
      const fiber = yield* Effect.forkChild(Following.follow(teller, { since: undefined, until: "interrupted" }))
      yield* ready
      yield* write("b")
      yield* watch.flush
      yield* blocked
      yield* write("c", "d", "e", "f")
      yield* watch.flush
      yield* Deferred.succeed(go, undefined)
      yield* Effect.repeat(Effect.yieldNow, { until: () => told.includes("f") })
      yield* write("g")
      yield* watch.flush
      yield* Effect.repeat(Effect.yieldNow, { until: () => told.includes("g") })
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(told.slice(0, -1), ["b", "Gap", "since", "c", "d", "e", "f", "g"])
    }).pipe(Effect.scoped, Effect.provide(TestPlokeIo.layer({ "/repo/a": "a" }, { eventCapacity: 3 })))
  )

  it.live("does not wait for who does not take the end", () =>
    Effect.gen(function* () {
      const { ready, teller, told } = yield* makeTeller()
      const stuck = {
        ...teller,
        end: () =>
          Effect.andThen(
            Effect.sync(() => told.push("end")),
            Effect.never
          )
      }
      const fiber = yield* Effect.forkChild(Following.follow(stuck, { since: undefined, until: "interrupted" }))
      yield* ready
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(told, ["end"])
    }).pipe(Effect.scoped, Effect.provide(TestPlokeIo.layer({ "/repo/a": "a" })))
  )

  it.live("is given everything for an empty cursor, and ends if that was all it wanted", () =>
    Effect.gen(function* () {
      const { teller, told } = yield* makeTeller()
      yield* Following.follow(teller, { since: "", until: "caught up" })
      assert.deepStrictEqual([told[0], told.includes("a"), told.at(-1)?.slice(0, 4)], ["fresh", true, "end "])
    }).pipe(Effect.scoped, Effect.provide(TestPlokeIo.layer({ "/repo/a": "a" })))
  )
})
