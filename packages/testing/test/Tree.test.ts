import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as MemoryFileSystem from "@ploke/io-testing/MemoryFileSystem"
import * as MemoryVolume from "@ploke/io-testing/MemoryVolume"
import * as Tree from "@ploke/io-testing/Tree"
import { scratchDirectory } from "./Disk.ts"

const tree: Tree.Tree = {
  "/repo/a.ts": "text é",
  "/repo/bin": new Uint8Array([0, 255]),
  "/repo/empty/": {},
  "/repo/link": Tree.symlink("a.ts"),
  "/repo/second": Tree.hardLink("/repo/a.ts"),
  "/repo/run.sh": Tree.file("#!/bin/sh\n", { mode: 0o755 }),
  "/repo/private": Tree.directory({ mode: 0o700 }),
  "/repo/private/key": Tree.file(new Uint8Array([107]), { mode: 0o600 })
}

const described: Array<MemoryVolume.SnapshotEntry> = [
  { path: ".", type: "Directory", mode: "755" },
  { path: "a.ts", type: "File", mode: "644", links: 2, text: "text é" },
  { path: "bin", type: "File", mode: "644", hex: "00ff" },
  { path: "empty", type: "Directory", mode: "755" },
  { path: "link", type: "SymbolicLink", target: "a.ts" },
  { path: "private", type: "Directory", mode: "700" },
  { path: "private/key", type: "File", mode: "600", text: "k" },
  { path: "run.sh", type: "File", mode: "755", text: "#!/bin/sh\n" },
  { path: "second", type: "File", mode: "644", links: 2, text: "text é" }
]

/** Only the umask 022 gives the modes above. */
const withoutModes = (entries: ReadonlyArray<MemoryVolume.SnapshotEntry>) =>
  entries.map((entry) => ({ ...entry, mode: undefined }))

describe("a tree", () => {
  it("becomes a volume that its snapshot describes", () => {
    const volume = MemoryVolume.make()
    Tree.seed(volume, tree)
    assert.deepStrictEqual(volume.snapshot("/repo"), described)
  })

  it("takes nothing behind a slash for an empty directory", () => {
    const volume = MemoryVolume.make()
    Tree.seed(volume, { "/d/": "", "/e/": {} })
    assert.deepStrictEqual([volume.nodeAt("/d")?.type, volume.nodeAt("/e")?.type], ["Directory", "Directory"])
  })

  it("belongs to the user of the volume, links and hidden files included", () => {
    const volume = MemoryVolume.make({ user: { uid: 7, gid: 8 } })
    Tree.seed(volume, { "/d": Tree.directory({ mode: 0 }), "/d/f": "", "/d/p": Tree.fifo })
    assert.deepStrictEqual(
      ["/", "/d", "/d/f", "/d/p"].map((path) => volume.nodeAt(path)).map((node) => [node?.uid, node?.gid]),
      [1, 2, 3, 4].map(() => [7, 8])
    )
  })

  it.effect("is written through any file system and described the same", () =>
    Effect.gen(function* () {
      yield* Tree.write(tree, { root: "/scratch/" })
      assert.deepStrictEqual(yield* Tree.snapshot("/scratch/repo"), described)
    }).pipe(Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("is the same on disk as in memory", () =>
    Effect.gen(function* () {
      const root = yield* scratchDirectory
      yield* Tree.write(tree, { root })
      assert.deepStrictEqual(withoutModes(yield* Tree.snapshot(`${root}/repo`)), withoutModes(described))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect("with a FIFO is refused by a file system that cannot make one, in words that name it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Tree.write({ "/d/pipe": Tree.fifo }))
      assert.strictEqual(error.reason._tag, "BadArgument")
      assert.include(error.message, "/d/pipe is a FIFO")
    }).pipe(Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("with a FIFO is held by the layer", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      assert.strictEqual((yield* fs.stat("/d/pipe")).type, "FIFO")
      assert.strictEqual((yield* fs.readFile("/d/pipe")).length, 0)
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/d/pipe": Tree.fifo })))
  )

  const contradictions: ReadonlyArray<readonly [name: string, tree: Tree.Tree, message: RegExp]> = [
    ["a relative path", { "a.ts": "" }, /not absolute/],
    ["two dots in a path", { "/a/../b": "" }, /normal form/],
    ["an empty name", { "/a//b": "" }, /normal form/],
    ["a NUL", { "/a\u0000": "" }, /NUL/],
    ["a path given twice", { "/a": Tree.directory(), "/a/": {} }, /twice/],
    ["a file behind a slash", { "/a/": "text" }, /directory/],
    ["a file below a file", { "/a": "", "/a/b": "" }, /\/a is not a directory/],
    ["a file below a link", { "/l": Tree.symlink("a"), "/l/b": "" }, /\/l is not a directory/],
    ["a second name of nothing", { "/a": Tree.hardLink("/b") }, /\/b is not a file/],
    ["a second name of a directory", { "/a": Tree.hardLink("/b"), "/b/": {} }, /\/b is not a file/],
    ["an entry that Tree does not make", { "/a": { content: "text" } as never }, /none that Tree makes/]
  ]
  it.each(contradictions)("refuses %s", (_, broken, message) => {
    assert.throws(() => Tree.seed(MemoryVolume.make(), broken), RangeError)
    assert.throws(() => Tree.write(broken), message)
  })
})
