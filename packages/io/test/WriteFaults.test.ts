import { assert, describe, it } from "@effect/vitest"
import { expectNoLeaks, Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import type { Files, WriteProgram } from "./WritePrograms.ts"
import { isSame, programs, services } from "./WritePrograms.ts"

type Disk = Parameters<Parameters<typeof FaultFileSystem.sweep>[1]>[0]

interface Outcome {
  readonly exit: Exit.Exit<unknown, unknown>
  readonly files: Files
}

/** Runs a program over a faulty disk, in a fiber of its own, and tells how it ended and what is there then. */
const over =
  (program: WriteProgram, check: (outcome: Outcome) => void, during: Effect.Effect<void> = Effect.void) =>
  (disk: Disk) =>
    Effect.gen(function* () {
      const careful = expectNoLeaks(program.act, { temporaries: { below: "/repo", like: /ploke-io-/ } })
      const child = yield* Effect.forkChild(Effect.provide(careful, services.pipe(Layer.provideMerge(disk))))
      yield* during
      const exit = yield* Fiber.await(child)
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const textAt = (path: string) => {
        const content = volume.nodeAt(path)?.content
        return content === undefined ? undefined : new TextDecoder().decode(content)
      }
      const files: Files = Object.fromEntries(Object.keys(program.before).map((path) => [path, textAt(path)]))
      check({ exit, files })
      return exit
    }).pipe(Effect.provide(MemoryFileSystem.layer(program.tree)))

// What was acknowledged is there; what failed is not, unless the failure says so, or the undoing failed as well.
const expectHonest =
  ({ after, before, between }: WriteProgram) =>
  ({ exit, files }: Outcome): void => {
    assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
    const isVisible = String(exit).includes("the new content can be read")
    const allowed = Exit.isSuccess(exit) ? [after] : isVisible ? [after] : [before, ...between]
    assert.isTrue(
      allowed.some((each) => isSame(each, files)),
      `${String(exit).slice(0, 200)}\n${JSON.stringify(files)}`
    )
  }

const expectWhole =
  ({ after, before, between }: WriteProgram) =>
  ({ exit, files }: Outcome): void => {
    assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
    assert.isTrue(
      [before, after, ...between].some((each) => isSame(each, files)),
      JSON.stringify(files)
    )
  }

// The run in which nothing goes wrong is not among these.
const expectFailures = (exits: ReadonlyArray<Exit.Exit<unknown, unknown>>): void => {
  for (const exit of exits) assert.isTrue(Exit.isFailure(exit) && !Exit.hasDies(exit), String(exit))
}

const failures = [
  "EIO",
  "ENOSPC",
  "EDQUOT",
  "EMFILE",
  "EINTR",
  "EACCES",
  "EPERM",
  "EROFS",
  "EXDEV",
  "EBUSY",
  "ENOENT",
  "EEXIST"
] as const

describe.each(programs)("$title", (program) => {
  it.effect.each(failures)("tells of %s at any call, and leaves nothing behind", (name) =>
    Effect.gen(function* () {
      const runs = yield* FaultFileSystem.sweep(
        { on: "any", fault: Fault.errno(name) },
        over(program, expectHonest(program))
      )
      assert.isAbove(runs.length, 8)
    })
  )

  it.effect("tells of a disk that fails from some call on", () =>
    Effect.gen(function* () {
      const rule = { on: FaultFileSystem.mutations, fault: Fault.errno("EIO"), times: "forever" } as const
      // What cannot even be removed is left to the next start.
      const runs = yield* FaultFileSystem.sweep(rule, (disk) =>
        Effect.gen(function* () {
          const layer = services.pipe(Layer.provideMerge(disk))
          return yield* Fiber.await(yield* Effect.forkChild(Effect.provide(program.act, layer)))
        }).pipe(Effect.provide(MemoryFileSystem.layer(program.tree)))
      )
      assert.isAbove(runs.length, 1)
      expectFailures(runs)
    })
  )

  it.effect("believes what is there more than an error about what was done", () =>
    Effect.gen(function* () {
      const fault = Fault.errno("EIO", { work: "done" })
      const on = ["rename", "link", "remove"] as const
      yield* FaultFileSystem.sweep({ on, fault }, over(program, expectHonest(program)))
    })
  )

  it.effect("is interrupted at any call, and leaves nothing behind", () =>
    Effect.gen(function* () {
      for (const when of ["before", "after"] as const) {
        yield* FaultFileSystem.sweep({ on: "any", fault: Fault.interrupt(when) }, over(program, expectWhole(program)))
      }
    })
  )

  it.effect("waits for a slow disk at any call", () =>
    Effect.gen(function* () {
      const check = (outcome: Outcome) => {
        assert.isTrue(Exit.isSuccess(outcome.exit), String(outcome.exit))
        expectHonest(program)(outcome)
      }
      yield* FaultFileSystem.sweep(
        { on: "any", fault: Fault.latency("1 minute") },
        over(program, check, Effect.andThen(Effect.yieldNow, TestClock.adjust("2 minutes")))
      )
    })
  )
})

describe("a sync that fails", () => {
  it.effect.each(programs)("during $title is not repeated, and succeeds for nobody afterwards", (program) =>
    Effect.gen(function* () {
      const rule = { on: ["sync", "syncDirectory"], fault: Fault.fsyncgate() } as const
      const runs = yield* FaultFileSystem.sweep(rule, over(program, expectHonest(program)))
      expectFailures(runs)
      for (const exit of runs) assert.include(String(exit), "fsync")
    })
  )
})

const writing = programs.filter(({ title }) => !/removal|^a move/.test(title))

describe("a write that comes to a stop half-way", () => {
  it.effect.each(writing)("during $title fails with what stopped it", (program) =>
    Effect.gen(function* () {
      const rule = { on: "writeAll", fault: Fault.shortWrite({ bytes: 3, next: "ENOSPC" }) } as const
      const runs = yield* FaultFileSystem.sweep(rule, over(program, expectHonest(program)))
      assert.strictEqual(runs.length, 1)
      expectFailures(runs)
      assert.include(String(runs[0]), "ENOSPC")
    })
  )
})
