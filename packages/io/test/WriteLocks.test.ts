import { assert, describe, it } from "@effect/vitest"
import { FileLock, PlokeIo, ReadService, WriteService } from "@ploke/io"
import { expectNoLeaks, MemoryLock, TestPlokeIo } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"

const tree = { "/repo/a": "old", "/repo/d/b": "" }
const filePath = "/repo/a"
const holder = "process 7 on build-2"

const rewrite = Effect.gen(function* () {
  const expectedHash = yield* (yield* ReadService).hashFile(filePath)
  const write = yield* WriteService
  return yield* write.writeSnippet({ filePath, expectedHash, startByte: 0, endByte: 3, replacement: "new" })
})

const move = Effect.flatMap(WriteService, (write) =>
  write.applyEdit({ _tag: "Rename", filePath, newPath: "/repo/d/a" })
)

const text = Effect.flatMap(ReadService, (read) => Effect.map(read.readFile({ filePath }), ({ content }) => content))

const layer = (lock: "process" | "advisory") => TestPlokeIo.layer(tree, { lock, lockWait: "5 seconds" })

describe("a lock that another process holds", () => {
  it.effect("is waited for, and then the write is done", () =>
    Effect.gen(function* () {
      const release = yield* (yield* MemoryLock.MemoryLock).hold(filePath, holder)
      const fiber = yield* Effect.forkChild(rewrite)
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* text, "old")
      yield* release
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual([yield* text, yield* (yield* MemoryLock.MemoryLock).held], ["new", []])
    }).pipe((effect) => expectNoLeaks(effect), Effect.provide(layer("advisory")))
  )

  it.effect("is waited for no longer than that, and the failure names the holder", () =>
    Effect.gen(function* () {
      const locks = yield* MemoryLock.MemoryLock
      const release = yield* locks.hold(filePath, holder)
      const fiber = yield* Effect.forkChild(Effect.flip(rewrite))
      yield* TestClock.adjust("6 seconds")
      const error = yield* Fiber.join(fiber)
      const reason = error._tag === "FatalError" ? error.reason : undefined
      if (reason?._tag !== "LockUnavailable") return assert.fail(error.message)
      assert.deepStrictEqual([reason.path, reason.heldBy], [filePath, holder])
      assert.isAtLeast(reason.waitedMs, 5000)
      assert.isBelow(reason.waitedMs, 5100)
      yield* release
      assert.deepStrictEqual([yield* text, yield* locks.held], ["old", []])
    }).pipe((effect) => expectNoLeaks(effect), Effect.provide(layer("advisory")))
  )

  it.effect("can be given up on", () =>
    Effect.gen(function* () {
      const locks = yield* MemoryLock.MemoryLock
      const release = yield* locks.hold(filePath, holder)
      const fiber = yield* Effect.forkChild(rewrite)
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      yield* release
      assert.deepStrictEqual(yield* locks.held, [])
      yield* rewrite
    }).pipe((effect) => expectNoLeaks(effect), Effect.provide(layer("advisory")))
  )

  it.effect("keeps a file from being moved, whichever of its names it is the lock of", () =>
    Effect.gen(function* () {
      const locks = yield* MemoryLock.MemoryLock
      for (const path of [filePath, "/repo/d/a"]) {
        const release = yield* locks.hold(path, holder)
        const fiber = yield* Effect.forkChild(Effect.flip(move))
        yield* TestClock.adjust("6 seconds")
        assert.include((yield* Fiber.join(fiber)).message, holder)
        yield* release
      }
      yield* move
      assert.deepStrictEqual(yield* locks.held, [])
    }).pipe((effect) => expectNoLeaks(effect), Effect.provide(layer("advisory")))
  )

  it.effect("is none of our business unless that was asked for, nor for a dry run", () =>
    Effect.gen(function* () {
      const release = yield* (yield* MemoryLock.MemoryLock).hold(filePath, holder)
      yield* rewrite
      yield* release
    }).pipe(Effect.provide(layer("process")))
  )
})

describe("a platform without locks between processes", () => {
  it.effect("is refused when they are asked for", () =>
    Effect.gen(function* () {
      const built = PlokeIo.layer({ roots: ["/repo"], lock: "advisory" }).pipe(
        Layer.provide(Layer.succeed(FileLock, FileLock.unsupported("not on this machine"))),
        Layer.provide(TestPlokeIo.platform(tree))
      )
      const error = yield* Effect.flip(Effect.scoped(Layer.build(built)))
      assert.include(error.message, "not on this machine")
    })
  )
})
