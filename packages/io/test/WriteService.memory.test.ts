import { assert, describe, it } from "@effect/vitest"
import { ErrorPolicy, FileAccess, FileSystemAccess, PlokeIo, ReadService, WriteService } from "@ploke/io"
import {
  exploreCrashes,
  expectNoLeaks,
  Fault,
  FaultFileSystem,
  MemoryFileSystem,
  TestHasher,
  TestPlokeIo,
  Tree
} from "@ploke/io-testing"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

class Broken extends Data.TaggedError("Broken")<{ readonly message: string }> {}

const services = PlokeIo.layer({ roots: ["/repo"] }).pipe(
  Layer.provide(FileSystemAccess.layer),
  Layer.provide(TestHasher.layer)
)

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

const create = (onExists: "error" | "overwrite") =>
  Effect.flatMap(WriteService, (write) =>
    write.createFile({ filePath, content: "new contents", onExists, createParents: true, mode: 0o644 })
  )

const start: Tree.Tree = { "/repo/d/a": Tree.file("old contents", { mode: 0o640 }) }

const programs = [
  ["an edit", start, rewrite, "old contents"],
  ["an overwriting creation", start, create("overwrite"), "old contents"],
  ["a creation", { "/repo/d/b": "" }, create("error"), undefined],
  ["a creation with its folders", { "/repo/b": "" }, create("error"), undefined]
] as const

describe("a power cut", () => {
  it.effect.each(programs)("during %s leaves what was there, or all that was to be", ([, tree, act, old]) =>
    Effect.gen(function* () {
      const report = yield* exploreCrashes({
        tree,
        layer: services,
        act,
        check: ({ acknowledged }) =>
          Effect.gen(function* () {
            const found = yield* text
            if (found === "new contents") return
            if (found !== old || Option.isSome(acknowledged)) {
              return yield* new Broken({
                message: `${Option.isSome(acknowledged) ? "acknowledged, but " : ""}${found}`
              })
            }
          })
      })
      assert.isTrue(report.exhaustive)
      assert.isTrue(Exit.isSuccess(report.exit))
    })
  )
})

describe("a temporary file", () => {
  // The process that this start of the machine runs, by number; all others are dead.
  const ofProcess = (id: number) =>
    PlokeIo.layer({ roots: ["/repo"] }).pipe(
      Layer.provide(
        Layer.effect(
          FileAccess,
          Effect.map(FileAccess, (access) => ({ ...access, process: { id, isAlive: (other) => other === id } }))
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
        act: Effect.provide(rewrite, ofProcess(7)),
        recover: Effect.gen(function* () {
          if ((yield* names).length > theirs.length + 1) cut++
          yield* Effect.provide(rewrite, ofProcess(next++))
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
  /** Runs a program over a faulty disk, in a fiber of its own, and tells how it ended and what the file holds then. */
  const over = (tree: Tree.Tree, program: typeof rewrite, check: (outcome: Outcome) => void) => (disk: Disk) =>
    Effect.gen(function* () {
      const careful = expectNoLeaks(program, { temporaries: { below: "/repo", like: /ploke-io-/ } })
      const child = yield* Effect.forkChild(Effect.provide(careful, services.pipe(Layer.provideMerge(disk))))
      const exit = yield* Fiber.await(child)
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const content = volume.nodeAt(filePath)?.content
      check({ exit, found: content === undefined ? undefined : new TextDecoder().decode(content) })
    }).pipe(Effect.provide(MemoryFileSystem.layer(tree)))

  interface Outcome {
    readonly exit: Exit.Exit<unknown, unknown>
    readonly found: string | undefined
  }
  type Disk = Parameters<Parameters<typeof FaultFileSystem.sweep>[1]>[0]

  it.effect.each(programs)("at any call of %s is told, and leaves nothing behind", ([, tree, program, old]) =>
    Effect.gen(function* () {
      for (const name of ["EIO", "ENOSPC", "EACCES"] as const) {
        const check = ({ exit, found }: Outcome): void => {
          assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
          assert.include([old, "new contents"], found)
          // What was acknowledged is there; what failed is not, unless the failure says so.
          if (Exit.isSuccess(exit)) return assert.strictEqual(found, "new contents")
          const isVisible = String(exit).includes("the new content can be read")
          assert.strictEqual(found, isVisible ? "new contents" : old, String(exit))
        }
        const runs = yield* FaultFileSystem.sweep({ on: "any", fault: Fault.errno(name) }, over(tree, program, check))
        assert.isAbove(runs.length, 10)
      }
    })
  )

  it.effect.each(programs)("an interruption at any call of %s leaves nothing behind", ([, tree, program, old]) =>
    Effect.gen(function* () {
      const check = ({ exit, found }: Outcome): void => {
        assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
        assert.include([old, "new contents"], found)
      }
      for (const when of ["before", "after"] as const) {
        yield* FaultFileSystem.sweep({ on: "any", fault: Fault.interrupt(when) }, over(tree, program, check))
      }
    })
  )

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
