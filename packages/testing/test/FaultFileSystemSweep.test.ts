import { assert, describe, it } from "@effect/vitest"
import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type { PlatformError } from "effect/PlatformError"
import { defectOf, fileSystem } from "./FaultFileSystemWorld.ts"

describe("a sweep", () => {
  const replace = Effect.gen(function* () {
    const fs = yield* fileSystem
    yield* fs.writeFileString("/a.tmp", "new")
    yield* fs.rename("/a.tmp", "/a")
  }).pipe(Effect.onError(() => Effect.flatMap(fileSystem, (fs) => Effect.ignore(fs.remove("/a.tmp")))))

  const memory = MemoryFileSystem.layer({ "/a": "old" })

  const outcome = (program: Effect.Effect<void, PlatformError, FileSystem.FileSystem>) =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const exit = yield* Effect.flatMap(Effect.forkChild(program), Fiber.await)
      const left = yield* FaultFileSystem.quietly(Effect.all([fs.readFileString("/a"), fs.exists("/a.tmp")]))
      return [exit._tag, ...left]
    })

  it.effect("lets each call go wrong, one after the other", () =>
    Effect.gen(function* () {
      const rule = { on: FaultFileSystem.mutations, fault: Fault.errno("EIO") } as const
      const found = yield* FaultFileSystem.sweep(rule, (disk) =>
        Effect.provide(outcome(replace), disk.pipe(Layer.provide(memory)))
      )
      assert.deepStrictEqual(found, [
        ["Failure", "old", false],
        ["Failure", "old", false]
      ])
    })
  )

  it.effect("or each call and all that follow", () =>
    Effect.gen(function* () {
      const rule = { on: FaultFileSystem.mutations, times: "forever", fault: Fault.errno("EIO") } as const
      const found = yield* FaultFileSystem.sweep(rule, (disk) =>
        Effect.provide(outcome(replace), disk.pipe(Layer.provide(memory)))
      )
      assert.deepStrictEqual(found, [
        ["Failure", "old", false],
        ["Failure", "old", true]
      ])
    })
  )

  it.effect("interrupts at each call", () =>
    Effect.gen(function* () {
      const rule = { on: "any", fault: Fault.interrupt("after") } as const
      const found = yield* FaultFileSystem.sweep(rule, (disk) =>
        Effect.provide(outcome(replace), disk.pipe(Layer.provide(memory)))
      )
      assert.deepStrictEqual(found, [
        ["Failure", "old", false],
        ["Failure", "new", false]
      ])
    })
  )

  it.effect("names the call at which a run fails", () =>
    Effect.gen(function* () {
      const careless = Effect.flatMap(fileSystem, (fs) =>
        Effect.andThen(fs.remove("/a"), fs.writeFileString("/a", "new"))
      )
      const rule = { on: FaultFileSystem.mutations, fault: Fault.errno("ENOSPC") } as const
      const exit = yield* Effect.exit(
        FaultFileSystem.sweep(rule, (disk) =>
          Effect.gen(function* () {
            const [, content] = yield* outcome(careless)
            assert.strictEqual(content, "old")
          }).pipe(Effect.provide(disk.pipe(Layer.provide(memory))))
        )
      )
      const message = defectOf(exit)
      assert.match(
        message,
        /The run fails when call 2 of those that the rule names goes wrong: NotFound: FileSystem\.readFile/
      )
      assert.match(message, /1\. remove \/a: ok\n2\. writeFile \/a \(w, 3 bytes\): ENOSPC {2}\[rule 1\]/)
    })
  )

  it.effect("that swept nothing is a defect", () =>
    Effect.gen(function* () {
      const rule = { on: "sync", fault: Fault.errno("EIO") } as const
      const nothing = FaultFileSystem.sweep(rule, (disk) => Effect.provide(replace, disk.pipe(Layer.provide(memory))))
      assert.match(defectOf(yield* Effect.exit(nothing)), /No call of the run went wrong:\n1\. writeFile \/a\.tmp/)
      const unused = FaultFileSystem.sweep(rule, () => Effect.void)
      assert.match(defectOf(yield* Effect.exit(unused)), /has to use the layer/)
    })
  )
})
