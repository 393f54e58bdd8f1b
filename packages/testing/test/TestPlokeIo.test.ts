import { assert, describe, it } from "@effect/vitest"
import { OriginId, PathPolicy, PlokeIo, ReadService, WriteService } from "@ploke/io"
import { expectNoLeaks, Fault, FaultFileSystem, MemoryFileSystem, TestPlokeIo, Tree } from "@ploke/io-testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"

const tree: Tree.Tree = { "/repo/a.ts": "const a = 1", "/other/b.ts": "const b = 2" }

const readA = Effect.flatMap(ReadService, (read) => read.readFile({ filePath: "/repo/a.ts" }))

const EIO = Fault.errno("EIO")

describe("without faults", () => {
  it.effect("the services read the tree, and its top folders are the roots", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* expectNoLeaks(readA)).content, "const a = 1")
      const { roots } = yield* Effect.flatMap(PathPolicy, (policy) => policy.current)
      assert.deepStrictEqual(
        roots.map(({ canonical }) => canonical),
        ["/repo", "/other"]
      )
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("the log tells what the services asked of the file system, and not what it took to build them", () =>
    Effect.gen(function* () {
      const log = yield* FaultFileSystem.FaultFileSystem
      assert.strictEqual(log.text, "")
      yield* readA
      const opened = log.calls.filter(({ operation }) => operation === "open")
      assert.deepStrictEqual(
        opened.map(({ paths }) => paths),
        [["/repo/a.ts"]]
      )
      assert.deepStrictEqual(log.openHandles, [])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("the volume, the FileSystem and the services have the same files", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      yield* fs.writeFileString("/repo/a.ts", "const a = 2")
      assert.strictEqual((yield* readA).content, "const a = 2")
      assert.deepStrictEqual(yield* Tree.snapshot("/repo"), volume.snapshot("/repo"))
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

describe("with an origin", () => {
  it.effect("the writes of the program are its own", () =>
    Effect.gen(function* () {
      const origin = yield* OriginId.makeRandom
      const write = Effect.flatMap(WriteService, (service) =>
        service.createFile({ filePath: "/repo/new", content: "", onExists: "error", createParents: false })
      )
      const mine = yield* Effect.provide(write, TestPlokeIo.layer(tree, { origin }))
      const nobodys = yield* Effect.provide(write, TestPlokeIo.layer(tree))
      assert.deepStrictEqual([mine.origin, nobodys.origin], [origin, undefined])
    })
  )
})

describe("with faults", () => {
  it.effect("a service meets them as it would on a disk", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(readA)
      if (error._tag !== "FatalError" || error.reason._tag !== "FileOperation") return assert.fail(error.message)
      assert.deepStrictEqual(
        [error.reason.code, error.reason.syscall, error.reason.path],
        ["EIO", "read", "/repo/a.ts"]
      )
      assert.strictEqual((yield* readA).content, "const a = 1")
      assert.deepStrictEqual((yield* FaultFileSystem.FaultFileSystem).fired, [1])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { faults: [{ on: "read", fault: EIO }] })))
  )

  it.effect("a service is kept waiting on the clock of the test", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(readA, { startImmediately: true })
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).content, "const a = 1")
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { faults: [{ on: "open", fault: Fault.latency("1 minute") }] })))
  )

  it.effect("a service meets short reads, and reads on", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* readA).content, "const a = 1")
      assert.isAbove((yield* FaultFileSystem.FaultFileSystem).fired[0] ?? 0, 3)
    }).pipe(
      Effect.provide(
        TestPlokeIo.layer(tree, { faults: [{ on: "read", times: "forever", fault: Fault.shortRead({ bytes: 2 }) }] })
      )
    )
  )

  // The roots are looked at when the services are built: their first `lstat` is not the first of the test.
  const looks: FaultFileSystem.Plan = [{ on: "lstat", fault: EIO }]

  it.effect("the plan begins when the services are built", () =>
    Effect.map(Effect.flip(readA), (error) => assert.match(error.message, /EIO/)).pipe(
      Effect.provide(TestPlokeIo.layer(tree, { faults: looks }))
    )
  )

  it.effect("and at once where the test builds them itself", () =>
    Effect.gen(function* () {
      const services = PlokeIo.layer({ roots: ["/repo"] })
      const built = yield* Effect.exit(
        Effect.provide(readA, services.pipe(Layer.provide(TestPlokeIo.platform(tree, { faults: looks }))))
      )
      assert.isTrue(Exit.isFailure(built))
      const again = yield* Effect.provide(readA, services.pipe(Layer.provide(TestPlokeIo.platform(tree))))
      assert.strictEqual(again.content, "const a = 1")
    })
  )

  it.effect("one that never fired fails the test", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(
        Effect.provide(readA, TestPlokeIo.layer(tree, { faults: [{ on: "rename", fault: EIO }] }))
      )
      const defect = Exit.isFailure(exit) ? String(Cause.squash(exit.cause)) : "none"
      assert.match(defect, /a rule of the plan never fired[^]*"rename"[^]*open \/repo\/a\.ts \(r, noFollow\): ok/)
    })
  )

  it.effect("the seed decides about likely ones", () =>
    Effect.gen(function* () {
      const run = (faultSeed: number) =>
        Effect.replicateEffect(Effect.isSuccess(readA), 40).pipe(
          Effect.provide(TestPlokeIo.layer(tree, { faults: [{ on: "open", probability: 0.5, fault: EIO }], faultSeed }))
        )
      const first = yield* run(7)
      assert.deepStrictEqual(yield* run(7), first)
      assert.notDeepEqual(yield* run(8), first)
    })
  )

  it("a plan that cannot be kept is refused at once", () => {
    assert.throws(() => TestPlokeIo.layer(tree, { faults: [{ on: "stat", nth: 0, fault: EIO }] }), RangeError)
    assert.throws(() => TestPlokeIo.platform(tree, { faults: [{ on: [], fault: EIO }] }), RangeError)
  })
})
