import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import * as CrashFileSystem from "@ploke/io-testing/CrashFileSystem"
import * as Tree from "@ploke/io-testing/Tree"
import * as Pair from "./crash/PairProgram.ts"
import { realDisk } from "./crash/RealDisk.ts"
import * as Replace from "./crash/ReplaceProgram.ts"
import { traced } from "./crash/Traced.ts"
import { user } from "./Disk.ts"

const umask = process.umask()

type Program = Effect.Effect<unknown, PlatformError.PlatformError, FileSystem.FileSystem>

interface Case {
  readonly name: string
  readonly tree: Tree.Tree
  readonly program: Program
  readonly folder: string
}

const quiet = () => Effect.void

const cases: ReadonlyArray<Case> = [
  { name: "replacing a file", tree: Replace.tree, program: Replace.replace()(quiet), folder: "/work" },
  {
    name: "replacing a file, without a sync of the directory",
    tree: Replace.tree,
    program: Replace.replace("never syncs the directory")(quiet),
    folder: "/work"
  },
  {
    name: "replacing a file, without a sync of the file",
    tree: Replace.tree,
    program: Replace.replace("never syncs the file")(quiet),
    folder: "/work"
  },
  { name: "changing two files through a journal", tree: Pair.tree, program: Pair.act()(quiet), folder: "/data" },
  {
    name: "changing two files through a journal that is never cleared for good",
    tree: Pair.tree,
    program: Pair.act("never syncs the clearing of the journal")(quiet),
    folder: "/state"
  }
]

/** A moment of a program: the call that was made last, and the trees that a power cut may leave. */
interface Moment {
  readonly line: string
  readonly trees: ReadonlyArray<string>
}

const onModel = Effect.fnUntraced(function* ({ folder, program, tree }: Case) {
  const moments: Array<Moment> = []
  const disk = CrashFileSystem.make(tree, { user, umask })
  const after = (line: string) =>
    Effect.map(disk.crash(), (images) => {
      moments.push({ line, trees: images.map((image) => JSON.stringify(image.mount().snapshot(folder))) })
    })
  yield* Effect.provideService(program, FileSystem.FileSystem, traced(disk.fileSystem, "", after))
  return { moments, final: JSON.stringify(disk.volume.snapshot(folder)) }
})

const onDisk = Effect.fnUntraced(function* ({ folder, program, tree }: Case) {
  const moments: Array<Moment> = []
  const disk = yield* realDisk
  const fs = yield* FileSystem.FileSystem
  const treeBelow = (root: string) =>
    Tree.snapshot(root + folder).pipe(
      Effect.map((entries) => JSON.stringify(entries)),
      Effect.orDie
    )
  yield* Tree.write(tree, { root: disk.root })
  yield* disk.settle
  const after = (line: string) =>
    Effect.map(disk.afterPowerCut(treeBelow), (left) => {
      moments.push({ line, trees: [left] })
    }).pipe(Effect.provideService(FileSystem.FileSystem, fs))
  yield* Effect.provideService(program, FileSystem.FileSystem, traced(fs, disk.root, after))
  return { kind: disk.kind, moments, final: yield* treeBelow(disk.root) }
})

const lines = ({ moments }: { readonly moments: ReadonlyArray<Moment> }) => moments.map(({ line }) => line)

describe("model and disk", () => {
  it.live.each(cases)("agree on every call, and on what a power cut after it may leave: $name", (program) =>
    Effect.gen(function* () {
      const disk = yield* onDisk(program)
      const model = yield* onModel(program)
      assert.deepStrictEqual(lines(disk), lines(model))
      assert.strictEqual(disk.final, model.final)
      for (const [index, { line, trees }] of disk.moments.entries()) {
        assert.include(model.moments[index]?.trees ?? [], trees[0] ?? "", `after ${line}, where the ${disk.kind}`)
      }
    }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))
  )

  it.live("lose what was acknowledged too early, where the power can be cut", () =>
    Effect.gen(function* () {
      const program = {
        name: "",
        tree: Replace.tree,
        program: Replace.replace("never syncs the directory")(quiet),
        folder: "/work"
      }
      // Somebody else's `sync` may save the program now and then.
      const unlucky = Effect.map(onDisk(program), ({ final, kind, moments }) => ({
        kind,
        lost: moments.at(-1)?.trees[0] !== final
      }))
      const { kind, lost } = yield* Effect.scoped(unlucky).pipe(
        Effect.repeat({ times: 4, until: (found) => found.lost || found.kind === "power stays on" })
      )
      assert.strictEqual(lost, kind === "power can be cut")
      const model = yield* onModel(program)
      assert.isTrue(model.moments.at(-1)?.trees.some((tree) => tree !== model.final))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
