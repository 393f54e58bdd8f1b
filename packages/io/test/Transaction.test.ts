import { assert, describe, it } from "@effect/vitest"
import type { FileEdit, PlokeError } from "@ploke/io"
import { WriteService } from "@ploke/io"
import { Fault, FaultFileSystem, MemoryFileSystem, MemoryLock, TestPlokeIo } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { hashOf, servicesOver } from "./TransactionPrograms.ts"

const replace = (filePath: string, old: string, content: string): FileEdit => ({
  _tag: "Replace",
  filePath,
  expectedHash: hashOf(old),
  content
})

const transact = (edits: ReadonlyArray<FileEdit>) => Effect.flatMap(WriteService, (write) => write.transaction(edits))

const textAt = (path: string) => Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(path))
const inodeAt = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.map(fs.stat(path), ({ ino }) => ino))
const namesIn = (path: string) => Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readDirectory(path))

const reasonOf = (error: PlokeError) => (error._tag === "FatalError" ? error.reason : undefined)

const syncs = Effect.map(FaultFileSystem.FaultFileSystem, ({ calls }) =>
  calls.filter(({ operation }) => operation === "sync" || operation === "syncDirectory").map(({ paths }) => paths[0]!)
)

describe("a transaction", () => {
  it.effect("of n files in d folders syncs n + d + 1 times, and once more behind the answer", () =>
    Effect.gen(function* () {
      const paths = ["/repo/d/a", "/repo/d/b", "/repo/d/c", "/repo/e/f", "/repo/e/g"]
      yield* transact(paths.map((path) => replace(path, "0", "1")))
      const before = (yield* syncs).length
      yield* transact(paths.map((path) => replace(path, "1", "2")))
      const folders = (yield* syncs).slice(before)
      const ofJournal = folders.filter((path) => path.endsWith(".journal")).length
      assert.strictEqual(folders.length - ofJournal, 5 + 2)
      // The last one has not been waited for.
      assert.isTrue(ofJournal === 1 || ofJournal === 2)
      yield* transact([replace("/repo/d/a", "2", "3")])
      const cleared = (yield* syncs).slice(before).filter((path) => path.endsWith(".journal")).length
      assert.isTrue(cleared === 3 || cleared === 4)
    }).pipe(
      Effect.provide(
        TestPlokeIo.layer({ "/repo/d/a": "0", "/repo/d/b": "0", "/repo/d/c": "0", "/repo/e/f": "0", "/repo/e/g": "0" })
      )
    )
  )

  it.live("shares the syncs of folders with others that go on at the same time", () => {
    const paths = Array.from({ length: 8 }, (_, i) => `/repo/f${i}`)
    const slow = { on: "syncDirectory", path: "/repo", times: "forever", fault: Fault.latency("20 millis") } as const
    return Effect.gen(function* () {
      yield* Effect.forEach(paths, (path) => transact([replace(path, "0", "1")]), { concurrency: "unbounded" })
      const before = (yield* syncs).length
      yield* Effect.forEach(paths, (path) => transact([replace(path, "1", "2")]), { concurrency: "unbounded" })
      const ofFolder = (yield* syncs).slice(before).filter((path) => path === "/repo")
      assert.isBelow(ofFolder.length, 5)
      assert.deepStrictEqual(new Set(yield* Effect.forEach(paths, textAt)), new Set(["2"]))
    }).pipe(Effect.provide(TestPlokeIo.layer(Object.fromEntries(paths.map((path) => [path, "0"])), { faults: [slow] })))
  })

  it.effect("is answered before its journal is cleared, and whoever comes next waits for that", () => {
    const slow = { on: "sync", path: /journal$/, nth: 3, fault: Fault.latency("1 minute") } as const
    return Effect.gen(function* () {
      yield* transact([replace("/repo/a", "0", "1")])
      const next = yield* Effect.forkChild(transact([replace("/repo/a", "1", "2")]))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* textAt("/repo/a"), "1")
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(next)
      assert.strictEqual(yield* textAt("/repo/a"), "2")
    }).pipe(Effect.provide(TestPlokeIo.layer({ "/repo/a": "0" }, { faults: [slow] })))
  })
})

describe("a service that ends right after the answer", () => {
  it.effect("waits until the journal was cleared, and takes it away", () =>
    Effect.gen(function* () {
      const slow = { on: "sync", path: /journal$/, nth: 3, fault: Fault.latency("1 minute") } as const
      // On a disk the answer is never there at once.
      const late = { on: "makeDirectory", path: "/var", fault: Fault.latency("1 millis") } as const
      const disk = FaultFileSystem.layer([late, slow])
      const run = Effect.provide(
        transact([replace("/repo/a", "a0", "a1")]),
        servicesOver(["/repo"]).pipe(Layer.provide(disk))
      )
      const fiber = yield* Effect.forkChild(run)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* namesIn("/var/lib/ploke-io/journals")).length, 1)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(yield* namesIn("/var/lib/ploke-io/journals"), [])
    }).pipe(Effect.provide(Layer.merge(MemoryFileSystem.layer({ "/repo/a": "a0" }), MemoryLock.layer)))
  )
})

const two: ReadonlyArray<FileEdit> = [replace("/repo/a", "a0", "a1"), replace("/repo/b", "b0", "b1")]
const writeBy = (path: string, text: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.writeFileString(path, text))
const tree = { "/repo/a": "a0", "/repo/b": "b0" }

describe("somebody else who changes a file of a transaction", () => {
  it.effect("just before it gets its place keeps his change, and the others get their old files back", () => {
    const meddling = { on: "link", path: "/repo/b", fault: Fault.meanwhile(writeBy("/repo/b", "theirs")) } as const
    return Effect.gen(function* () {
      const inode = yield* inodeAt("/repo/a")
      const reason = reasonOf(yield* Effect.flip(transact(two)))
      assert.strictEqual(reason?._tag, "TransactionAborted")
      assert.deepStrictEqual([yield* textAt("/repo/a"), yield* textAt("/repo/b")], ["a0", "theirs"])
      assert.deepStrictEqual(yield* inodeAt("/repo/a"), inode)
      assert.deepStrictEqual((yield* namesIn("/repo")).sort(), ["a", "b"])
      // It is over: both can be written again.
      yield* transact([replace("/repo/a", "a0", "a2"), replace("/repo/b", "theirs", "b2")])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { faults: [meddling] })))
  })

  it.effect("that has its place already, while another one cannot get its own, is told by name", () => {
    const faults: FaultFileSystem.Plan = [
      { on: "link", path: "/repo/b", fault: Fault.meanwhile(writeBy("/repo/a", "theirs")) },
      { on: "rename", nth: 2, fault: Fault.errno("EACCES") }
    ]
    return Effect.gen(function* () {
      const reason = reasonOf(yield* Effect.flip(transact(two)))
      assert.deepStrictEqual(reason?._tag === "TransactionStuck" ? reason.paths : reason, ["/repo/a"])
      assert.deepStrictEqual([yield* textAt("/repo/a"), yield* textAt("/repo/b")], ["theirs", "b0"])
      const write = yield* WriteService
      const refused = reasonOf(yield* Effect.flip(transact([replace("/repo/b", "b0", "b2")])))
      assert.strictEqual(refused?._tag, "TransactionStuck")
      const told = (yield* write.recover()).transactions
      assert.deepStrictEqual(
        told.map(({ paths, state }) => [state, paths]),
        [["stuck", ["/repo/a"]]]
      )
      assert.deepStrictEqual(
        (yield* write.recover({ resolve: "force" })).transactions.map(({ state }) => state),
        ["forced"]
      )
      assert.deepStrictEqual([yield* textAt("/repo/a"), yield* textAt("/repo/b")], ["a1", "b1"])
      yield* transact([replace("/repo/b", "b1", "b2")])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { faults })))
  })
})

describe("a folder whose sync fails", () => {
  it.effect("leaves the transaction visible, and its files unwritable until a recovery", () => {
    const failing = { on: "syncDirectory", path: "/repo", nth: 1, fault: Fault.errno("EIO") } as const
    return Effect.gen(function* () {
      const reason = reasonOf(yield* Effect.flip(transact(two)))
      assert.isTrue(reason?._tag === "DurabilityFailed" && reason.visible, String(reason))
      assert.deepStrictEqual([yield* textAt("/repo/a"), yield* textAt("/repo/b")], ["a1", "b1"])
      assert.strictEqual(
        reasonOf(yield* Effect.flip(transact([replace("/repo/b", "b1", "")])))?._tag,
        "TransactionStuck"
      )
      const write = yield* WriteService
      assert.deepStrictEqual(
        (yield* write.recover()).transactions.map(({ state }) => state),
        ["finished"]
      )
      yield* transact([replace("/repo/b", "b1", "b2")])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { faults: [failing] })))
  })
})

describe("two recoveries at once", () => {
  it.effect("settle a transaction once, so that its journal is not used by two others", () => {
    const faults: FaultFileSystem.Plan = [
      { on: "syncDirectory", path: "/repo", nth: 1, fault: Fault.errno("EIO") },
      { on: "fstat", path: /journal$/, times: "forever", fault: Fault.latency("1 second") }
    ]
    return Effect.gen(function* () {
      const write = yield* WriteService
      const run = Effect.gen(function* () {
        yield* Effect.flip(transact(two))
        const reports = yield* Effect.all([write.recover(), write.recover(), write.recover()], { concurrency: 3 })
        assert.deepStrictEqual(
          reports.flatMap(({ transactions }) => transactions.map(({ state }) => state)),
          ["finished"]
        )
        yield* Effect.all([transact([replace("/repo/a", "a1", "a2")]), transact([replace("/repo/b", "b1", "b2")])], {
          concurrency: 2
        })
        return yield* namesIn("/var/lib/ploke-io/journals")
      })
      const fiber = yield* Effect.forkChild(run)
      yield* TestClock.adjust("10 minutes")
      // Each of the two at the end had one of its own.
      assert.strictEqual((yield* Fiber.join(fiber)).length, 2)
      assert.deepStrictEqual([yield* textAt("/repo/a"), yield* textAt("/repo/b")], ["a2", "b2"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { faults })))
  })
})

describe("a large content", () => {
  const large = "x".repeat(1_200_000)
  const journals = "/var/lib/ploke-io/journals"

  it.effect("stands beside the journal, from where a recovery takes it, and goes with it", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const act = Effect.flip(transact([replace("/repo/a", "a0", large), replace("/repo/b", "b0", "b1")]))
      const failing = { on: "syncDirectory", path: "/repo", nth: 1, fault: Fault.errno("EIO") } as const
      const disk = FaultFileSystem.layer([failing])
      yield* Effect.provide(act, servicesOver(["/repo"]).pipe(Layer.provide(disk)))
      const names = yield* fs.readDirectory(journals)
      assert.strictEqual(names.filter((name) => name.endsWith(".spill")).length, 1)
      // As if a power cut had taken back what was not synced.
      yield* fs.writeFileString("/repo/a", "a0")
      yield* Effect.provide(Effect.void, servicesOver(["/repo"]))
      assert.strictEqual(yield* textAt("/repo/a"), large)
      assert.deepStrictEqual(yield* fs.readDirectory(journals), [])
    }).pipe(Effect.provide(Layer.merge(MemoryFileSystem.layer(tree), MemoryLock.layer)))
  )
})
