import { assert, describe, it } from "@effect/vitest"
import type { StateFile, StateFolder } from "@ploke/io"
import { FileSystemState, StateStore } from "@ploke/io"
import {
  exploreCrashes,
  MemoryFileSystem,
  MemoryVolume,
  stateStoreContract,
  TestPlokeIo,
  Tree
} from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as PlatformError from "effect/PlatformError"
import * as Result from "effect/Result"
import { meddling, slowly } from "./StatePlatforms.ts"

const volume = MemoryVolume.make()

stateStoreContract("memory", FileSystemState.layer.pipe(Layer.provideMerge(MemoryFileSystem.layerVolume(volume))), {
  makeSpecial: (path, type) => Effect.sync(() => volume.makeNode(path, type))
})

const slowVolume = MemoryVolume.make()

stateStoreContract(
  "memory that lets others in between",
  FileSystemState.layer.pipe(
    Layer.provideMerge(Layer.succeed(FileSystem.FileSystem, slowly(MemoryFileSystem.make(slowVolume))))
  ),
  {
    makeSpecial: (path, type) => Effect.sync(() => slowVolume.makeNode(path, type)),
    openBelow: () => Array.from({ length: slowVolume.openHandles }, () => "a file")
  }
)

const opening = (missing: "make" | "leave", directory?: string) =>
  Effect.flatMap(StateStore, (store) => store.open(directory, "journals", missing))

describe("StateStore", () => {
  it.effect("without a layer says that there is no place", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(opening("make"))
      assert.strictEqual(failure._tag, "StateUnsupported")
    })
  )

  it.effect("in the test platform is there, and makes nothing until it is asked to", () =>
    Effect.gen(function* () {
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const before = volume.snapshot()
      assert.isUndefined(yield* opening("leave"))
      assert.deepStrictEqual(volume.snapshot(), before)
      assert.strictEqual((yield* opening("make"))?.path, "/var/lib/ploke-io/journals")
    }).pipe(Effect.provide(TestPlokeIo.platform({ "/repo/a": "" })))
  )

  it.effect("over a file system is where it was told to be", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* opening("make"))?.path, "/home/ada/state/journals")
      assert.strictEqual((yield* opening("make", "/elsewhere"))?.path, "/elsewhere/journals")
    }).pipe(Effect.provide(FileSystemState.layerAt("/home/ada/state").pipe(Layer.provide(MemoryFileSystem.layer()))))
  )
})

const own = "/state/journals/a"

type Meanwhile = (
  fs: FileSystem.FileSystem,
  options: { readonly noFollow?: boolean | undefined }
) => Effect.Effect<unknown, PlatformError.PlatformError>

/** What comes of opening and writing a file of the store, when something happens right before that file is opened. */
const openMeanwhile = Effect.fnUntraced(function* (state: "there" | "missing", meanwhile: Meanwhile) {
  const volume = MemoryVolume.make()
  const fs = MemoryFileSystem.make(volume)
  const over = meddling(fs, (file, options = {}) =>
    file === own ? Effect.asVoid(meanwhile(fs, options)) : Effect.void
  )
  const folder = (yield* FileSystemState.make(over, "/state").open(undefined, "journals", "make"))!
  yield* fs.writeFileString("/other", "of others")
  if (state === "there") yield* fs.writeFileString(own, "old")
  const opened = Effect.scoped(Effect.flatMap(folder.open("a", "make"), (file) => write(file, 0, "new")))
  const result = yield* Effect.result(opened)
  assert.deepStrictEqual([volume.openHandles, yield* fs.readFileString("/other")], [0, "of others"])
  return Result.isFailure(result) ? result.failure.code : yield* fs.readFileString(own)
})

describe("a file of the store over a file system", () => {
  const replaceByLink: Meanwhile = (fs) => Effect.andThen(fs.remove(own), fs.symlink("/other", own))
  const refuseNoFollow: Meanwhile = (_, { noFollow }) =>
    noFollow === true
      ? Effect.fail(PlatformError.badArgument({ module: "FileSystem", method: "open", description: "noFollow" }))
      : Effect.void

  const rows: ReadonlyArray<readonly [string, "there" | "missing", Meanwhile, string]> = [
    ["is opened where somebody else makes it first", "missing", (fs) => Effect.ignore(makeFirst(fs)), "new"],
    ["is not followed when a link takes its place", "there", replaceByLink, "ELOOP"],
    [
      "is not followed either where links cannot be refused",
      "there",
      (fs, options) => Effect.andThen(refuseNoFollow(fs, options), replaceByLink(fs, options)),
      "ESTALE"
    ],
    ["is opened where links cannot be refused", "there", refuseNoFollow, "new"],
    ["is refused when it is exchanged", "there", (fs) => exchange(fs), "ESTALE"]
  ]
  for (const [fact, state, meanwhile, expected] of rows) {
    it.effect(fact, () => Effect.map(openMeanwhile(state, meanwhile), (found) => assert.strictEqual(found, expected)))
  }
})

const makeFirst = (fs: FileSystem.FileSystem) => fs.writeFileString(own, "old", { flag: "wx" })

const exchange = (fs: FileSystem.FileSystem) =>
  Effect.andThen(fs.writeFileString("/new", "theirs"), fs.rename("/new", own))

const path = "/var/lib/ploke-io/journals"

type Use = (folder: StateFolder, file: StateFile) => Effect.Effect<unknown, unknown>

/** Searches for a power cut after which something else than a text is found, though the program had come to its end. */
const search = (tree: Tree.Tree, text: string, use: Use) =>
  exploreCrashes({
    tree,
    layer: FileSystemState.layer,
    act: Effect.gen(function* () {
      const folder = (yield* opening("make"))!
      yield* use(folder, yield* folder.open("a", "make"))
    }),
    check: ({ acknowledged }) =>
      Effect.gen(function* () {
        if (acknowledged._tag === "None") return
        const fs = yield* FileSystem.FileSystem
        const found = yield* fs.readFileString(`${path}/a`)
        if (found !== text) return yield* Effect.fail(`found ${found}`)
      })
  })

const write = (file: StateFile, positionBytes: number, text: string) =>
  file.write(positionBytes, [new TextEncoder().encode(text)])

const old: Tree.Tree = {
  "/var/lib/ploke-io": Tree.directory({ mode: 0o700 }),
  [path]: Tree.directory({ mode: 0o700 }),
  [`${path}/a`]: Tree.file("old text", { mode: 0o600 })
}

interface Program {
  readonly title: string
  readonly tree: Tree.Tree
  readonly text: string
  readonly synced: Use
  /** The same with one sync left out, by what it is. */
  readonly unsynced: Readonly<Record<string, Use>>
}

const programs: ReadonlyArray<Program> = [
  {
    title: "a new file",
    tree: {},
    text: "text",
    synced: (folder, file) => Effect.andThen(write(file, 0, "text"), Effect.andThen(file.sync, folder.sync)),
    unsynced: {
      file: (folder, file) => Effect.andThen(write(file, 0, "text"), folder.sync),
      folder: (_, file) => Effect.andThen(write(file, 0, "text"), file.sync)
    }
  },
  {
    title: "what was written in place",
    tree: old,
    text: "old news, and more",
    synced: (_, file) => Effect.andThen(write(file, 4, "news, and more"), file.sync),
    unsynced: { file: (_, file) => write(file, 4, "news, and more") }
  },
  {
    title: "the length of a file",
    tree: old,
    text: "old",
    synced: (_, file) => Effect.andThen(file.truncate(3), file.sync),
    unsynced: { file: (_, file) => file.truncate(3) }
  }
]

describe("any power cut", () => {
  for (const { synced, text, title, tree, unsynced } of programs) {
    it.effect(`leaves ${title}, once it was synced`, () =>
      Effect.gen(function* () {
        const report = yield* search(tree, text, synced)
        assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
        assert.isTrue(report.exhaustive)
      })
    )
    for (const [what, use] of Object.entries(unsynced)) {
      it.effect(`may not leave ${title} without the sync of the ${what}`, () =>
        Effect.gen(function* () {
          const failure = yield* Effect.flip(search(tree, text, use))
          assert.strictEqual(failure.phase, "check")
        })
      )
    }
  }

  const demandFolder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.access(path))
  const searchFolder = (act: Effect.Effect<unknown, unknown, FileSystem.FileSystem>, tree: Tree.Tree = {}) =>
    exploreCrashes({
      tree,
      layer: FileSystemState.layer,
      act,
      check: ({ acknowledged }) => (acknowledged._tag === "None" ? Effect.void : demandFolder)
    })
  const justMade = (folder: string) =>
    Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeDirectory(folder, { recursive: true, mode: 0o700 }))

  it.effect("leaves the folder that was made, and all above it", () =>
    Effect.gen(function* () {
      assert.isTrue(Exit.isSuccess((yield* searchFolder(opening("make"))).exit))
    })
  )

  // What somebody has made who ended before the sync.
  for (const [parent, name] of [
    ["/var/lib", "ploke-io"],
    ["/var/lib/ploke-io", "journals"]
  ] as const) {
    it.effect(`leaves ${name} that somebody else had just made`, () =>
      Effect.gen(function* () {
        const tree = { [parent]: Tree.directory({ mode: 0o700 }) }
        const act = Effect.andThen(justMade(`${parent}/${name}`), opening("make"))
        assert.isTrue(Exit.isSuccess((yield* searchFolder(act, tree)).exit))
      })
    )
  }

  it.effect("may not leave folders that are made otherwise", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(searchFolder(justMade(path)))).phase, "check")
    })
  )
})
