import { assert, describe, it } from "@effect/vitest"
import { FileAccess, FileSystemAccess, PlokeIo } from "@ploke/io"
import { exploreCrashes, TestHasher } from "@ploke/io-testing"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { found, isSame, programs, services } from "./WritePrograms.ts"

class Broken extends Data.TaggedError("Broken")<{ readonly message: string }> {}

// A move that is cut off may have both names; an acknowledged write has what it was to make, and nothing else.
describe("a power cut", () => {
  it.effect.each(programs)("during $title leaves what was there, or all that was to be", (program) =>
    Effect.gen(function* () {
      const { act, after, before, between, tree } = program
      const report = yield* exploreCrashes({
        tree,
        layer: services,
        act,
        check: ({ acknowledged }) =>
          Effect.gen(function* () {
            const files = yield* found(program)
            const allowed = Option.isSome(acknowledged) ? [after] : [before, after, ...between]
            if (allowed.some((each) => isSame(each, files))) return
            const when = Option.isSome(acknowledged) ? "acknowledged, but " : ""
            return yield* new Broken({ message: when + JSON.stringify(files) })
          })
      })
      assert.isTrue(report.exhaustive)
      assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
      assert.isAbove(report.states, 2)
    })
  )
})

describe("the temporary file of a process that lost power", () => {
  // The process that this start of the machine runs, by name; all others are dead.
  const ofProcess = (id: string) =>
    PlokeIo.layer({ roots: ["/repo"] }).pipe(
      Layer.provide(
        Layer.effect(
          FileAccess,
          Effect.map(FileAccess, (access) => ({ ...access, process: { id, isDead: (other: string) => other !== id } }))
        )
      ),
      Layer.provide(FileSystemAccess.layer),
      Layer.provide(TestHasher.layer)
    )

  const temporaries = Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const names = yield* fs.readDirectory("/repo", { recursive: true })
    return names.filter((name) => name.includes("ploke-io-"))
  })

  it.effect.each(programs)("during $title is gone when the service has started again", ({ act, tree }) =>
    Effect.gen(function* () {
      let left = 0
      let next = 2
      const report = yield* exploreCrashes({
        tree,
        act: Effect.provide(act, ofProcess("1")),
        recover: Effect.gen(function* () {
          left += (yield* temporaries).length
          // The sweep goes on behind the start: whoever looks has waited for it.
          const swept = Effect.repeat(Effect.andThen(Effect.yieldNow, temporaries), {
            until: (names) => names.length === 0,
            times: 1000
          })
          yield* Effect.provide(swept, ofProcess(String(next++)))
        }),
        check: () =>
          Effect.flatMap(temporaries, (names) =>
            names.length === 0 ? Effect.void : new Broken({ message: names.join() })
          )
      })
      assert.isTrue(report.exhaustive)
      assert.isTrue(Exit.isSuccess(report.exit))
      const needsNone = act === programs[5]!.act || act === programs[6]!.act || act === programs[7]!.act
      assert.strictEqual(left === 0, needsNone)
    })
  )
})
