import { assert, describe, it } from "@effect/vitest"
import type { DescriptorBudget, ReadFinding, ReadOrder } from "@ploke/io"
import { Limits, ReadService } from "@ploke/io"
import { NodeHasher, NodePlokeIo } from "@ploke/io-node"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { makeAccess } from "../src/internal/access.ts"
import { choose } from "../src/internal/verifier.ts"
import { packFindings, packOrders, unpackFindings, unpackOrders } from "../src/internal/wire.ts"
import * as workers from "../src/internal/workers.ts"

const count = Limits.workerFilesMin + 500

const withTree = <A>(body: (paths: ReadonlyArray<string>, root: string) => Effect.Effect<A, unknown>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const root = fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), "ploke-workers-")))
      const paths = Array.from({ length: count }, (_, i) => path.join(root, `d${i % 40}`, `f${i}`))
      paths.forEach((file, i) => {
        fs.mkdirSync(path.dirname(file), { recursive: true })
        fs.writeFileSync(file, `é${i}`.repeat(1 + (i % 9)))
      })
      return { root, paths }
    }),
    ({ paths, root }) => body(paths, root),
    ({ root }) => Effect.sync(() => fs.rmSync(root, { recursive: true, force: true }))
  )

const order = (file: string, i: number): ReadOrder => ({
  path: file,
  located:
    i % 2 === 0 ? undefined : { _tag: "Located", path: file, type: "File", sizeBytes: undefined, stamp: undefined },
  want: {
    contents: i % 2 === 0 ? "text" : "bytes",
    slices: [{ startByte: i % 3, endByte: i % 5 === 0 ? undefined : 3, cutBytes: i % 7 === 0 ? 1 : undefined }],
    textBytesMax: i % 11 === 0 ? 0 : 100
  },
  fileBytesMax: i % 13 === 0 ? 2 : Number.POSITIVE_INFINITY,
  expectedDigest: i % 17 === 0 ? NodeHasher.make("sha256").digest(Buffer.from(`é${i}`.repeat(1 + (i % 9)))) : undefined
})

const budget: DescriptorBudget = { granted: 2, borrow: Effect.succeed, exhausted: Effect.void }
const hasher = NodeHasher.make("sha256")
const openDescriptors = (): number => fs.readdirSync("/proc/self/fd").length
const threads = (): number => fs.readdirSync("/proc/self/task").length

// The same batch again and again until a worker had the time to start and took its share.
const untilHelped = Effect.fnUntraced(function* (helpers: workers.Workers, orders: ReadonlyArray<ReadOrder>) {
  let taken = 0
  const spy: workers.Workers = {
    help: (batch, loan) => helpers.help({ ...batch, keep: (i, finding) => (taken++, batch.keep(i, finding)) }, loan)
  }
  const access = makeAccess(hasher, choose(), spy)
  let findings: ReadonlyArray<ReadFinding> = []
  for (let round = 0; round < 200 && taken <= 100; round++) findings = yield* access.read(orders, budget)
  return { taken, findings }
})

describe("worker threads", () => {
  it.live("take a share of a large batch and find the same", () =>
    withTree((paths) =>
      Effect.gen(function* () {
        const orders = paths.map(order)
        fs.rmSync(paths[count - 1]!)
        fs.writeFileSync(paths[count - 2]!, Buffer.alloc(2 * 1024 * 1024, "x"))
        const alone = yield* makeAccess(hasher, choose()).read(orders, budget)
        const helpers = yield* workers.make("sha256")
        if (helpers === undefined) return assert.strictEqual(os.availableParallelism(), 1)
        const { taken, findings } = yield* untilHelped(helpers, orders)
        assert.isAbove(taken, 100)
        assert.deepStrictEqual(findings, alone)
      }).pipe(Effect.scoped)
    )
  )

  it.live("end with the scope that made them, and leave nothing open", () =>
    withTree((paths) =>
      Effect.gen(function* () {
        const orders = paths.map(order)
        const before = { descriptors: 0, threads: 0 }
        yield* makeAccess(hasher, choose()).read(orders, budget)
        before.descriptors = openDescriptors()
        before.threads = threads()
        yield* Effect.gen(function* () {
          const helpers = yield* workers.make("sha256")
          if (helpers === undefined) return
          yield* untilHelped(helpers, orders)
          assert.isAbove(threads(), before.threads)
        }).pipe(Effect.scoped)
        assert.deepStrictEqual({ descriptors: openDescriptors(), threads: threads() }, before)
      })
    )
  )

  it.live("give their share back when they die, and when the batch is interrupted", () =>
    withTree((paths) =>
      Effect.gen(function* () {
        const orders = paths.map(order)
        const alone = yield* makeAccess(hasher, choose()).read(orders, budget)
        const helpers = yield* workers.make("no such algorithm")
        if (helpers === undefined) return
        // A thread of this kind starts, and fails with the first file that it hashes.
        for (let round = 0; round < 30; round++) {
          const findings = yield* makeAccess(hasher, choose(), helpers).read(orders, budget)
          assert.deepStrictEqual(findings, alone)
        }
        const sound = (yield* workers.make("sha256"))!
        yield* untilHelped(sound, orders)
        const before = openDescriptors()
        const fiber = yield* Effect.forkChild(makeAccess(hasher, choose(), sound).read(orders, budget), {
          startImmediately: true
        })
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(openDescriptors(), before)
      }).pipe(Effect.scoped)
    )
  )

  it.live("serve the service, batch after batch", () =>
    withTree((paths, root) =>
      Effect.gen(function* () {
        const read = yield* ReadService
        const expected = paths.map((_, i) => `sha256:${hasher.digest(Buffer.from(`é${i}`.repeat(1 + (i % 9))))}`)
        for (let round = 0; round < 10; round++) {
          const hashes = yield* read.hashFiles(paths)
          assert.deepStrictEqual(
            hashes.map((hash) => Result.getOrElse(hash, (error) => error.message)),
            expected
          )
        }
      }).pipe(Effect.provide(NodePlokeIo.layer({ roots: [root] })))
    )
  )
})

const number = Schema.Literals([0, 1, 2.5, -1, 2 ** 53])
const slice = Schema.Struct({
  startByte: number,
  endByte: Schema.UndefinedOr(number),
  cutBytes: Schema.UndefinedOr(number)
})
const text = Schema.Literals(["", "a", "é\n", "\ufeff"])
const orderSchema = Schema.Struct({
  path: Schema.Literals(["/a", "/a b/é"]),
  isLocated: Schema.Boolean,
  contents: Schema.Literals(["bytes", "text"]),
  slices: Schema.Array(slice),
  stamp: Schema.UndefinedOr(
    Schema.Struct({ dev: number, ino: number, size: number, mtimeMs: number, ctimeMs: number })
  ),
  max: number,
  expectedDigest: Schema.UndefinedOr(Schema.Literals(["ab", "cdef"]))
})
const findingSchema = Schema.Union([
  Schema.Undefined,
  Schema.TaggedStruct("Moved", {}),
  Schema.TaggedStruct("TooLarge", { sizeBytes: number }),
  Schema.TaggedStruct("AccessFailure", {
    code: Schema.Literals(["EIO", "EACCES"]),
    syscall: Schema.UndefinedOr(Schema.Literals(["open", "read"])),
    cause: Schema.Undefined
  }),
  Schema.TaggedStruct("Read", {
    finding: Schema.Struct({
      byteLength: number,
      digest: Schema.Literals(["ab", "cdef"]),
      invalidAt: number,
      slices: Schema.Array(
        Schema.Union([
          Schema.TaggedStruct("Text", { text, cut: Schema.Literals(["whole", "truncated"]) }),
          Schema.TaggedStruct("OutOfRange", {}),
          Schema.TaggedStruct("InvalidCharBoundary", {}),
          Schema.TaggedStruct("TooLarge", { sizeBytes: number })
        ])
      )
    }),
    stable: Schema.Boolean
  })
])

describe("the wire between threads", () => {
  it.effect.prop("carries orders unchanged", [Arbitrary.schema(Schema.NonEmptyArray(orderSchema))], ([given]) =>
    Effect.sync(() => {
      const orders: ReadonlyArray<ReadOrder> = given.map((each) => ({
        path: each.path,
        located: each.isLocated
          ? { _tag: "Located", path: each.path, type: "File", sizeBytes: each.stamp?.size, stamp: each.stamp }
          : undefined,
        want: { contents: each.contents, slices: each.slices, textBytesMax: each.max },
        fileBytesMax: each.max,
        expectedDigest: each.expectedDigest
      }))
      const message = structuredClone(packOrders(7, orders))
      assert.deepStrictEqual(unpackOrders(message), orders)
    })
  )

  it.effect.prop("carries findings unchanged", [Arbitrary.schema(Schema.NonEmptyArray(findingSchema))], ([findings]) =>
    Effect.sync(() => {
      const message = structuredClone(packFindings(7, findings))
      assert.deepStrictEqual<ReadonlyArray<unknown>>(unpackFindings(message), findings)
    })
  )
})
