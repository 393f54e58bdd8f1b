import { assert, describe, it } from "@effect/vitest"
import { expectNoLeaks, Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { TransactionProgram } from "./TransactionPrograms.ts"
import { act, programs, services } from "./TransactionPrograms.ts"
import type { Files } from "./WritePrograms.ts"
import { isSame } from "./WritePrograms.ts"

type Disk = Parameters<Parameters<typeof FaultFileSystem.sweep>[1]>[0]

interface Outcome {
  readonly exit: Exit.Exit<unknown, unknown>
  readonly files: Files
  /** What is there when the service has started again, without faults. */
  readonly restarted: Files
}

const filesOf = ({ before }: TransactionProgram) =>
  Effect.map(MemoryFileSystem.MemoryFileSystem, ({ volume }): Files => {
    const textAt = (path: string) => {
      const content = volume.nodeAt(path)?.content
      return content === undefined ? undefined : new TextDecoder().decode(content)
    }
    return Object.fromEntries(Object.keys(before).map((path) => [path, textAt(path)]))
  })

/** Runs a program over a faulty disk, in a fiber of its own, and tells how it ended and what is there then. */
const over =
  (program: TransactionProgram, check: (outcome: Outcome) => void, temporaries: "none" | "some" = "none") =>
  (disk: Disk) =>
    Effect.gen(function* () {
      const below = { temporaries: { below: "/repo", like: /ploke-io-/ } }
      const served = Effect.provide(act(program), services)
      const careful = temporaries === "none" ? expectNoLeaks(served, below) : expectNoLeaks(served)
      const child = yield* Effect.forkChild(Effect.provide(careful, disk))
      const exit = yield* Fiber.await(child)
      const files = yield* filesOf(program)
      yield* Effect.provide(Effect.void, services)
      check({ exit, files, restarted: yield* filesOf(program) })
      return exit
    }).pipe(Effect.provide(MemoryFileSystem.layer(program.tree)))

const isUncertain = (exit: Exit.Exit<unknown, unknown>): boolean =>
  /TransactionStuck|DurabilityFailed/.test(String(exit))

// What was acknowledged is there, what failed is not; only what says so may be in between, until a restart.
const expectHonest =
  ({ after, before }: TransactionProgram) =>
  ({ exit, files, restarted }: Outcome): void => {
    assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
    const told = `${String(exit).slice(0, 300)}\n${JSON.stringify(files)}\n${JSON.stringify(restarted)}`
    const expected = Exit.isSuccess(exit) ? [after] : [before]
    if (!isUncertain(exit))
      assert.isTrue(
        expected.some((each) => isSame(each, files)),
        told
      )
    const allowed = isUncertain(exit) ? [before, after] : expected
    assert.isTrue(
      allowed.some((each) => isSame(each, restarted)),
      told
    )
  }

const expectWhole =
  ({ after, before }: TransactionProgram) =>
  ({ exit, files, restarted }: Outcome): void => {
    assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
    const told = `${String(exit).slice(0, 300)}\n${JSON.stringify(files)}`
    assert.isTrue(isSame(before, files) || isSame(after, files), told)
    assert.isTrue(isSame(files, restarted), told)
  }

const failures = ["EIO", "ENOENT", "EEXIST"] as const
const others = ["ENOSPC", "EACCES", "EDQUOT", "EMFILE", "EPERM", "EROFS", "EXDEV", "EBUSY"] as const

const tells = (program: TransactionProgram, name: (typeof failures)[number] | (typeof others)[number]) =>
  Effect.gen(function* () {
    const rule = { on: "any", fault: Fault.errno(name) } as const
    const runs = yield* FaultFileSystem.sweep(rule, over(program, expectHonest(program), "some"))
    assert.isAbove(runs.length, 20)
  })

describe("a transaction", () => {
  it.effect.each(others)("tells of %s at any call", (name) => tells(programs[3]!, name))
})

// What one file and three of them show, two show as well.
const telling = programs.filter(({ edits, title }) => !title.startsWith("splices") || edits.length === 2)

describe.each(telling)("a transaction of $title", (program) => {
  it.effect.each(failures)("tells of %s at any call, and is done or undone", (name) => tells(program, name))

  it.effect("believes what is there more than an error about what was done", () =>
    Effect.gen(function* () {
      const fault = Fault.errno("EIO", { work: "done" })
      const on = ["rename", "link", "remove"] as const
      const runs = yield* FaultFileSystem.sweep({ on, fault }, over(program, expectHonest(program)))
      assert.isAbove(runs.length, 1)
      assert.isTrue(runs.every(Exit.isSuccess), runs.map(String).join("\n"))
    })
  )

  it.effect("is interrupted at any call, and leaves nothing behind", () =>
    Effect.gen(function* () {
      for (const when of ["before", "after"] as const) {
        yield* FaultFileSystem.sweep({ on: "any", fault: Fault.interrupt(when) }, over(program, expectWhole(program)))
      }
    })
  )

  it.effect("does not repeat a sync that failed", () =>
    Effect.gen(function* () {
      const rule = { on: ["sync", "syncDirectory"], fault: Fault.fsyncgate() } as const
      const runs = yield* FaultFileSystem.sweep(rule, over(program, expectHonest(program), "some"))
      assert.isAbove(runs.length, 2)
    })
  )
})
