import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import type { AccessFailure, StateFile, StateFolder } from "@ploke/io"
import { FileSystemState, Limits, StateStore } from "@ploke/io"
import { NodeStateStore } from "@ploke/io-node"
import { stateStoreContract } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import type { DiskCall } from "./DiskCalls.ts"
import { watchingDisk } from "./DiskCalls.ts"
import { openBelow, withFolder } from "./Folders.ts"

const options = {
  openBelow,
  makeSpecial: (at: string) => Effect.sync(() => execFileSync("mkfifo", [at]))
}

stateStoreContract("Node", Layer.merge(NodeStateStore.layer, NodeFileSystem.layer), options)

stateStoreContract(
  "Effect's FileSystem on the real disk",
  FileSystemState.layer.pipe(Layer.provideMerge(NodeFileSystem.layer)),
  options
)

const opening = (directory: string | undefined, missing: "make" | "leave" = "make") =>
  Effect.provide(
    Effect.flatMap(StateStore, (store) => store.open(directory, "journals", missing)),
    NodeStateStore.layer
  ) as Effect.Effect<StateFolder | undefined, AccessFailure>

const made = (directory: string): Effect.Effect<StateFolder, AccessFailure> =>
  Effect.map(opening(directory), (folder) => folder!)

const run = <A>(effect: Effect.Effect<A, unknown, Scope.Scope>): Promise<A> => Effect.runPromise(Effect.scoped(effect))

const pieces = (...texts: ReadonlyArray<string>) => texts.map((text) => Buffer.from(text))

describe("a file of the store", () => {
  it("that has another name is refused", () =>
    withFolder(async (base) => {
      const folder = await run(made(`${base}/state`))
      fs.writeFileSync(`${base}/theirs`, "theirs")
      fs.linkSync(`${base}/theirs`, `${folder.path}/a`)
      for (const missing of ["make", "leave"] as const) {
        const failure = await run(Effect.flip(folder.open("a", missing)))
        assert.strictEqual(failure.code, "EINVAL")
        assert.match((failure.cause as Error).message, /journals\/a has 2 names/)
      }
      assert.deepStrictEqual(openBelow(base), [])
      // Without the guard it would be opened, and what is written be in the other one.
      const fd = fs.openSync(`${folder.path}/a`, "r+")
      fs.writeSync(fd, "ours")
      fs.closeSync(fd)
      assert.strictEqual(fs.readFileSync(`${base}/theirs`, "utf8"), "oursrs")
    }))

  it("or a folder that belongs to somebody else is refused", () =>
    withFolder(async (base) => {
      const folder = await run(made(`${base}/state`))
      fs.writeFileSync(`${folder.path}/a`, "")
      const isRoot = process.geteuid?.() === 0
      // Only root can give a file away; for anybody else the folders of the system are somebody else's.
      if (!isRoot) return assert.include(["EPERM", "EACCES"], (await run(Effect.flip(opening("/usr")))).code)
      fs.chownSync(`${folder.path}/a`, 65534, 65534)
      const failure = await run(Effect.flip(folder.open("a", "make")))
      assert.strictEqual(failure.code, "EINVAL")
      assert.match((failure.cause as Error).message, /belongs to user 65534, and this process is 0/)
      fs.closeSync(fs.openSync(`${folder.path}/a`, "r+"))
      for (const each of [folder.path, `${base}/state`]) {
        fs.chownSync(each, 65534, 65534)
        for (const missing of ["make", "leave"] as const) {
          const refused = await run(Effect.flip(opening(`${base}/state`, missing)))
          assert.strictEqual(refused.code, "EPERM")
          assert.match((refused.cause as Error).message, /belongs to user 65534, and this process is 0/)
        }
      }
    }))

  it("that is removed while it is opened is refused, since what is written to it would be lost", () =>
    withFolder(async (base) => {
      const folder = await run(made(`${base}/state`))
      const before = ({ name, paths: [file] }: DiskCall) => {
        if (name === "fstat" && file !== folder.path) fs.rmSync(`${folder.path}/a`, { force: true })
        return undefined
      }
      const failure = await watchingDisk(base, { before }, () => run(Effect.flip(folder.open("a", "make"))))
      assert.match((failure.cause as Error).message, /has 0 names/)
      assert.deepStrictEqual(openBelow(base), [])
    }))
})

describe("the store of Node", () => {
  it("is in XDG_STATE_HOME unless said", () =>
    withFolder(async (base) => {
      const before = process.env["XDG_STATE_HOME"]
      process.env["XDG_STATE_HOME"] = `${base}/xdg`
      try {
        assert.isUndefined(await run(opening(undefined, "leave")))
        assert.deepStrictEqual(fs.readdirSync(base), [])
        assert.strictEqual((await run(opening(undefined)))?.path, `${base}/xdg/ploke-io/journals`)
      } finally {
        if (before === undefined) delete process.env["XDG_STATE_HOME"]
        else process.env["XDG_STATE_HOME"] = before
      }
    }))

  const linesOf = (base: string, body: () => Promise<unknown>) => {
    const lines: Array<string> = []
    const before = ({ name, paths: [about] }: DiskCall) => {
      if (["fsync", "fdatasync", "mkdir"].includes(name)) lines.push(`${name} ${path.relative(base, about!)}`)
      return undefined
    }
    return Effect.runPromise(
      Effect.as(
        Effect.promise(() => watchingDisk(base, { before }, body)),
        lines
      )
    )
  }

  it("syncs each folder that it makes in the one above it before it is lent", () =>
    withFolder(async (base) => {
      const lines = await linesOf(base, () => run(opening(`${base}/a/state`)))
      const done = lines.filter((line, i) => line.startsWith("fsync") || lines[i + 1]?.startsWith("fsync"))
      assert.deepStrictEqual(done, [
        "mkdir a",
        "fsync ",
        "mkdir a/state",
        "fsync a",
        "mkdir a/state/journals",
        "fsync a/state",
        "fsync a/state"
      ])
      // Whoever made it may not have come to that.
      assert.deepStrictEqual(await linesOf(base, () => run(opening(`${base}/a/state`))), ["fsync a/state"])
      assert.deepStrictEqual(await linesOf(base, () => run(opening(`${base}/a/state`, "leave"))), [])
    }))

  it("syncs the contents of a file, and the names of its folder", () =>
    withFolder(async (base) => {
      const folder = await run(made(base))
      const synced = Effect.flatMap(folder.open("a", "make"), (file) => Effect.andThen(file.sync, folder.sync))
      assert.deepStrictEqual(await linesOf(base, () => run(synced)), ["fdatasync journals/a", "fsync journals"])
    }))

  for (const errno of ["EINVAL", "EPERM"]) {
    it(`goes on where a folder cannot be synced, told by ${errno}`, () =>
      withFolder(async (base) => {
        const before = ({ name }: DiskCall) => (name === "fsync" ? errno : undefined)
        await watchingDisk(base, { before }, () => run(Effect.flatMap(made(`${base}/state`), (folder) => folder.sync)))
        assert.deepStrictEqual(openBelow(base), [])
      }))
  }

  const failing = async (
    base: string,
    name: string,
    errno: string,
    use: (file: StateFile, folder: StateFolder) => Effect.Effect<unknown, AccessFailure>
  ) => {
    const folder = await run(made(`${base}/state`))
    const before = (call: DiskCall) => (call.name === name ? errno : undefined)
    const failure = await watchingDisk(base, { before }, () =>
      run(Effect.flip(Effect.flatMap(folder.open("a", "make"), (file) => use(file, folder))))
    )
    assert.deepStrictEqual([failure.code, openBelow(base)], [errno, []])
  }

  const failures: ReadonlyArray<readonly [string, string, Parameters<typeof failing>[3]]> = [
    ["fdatasync", "EIO", (file) => file.sync],
    ["fsync", "EIO", (_, folder) => folder.sync],
    ["write", "ENOSPC", (file) => file.write(0, pieces("a"))],
    ["writev", "ENOSPC", (file) => file.write(0, pieces("a", "b".repeat(100_000)))],
    ["ftruncate", "EIO", (file) => file.truncate(1)],
    ["read", "EIO", (file) => Effect.andThen(file.write(0, pieces("a")), file.read(0, 1))],
    ["unlink", "EACCES", (_, folder) => folder.remove("a")],
    ["readdir", "EACCES", (_, folder) => folder.names]
  ]
  for (const [name, errno, use] of failures) {
    it(`says so when ${name} fails`, () => withFolder((base) => failing(base, name, errno, use)))
  }

  it("writes and reads on after a call that did only a part", () =>
    withFolder(async (base) => {
      const folder = await run(made(base))
      const seen = new Set<string>()
      const before = ({ args, name }: DiskCall) => {
        seen.add(name)
        if (name === "writev") args[1] = [(args[1] as ReadonlyArray<Uint8Array>)[0]!.subarray(0, 60_001)]
        if (name === "write") args[3] = Math.min(Number(args[3]), 7)
        if (name === "read") args[3] = Math.min(Number(args[3]), 60_001)
        return undefined
      }
      const texts = ["a".repeat(70_000), "b", "c".repeat(70_000)]
      const read = await watchingDisk(base, { before }, () =>
        run(
          Effect.gen(function* () {
            const file = yield* folder.open("a", "make")
            yield* file.write(3, pieces(...texts))
            yield* file.write(0, pieces("start of it"))
            return yield* file.read(0, 1_000_000)
          })
        )
      )
      assert.includeMembers([...seen], ["writev", "write", "read"])
      assert.strictEqual(Buffer.from(read).toString(), `start of it${texts.join("").slice(8)}`)
    }))

  it("writes to the end, also when whoever asked for that is interrupted", () =>
    withFolder(async (base) => {
      const folder = await run(made(base))
      const many = Array.from({ length: 5000 }, (_, i) => `${i},`)
      const program = Effect.flatMap(folder.open("a", "make"), (file) => file.write(0, pieces(...many)))
      let calls = 0
      const before = ({ name }: DiskCall) => {
        if (name === "writev" && calls++ === 0) fiber.interruptUnsafe()
        return undefined
      }
      let fiber: Fiber.Fiber<void, AccessFailure>
      const exit = await watchingDisk(base, { before }, () => {
        fiber = Effect.runFork(Effect.scoped(Effect.andThen(Effect.yieldNow, program)))
        return Effect.runPromise(Fiber.await(fiber))
      })
      assert.deepStrictEqual([Exit.hasInterrupts(exit), calls, openBelow(base)], [true, 5, []])
      assert.strictEqual(fs.readFileSync(`${folder.path}/a`, "utf8"), many.join(""))
    }))

  const exhausted = (times: number) => {
    let left = times
    return ({ name }: DiskCall) => (["open", "readdir"].includes(name) && left-- > 0 ? "EMFILE" : undefined)
  }

  const uses: ReadonlyArray<
    readonly [string, (directory: string) => Effect.Effect<unknown, AccessFailure, Scope.Scope>]
  > = [
    ["a folder", (directory) => opening(`${directory}/more`)],
    ["a file", (directory) => Effect.flatMap(made(directory), (folder) => folder.open("a", "make"))],
    ["the names", (directory) => Effect.flatMap(made(directory), (folder) => folder.names)],
    ["the sync", (directory) => Effect.flatMap(made(directory), (folder) => folder.sync)]
  ]
  for (const [what, use] of uses) {
    it(`waits for a descriptor for ${what}`, () =>
      withFolder(async (base) => {
        await run(made(base))
        await watchingDisk(base, { before: exhausted(2) }, () => run(use(base)))
        assert.deepStrictEqual(openBelow(base), [])
      }))
  }

  it("waits for a descriptor no longer than it should, and whoever is interrupted leaves nothing open", () =>
    withFolder(async (base) => {
      const folder = await run(made(base))
      await watchingDisk(base, { before: exhausted(Infinity) }, () =>
        run(
          Effect.gen(function* () {
            const waiting = yield* Effect.forkChild(Effect.flip(folder.open("a", "make")))
            yield* TestClock.adjust("1 milli")
            assert.isUndefined(waiting.pollUnsafe())
            yield* Fiber.interrupt(waiting)
            const fiber = yield* Effect.forkChild(Effect.flip(folder.open("a", "make")))
            for (let i = 0; i <= Limits.descriptorRetriesMax; i++) yield* TestClock.adjust("1 minute")
            assert.strictEqual((yield* Fiber.join(fiber)).code, "EMFILE")
          }).pipe(Effect.provide(TestClock.layer()))
        )
      )
      assert.deepStrictEqual([openBelow(base), fs.readdirSync(folder.path)], [[], []])
    }))
})
