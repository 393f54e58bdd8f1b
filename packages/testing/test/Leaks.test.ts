import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { FileAccess, FileSystemAccess, PlokeIo, ReadService } from "@ploke/io"
import { KeyedLocks } from "@ploke/io/KeyedLocks"
import {
  expectNoLeaks,
  Fault,
  FaultAccess,
  FaultFileSystem,
  type LeakOptions,
  MemoryFileSystem,
  TestHasher,
  TestPlokeIo,
  Tree
} from "@ploke/io-testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type { PlatformError } from "effect/PlatformError"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { scratchDirectory } from "./Disk.ts"

type Program = Effect.Effect<unknown, PlatformError, FileSystem.FileSystem | Scope.Scope>

const tree: Tree.Tree = { "/repo/a": "text", "/tmp/": {} }

const fs = <A, E, R>(use: (fs: FileSystem.FileSystem) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(FileSystem.FileSystem, use)

/** A scope that nobody ends: the way in which an open file gets lost. */
const forgotten = <A, E, R>(effect: Effect.Effect<A, E, R | Scope.Scope>) =>
  Effect.flatMap(Scope.make(), (scope) => Scope.provide(effect, scope))

const leaksOf = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<string> => {
  if (Exit.isSuccess(exit)) return []
  const defects = exit.cause.reasons.filter(Cause.isDieReason).map(({ defect }) => String(defect))
  const leaked = defects.find((defect) => /left over:/.test(defect))
  return leaked === undefined ? assert.fail(Cause.pretty(exit.cause)) : leaked.split("\n").map((line) => line.trim())
}

const memory = MemoryFileSystem.layer(tree)

const locks = new Set<string>()

interface Case {
  readonly name: string
  readonly leaky: Program
  readonly clean: Program
  readonly options?: LeakOptions
  readonly told: ReadonlyArray<RegExp>
}

const idle = Effect.never

const cases: ReadonlyArray<Case> = [
  {
    name: "an open file",
    leaky: forgotten(fs((_) => _.open("/repo/a", { flag: "r+" }))),
    clean: fs((_) => _.open("/repo/a", { flag: "r+" })),
    told: [/^open file: \/repo\/a \(r\+\), opened at .*Leaks\.test\.ts:\d+:\d+/]
  },
  {
    name: "the same file, open twice",
    leaky: forgotten(fs((_) => Effect.all([_.open("/repo/a"), _.open("/repo/a")]))),
    clean: fs((_) => Effect.all([_.open("/repo/a"), _.open("/repo/a")])),
    told: [/^open file: \/repo\/a \(r\)/, /^open file: \/repo\/a \(r\)/]
  },
  {
    name: "a temporary folder",
    leaky: fs((_) => _.makeTempDirectory({ prefix: "job-" })),
    clean: fs((_) => _.makeTempDirectoryScoped({ prefix: "job-" })),
    told: [/^temporary: \/tmp\/job-\w{6}$/]
  },
  {
    name: "the folder of a temporary file that is removed without it",
    leaky: fs((_) => Effect.flatMap(_.makeTempFile(), (path) => _.remove(path))),
    clean: fs((_) => _.makeTempFileScoped()),
    told: [/^temporary: \/tmp\/\w{6}$/]
  },
  {
    name: "a file under a name for temporaries",
    leaky: fs((_) => _.writeFileString("/repo/b.tmp", "text")),
    clean: fs((_) => Effect.andThen(_.writeFileString("/repo/b.tmp", "text"), _.rename("/repo/b.tmp", "/repo/b"))),
    options: { temporaries: { below: "/repo", like: /\.tmp$/ } },
    told: [/^temporary: \/repo\/b\.tmp$/]
  },
  {
    name: "anything new where nothing may stay",
    leaky: fs((_) => _.makeDirectory("/tmp/deep/er", { recursive: true })),
    clean: fs((_) =>
      Effect.andThen(_.makeDirectory("/tmp/deep/er", { recursive: true }), _.remove("/tmp/deep", { recursive: true }))
    ),
    options: { temporaries: { below: ["/tmp", "/missing"] } },
    told: [/^temporary: \/tmp\/deep$/, /^temporary: \/tmp\/deep\/er$/]
  },
  {
    name: "what a probe tells",
    leaky: Effect.sync(() => locks.add("/repo/a")),
    clean: Effect.acquireRelease(
      Effect.sync(() => locks.add("/repo/b")),
      () => Effect.sync(() => locks.delete("/repo/b"))
    ),
    options: { probes: { lock: Effect.sync(() => Array.from(locks)) } },
    told: [/^lock: \/repo\/a$/]
  },
  {
    name: "a detached fiber",
    leaky: Effect.withSpan(Effect.forkDetach(idle), "Loader.start"),
    clean: Effect.withSpan(Effect.forkScoped(idle), "Loader.start"),
    told: [/^fiber: 1 still running, started in the span Loader\.start$/]
  },
  {
    name: "children that nobody waits for",
    leaky: Effect.andThen(Effect.forkChild(idle), Effect.forkChild(idle)),
    clean: Effect.flatMap(Effect.forkChild(idle), Fiber.interrupt),
    told: [/^fiber: 2 still running, started outside of any span$/]
  },
  {
    name: "a fiber of a scope that nobody ends",
    leaky: forgotten(Effect.forkScoped(idle)),
    clean: Effect.scoped(Effect.forkScoped(idle)),
    told: [/^fiber: 1 still running/]
  },
  {
    name: "several things at once",
    leaky: Effect.all([
      forgotten(fs((_) => _.open("/repo/a"))),
      fs((_) => _.makeTempDirectory()),
      Effect.forkDetach(idle)
    ]),
    clean: Effect.all([fs((_) => _.open("/repo/a")), fs((_) => _.makeTempDirectoryScoped()), Effect.forkScoped(idle)]),
    told: [/^open file/, /^temporary/, /^fiber/]
  }
]

/** What a program leaves by itself would be there before the next one. */
const forget = Effect.sync(() => locks.clear())

const check = (exit: Exit.Exit<unknown, unknown>, told: ReadonlyArray<RegExp>): void => {
  const [title, ...leaks] = leaksOf(exit)
  assert.strictEqual(title, `Error: ${told.length} left over:`)
  assert.strictEqual(leaks.length, told.length, leaks.join("\n"))
  told.forEach((pattern, index) => assert.match(leaks[index] ?? "", pattern))
}

describe("expectNoLeaks finds", () => {
  it.effect("a lock of ploke-io that is still held", () =>
    Effect.gen(function* () {
      const held = new KeyedLocks()
      const leaky = Effect.andThen(Effect.forkDetach(held.withLock("/repo/a")(Effect.never)), Effect.yieldNow)
      check(yield* Effect.exit(expectNoLeaks(leaky)), [/^lock: 1 more of ploke-io$/, /^fiber/])
      yield* expectNoLeaks(held.withLock("/repo/b")(Effect.yieldNow))
    }).pipe(Effect.provide(memory))
  )

  for (const { name, leaky, clean, options, told } of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        check(yield* Effect.exit(expectNoLeaks(leaky, options)), told)
        yield* forget
        yield* expectNoLeaks(clean, options)
      }).pipe(Effect.provide(memory))
    )

    it.effect(`${name}, on the disk too`, () =>
      Effect.gen(function* () {
        const disk = yield* FileSystem.FileSystem
        const root = yield* scratchDirectory
        const inside = below(disk, root)
        yield* Effect.provideService(Tree.write(tree), FileSystem.FileSystem, inside)
        const exit = yield* Effect.exit(
          Effect.provideService(expectNoLeaks(leaky, options), FileSystem.FileSystem, inside)
        )
        check(exit, told)
        yield* forget
        yield* Effect.provideService(expectNoLeaks(clean, options), FileSystem.FileSystem, inside)
      }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))
    )
  }
})

/** The disk below a folder, under the paths of the trees. */
const below = (disk: FileSystem.FileSystem, root: string): FileSystem.FileSystem => {
  const inside = (path: string): string => (path.startsWith(root) ? path : root + path)
  const outside = (path: string): string => path.slice(root.length)
  const temporary = { directory: `${root}/tmp` }
  return FileSystem.make({
    ...disk,
    open: (path, options) => disk.open(inside(path), options),
    lstat: (path) => disk.lstat(inside(path)),
    makeDirectory: (path, options) => disk.makeDirectory(inside(path), options),
    makeTempDirectory: (options) => Effect.map(disk.makeTempDirectory({ ...options, ...temporary }), outside),
    makeTempDirectoryScoped: (options) =>
      Effect.map(disk.makeTempDirectoryScoped({ ...options, ...temporary }), outside),
    makeTempFile: (options) => Effect.map(disk.makeTempFile({ ...options, ...temporary }), outside),
    makeTempFileScoped: (options) => Effect.map(disk.makeTempFileScoped({ ...options, ...temporary }), outside),
    readDirectoryEntries: (path) => disk.readDirectoryEntries(inside(path)),
    remove: (path, options) => disk.remove(inside(path), options),
    rename: (from, to) => disk.rename(inside(from), inside(to)),
    writeFile: (path, data, options) => disk.writeFile(inside(path), data, options)
  })
}

describe("expectNoLeaks", () => {
  it.effect("gives what the effect gives, and its failure", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* expectNoLeaks(fs((_) => _.readFileString("/repo/a"))), "text")
      assert.strictEqual(yield* fs((_) => _.readFileString("/repo/a")).pipe(expectNoLeaks()), "text")
      const exit = yield* Effect.exit(expectNoLeaks(Effect.fail("refused")))
      assert.deepStrictEqual(exit, Exit.fail("refused"))
    }).pipe(Effect.provide(memory))
  )

  it.effect("looks also where the effect failed, died or was interrupted, and keeps why", () =>
    Effect.gen(function* () {
      const open = forgotten(fs((_) => _.open("/repo/a")))
      for (const end of [Effect.fail("refused"), Effect.die("broken"), Effect.interrupt]) {
        const exit = yield* Effect.exit(expectNoLeaks(Effect.andThen(open, end)))
        assert.match(leaksOf(exit)[1] ?? "", /^open file/)
        assert.isTrue(Exit.isFailure(exit) && exit.cause.reasons.length === 2)
      }
    }).pipe(Effect.provide(memory))
  )

  it.effect("looks when somebody interrupts it", () =>
    Effect.gen(function* () {
      const waiting = expectNoLeaks(Effect.andThen(forgotten(fs((_) => _.open("/repo/a"))), Effect.never))
      const fiber = yield* Effect.forkChild(waiting, { startImmediately: true })
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      assert.match(leaksOf(yield* Fiber.await(fiber))[1] ?? "", /^open file/)
    }).pipe(Effect.provide(memory))
  )

  it.effect("is no matter of what was there before", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const held = yield* Scope.provide(
        fs((_) => _.open("/repo/a")),
        scope
      )
      yield* fs((_) => _.makeTempDirectory())
      yield* Effect.forkDetach(Effect.yieldNow)
      locks.add("old")
      const probes = { lock: Effect.sync(() => Array.from(locks)) }
      yield* expectNoLeaks(held.stat, { temporaries: { below: "/" }, probes })
      yield* Scope.close(scope, Exit.void)
    }).pipe(Effect.provide(memory))
  )

  it.effect("gives a fiber that is about to end the time to do so", () =>
    Effect.gen(function* () {
      const slow = Effect.forEach([1, 2, 3, 4, 5], () => Effect.yieldNow, { discard: true })
      yield* expectNoLeaks(Effect.forkDetach(slow))
    }).pipe(Effect.provide(memory))
  )

  it.effect("leaves the metrics of fibers to whoever counts them already", () =>
    Effect.gen(function* () {
      let started = 0
      const metrics = { recordFiberStart: () => void started++, recordFiberEnd: () => {} }
      yield* expectNoLeaks(Effect.flatMap(Effect.forkChild(Effect.void), Fiber.join)).pipe(
        Effect.provideService(Metric.FiberRuntimeMetrics, metrics)
      )
      assert.strictEqual(started, 1)
    }).pipe(Effect.provide(memory))
  )

  it.effect("looks past the faults of a plan", () =>
    expectNoLeaks(
      fs((_) => Effect.ignore(_.makeTempDirectoryScoped())),
      { temporaries: { below: "/tmp" } }
    ).pipe(
      Effect.provide(
        FaultFileSystem.layer([{ on: "any", times: "forever", fault: Fault.errno("EIO") }]).pipe(Layer.provide(memory))
      )
    )
  )
})

/** The services with nothing between them and the file system of the context. */
const servicesOverFileSystem = PlokeIo.layer({ roots: ["/repo"] }).pipe(
  Layer.provide(FileSystemAccess.layer),
  Layer.provide(TestHasher.layer)
)

describe("a service", () => {
  const services = TestPlokeIo.layer(tree)

  it.effect("is seen through the file system below it", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const file = yield* access.canonicalize("/repo/a")
      const exit = yield* Effect.exit(expectNoLeaks(forgotten(access.open(file))))
      check(exit, [/^open file: \/repo\/a \(r\), opened at .*FileSystem\w+\.ts/])
      yield* expectNoLeaks(access.open(file))
    }).pipe(Effect.provide(services))
  )

  it.effect("is seen through the port", () =>
    Effect.gen(function* () {
      const access = yield* FileAccess
      const file = yield* access.canonicalize("/repo/a")
      const exit = yield* Effect.exit(expectNoLeaks(forgotten(access.open(file))))
      assert.isTrue(leaksOf(exit).some((leak) => /^open file: \/repo\/a .*Leaks\.test\.ts/.test(leak)))
      yield* expectNoLeaks(access.open(file))
    }).pipe(Effect.provide(FaultAccess.layer([]).pipe(Layer.provideMerge(services))))
  )

  it.effect("is seen through the volume in memory, where it goes past everything else", () =>
    Effect.gen(function* () {
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const exit = yield* Effect.exit(expectNoLeaks(Effect.sync(() => volume.open("/repo/a", { flag: "r" }))))
      check(exit, [/^open file: 1 more of the volume in memory$/])
    }).pipe(Effect.provide(memory))
  )

  it.effect("of this library leaves nothing behind, at whichever call something goes wrong", () =>
    Effect.gen(function* () {
      const reading = Effect.flatMap(ReadService, (read) =>
        Effect.andThen(
          read.readFile({ filePath: "/repo/a" }),
          Stream.runDrain(read.streamFile("/repo/a", { chunkBytes: 2 }))
        )
      ).pipe(Effect.provide(servicesOverFileSystem))
      for (const fault of [Fault.errno("EIO"), Fault.errno("EMFILE", { work: "done" }), Fault.interrupt("after")]) {
        const outcomes = yield* FaultFileSystem.sweep({ on: "any", fault }, (disk) =>
          Effect.flatMap(Effect.forkChild(reading), Fiber.await).pipe(
            expectNoLeaks({ temporaries: { below: "/" } }),
            Effect.provide(disk.pipe(Layer.provide(memory)))
          )
        )
        assert.isAbove(outcomes.length, 10)
        assert.isTrue(outcomes.some(Exit.isFailure))
      }
    })
  )
})
