import { assert, describe, it } from "@effect/vitest"
import { FileLock } from "@ploke/io"
import { MemoryLock } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

const open = Effect.flatMap(FileLock, (lock) => lock.open(undefined))

const run = <A, E>(program: Effect.Effect<A, E, MemoryLock.MemoryLock>) => Effect.provide(program, MemoryLock.layer)

describe("locks in memory", () => {
  it.effect("are the same for everybody who opens them, and for the test", () =>
    run(
      Effect.gen(function* () {
        const [one, two] = [yield* Effect.scoped(open), yield* Effect.scoped(open)]
        const { attempts, held, hold } = yield* MemoryLock.MemoryLock
        const slot = one.slotOf("/repo/a")
        const first = yield* one.tryLock(slot)
        if (first._tag !== "Held") return assert.fail("nobody has it")
        assert.deepStrictEqual(yield* two.tryLock(slot), { _tag: "Busy", heldBy: "this test" })
        assert.deepStrictEqual(yield* held, [slot])
        yield* first.release
        const release = yield* hold("/repo/a", "process 7")
        assert.deepStrictEqual(yield* one.tryLock(slot), { _tag: "Busy", heldBy: "process 7" })
        yield* release
        assert.deepStrictEqual(yield* held, [])
        assert.strictEqual(yield* attempts, 3)
      })
    )
  )

  it.effect("make a defect of what no lock allows: to hold what is held, and to give it back twice", () =>
    run(
      Effect.gen(function* () {
        const { hold } = yield* MemoryLock.MemoryLock
        const release = yield* hold("/repo/a")
        assert.isTrue(Exit.hasDies(yield* Effect.exit(hold("/repo/a"))))
        yield* release
        assert.isTrue(Exit.hasDies(yield* Effect.exit(release)))
      })
    )
  )

  it.effect("are new ones in each build of the layer", () =>
    Effect.gen(function* () {
      const take = Effect.flatMap(MemoryLock.MemoryLock, ({ hold }) => hold("/repo/a"))
      yield* Effect.asVoid(run(take))
      yield* Effect.asVoid(run(take))
    })
  )
})
