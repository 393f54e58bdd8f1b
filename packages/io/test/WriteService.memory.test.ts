import { assert, describe, it } from "@effect/vitest"
import { ErrorPolicy, FileAccess, FileSystemAccess, PlokeIo, ReadService, WriteService } from "@ploke/io"
import { exploreCrashes, Fault, FaultFileSystem, TestHasher, TestPlokeIo, Tree } from "@ploke/io-testing"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"

class Broken extends Data.TaggedError("Broken")<{ readonly message: string }> {}

const filePath = "/repo/d/a"

const text = Effect.flatMap(FileSystem.FileSystem, (fs) =>
  Effect.orElseSucceed(fs.readFileString(filePath), () => undefined)
)

const rewrite = Effect.gen(function* () {
  const read = yield* ReadService
  const expectedHash = yield* read.hashFile(filePath)
  return yield* (yield* WriteService).writeSnippet({
    filePath,
    expectedHash,
    startByte: 0,
    endByte: 3,
    replacement: "new"
  })
})

const start: Tree.Tree = { "/repo/d/a": Tree.file("old contents", { mode: 0o640 }) }

describe("a temporary file", () => {
  // The process that this start of the machine runs, by number; all others are dead.
  const ofProcess = (id: string) =>
    PlokeIo.layer({ roots: ["/repo"] }).pipe(
      Layer.provide(
        Layer.effect(
          FileAccess,
          Effect.map(FileAccess, (access) => ({ ...access, process: { id, isDead: (other) => other !== id } }))
        )
      ),
      Layer.provide(FileSystemAccess.layer),
      Layer.provide(TestHasher.layer)
    )

  const names = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readDirectory("/repo/d"))

  it.effect("of a process that lost power is removed by the next one that writes there, and nothing else is", () =>
    Effect.gen(function* () {
      const theirs = [".a.tmp", ".a.ploke-io-x.tmp", "a.ploke-io-7-0123456789abcdef.tmp"]
      const tree = { ...start, ...Object.fromEntries(theirs.map((name) => [`/repo/d/${name}`, ""])) }
      let cut = 0
      let next = 8
      const report = yield* exploreCrashes({
        tree,
        act: Effect.provide(rewrite, ofProcess("7")),
        recover: Effect.gen(function* () {
          if ((yield* names).length > theirs.length + 1) cut++
          yield* Effect.provide(rewrite, ofProcess(String(next++)))
        }),
        check: () =>
          Effect.flatMap(names, (found) =>
            found.length === theirs.length + 1 ? Effect.void : new Broken({ message: found.join() })
          )
      })
      assert.isTrue(report.exhaustive)
      assert.isAbove(cut, 5)
    })
  )
})

describe("a fault", () => {
  it.effect("in the sync of the file is told, and the sync is not repeated", () =>
    Effect.gen(function* () {
      const fs = yield* FaultFileSystem.FaultFileSystem
      const error = yield* Effect.flip(rewrite)
      assert.include(error.message, "fsync of the file")
      assert.strictEqual(fs.calls.filter((call) => call.operation === "sync").length, 1)
      assert.strictEqual(yield* text, "old contents")
    }).pipe(
      Effect.provide(
        TestPlokeIo.layer(start, { roots: ["/repo"], faults: [{ on: "sync", fault: Fault.errno("EIO") }] })
      )
    )
  )

  it.effect("a file system that cannot sync folders degrades the write, and says so", () =>
    Effect.gen(function* () {
      const emitted: Array<string> = []
      const { durability } = yield* rewrite.pipe(
        Effect.provideService(ErrorPolicy, {
          emit: (error) => Effect.sync(() => void emitted.push(error.message))
        })
      )
      assert.strictEqual(durability, "bestEffort")
      assert.strictEqual(yield* text, "new contents")
      assert.strictEqual(emitted.length, 1)
      assert.include(emitted[0], filePath)
    }).pipe(
      Effect.provide(
        TestPlokeIo.layer(start, { roots: ["/repo"], faults: [{ on: "syncDirectory", fault: Fault.errno("EINVAL") }] })
      )
    )
  )
})
