import { assert, describe, it } from "@effect/vitest"
import { accessFailure, type AccessFailure, FileAccess, FileSystemAccess, type OpenFolder } from "@ploke/io"
import { MemoryFileSystem, TestHasher } from "@ploke/io-testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { FolderPool, together } from "../src/FolderPool.ts"

/** A sync that ends when it is told to, and how often it was begun. */
const makeSync = () => {
  const runs: Array<Deferred.Deferred<void, AccessFailure>> = []
  const sync = Effect.suspend(() => {
    const run = Deferred.makeUnsafe<void, AccessFailure>()
    runs.push(run)
    return Deferred.await(run)
  })
  return { runs, sync: together(sync) }
}

const settle = Effect.repeat(Effect.yieldNow, { times: 20 })

describe("a sync that callers share", () => {
  it.effect("serves everybody who came while another one ran with one more", () =>
    Effect.gen(function* () {
      const { runs, sync } = makeSync()
      const fibers = [yield* Effect.forkChild(sync)]
      yield* settle
      for (let i = 0; i < 5; i++) fibers.push(yield* Effect.forkChild(sync))
      yield* settle
      assert.strictEqual(runs.length, 1)
      yield* Deferred.succeed(runs[0]!, undefined)
      yield* settle
      assert.strictEqual(runs.length, 2)
      // The first is done, and the others are not: the sync that served him began before they came.
      assert.deepStrictEqual(
        fibers.map((fiber) => fiber.pollUnsafe() !== undefined),
        [true, false, false, false, false, false]
      )
      yield* Deferred.succeed(runs[1]!, undefined)
      yield* Effect.forEach(fibers, Fiber.join)
      assert.strictEqual(runs.length, 2)
    })
  )

  it.effect("is not repeated when it failed: who waits fails with it", () =>
    Effect.gen(function* () {
      const { runs, sync } = makeSync()
      const first = yield* Effect.forkChild(sync)
      yield* settle
      const waiting = yield* Effect.forkChild(sync)
      yield* settle
      yield* Deferred.fail(runs[0]!, accessFailure("EIO", "fsync"))
      const exits = [yield* Fiber.await(first), yield* Fiber.await(waiting), yield* Effect.exit(sync)]
      assert.isTrue(exits.every(Exit.isFailure))
      assert.strictEqual(runs.length, 1)
    })
  )

  it.effect("goes on when one of those who wait is interrupted", () =>
    Effect.gen(function* () {
      const { runs, sync } = makeSync()
      const first = yield* Effect.forkChild(sync)
      yield* settle
      const leader = yield* Effect.forkChild(sync)
      yield* settle
      const follower = yield* Effect.forkChild(sync)
      yield* settle
      const interrupting = yield* Effect.forkChild(Fiber.interrupt(leader))
      yield* Deferred.succeed(runs[0]!, undefined)
      yield* settle
      yield* Deferred.succeed(runs[1]!, undefined)
      yield* Effect.forEach([first, follower, interrupting], Fiber.join)
    })
  )
})

describe("a pool of folders", () => {
  const access = FileSystemAccess.layer.pipe(
    Layer.provide(TestHasher.layer),
    Layer.provideMerge(MemoryFileSystem.layer({ "/repo/a": "" }))
  )

  /** A pool, and how many folders it has opened and closed. */
  const makePool = Effect.gen(function* () {
    const { openFolder } = yield* FileAccess
    const count = { opened: 0, closed: 0 }
    const counted = (path: string) =>
      Effect.acquireRelease(
        Effect.tap(openFolder(path), () => Effect.sync(() => count.opened++)),
        () => Effect.sync(() => count.closed++)
      )
    return { pool: new FolderPool(counted), count }
  })

  it.effect("opens a folder once for all who use it at the same time, and closes it after the last", () =>
    Effect.gen(function* () {
      const { count, pool } = yield* makePool
      const seen = new Set<OpenFolder>()
      const latch = Deferred.makeUnsafe<void>()
      const use = pool.use("/repo", (folder) => {
        seen.add(folder)
        return Deferred.await(latch)
      })
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(use))
      yield* settle
      assert.deepStrictEqual([seen.size, pool.size], [1, 1])
      yield* Fiber.interrupt(fibers[0]!)
      yield* Deferred.succeed(latch, undefined)
      yield* Effect.forEach(fibers.slice(1), Fiber.join)
      assert.deepStrictEqual([count, pool.size], [{ opened: 1, closed: 1 }, 0])
    }).pipe(Effect.provide(access))
  )

  it.effect("gives a newcomer the folder that is at the path now", () =>
    Effect.gen(function* () {
      const { count, pool } = yield* makePool
      const fs = yield* FileSystem.FileSystem
      const exchanged = yield* pool.use("/repo", (old) =>
        Effect.gen(function* () {
          yield* fs.rename("/repo", "/moved")
          // Until then what was verified for the first counts for the next.
          yield* TestClock.adjust("2 millis")
          assert.strictEqual((yield* Effect.flip(pool.use("/repo", () => Effect.void))).code, "ENOENT")
          yield* fs.makeDirectory("/repo")
          return yield* pool.use("/repo", (folder) => Effect.map(folder.entries, (names) => [folder === old, names]))
        })
      )
      assert.deepStrictEqual(exchanged, [false, []])
      assert.deepStrictEqual([count, pool.size], [{ opened: 2, closed: 2 }, 0])
    }).pipe(Effect.provide(access))
  )

  it.effect("keeps nothing of a folder that cannot be opened", () =>
    Effect.gen(function* () {
      const { count, pool } = yield* makePool
      const failure = yield* Effect.flip(pool.use("/repo/none", () => Effect.void))
      assert.deepStrictEqual([failure.code, pool.size, count.opened], ["ENOENT", 0, 0])
    }).pipe(Effect.provide(access))
  )
})
