import { assert, describe, it } from "@effect/vitest"
import type { DescriptorBudget, Located, ReadOrder } from "@ploke/io"
import { FileAccess, Limits, PathPolicy, PlokeIo, ReadService } from "@ploke/io"
import { NodeHasher, NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { makeAccess } from "../src/internal/access.ts"
import type { Verifier } from "../src/internal/verifier.ts"
import * as verifiers from "../src/internal/verifier.ts"

// A process of its own that keeps exchanging the folder that a path leads through with a link to a folder outside.
const attackerSource = `
const fs = require("node:fs")
const [dir, real, link] = process.argv.slice(2)
process.stdout.write("ready\\n")
const until = Date.now() + 120_000
while (Date.now() < until) {
  for (let i = 0; i < 200; i++) {
    fs.renameSync(dir, real)
    fs.renameSync(link, dir)
    fs.renameSync(dir, link)
    fs.renameSync(real, dir)
  }
}
`

interface Battlefield {
  readonly root: string
  readonly file: string
}

const large = Limits.workerFilesMin + 200

const inside = "inside the roots"
const outside = "OUTSIDE the roots"

const withAttacker = <A>(
  body: (field: Battlefield) => Effect.Effect<A, unknown>,
  files = 32
): Effect.Effect<A, unknown> =>
  Effect.acquireUseRelease(
    Effect.callback<{ readonly base: string; readonly kill: () => void }>((resume) => {
      const base = fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), "ploke-race-")))
      for (const [folder, text] of [
        ["ROOT/a/dir", inside],
        ["OUTSIDE/dir", outside]
      ] as const) {
        fs.mkdirSync(path.join(base, folder), { recursive: true })
        for (let i = 0; i < files; i++) fs.writeFileSync(path.join(base, folder, `f${i}`), text)
      }
      fs.symlinkSync(path.join(base, "OUTSIDE/dir"), path.join(base, "ROOT/a/link"))
      const script = path.join(base, "attacker.cjs")
      fs.writeFileSync(script, attackerSource)
      const names = ["dir", "real", "link"].map((name) => path.join(base, "ROOT/a", name))
      const child = spawn(process.execPath, [script, ...names], { stdio: ["ignore", "pipe", "inherit"] })
      child.stdout.once("data", () => resume(Effect.succeed({ base, kill: () => child.kill("SIGKILL") })))
    }),
    ({ base }) => body({ root: path.join(base, "ROOT"), file: path.join(base, "ROOT/a/dir/f0") }),
    ({ base, kill }) =>
      Effect.sync(() => {
        kill()
        fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 })
      })
  )

const platform = (verifier: Verifier) =>
  Layer.effect(
    FileAccess,
    Effect.sync(() => makeAccess(NodeHasher.make("sha256"), verifier))
  ).pipe(Layer.provideMerge(NodeHasher.layer))

const services = (verifier: Verifier, root: string) =>
  PlokeIo.layer({ roots: [root] }).pipe(Layer.provideMerge(platform(verifier)))

interface Tally {
  opens: number
  reads: number
  escapes: number
}

// With one descriptor granted every file is opened and verified by itself; with two, through its folder's descriptor.
const budgetOf = (granted: number): DescriptorBudget => ({
  granted,
  borrow: () => Effect.succeed(0),
  exhausted: Effect.void
})

// What the service does for every file, without the rest: the path was judged to lie inside, after a look at it or by its
// text alone; now read it.
const readMany = Effect.fnUntraced(function* (
  verifier: Verifier,
  { root, file }: Battlefield,
  opens: number,
  granted: number
) {
  const tally: Tally = { opens: 0, reads: 0, escapes: 0 }
  yield* Effect.gen(function* () {
    const fileAccess = yield* FileAccess
    const want = { contents: "text" as const, slices: [whole], textBytesMax: 100 }
    const orders = Array.from({ length: 32 }, (_, i): ReadOrder => {
      const name = file.replace(/f0$/, `f${i % 2 === 0 ? i : 0}`)
      const located: Located = { _tag: "Located", path: name, type: "File", sizeBytes: undefined, stamp: undefined }
      return {
        path: name,
        located: i % 4 < 2 ? located : undefined,
        want,
        fileBytesMax: 100,
        expectedDigest: undefined
      }
    })
    assert.isTrue(file.startsWith(root))
    while (tally.opens < opens) {
      const findings = yield* fileAccess.read(orders, budgetOf(granted))
      tally.opens += orders.length
      for (const finding of findings) {
        if (finding._tag !== "Read") continue
        const slice = finding.finding.slices[0]!
        if (slice._tag !== "Text") continue
        tally.reads++
        if (slice.text === outside) tally.escapes++
        else assert.strictEqual(slice.text, inside)
      }
    }
  }).pipe(Effect.provide(platform(verifier)))
  return tally
})

const whole = { startByte: 0, endByte: undefined, cutBytes: undefined }

// The whole way of a request, from the text of its path on.
const askMany = Effect.fnUntraced(function* (verifier: Verifier, { root, file }: Battlefield, opens: number) {
  const tally: Tally = { opens: 0, reads: 0, escapes: 0 }
  yield* Effect.gen(function* () {
    const read = yield* ReadService
    const paths = Array.from({ length: 32 }, (_, i) => file.replace(/f0$/, `f${i}`))
    const secret = `sha256:${NodeHasher.make("sha256").digest(Buffer.from(outside))}`
    while (tally.opens < opens) {
      const results = yield* read.hashFiles(paths)
      tally.opens += results.length
      for (const result of results) {
        if (Result.isFailure(result)) continue
        tally.reads++
        if (result.success === secret) tally.escapes++
      }
    }
  }).pipe(Effect.provide(services(verifier, root)))
  return tally
})

describe("a process that keeps exchanging a folder with a link to outside", () => {
  const strongest = verifiers.choose()

  it.live(
    "never gets a file outside read in 200,000 opens of files, nor in 200,000 through their folder",
    () =>
      withAttacker((field) =>
        Effect.gen(function* () {
          for (const granted of [1, 2]) {
            const tally = yield* readMany(strongest, field, 200_000, granted)
            assert.strictEqual(tally.escapes, 0)
            // The attack neither stopped nor stopped us: some reads met the real folder, some did not.
            assert.isAbove(tally.reads, 1000)
            assert.isBelow(tally.reads, tally.opens)
          }
        })
      ),
    180_000
  )

  it.live(
    "never gets a file outside hashed through the service",
    () =>
      withAttacker((field) =>
        Effect.gen(function* () {
          const tally = yield* askMany(strongest, field, 40_000)
          assert.strictEqual(tally.escapes, 0)
          assert.isAbove(tally.reads, 1000)
        })
      ),
    120_000
  )

  it.live(
    "gets files outside read as soon as the verification is switched off",
    () =>
      withAttacker((field) =>
        Effect.gen(function* () {
          const opened = yield* readMany(verifiers.unverified, field, 50_000, 1)
          assert.isAbove(opened.escapes, 0)
          const asked = yield* askMany(verifiers.unverified, field, 40_000)
          assert.isAbove(asked.escapes, 0)
        })
      ),
    120_000
  )

  it.live(
    "never gets a file outside hashed in batches that worker threads take part in",
    () =>
      withAttacker(
        ({ root, file }) =>
          Effect.gen(function* () {
            const read = yield* ReadService
            const paths = Array.from({ length: large }, (_, i) => file.replace(/f0$/, `f${i}`))
            const allowed = `sha256:${NodeHasher.make("sha256").digest(Buffer.from(inside))}`
            const threads = () => fs.readdirSync("/proc/self/task").length
            const before = threads()
            let reads = 0
            // Long enough for the threads to start, and then to take their share many times over.
            for (let round = 0; round < 40; round++) {
              for (const result of yield* read.hashFiles(paths)) {
                if (Result.isFailure(result)) continue
                reads++
                assert.strictEqual(result.success, allowed)
              }
            }
            assert.isAbove(reads, 1000)
            if (os.availableParallelism() > 1) assert.isAbove(threads(), before)
          }).pipe(Effect.provide(NodePlokeIo.layer({ roots: [root] }))),
        large
      ),
    120_000
  )

  it.live(
    "never gets a path outside resolved",
    () =>
      withAttacker(({ root, file }) =>
        Effect.gen(function* () {
          const policy = yield* PathPolicy
          let resolved = 0
          for (let i = 0; i < 5000; i++) {
            const result = yield* Effect.result(policy.resolve(file, "read"))
            if (Result.isFailure(result)) continue
            resolved++
            assert.isTrue(result.success.startsWith(`${root}/`))
          }
          assert.isAbove(resolved, 100)
        }).pipe(Effect.provide(services(strongest, root)))
      ),
    60_000
  )

  it("is what this test runs against: the kernel's name of a descriptor, on Linux", () => {
    assert.strictEqual(strongest.confinement, process.platform === "linux" ? "descriptor" : strongest.confinement)
  })
})
