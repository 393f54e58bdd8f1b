import { assert, describe, it } from "@effect/vitest"
import { CrashFileSystem, Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { defectOf, fileSystem, log, over, text, told } from "./FaultFileSystemWorld.ts"

describe("errno", () => {
  it.effect("leaves the call undone, or does it and loses the answer", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      assert.strictEqual(yield* told(fs.rename("/a", "/b")), "EIO")
      assert.strictEqual(volume.nodeAt("/b"), undefined)
      assert.strictEqual(yield* told(fs.rename("/a", "/b")), "ETIMEDOUT")
      assert.strictEqual(volume.nodeAt("/b")?.size, 4)
    }).pipe(
      Effect.provide(
        over(
          [
            { on: "rename", fault: Fault.errno("EIO") },
            { on: "rename", fault: Fault.errno("ETIMEDOUT", { work: "done" }) }
          ],
          { "/a": "text" }
        )
      )
    )
  )

  it.effect("of open with its work done leaves no file open", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      assert.strictEqual(yield* told(fs.open("/new", { flag: "wx" })), "EIO")
      assert.deepStrictEqual([volume.nodeAt("/new")?.size, volume.openHandles], [0, 0])
    }).pipe(Effect.scoped, Effect.provide(over([{ on: "open", fault: Fault.errno("EIO", { work: "done" }) }])))
  )

  it.effect("is seen through what Effect derives from the call", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const bytes = Stream.succeed(text("x"))
      const derived: ReadonlyArray<readonly [string, Effect.Effect<unknown, PlatformError>]> = [
        ["EIO", fs.exists("/a")],
        ["ENOENT becomes false", Effect.map(fs.exists("/a"), (found) => `ENOENT becomes ${found}`)],
        ["EINTR", fs.readFileString("/a")],
        ["ENOSPC", fs.writeFileString("/a", "x")],
        ["EMFILE", Stream.runDrain(fs.stream("/a"))],
        ["EACCES", Stream.runDrain(fs.stream("/a"))],
        ["EDQUOT", Stream.run(bytes, fs.sink("/b"))],
        ["ENFILE", fs.glob("*", { root: "/" })]
      ]
      for (const [found, effect] of derived) {
        const expected = found === "EDQUOT" ? "Unknown system error -122" : found
        assert.strictEqual(yield* told(effect), expected)
      }
    }).pipe(
      Effect.provide(
        over(
          [
            { on: "access", fault: Fault.errno("EIO") },
            { on: "access", fault: Fault.errno("ENOENT") },
            { on: "readFile", fault: Fault.errno("EINTR") },
            { on: "writeFile", fault: Fault.errno("ENOSPC") },
            { on: "open", fault: Fault.errno("EMFILE") },
            { on: "readAlloc", fault: Fault.errno("EACCES") },
            { on: "writeAll", fault: Fault.errno("EDQUOT") },
            { on: "readDirectoryEntries", fault: Fault.errno("ENFILE") }
          ],
          { "/a": "text" }
        )
      )
    )
  )

  it.effect("at the end of a scope is a defect, as on Node, and the file is closed", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const exit = yield* Effect.exit(Effect.scoped(fs.open("/a")))
      assert.match(defectOf(exit), /Unknown: FileSystem\.open \(3\)/)
      assert.strictEqual(volume.openHandles, 0)
    }).pipe(Effect.provide(over([{ on: "close", fault: Fault.errno("EIO") }], { "/a": "text" })))
  )
})

describe("a short write", () => {
  const writeTwice = (plan: FaultFileSystem.Plan) =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const file = yield* fs.open("/f", { flag: "w" })
      const results = [yield* told(file.write(text("abcdef"))), yield* told(file.write(text("ghi")))]
      return [...results, yield* fs.readFileString("/f")]
    }).pipe(Effect.scoped, Effect.provide(over(plan)))

  it.effect("reports half, and the rest can be written", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* writeTwice([{ on: "write", fault: Fault.shortWrite() }]), [3, 3, "abcghi"])
      const plan: FaultFileSystem.Plan = [{ on: "write", fault: Fault.shortWrite({ bytes: 5 }) }]
      assert.deepStrictEqual(yield* writeTwice(plan), [5, 3, "abcdeghi"])
    })
  )

  it.effect("fails the next write to that file, as a disk does that has become full", () =>
    Effect.gen(function* () {
      const plan: FaultFileSystem.Plan = [{ on: "write", fault: Fault.shortWrite({ next: "ENOSPC" }) }]
      assert.deepStrictEqual(yield* writeTwice(plan), [3, "ENOSPC", "abc"])
    })
  )

  it.effect("leaves calls of too few bytes alone", () =>
    Effect.gen(function* () {
      const plan: FaultFileSystem.Plan = [{ on: "write", fault: Fault.shortWrite({ bytes: 6 }), unfired: "allowed" }]
      assert.deepStrictEqual(yield* writeTwice(plan), [6, 3, "abcdefghi"])
    })
  )

  it.effect("ends writeAll and writeFile with the failure, after so many bytes", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const file = yield* fs.open("/f", { flag: "w" })
      assert.strictEqual(yield* told(file.writeAll(text("abcdef"))), "ENOSPC")
      assert.strictEqual(yield* told(fs.writeFileString("/g", "abcdef")), "EFBIG")
      assert.deepStrictEqual([yield* fs.readFileString("/f"), yield* fs.readFileString("/g")], ["abc", "a"])
      assert.strictEqual(yield* told(file.writeAll(text("ghi"))), undefined)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        over([
          { on: "writeAll", fault: Fault.shortWrite({ next: "ENOSPC" }) },
          { on: "writeFile", fault: Fault.shortWrite({ bytes: 1, next: "EFBIG" }) }
        ])
      )
    )
  )
})

describe("a short read", () => {
  it.effect("gives less, and the rest can be read", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const file = yield* fs.open("/f")
      const buffer = new Uint8Array(6)
      assert.strictEqual(yield* told(file.read(buffer)), 3)
      assert.deepStrictEqual(
        Option.map(yield* file.readAlloc(6), (chunk) => chunk.length),
        Option.some(1)
      )
      assert.strictEqual(yield* told(file.read(buffer)), 2)
      assert.strictEqual(yield* told(file.read(buffer, { position: 0n })), 1)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        over(
          [
            { on: "read", fault: Fault.shortRead() },
            { on: "readAlloc", fault: Fault.shortRead({ bytes: 1 }) },
            { on: "read", nth: 2, fault: Fault.shortRead({ bytes: 1 }) }
          ],
          { "/f": "abcdef" }
        )
      )
    )
  )

  it.effect("fails the next read of that file, and no other's", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const [file, other] = [yield* fs.open("/f"), yield* fs.open("/f")]
      const buffer = new Uint8Array(6)
      assert.deepStrictEqual(
        [yield* told(file.read(buffer)), yield* told(other.read(buffer)), yield* told(file.read(buffer))],
        [3, 6, "EIO"]
      )
    }).pipe(
      Effect.scoped,
      Effect.provide(over([{ on: "read", fault: Fault.shortRead({ next: "EIO" }) }], { "/f": "abcdef" }))
    )
  )

  it.effect("of no bytes looks like the end of the file", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const chunks = yield* Stream.runCollect(fs.stream("/f", { chunkSize: 2 }))
      assert.strictEqual(new TextDecoder().decode(chunks[0]), "ab")
      assert.strictEqual(chunks.length, 1)
    }).pipe(
      Effect.provide(over([{ on: "readAlloc", nth: 2, fault: Fault.shortRead({ bytes: 0 }) }], { "/f": "abcdef" }))
    )
  )
})

describe("latency", () => {
  it.effect("waits on the clock of Effect, and goes on", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const fiber = yield* Effect.forkChild(fs.readFileString("/f"), { startImmediately: true })
      yield* TestClock.adjust("4999 millis")
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      assert.strictEqual((yield* log).calls[0]?.outcome, "running")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* Fiber.join(fiber), "text")
    }).pipe(Effect.provide(over([{ on: "readFile", fault: Fault.latency("5 seconds") }], { "/f": "text" })))
  )

  it.effect("comes before a failure", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const fiber = yield* Effect.forkChild(told(fs.readFileString("/f")), { startImmediately: true })
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "EIO")
    }).pipe(
      Effect.provide(
        over(
          [
            { on: "any", fault: Fault.latency("5 seconds") },
            { on: "readFile", fault: Fault.errno("EIO") }
          ],
          { "/f": "text" }
        )
      )
    )
  )
})

describe("a sync", () => {
  /** The syncs that reach the file system below. */
  const syncsBelow = (
    plan: FaultFileSystem.Plan,
    use: (fs: FileSystem.FileSystem) => Effect.Effect<unknown, PlatformError>
  ) =>
    Effect.gen(function* () {
      const memory = yield* fileSystem
      const below = FaultFileSystem.make(memory, [])
      const { fileSystem: fs } = FaultFileSystem.make(below.fileSystem, plan)
      yield* use(fs)
      return below.log.calls.filter(({ operation }) => operation === "sync" || operation === "syncDirectory").length
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/d/f": "f", "/d/g": "g" })))

  const syncOf = (fs: FileSystem.FileSystem, path: string) =>
    told(Effect.scoped(Effect.flatMap(fs.open(path), (file) => file.sync)))

  it.effect("that lies succeeds without the disk", () =>
    Effect.gen(function* () {
      const use = (fs: FileSystem.FileSystem) =>
        Effect.gen(function* () {
          for (const path of ["/d/f", "/d"]) assert.strictEqual(yield* syncOf(fs, path), undefined)
        })
      const lying = { on: "any", times: "forever", fault: Fault.lyingSync } as const
      assert.strictEqual(yield* syncsBelow([lying], use), 0)
      assert.strictEqual(yield* syncsBelow([{ ...lying, on: "syncDirectory" }], use), 1)
      assert.strictEqual(yield* syncsBelow([], use), 2)
    })
  )

  it.effect("that failed pretends from then on, whatever the name or the open file; others do not", () =>
    Effect.gen(function* () {
      const plan: FaultFileSystem.Plan = [{ on: "sync", path: "/d/f", fault: Fault.fsyncgate() }]
      const reached = yield* syncsBelow(plan, (fs) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* syncOf(fs, "/d/f"), "EIO")
          assert.strictEqual(yield* syncOf(fs, "/d/f"), undefined)
          yield* fs.link("/d/f", "/d/second")
          yield* fs.rename("/d/f", "/d/h")
          for (const path of ["/d/h", "/d/second"]) assert.strictEqual(yield* syncOf(fs, path), undefined)
          assert.strictEqual(yield* syncOf(fs, "/d/g"), undefined)
        })
      )
      assert.strictEqual(reached, 1)
    })
  )

  it.effect("of a new file with the old name does not pretend", () =>
    Effect.gen(function* () {
      const reached = yield* syncsBelow([{ on: "sync", fault: Fault.fsyncgate("ENOSPC") }], (fs) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* syncOf(fs, "/d/f"), "ENOSPC")
          yield* fs.remove("/d/f")
          yield* fs.writeFileString("/d/f", "new")
          assert.strictEqual(yield* syncOf(fs, "/d/f"), undefined)
        })
      )
      assert.strictEqual(reached, 1)
    })
  )
})

describe("a file system that knows what a power cut leaves, behind a plan", () => {
  /** What may be in a file after a power cut, once it was written and synced twice, whatever that said. */
  const contents = (plan: FaultFileSystem.Plan) =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const disk = yield* CrashFileSystem.CrashFileSystem
      const file = yield* fs.open("/f", { flag: "r+" })
      yield* file.writeAll(text("new"))
      const said = [yield* told(file.sync), yield* told(file.sync)]
      const left = yield* disk.crash({ variants: [] })
      return [...said, ...left.map((image) => new TextDecoder().decode(image.mount().readFile("/f")))]
    }).pipe(
      Effect.scoped,
      Effect.provide(FaultFileSystem.layer(plan).pipe(Layer.provideMerge(CrashFileSystem.layer({ "/f": "old" }))))
    )

  it.effect("loses what a sync that lied, or one after a failure, claimed to store", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* contents([]), [undefined, undefined, "new"])
      const lies = [{ on: "sync", times: "forever", fault: Fault.lyingSync }] as const
      assert.deepStrictEqual(yield* contents(lies), [undefined, undefined, "new", "old"])
      const pretends = [{ on: "sync", fault: Fault.fsyncgate() }] as const
      assert.deepStrictEqual(yield* contents(pretends), ["EIO", undefined, "new", "old"])
      const fails = [{ on: "sync", fault: Fault.errno("EIO") }] as const
      assert.deepStrictEqual(yield* contents(fails), ["EIO", undefined, "new"])
    })
  )
})

describe("an interruption", () => {
  const plan = (at: "before" | "after"): FaultFileSystem.Plan => [{ on: "rename", fault: Fault.interrupt(at) }]

  const renamed = (at: "before" | "after", around: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      let later = false
      const program = Effect.andThen(
        around(fs.rename("/a", "/b")),
        Effect.sync(() => (later = true))
      )
      const exit = yield* Effect.flatMap(Effect.forkChild(program), Fiber.await)
      return [
        Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "not interrupted",
        volume.nodeAt("/b") === undefined ? "not done" : "done",
        later ? "went on" : "ended",
        (yield* log).calls[0]?.outcome
      ]
    }).pipe(Effect.provide(over(plan(at), { "/a": "text" })))

  it.effect("before a call leaves it undone", () =>
    Effect.gen(function* () {
      const found = yield* renamed("before", (effect) => effect)
      assert.deepStrictEqual(found, ["interrupted", "not done", "ended", "interrupted"])
    })
  )

  it.effect("after a call finds it done", () =>
    Effect.gen(function* () {
      const found = yield* renamed("after", (effect) => effect)
      assert.deepStrictEqual(found.slice(0, 3), ["interrupted", "done", "ended"])
    })
  )

  it.effect("waits for the end of what may not be interrupted", () =>
    Effect.gen(function* () {
      for (const at of ["before", "after"] as const) {
        const found = yield* renamed(at, Effect.uninterruptible)
        assert.deepStrictEqual(found, ["interrupted", "done", "ended", "succeeded"])
      }
    })
  )

  it.effect("cannot be caught as a failure", () =>
    Effect.gen(function* () {
      const found = yield* renamed("before", (effect) => Effect.catchCause(effect, () => Effect.never))
      assert.deepStrictEqual(found.slice(0, 3), ["interrupted", "not done", "ended"])
    })
  )

  it.effect("after open leaves no file open", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      yield* Effect.flatMap(Effect.forkChild(Effect.scoped(fs.open("/a"))), Fiber.await)
      assert.deepStrictEqual([(yield* log).calls[0]?.operation, volume.openHandles], ["open", 0])
      assert.deepStrictEqual((yield* log).openHandles, [])
    }).pipe(Effect.provide(over([{ on: "open", fault: Fault.interrupt("after") }], { "/a": "text" })))
  )
})

describe("somebody else", () => {
  it.effect("acts between a look and the open that follows", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      assert.isTrue(yield* fs.exists("/a"))
      assert.strictEqual(yield* told(Effect.scoped(fs.open("/a"))), "ENOENT")
      assert.deepStrictEqual(
        (yield* log).calls.map(({ operation }) => operation),
        ["access", "open"]
      )
    }).pipe(
      Effect.provide(
        over([{ on: "open", fault: Fault.meanwhile(Effect.flatMap(fileSystem, (fs) => fs.remove("/a"))) }], {
          "/a": "a"
        })
      )
    )
  )
})
