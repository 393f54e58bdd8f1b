import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TestClock from "effect/testing/TestClock"
import * as CrashFileSystem from "@ploke/io-testing/CrashFileSystem"
import * as MemoryFileSystem from "@ploke/io-testing/MemoryFileSystem"
import type * as MemoryVolume from "@ploke/io-testing/MemoryVolume"
import * as Tree from "@ploke/io-testing/Tree"
import { leaves, lost, type Program, show, synced, using, written } from "./crash/Leaves.ts"
import { syncPath } from "./crash/ReplaceProgram.ts"

/** What one path may be after a power cut at the end of a program, each once, sorted. */
const nodes = (
  tree: Tree.Tree,
  path: string,
  program: Program,
  describe: (node: MemoryVolume.Node) => string,
  options: CrashFileSystem.Options = lost
) =>
  Effect.gen(function* () {
    const { crash } = yield* CrashFileSystem.CrashFileSystem
    yield* program
    const found = (yield* crash()).map((image) => image.mount().nodeAt(path))
    return [...new Set(found.map((node) => (node === undefined ? "absent" : describe(node))))].sort()
  }).pipe(Effect.scoped, Effect.provide(CrashFileSystem.layer(tree, options)))

describe("attributes", () => {
  const mode = ({ mode: bits }: MemoryVolume.Node): string => (bits & 0o7777).toString(8)
  const times = (node: MemoryVolume.Node): string => `${node.accessTime} ${node.modificationTime}`

  it.effect("are volatile until the file is synced: mode", () =>
    Effect.gen(function* () {
      const change = using((fs) => Effect.andThen(fs.chmod("/f", 0o600), fs.chmod("/f", 0o755)))
      assert.deepStrictEqual(yield* nodes({ "/f": "" }, "/f", change, mode), ["600", "644", "755"])
      assert.deepStrictEqual(yield* nodes({ "/f": "" }, "/f", Effect.andThen(change, syncPath("/f")), mode), ["755"])
    })
  )

  it.effect("are volatile until the directory is synced: its mode", () =>
    Effect.gen(function* () {
      const change = using((fs) => fs.chmod("/d", 0o700))
      assert.deepStrictEqual(yield* nodes({ "/d/": {} }, "/d", change, mode), ["700", "755"])
      assert.deepStrictEqual(yield* nodes({ "/d/": {} }, "/d", Effect.andThen(change, syncPath("/")), mode), [
        "700",
        "755"
      ])
      assert.deepStrictEqual(yield* nodes({ "/d/": {} }, "/d", Effect.andThen(change, syncPath("/d")), mode), ["700"])
    })
  )

  it.effect("are volatile until the file is synced: owner", () =>
    Effect.gen(function* () {
      const owner = ({ gid, uid }: MemoryVolume.Node): string => `${uid}:${gid}`
      const options = { ...lost, user: { uid: 0, gid: 0 } }
      const change = using((fs) => fs.chown("/f", 5, 6))
      assert.deepStrictEqual(yield* nodes({ "/f": "" }, "/f", change, owner, options), ["0:0", "5:6"])
      const after = Effect.andThen(change, syncPath("/f"))
      assert.deepStrictEqual(yield* nodes({ "/f": "" }, "/f", after, owner, options), ["5:6"])
    })
  )

  it.effect("are volatile until the file is synced: times that a program chose", () =>
    Effect.gen(function* () {
      const change = using((fs) => fs.utimes("/f", 1, 2))
      assert.deepStrictEqual(yield* nodes({ "/f": "" }, "/f", change, times), ["0 0", "1000 2000"])
      const after = Effect.andThen(change, syncPath("/f"))
      assert.deepStrictEqual(yield* nodes({ "/f": "" }, "/f", after, times), ["1000 2000"])
    })
  )

  it.effect("come with and without the bytes that were written beside them", () =>
    Effect.gen(function* () {
      const change = Effect.andThen(
        using((fs) => fs.chmod("/f", 0o600)),
        written("/f", "new")
      )
      const both = (node: MemoryVolume.Node): string => `${mode(node)} ${new TextDecoder().decode(node.content)}`
      const found = yield* nodes({ "/f": "old" }, "/f", change, both)
      assert.deepStrictEqual(found, ["600 new", "600 old", "644 new", "644 old"])
    })
  )
})

/** What real kernels were seen to leave, each after a power cut of a loop device: the model holds every row. */
const kernels: ReadonlyArray<{
  readonly name: string
  readonly program: Program
  readonly ext4: ReadonlyArray<string>
  readonly xfs: ReadonlyArray<string>
  /** Seen on neither; the model may not hold it. */
  readonly never: ReadonlyArray<string>
}> = (() => {
  const name = (path: string) => using((fs) => fs.rename("/t", path))
  return [
    {
      name: "a temporary file that was not synced, renamed over a file, directory synced",
      program: Effect.andThen(written("/t", "new"), Effect.andThen(name("/f"), syncPath("/"))),
      ext4: ["f=new"],
      xfs: ["f="],
      never: ["f=old", "f=old t=new", "f=old t="]
    },
    {
      name: "a temporary file that was not synced, renamed to a new name, directory synced",
      program: Effect.andThen(written("/t", "new"), Effect.andThen(name("/g"), syncPath("/"))),
      ext4: ["f=old g="],
      xfs: ["f=old g="],
      never: ["f=old", "f=old t=new"]
    },
    {
      name: "a temporary file that was synced, renamed over a file, directory not synced",
      program: Effect.andThen(synced("/t", "new"), name("/f")),
      ext4: ["f=old t=new"],
      xfs: ["f=old t=new"],
      never: ["f=", "f=old t="]
    },
    {
      name: "a temporary file that was synced, renamed over a file, directory synced",
      program: Effect.andThen(synced("/t", "new"), Effect.andThen(name("/f"), syncPath("/"))),
      ext4: ["f=new"],
      xfs: ["f=new"],
      never: ["f=old", "f=", "f=old t=new"]
    }
  ]
})()

describe("times that a program chose", () => {
  it.effect("come with and without the bytes that were written beside them", () =>
    Effect.gen(function* () {
      const change = Effect.andThen(
        written("/f", "new"),
        using((fs) => fs.utimes("/f", 1, 1))
      )
      const both = (node: MemoryVolume.Node): string => `${node.accessTime} ${new TextDecoder().decode(node.content)}`
      const found = yield* nodes({ "/f": "old" }, "/f", change, both)
      assert.deepStrictEqual(found, ["0 new", "0 old", "1000 new", "1000 old"])
    })
  )
})

describe("what kernels were seen to leave", () => {
  it.effect.each(kernels)("is among the images of $name", ({ ext4, never, program, xfs }) =>
    Effect.gen(function* () {
      const likeExt4 = yield* leaves({ "/f": "old" }, program, { profile: "journal", data: "ordered" })
      const likeXfs = yield* leaves({ "/f": "old" }, program, { profile: "journal" })
      const anything = yield* leaves({ "/f": "old" }, program)
      assert.includeMembers(likeExt4, [...ext4])
      assert.includeMembers(likeXfs, [...xfs])
      assert.includeMembers(anything, [...ext4, ...xfs, ...likeExt4, ...likeXfs])
      for (const image of never) assert.notInclude(anything, image)
    })
  )

  it.effect("holds no empty file in place of a replaced one where data is ordered", () =>
    Effect.gen(function* () {
      const program = kernels[0]?.program ?? Effect.die("no row")
      assert.deepStrictEqual(yield* leaves({ "/f": "old" }, program, { profile: "journal", data: "ordered" }), [
        "f=new"
      ])
      assert.include(yield* leaves({ "/f": "old" }, program, { profile: "journal" }), "f=")
    })
  )

  it.effect("tells two renames to one name apart by the bytes that came along", () =>
    Effect.gen(function* () {
      const program = using((fs) =>
        Effect.gen(function* () {
          yield* written("/t", "1")
          yield* fs.rename("/t", "/f")
          yield* fs.rename("/f", "/t")
          yield* written("/f", "")
          yield* written("/t", "2", "a")
          yield* fs.rename("/t", "/f")
        })
      )
      const found = yield* leaves({ "/f": "old" }, program, { data: "ordered", variants: [] })
      assert.includeMembers(found, ["f=1", "f=12"])
    })
  )

  it.effect("brings the bytes along with a replacing rename that survived by itself", () =>
    Effect.gen(function* () {
      const program = Effect.andThen(
        written("/t", "new"),
        using((fs) => fs.rename("/t", "/f"))
      )
      const found = yield* leaves({ "/f": "old" }, program, { data: "ordered" })
      assert.includeMembers(found, ["f=new", "f=old", "f=old t="])
      assert.notInclude(found, "f=")
    })
  )
})

describe("the number of images", () => {
  const names = Array.from({ length: 12 }, (_, index) => `/${String.fromCharCode(97 + index)}`)
  const many = Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    for (const name of names) yield* fs.symlink("x", name)
  })

  const after = <A>(
    options: CrashFileSystem.Options,
    use: (disk: CrashFileSystem.CrashFileSystem["Service"]) => Effect.Effect<A>
  ) => {
    const disk = CrashFileSystem.make({}, options)
    return Effect.andThen(Effect.provideService(many, FileSystem.FileSystem, disk.fileSystem), use(disk))
  }
  const found = (options: CrashFileSystem.Options) =>
    after(options, ({ crash }) => Effect.map(crash(), (images) => images.map((image) => show(image.mount()))))
  const linked = (kept: ReadonlyArray<string>): string => kept.map((name) => `${name.slice(1)}=->x`).join(" ")

  it.effect("is that of all selections where it is asked for", () =>
    Effect.gen(function* () {
      const options = { entryChoicesMax: 4096 }
      assert.strictEqual(new Set(yield* found(options)).size, 4096)
      assert.strictEqual(yield* after(options, ({ coverage }) => coverage()), "all")
    })
  )

  it.effect("is bounded otherwise: all prefixes, all but one, each alone, and samples", () =>
    Effect.gen(function* () {
      const images = yield* found({})
      assert.strictEqual(new Set(images).size, images.length)
      assert.isBelow(images.length, 300)
      assert.isAbove(images.length, 150)
      for (const [index, name] of names.entries()) {
        assert.includeMembers(images, [
          linked(names.slice(0, index)),
          linked(names.filter((other) => other !== name)),
          linked([name])
        ])
      }
      assert.include(images, linked(names))
      assert.strictEqual(yield* after({}, ({ coverage }) => coverage()), "sampled")
    })
  )

  it.effect("depends on nothing but the program and the seed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* found({ seed: 7 }), yield* found({ seed: 7 }))
      assert.notDeepEqual(yield* found({ seed: 7 }), yield* found({ seed: 8 }))
    })
  )

  it.effect("is bounded for files too, with each of them alone as something else", () =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/a": "1", "/b": "2", "/c": "3" }, { imagesMax: 30 })
      for (const name of ["/a", "/b", "/c"]) yield* disk.fileSystem.writeFileString(name, "new")
      const images = (yield* disk.crash()).map((image) => show(image.mount()))
      assert.isAtMost(images.length, 30)
      assert.includeMembers(images, ["a=new b=new c=new", "a=1 b=2 c=3", "a=1 b=new c=new", "a=new b=2 c=new"])
      assert.strictEqual(yield* disk.coverage(), "sampled")
      assert.strictEqual(yield* disk.coverage({ imagesMax: 10_000 }), "all")
    })
  )
})

describe("an image", () => {
  it.effect("leaves the file system as it is, which goes on", () =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/f": "old" }, lost)
      yield* disk.fileSystem.writeFileString("/f", "new")
      const images = yield* disk.crash()
      yield* disk.fileSystem.writeFileString("/f", "newer")
      yield* (
        images[0]?.layer.pipe(
          Layer.build,
          Effect.flatMap((context) => Context.get(context, FileSystem.FileSystem).writeFileString("/f", "changed"))
        ) ?? Effect.die("no image")
      )
      assert.deepStrictEqual(
        images.map((image) => show(image.mount())),
        ["f=new", "f=old"]
      )
      assert.strictEqual(show(disk.volume), "f=newer")
    }).pipe(Effect.scoped)
  )

  it.effect("is a file system that can lose its power again", () =>
    Effect.gen(function* () {
      const first = CrashFileSystem.make({ "/f": "1" }, lost)
      yield* first.fileSystem.writeFileString("/f", "2")
      const image = (yield* first.crash()).find((candidate) => show(candidate.mount()) === "f=2")
      const again = Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { volume } = yield* MemoryFileSystem.MemoryFileSystem
        const disk = yield* CrashFileSystem.CrashFileSystem
        assert.strictEqual((yield* disk.crash()).length, 1)
        yield* fs.writeFileString("/f", "3")
        assert.strictEqual(show(volume), "f=3")
        return (yield* disk.crash()).map((second) => show(second.mount()))
      })
      assert.isDefined(image)
      assert.deepStrictEqual(yield* Effect.provide(again, image.layer), ["f=3", "f=2"])
    })
  )

  it.effect("has a key that names, contents, links and modes decide, and inode numbers do not", () =>
    Effect.gen(function* () {
      const keyOf = (tree: Tree.Tree, program: Program) => {
        const disk = CrashFileSystem.make(tree, lost)
        const run = Effect.scoped(Effect.provideService(program, FileSystem.FileSystem, disk.fileSystem))
        return Effect.andThen(
          run,
          Effect.map(Effect.andThen(disk.settle, disk.crash()), (images) => images.map((image) => image.key).join())
        )
      }
      const base = yield* keyOf({ "/d/f": "1", "/g": "2" }, Effect.void)
      const replaced = using((fs) => Effect.andThen(fs.remove("/g"), fs.writeFileString("/g", "2")))
      assert.strictEqual(yield* keyOf({ "/d/f": "1", "/g": "2" }, replaced), base)
      const changes: ReadonlyArray<Program> = [
        using((fs) => fs.writeFileString("/g", "3")),
        using((fs) => fs.chmod("/g", 0o600)),
        using((fs) => fs.utimes("/g", 1, 1)),
        using((fs) => fs.rename("/g", "/h")),
        using((fs) => fs.rename("/g", "/d/g")),
        using((fs) => Effect.andThen(fs.remove("/g"), fs.link("/d/f", "/g"))),
        using((fs) => Effect.andThen(fs.remove("/g"), fs.symlink("2", "/g")))
      ]
      const keys = yield* Effect.forEach(changes, (change) => keyOf({ "/d/f": "1", "/g": "2" }, change))
      assert.strictEqual(new Set([base, ...keys]).size, changes.length + 1)
    })
  )

  it.effect("keeps the links of files that nothing touched, and counts once what is the same", () =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/a/f": "1", "/b/g": Tree.hardLink("/a/f") })
      yield* disk.fileSystem.symlink("x", "/a/x")
      yield* disk.fileSystem.rename("/a/x", "/b/x")
      yield* disk.fileSystem.remove("/b/x")
      const images = yield* disk.crash()
      const tree = "a=Directory a/f=1*2 b=Directory b/g=1*2"
      assert.sameMembers(
        images.map((image) => show(image.mount())),
        [tree, "a=Directory a/f=1*2 a/x=->x b=Directory b/g=1*2", `${tree} b/x=->x`]
      )
    })
  )

  it.effect("says what survived, and what each file became", () =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/f": "old" }, { variants: ["half"] })
      yield* disk.fileSystem.writeFileString("/f", "four")
      yield* disk.fileSystem.rename("/f", "/g")
      const image = (yield* disk.crash()).find((candidate) => show(candidate.mount()) === "f=fo")
      assert.deepStrictEqual(image?.description, ["lost: 3 rename /f -> /g", "/f: the first half of what was written"])
    })
  )

  it.effect("keeps its inode numbers, times and links, and gives new files new numbers", () =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/f": "1" })
      yield* TestClock.adjust("5 seconds")
      yield* disk.fileSystem.writeFileString("/f", "2")
      yield* disk.fileSystem.link("/f", "/g")
      yield* disk.settle
      const [image] = yield* disk.crash()
      const before = disk.volume.nodeAt("/g")
      const volume = image?.mount()
      const node = volume?.nodeAt("/g")
      assert.deepStrictEqual([node?.ino, node?.modificationTime, node?.nlink], [before?.ino, 5000, 2])
      volume?.writeFile("/h", new Uint8Array())
      assert.isAbove(volume?.nodeAt("/h")?.ino ?? 0, before?.ino ?? 0)
    })
  )
})

describe("a recorded file system", () => {
  it.effect("names every change and every sync, in the order of the system calls", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { operations } = yield* CrashFileSystem.CrashFileSystem
      yield* fs.makeDirectory("/d/e", { recursive: true })
      yield* fs.writeFileString("/d/f", "text")
      yield* fs.copyFile("/d/f", "/d/g")
      yield* fs.link("/d/f", "/d/h")
      yield* fs.symlink("f", "/d/s")
      yield* fs.utimes("/d/f", 1, 1)
      yield* syncPath("/d/f")
      yield* syncPath("/d")
      yield* fs.rename("/d/g", "/k")
      yield* fs.truncate("/k", 1)
      yield* fs.remove("/d", { recursive: true })
      assert.deepStrictEqual(
        (yield* operations).map(({ line }) => line),
        [
          "mkdir /d, mode 755",
          "mkdir /d/e, mode 755",
          "create /d/f, mode 644",
          "write /d/f, 4 bytes at 0",
          "create /d/g, mode 644",
          "truncate /d/g to 0 bytes",
          "chmod /d/g to 644",
          "write /d/g, 4 bytes at 0",
          "link /d/h",
          "symlink /d/s",
          "utimes /d/f",
          "sync /d/f",
          "sync directory /d",
          "rename /d/g -> /k",
          "truncate /k to 1 byte",
          "rmdir /d/e",
          "unlink /d/f",
          "unlink /d/h",
          "unlink /d/s",
          "rmdir /d"
        ]
      )
    }).pipe(Effect.provide(CrashFileSystem.layer()))
  )

  it.effect("starts anew once everything is settled, also with files open that have no name", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const disk = yield* CrashFileSystem.CrashFileSystem
      const file = yield* fs.open("/f", { flag: "a" })
      yield* fs.remove("/f")
      yield* disk.settle
      assert.deepStrictEqual(yield* disk.operations, [])
      yield* file.writeAll(new Uint8Array(1))
      yield* file.sync
      assert.deepStrictEqual(
        (yield* disk.crash()).map((image) => show(image.mount())),
        ["g=1"]
      )
    }).pipe(Effect.scoped, Effect.provide(CrashFileSystem.layer({ "/f": "1", "/g": "1" })))
  )

  it.effect("takes times from the clock of the caller, before and after a power cut", () =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/f": "1" })
      const modified = (fs: FileSystem.FileSystem) =>
        Effect.map(fs.stat("/f"), ({ mtime }) => Option.map(mtime, Number))
      yield* TestClock.adjust("3 seconds")
      yield* disk.fileSystem.writeFileString("/f", "2")
      assert.deepStrictEqual(yield* modified(disk.fileSystem), Option.some(3000))
      yield* TestClock.adjust("4 seconds")
      const [image] = yield* disk.crash()
      const after = Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString("/f", "3")
        return yield* modified(fs)
      })
      assert.isDefined(image)
      assert.deepStrictEqual(yield* Effect.provide(after, image.layer), Option.some(7000))
    })
  )

  it.effect("costs little for a large tree of which little changes", () =>
    Effect.gen(function* () {
      const tree = Object.fromEntries(
        Array.from({ length: 5000 }, (_, index) => [`/d${index % 50}/f${index}`, `text ${index}`])
      )
      const disk = CrashFileSystem.make(tree)
      yield* disk.fileSystem.writeFileString("/d1/f1", "new")
      yield* disk.fileSystem.rename("/d1/f1", "/d2/f1")
      const images = yield* disk.crash()
      assert.isAbove(images.length, 10)
      const seen = new Set(images.map((image) => image.mount().nodeAt("/d3")?.entries?.length))
      assert.deepStrictEqual([...seen], [100])
    })
  )
})
