import { assert, describe, it } from "@effect/vitest"
import { accessFailure, WatchService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as fs from "node:fs"
import type { Between } from "./Follower.ts"
import { following, services } from "./Follower.ts"
import { withFolder } from "./Folders.ts"
import { watchedNow } from "./Watched.ts"

const hostings = ["thread", "worker"] as const
type Hosting = (typeof hostings)[number]

/** What this process has in use, as far as the system and Node tell. */
const held = () => {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) {
    // The test runner has timers and pipes of its own.
    if (/fsevent|messageport|worker/i.test(name)) counts[name] = (counts[name] ?? 0) + 1
  }
  return { watches: [...watchedNow()].sort(), threads: watchThreads(), ...counts }
}

/** The threads that watch have a name. */
const watchThreads = (): number =>
  fs
    .readdirSync("/proc/self/task")
    .filter((id) => readOrNothing(`/proc/self/task/${id}/comm`).startsWith("ploke-io-watch")).length

const readOrNothing = (file: string): string => {
  try {
    return fs.readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

const roots = ["a", "b", "c"]

const withRoots = (body: (all: ReadonlyArray<string>, base: string) => Promise<void>): Promise<void> =>
  withFolder(async (base) => {
    for (const root of roots) {
      for (let i = 0; i < 20; i++) fs.mkdirSync(`${base}/${root}/${i % 5}/${i}`, { recursive: true })
    }
    const before = held()
    await body(
      roots.map((root) => `${base}/${root}`),
      base
    )
    assert.deepStrictEqual(held(), before)
  })

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** The service in a scope of its own, in which somebody subscribes. */
const subscribing = (all: ReadonlyArray<string>, hosting: Hosting, between?: Between) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(services({ roots: all, watch: { hosting } }, between), scope)
    const subscribe = Effect.flatMap(WatchService, (watch) => watch.subscribe).pipe(
      Effect.asVoid,
      Effect.provide(context),
      Scope.provide(scope)
    )
    return { subscribe, close: Scope.close(scope, Exit.void) }
  })

describe.each(hostings)("a service that watches in the %s leaves nothing when its scope has closed", (hosting) => {
  it("after it has watched, flushed and seen folders come, go and move", () =>
    withRoots(async (all, base) => {
      await following({ roots: all, watch: { hosting } }, ({ news, policy }) =>
        Effect.gen(function* () {
          yield* news
          // It does hold something.
          assert.isAtLeast(watchedNow().size, 26 * 3)
          if (hosting === "worker") assert.strictEqual(watchThreads(), 1)
          fs.renameSync(`${base}/a/1`, `${base}/b/new`)
          fs.rmSync(`${base}/b/2`, { recursive: true })
          fs.mkdirSync(`${base}/c/x/y/z`, { recursive: true })
          yield* news
          fs.renameSync(`${base}/c/x`, `${base}/x`)
          yield* policy.update({ roots: [...all.slice(1), `${base}/x`] })
          fs.writeFileSync(`${base}/x/y/z/file`, "")
          yield* news
          fs.rmSync(`${base}/b`, { recursive: true })
          yield* news
        })
      )
    }))

  it.each([
    ["fails", Effect.fail(accessFailure("ENOSYS", "watch"))],
    ["dies", Effect.die(new Error("defect"))]
  ] as const)("after one of several roots %s when it is opened", (_, failure) =>
    withRoots(async (all) => {
      const between: Between = (source) => ({
        ...source,
        // When the others are about to be open, or are.
        open: (root, request) =>
          root === all[1] ? Effect.andThen(Effect.andThen(turn, turn), failure) : source.open(root, request)
      })
      await Effect.runPromise(
        Effect.gen(function* () {
          const { close, subscribe } = yield* subscribing(all, hosting, between)
          assert.isTrue(Exit.isFailure(yield* Effect.exit(subscribe)))
          yield* close
        })
      )
    })
  )

  it("after it was interrupted at whatever moment of its start, and it can start again", () =>
    withRoots(async (all) => {
      const points = hosting === "thread" ? 30 : 8
      let started = 0
      for (let point = 0; point < points; point++) {
        await Effect.runPromise(
          Effect.gen(function* () {
            const { close, subscribe } = yield* subscribing(all, hosting)
            const fiber = yield* Effect.forkDetach(subscribe)
            for (let i = 0; i < (point * (point + 1)) / 2; i++) yield* turn
            yield* Fiber.interrupt(fiber)
            if (Exit.isSuccess(yield* Fiber.await(fiber))) started++
            if (point % 4 === 3) yield* subscribe
            yield* close
          })
        )
        assert.strictEqual(watchThreads(), 0)
      }
      assert.isBelow(started, points)
    }))
})

it("what a service holds is seen as long as it is not closed", () =>
  withFolder(async (root) => {
    const before = held()
    const { close, subscribe } = await Effect.runPromise(subscribing([root], "worker"))
    await Effect.runPromise(subscribe)
    const during = held()
    assert.strictEqual(during.threads, before.threads + 1)
    assert.strictEqual(during.watches.length, before.watches.length + 1)
    await Effect.runPromise(close)
    assert.deepStrictEqual(held(), before)
  }))
