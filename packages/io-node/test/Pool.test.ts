import { assert, describe, it } from "@effect/vitest"
import type { DescriptorBudget, ReadOrder } from "@ploke/io"
import { NodeHasher } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { makeAccess } from "../src/internal/access.ts"
import type { StepResult, Work } from "../src/internal/adaptive.ts"
import { run } from "../src/internal/adaptive.ts"
import type { Verifier } from "../src/internal/verifier.ts"
import { choose } from "../src/internal/verifier.ts"

const generous = (log: { borrowed: number; exhausted: number }): DescriptorBudget => ({
  granted: 2,
  borrow: (max) => Effect.sync(() => (log.borrowed = Math.max(log.borrowed, max))),
  exhausted: Effect.sync(() => void log.exhausted++)
})

const withFolder = <A>(body: (folder: string) => Effect.Effect<A, unknown>): Effect.Effect<A, unknown> =>
  Effect.acquireUseRelease(
    Effect.sync(() => fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), "ploke-pool-")))),
    body,
    (folder) => Effect.sync(() => fs.rmSync(folder, { recursive: true, force: true }))
  )

const openDescriptors = (): number => fs.readdirSync("/proc/self/fd").length

// A disk that does not answer from memory: every synchronous open takes a millisecond.
const slow = (verifier: Verifier, log: { now: number; later: number }): Verifier => ({
  ...verifier,
  openFolder: undefined,
  openFile: (file) => {
    log.now++
    const until = performance.now() + 1
    while (performance.now() < until);
    return verifier.openFile(file)
  },
  openFileLater: (file, done) => {
    log.later++
    verifier.openFileLater(file, done)
  }
})

// Every second file was located, the others are read by their plain paths.
const order = (file: string, i: number): ReadOrder => ({
  path: file,
  located:
    i % 2 === 0 ? undefined : { _tag: "Located", path: file, type: "File", sizeBytes: undefined, stamp: undefined },
  want: { contents: "text", slices: [{ startByte: 0, endByte: 2, cutBytes: undefined }], textBytesMax: 100 },
  fileBytesMax: Number.POSITIVE_INFINITY,
  expectedDigest: undefined
})

describe("a slow disk", () => {
  it.live("moves the batch to the thread pool, with the same findings as a fast one", () =>
    withFolder((folder) =>
      Effect.gen(function* () {
        const paths = Array.from({ length: 300 }, (_, i) => `${folder}/f${i}`)
        paths.forEach((file, i) => fs.writeFileSync(file, `${i % 10}.`.repeat(1 + (i % 50) * 1000)))
        fs.writeFileSync(paths[7]!, Buffer.alloc(3 * 1024 * 1024, "x"))
        fs.rmSync(paths[9]!)
        fs.rmSync(paths[11]!)
        fs.symlinkSync(paths[12]!, paths[11]!)
        fs.rmSync(paths[20]!)
        fs.symlinkSync(paths[12]!, paths[20]!)
        fs.rmSync(paths[22]!)
        execFileSync("mkfifo", [paths[22]!])
        const hasher = NodeHasher.make("sha256")
        const log = { now: 0, later: 0 }
        const budget = { borrowed: 0, exhausted: 0 }
        const before = openDescriptors()
        const fast = yield* makeAccess(hasher, choose()).read(paths.map(order), generous(budget))
        const pooled = yield* makeAccess(hasher, slow(choose(), log)).read(paths.map(order), generous(budget))
        assert.deepStrictEqual(pooled, fast)
        assert.strictEqual(fast.filter((finding) => finding._tag === "Read").length, 296)
        for (const i of [9, 11, 20, 22]) assert.strictEqual(fast[i]!._tag, "Moved", `${i}`)
        assert.isAbove(log.later, 200)
        assert.isAtMost(budget.borrowed, 14)
        assert.strictEqual(openDescriptors(), before)
      })
    )
  )

  it.live("leaves no descriptor open when the batch is interrupted in the pool", () =>
    withFolder((folder) =>
      Effect.gen(function* () {
        const paths = Array.from({ length: 400 }, (_, i) => `${folder}/f${i}`)
        for (const file of paths) fs.writeFileSync(file, "text")
        const log = { now: 0, later: 0 }
        const access = makeAccess(NodeHasher.make("sha256"), slow(choose(), log))
        const before = openDescriptors()
        const fiber = yield* Effect.forkChild(access.read(paths.map(order), generous({ borrowed: 0, exhausted: 0 })))
        while (log.later < 20) yield* Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void)))
        yield* Fiber.interrupt(fiber)
        assert.isBelow(log.later, 400)
        assert.strictEqual(openDescriptors(), before)
      })
    )
  )

  it.live("a hasher that throws is a defect, on the calling thread and in the pool", () =>
    withFolder((folder) =>
      Effect.gen(function* () {
        const paths = Array.from({ length: 200 }, (_, i) => `${folder}/f${i}`)
        for (const file of paths) fs.writeFileSync(file, "text")
        const before = openDescriptors()
        const broken = (calls: number) => {
          const plain = NodeHasher.make("sha256")
          let left = calls
          return {
            ...plain,
            digest: (bytes: Uint8Array) => (left-- > 0 ? plain.digest(bytes) : assert.fail("broken hasher"))
          }
        }
        const log = { now: 0, later: 0 }
        for (const [calls, verifier] of [
          [0, choose()],
          [50, slow(choose(), log)]
        ] as const) {
          const access = makeAccess(broken(calls), verifier)
          const exit = yield* Effect.exit(access.read(paths.map(order), generous({ borrowed: 0, exhausted: 0 })))
          assert.isTrue(Exit.hasDies(exit))
          assert.strictEqual(openDescriptors(), before)
        }
        assert.isAbove(log.later, 0)
      })
    )
  )
})

describe("the adaptive runner", () => {
  const harness = (count: number, now: (i: number, attempt: number) => StepResult) => {
    const attempts = new Map<number, number>()
    const done = new Set<number>()
    const given = new Set<number>()
    let slices = 0
    const step = (i: number): StepResult => {
      const attempt = (attempts.get(i) ?? 0) + 1
      attempts.set(i, attempt)
      const result = now(i, attempt)
      if (result === "done") done.add(i)
      return result
    }
    const work: Work = {
      now: step,
      later: (i, finish) => void setImmediate(() => finish(step(i))),
      large: (i) => Effect.sync(() => (done.add(i), "done" as const)),
      giveUp: (i) => given.add(i),
      endSlice: () => slices++
    }
    const log = { borrowed: 0, exhausted: 0 }
    return { effect: run({ next: 0, end: count }, work, generous(log)), done, given, log, slices: () => slices }
  }

  it.live("does every item once, lets the event loop go round, and ends each slice", () =>
    Effect.gen(function* () {
      let turns = 0
      let isOver = false
      const turn = (): void => {
        turns++
        if (!isOver) setImmediate(turn)
      }
      turn()
      const { effect, done, slices } = harness(2000, () => {
        const until = performance.now() + 0.02
        while (performance.now() < until);
        return "done"
      })
      yield* effect
      isOver = true
      assert.strictEqual(done.size, 2000)
      // 40 ms of work in slices of 2 ms.
      assert.isAtLeast(turns, 10)
      assert.isAtLeast(slices(), 10)
    })
  )

  it.live("gives large items an effect of their own", () =>
    Effect.gen(function* () {
      const { effect, done } = harness(10, (i) => (i % 3 === 0 ? "large" : "done"))
      yield* effect
      assert.strictEqual(done.size, 10)
    })
  )

  it.live("tries again what found no descriptor, says so, and gives up in the end", () =>
    Effect.gen(function* () {
      const { effect, done, given, log } = harness(10, (i, attempt) =>
        i === 3 && attempt < 3 ? "exhausted" : i === 5 ? "exhausted" : "done"
      )
      yield* effect
      assert.deepStrictEqual([done.size, [...given]], [9, [5]])
      assert.strictEqual(log.exhausted, 2)
    })
  )

  it.live("does nothing for no items", () =>
    Effect.gen(function* () {
      const { effect, slices } = harness(0, () => assert.fail("no item"))
      yield* effect
      assert.strictEqual(slices(), 0)
    })
  )
})
