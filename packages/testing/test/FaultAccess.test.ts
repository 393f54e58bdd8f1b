import { assert, describe, it } from "@effect/vitest"
import { type AccessFailure, FileAccess, type Located, PlokeIo, ReadService, WriteService } from "@ploke/io"
import {
  Fault,
  FaultAccess,
  FaultFileSystem,
  pathPolicyContract,
  readContract,
  surveyContract,
  TestPlokeIo,
  Tree,
  writeContract
} from "@ploke/io-testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const tree: Tree.Tree = { "/repo/a": "one", "/repo/b": "two", "/repo/c": "three" }

// The contracts need a link of procfs, which memory has only where it is planted.
const planted = TestPlokeIo.platform({ "/proc/self/cwd": Tree.symlink("/") })

const over = (plan: FaultAccess.Plan) => FaultAccess.layer(plan).pipe(Layer.provideMerge(TestPlokeIo.platform(tree)))

const services = (plan: FaultAccess.Plan) => PlokeIo.layer({ roots: ["/repo"] }).pipe(Layer.provideMerge(over(plan)))

readContract("memory behind an empty plan", FaultAccess.layer([]).pipe(Layer.provideMerge(planted)))

writeContract("memory behind an empty plan", FaultAccess.layer([]).pipe(Layer.provideMerge(planted)))

pathPolicyContract("memory behind an empty plan", FaultAccess.layer([]).pipe(Layer.provideMerge(planted)))

surveyContract("memory behind an empty plan", FaultAccess.layer([]).pipe(Layer.provideMerge(planted)))

const budget = { granted: 4, borrow: () => Effect.succeed(0), exhausted: Effect.void }

const order = (located: Located) => ({
  path: located.path,
  located,
  want: { contents: "text", slices: [], textBytesMax: 100 } as const,
  fileBytesMax: 100,
  expectedDigest: undefined
})

const found = (finding: { readonly _tag: string; readonly code?: string }): string => finding.code ?? finding._tag

const told = <A, R>(effect: Effect.Effect<A, AccessFailure, R>): Effect.Effect<A | string, never, R> =>
  Effect.catch(effect, (failure) => Effect.succeed(failure.code))

const EIO = Fault.errno("EIO")

describe("a fault of the port", () => {
  it.effect("is a failure with the error of the system call behind it", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const failure = yield* Effect.flip(access.canonicalize("/repo/a"))
      assert.deepStrictEqual([failure._tag, failure.code, failure.syscall], ["AccessFailure", "EACCES", "lstat"])
      const cause = failure.cause as Error & { readonly errno: number }
      assert.deepStrictEqual([cause.message, cause.errno], ["EACCES: permission denied, lstat '/repo/a'", -13])
      assert.strictEqual((yield* access.canonicalize("/repo/a")).type, "File")
    }).pipe(Effect.provide(over([{ on: "canonicalize", fault: Fault.errno("EACCES") }])))
  )

  it.effect("picks items of a batch, and the others are served in their places", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const paths = ["/repo/a", "/repo/b", "/repo/missing", "/repo/c", "/repo/b"]
      assert.deepStrictEqual((yield* access.locate(paths, budget)).map(found), [
        "Located",
        "EIO",
        "ENOENT",
        "Located",
        "Located"
      ])
      const located = (yield* access.locate(["/repo/a", "/repo/b", "/repo/c"], budget)).filter(
        (each) => each._tag === "Located"
      )
      const orders = located.map(order)
      assert.deepStrictEqual((yield* access.read(orders, budget)).map(found), ["ESTALE", "Read", "EMFILE"])
      assert.deepStrictEqual((yield* access.read(orders, budget)).map(found), ["Read", "Read", "Read"])
    }).pipe(
      Effect.provide(
        over([
          { on: "locate", path: "/repo/b", fault: EIO },
          { on: "read", path: /a$/, fault: Fault.errno("ESTALE", { work: "done" }) },
          { on: "read", path: "/repo/c", fault: Fault.errno("EMFILE") }
        ])
      )
    )
  )

  it.effect("picks folders of a survey, and the others are looked at", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const orders = ["/", "/repo", "/missing"].map((folder) => ({ folder, names: undefined }))
      const findings = yield* access.survey(orders)
      assert.deepStrictEqual(findings.map(found), ["Survey", "EMFILE", "ENOENT"])
      assert.deepStrictEqual((findings[1] as AccessFailure).syscall, "open")
      assert.deepStrictEqual((yield* access.survey(orders)).map(found), ["Survey", "EACCES", "ENOENT"])
      assert.deepStrictEqual((yield* access.survey(orders)).map(found), ["Survey", "Survey", "ENOENT"])
    }).pipe(
      Effect.provide(
        over([
          { on: "survey", path: "/repo", fault: Fault.errno("EMFILE") },
          { on: "survey", path: "/repo", fault: Fault.errno("EACCES", { work: "done" }) }
        ])
      )
    )
  )

  it.effect("reaches what a service answers, item by item", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const requests = yield* FaultFileSystem.quietly(
        Effect.forEach(["/repo/a", "/repo/b", "/repo/c"], (filePath) =>
          Effect.map(read.hashFile(filePath), (expectedHash) => ({ filePath, expectedHash, startByte: 0, endByte: 3 }))
        )
      )
      const results = (yield* read.readSnippets(requests)).map(
        Result.match({
          onSuccess: (snippet) => snippet,
          onFailure: (error) => {
            if (error._tag !== "FatalError" || error.reason._tag !== "FileOperation") return error.message
            return [error.reason.code, error.reason.syscall, error.reason.path]
          }
        })
      )
      assert.deepStrictEqual(results, ["one", ["EIO", "read", "/repo/b"], "thr"])
    }).pipe(Effect.provide(services([{ on: "read", path: "/repo/b", times: "forever", fault: EIO }])))
  )

  it.effect("stops a trace where it begins", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      assert.deepStrictEqual(yield* access.trace("/repo/a"), {
        reached: "/",
        missing: ["repo", "a"],
        missingFrom: "path",
        links: [],
        code: "ELOOP"
      })
      assert.deepStrictEqual((yield* access.trace("/repo/a")).reached, "/repo/a")
    }).pipe(Effect.provide(over([{ on: "trace", fault: Fault.errno("ELOOP") }])))
  )

  it.effect("happens to an open file", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const log = yield* FaultAccess.FaultAccess
      const file = yield* access.canonicalize("/repo/c")
      assert.strictEqual(yield* told(Effect.scoped(access.open(file))), "ENFILE")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const open = yield* access.open(file)
          const buffer = new Uint8Array(5)
          assert.deepStrictEqual(
            [open.sizeBytes, yield* told(open.read(buffer, 0)), yield* told(open.read(buffer, 1))],
            [5, "EIO", 4]
          )
          assert.strictEqual(yield* told(open.stamp), "EBADF")
          assert.match(yield* told(open.stamp), /^1:/)
          assert.deepStrictEqual(
            log.openHandles.map(({ path }) => path),
            ["/repo/c"]
          )
        })
      )
      assert.deepStrictEqual(log.openHandles, [])
      assert.deepStrictEqual(log.text.split("\n").slice(-3), [
        "5. OpenFile.read /repo/c (5 bytes at 1): ok",
        "6. OpenFile.stamp /repo/c: EBADF  [rule 3]",
        "7. OpenFile.stamp /repo/c: ok"
      ])
    }).pipe(
      Effect.provide(
        over([
          { on: "open", fault: Fault.errno("ENFILE") },
          { on: "OpenFile.read", fault: EIO },
          { on: "OpenFile.stamp", fault: Fault.errno("EBADF") }
        ])
      )
    )
  )

  it.effect("ends a stream in its middle", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const chunks: Array<number> = []
      const error = yield* read.streamFile("/repo/c", { chunkBytes: 2 }).pipe(
        Stream.runForEach((chunk) => Effect.sync(() => void chunks.push(chunk.length))),
        Effect.flip
      )
      assert.match(error.message, /\/repo\/c.*EIO/)
      assert.deepStrictEqual(chunks, [2])
    }).pipe(Effect.provide(services([{ on: "OpenFile.read", nth: 2, fault: EIO }])))
  )

  it.effect("lets a batch wait as long as the item that waits longest", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const fiber = yield* Effect.forkChild(access.locate(["/repo/a", "/repo/b"], budget), { startImmediately: true })
      yield* TestClock.adjust("2999 millis")
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual((yield* Fiber.join(fiber)).map(found), ["Located", "Located"])
    }).pipe(
      Effect.provide(
        over([
          { on: "locate", path: "/repo/a", fault: Fault.latency("1 second") },
          { on: "locate", path: "/repo/b", fault: Fault.latency("3 seconds") }
        ])
      )
    )
  )

  it.effect("interrupts a batch before it is run, or after", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const calls = yield* FaultFileSystem.FaultFileSystem
      for (const reached of ["not reached", "reached"]) {
        const before = calls.calls.length
        const exit = yield* Effect.flatMap(Effect.forkChild(access.locate(["/repo/a"], budget)), Fiber.await)
        assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
        assert.strictEqual(calls.calls.length > before ? "reached" : "not reached", reached)
      }
    }).pipe(
      Effect.provide(
        over([
          { on: "locate", fault: Fault.interrupt("before") },
          { on: "locate", fault: Fault.interrupt("after") }
        ])
      )
    )
  )

  it.effect("that never happens fails the test", () =>
    Effect.gen(function* () {
      const program = Effect.flatMap(FileAccess, (access) => access.canonicalize("/repo/a"))
      const exit = yield* Effect.exit(Effect.provide(program, over([])))
      assert.isTrue(Exit.isSuccess(exit))
      const unfired = yield* Effect.exit(Effect.provide(program, over([{ on: "OpenFile.stamp", fault: EIO }])))
      const defect = Option.getOrThrow(
        Exit.isFailure(unfired) ? Option.some(Cause.squash(unfired.cause)) : Option.none()
      )
      assert.match(String(defect), /^Error: FaultAccess: a rule of the plan never fired.*\n.*"OpenFile\.stamp"/)
      assert.match(String(defect), /1\. canonicalize \/repo\/a: ok/)
    })
  )

  it("that the port cannot have is refused", () => {
    assert.throws(() => FaultAccess.layer([{ on: "write" as never, fault: EIO }]), RangeError, "is no operation")
    assert.throws(
      () => FaultAccess.layer([{ on: "read", fault: Fault.shortRead() }]),
      RangeError,
      "give other faults to a FaultFileSystem below it"
    )
  })
})

describe("a fault of an open folder", () => {
  const filePath = "/repo/a"
  const rewrite = Effect.gen(function* () {
    const expectedHash = yield* (yield* ReadService).hashFile(filePath)
    const write = yield* WriteService
    yield* write.writeSnippet({ filePath, expectedHash, startByte: 0, endByte: 3, replacement: "new" })
    yield* write.createFile({
      filePath: "/repo/x/y",
      content: "new",
      onExists: "error",
      createParents: true,
      mode: 0o640
    })
  })
  const text = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(filePath))

  const steps = FaultAccess.operations.filter((operation) => /Folder|NewFile/.test(operation))

  const rare = [
    "NewFile.setOwner",
    "OpenFolder.verify",
    "OpenFolder.entries",
    "OpenFolder.writable",
    "OpenFolder.removeFolder"
  ]

  it.effect.each(steps.filter((operation) => !rare.includes(operation)))("happens to %s", (operation) =>
    Effect.gen(function* () {
      const log = yield* FaultAccess.FaultAccess
      const exit = yield* Effect.exit(rewrite)
      assert.deepStrictEqual(log.fired, [1])
      assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit))
      // What cannot be removed is by a second attempt.
      const isNeeded = operation !== "OpenFolder.remove"
      assert.strictEqual(Exit.isFailure(exit), isNeeded, operation)
      assert.include(["one", "new"], yield* text)
      assert.deepStrictEqual(log.openHandles, [])
    }).pipe(Effect.provide(services([{ on: operation, fault: EIO }])))
  )

  it.effect.each([
    ["OpenFolder.verify", "readlink"],
    ["OpenFolder.entries", "scandir"],
    ["OpenFolder.writable", "access"],
    ["OpenFolder.removeFolder", "rmdir"]
  ] as const)("happens to %s", ([operation, syscall]) =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const folder = yield* access.openFolder("/repo")
      const asked = {
        "OpenFolder.verify": folder.verify,
        "OpenFolder.entries": folder.entries,
        "OpenFolder.writable": folder.writable,
        "OpenFolder.removeFolder": folder.removeFolder("x")
      }
      const failure = yield* Effect.flip<unknown, { code: string; syscall: string | undefined }, never>(
        asked[operation]
      )
      assert.deepStrictEqual([failure.code, failure.syscall], ["EIO", syscall])
    }).pipe(Effect.scoped, Effect.provide(services([{ on: operation, fault: EIO }])))
  )

  it.effect("happens to NewFile.setOwner", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const folder = yield* access.openFolder("/repo")
      const failure = yield* Effect.flip(folder.create("new", 0o600, (file) => file.setOwner(1, 1)))
      assert.deepStrictEqual([failure.code, failure.syscall], ["EPERM", "fchown"])
    }).pipe(Effect.scoped, Effect.provide(over([{ on: "NewFile.setOwner", fault: Fault.errno("EPERM") }])))
  )
})
