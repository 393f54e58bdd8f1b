import { assert, describe, it } from "@effect/vitest"
import { FileAccess, FileSystemAccess, type OpenFolder } from "@ploke/io"
import { exploreCrashes, Fault, FaultFileSystem, MemoryFileSystem, TestHasher, Tree } from "@ploke/io-testing"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as AtomicWrite from "../src/AtomicWrite.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const access = FileSystemAccess.layer.pipe(Layer.provide(TestHasher.layer))

const openFolder = Effect.flatMap(FileAccess, (port) => port.openFolder("/repo"))

const temporary = ".a.ploke-io-1-0123456789abcdef.tmp"

/** Replaces `/repo/a` as it is now, or makes it where there is none. */
const put = (folder: OpenFolder, text: string, options: Partial<AtomicWrite.NewContents> = {}) =>
  Effect.gen(function* () {
    const status = yield* folder.look("a").pipe(Effect.option)
    return yield* AtomicWrite.put(folder, {
      name: "a",
      pieces: [bytes(text)],
      temporary,
      replaces: Option.getOrUndefined(status),
      mode: Option.match(status, { onNone: () => undefined, onSome: ({ mode }) => mode }),
      durability: "strict",
      ...options
    })
  })

const write = (text: string, options?: Partial<AtomicWrite.NewContents>) =>
  Effect.scoped(Effect.flatMap(openFolder, (folder) => put(folder, text, options)))

const contents = Effect.flatMap(FileSystem.FileSystem, (fs) =>
  Effect.orElseSucceed(fs.readFileString("/repo/a"), () => undefined)
)

class Broken extends Data.TaggedError("Broken")<{ readonly message: string }> {}

const oldOrNew =
  (old: string | undefined) =>
  ({ acknowledged }: { readonly acknowledged: Option.Option<unknown> }) =>
    Effect.gen(function* () {
      const text = yield* contents
      if (text === "new contents") return
      if (Option.isSome(acknowledged)) return yield* new Broken({ message: `acknowledged, but found ${text}` })
      if (text !== old) return yield* new Broken({ message: `found ${text}` })
    })

describe("a power cut", () => {
  const explore = (tree: Tree.Tree, old: string | undefined, options: Partial<AtomicWrite.NewContents> = {}) =>
    exploreCrashes({ tree, layer: access, act: write("new contents", options), check: oldOrNew(old) })

  it.effect.each([
    ["a file that is replaced", { "/repo/a": Tree.file("old contents", { mode: 0o750 }) }, "old contents"],
    ["a file that is made", { "/repo/b": "" }, undefined]
  ] as const)("leaves the old or the new contents of %s", ([, tree, old]) =>
    Effect.gen(function* () {
      const report = yield* explore(tree, old)
      assert.isTrue(report.exhaustive)
      assert.deepStrictEqual(report.exit, Exit.succeed({ durability: "strict", unsynced: undefined }))
      assert.isAbove(report.states, 10)
    })
  )

  it.effect("takes an acknowledged write back where nobody waits for the folder", () =>
    Effect.gen(function* () {
      const careless = Effect.scoped(
        Effect.flatMap(openFolder, (folder) => put({ ...folder, sync: Effect.void }, "new contents"))
      )
      const tree = { "/repo/a": "old contents" }
      const act = exploreCrashes({ tree, layer: access, act: careless, check: oldOrNew("old contents") })
      assert.include((yield* Effect.flip(act)).message, "acknowledged, but found old contents")
    })
  )

  it.effect("finds an empty file where nobody waits for the file", () =>
    Effect.gen(function* () {
      const careless = Effect.scoped(
        Effect.flatMap(openFolder, (folder) =>
          put(
            {
              ...folder,
              create: (name, mode, use) => folder.create(name, mode, (file) => use({ ...file, sync: Effect.void }))
            },
            "new contents"
          )
        )
      )
      const tree = { "/repo/a": "old contents" }
      const act = exploreCrashes({ tree, layer: access, act: careless, check: oldOrNew("old contents") })
      assert.match((yield* Effect.flip(act)).message, /found $|found [^o]/)
    })
  )
})

describe("a fault", () => {
  const start: Tree.Tree = { "/repo/a": Tree.file("old contents", { mode: 0o640 }) }

  const faulty = (plan: FaultFileSystem.Plan, tree: Tree.Tree) =>
    access.pipe(Layer.provideMerge(FaultFileSystem.layer(plan)), Layer.provideMerge(MemoryFileSystem.layer(tree)))

  /** Runs a write under a plan, and tells how it ended and what is in the folder then. */
  const under = (plan: FaultFileSystem.Plan, tree: Tree.Tree = start) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(write("new contents"))
      const fs = yield* FileSystem.FileSystem
      const names = yield* fs.readDirectory("/repo")
      return { exit, names, text: yield* contents }
    }).pipe(Effect.provide(faulty(plan, tree)))

  const traced = Effect.gen(function* () {
    yield* write("new contents")
    const { calls } = yield* FaultFileSystem.FaultFileSystem
    return [...calls]
  }).pipe(Effect.provide(faulty([], start)))

  it.effect("at any call leaves the old contents, or the new ones and says so", () =>
    Effect.gen(function* () {
      const calls = yield* traced
      assert.isAbove(calls.length, 8)
      for (const [i, call] of calls.entries()) {
        const plan = [{ on: "any", nth: i + 1, fault: Fault.errno("EIO") }] as const
        const { exit, names, text } = yield* under(plan)
        const where = `${i + 1} ${call.operation}`
        assert.isTrue(Exit.isFailure(exit), where)
        const failure = Exit.isFailure(exit) ? Option.getOrUndefined(Exit.findErrorOption(exit)) : undefined
        const visible = typeof failure === "object" && failure._tag === "SyncFailed" && failure.visible
        assert.strictEqual(text, visible ? "new contents" : "old contents", where)
        assert.deepStrictEqual(names, ["a"], where)
      }
    })
  )
})
