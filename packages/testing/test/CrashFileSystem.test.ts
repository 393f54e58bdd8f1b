import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as CrashFileSystem from "@ploke/io-testing/CrashFileSystem"
import * as Tree from "@ploke/io-testing/Tree"
import { bytes, leaves, lost, type Program, synced, using, written } from "./crash/Leaves.ts"
import { syncPath } from "./crash/ReplaceProgram.ts"

interface Case {
  readonly name: string
  readonly tree?: Tree.Tree
  readonly program: Program
  readonly options?: CrashFileSystem.Options
  readonly images: ReadonlyArray<string>
}

const check = ({ images, name, options = lost, program, tree = {} }: Case): void => {
  it.effect(name, () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* leaves(tree, program, options), [...images].sort())
    })
  )
}

describe("a sync of a file", () => {
  const cases: ReadonlyArray<Case> = [
    { name: "is what a new content needs", tree: { "/f": "old" }, program: synced("/f", "new"), images: ["f=new"] },
    {
      name: "missing, may leave the old content",
      tree: { "/f": "old" },
      program: written("/f", "new"),
      images: ["f=new", "f=old"]
    },
    { name: "does not keep the name of a new file", program: synced("/f", "new"), images: ["", "f=new"] },
    {
      name: "does not keep the name of a new file in the journal profile either",
      program: synced("/f", "new"),
      options: { ...lost, profile: "journal" },
      images: ["", "f=new"]
    },
    {
      name: "is not needed for the name, which may then lead to an empty file",
      program: Effect.andThen(written("/f", "new"), syncPath("/")),
      images: ["f=", "f=new"]
    },
    {
      name: "reaches the file under every name that it has",
      tree: { "/f": "old", "/g": Tree.hardLink("/f") },
      program: synced("/f", "new"),
      images: ["f=new*2 g=new*2"]
    },
    {
      name: "does not reach the entries of the directory that the file was opened under",
      tree: { "/f": "" },
      program: Effect.gen(function* () {
        const file = yield* written("/f", "new")
        const fs = yield* FileSystem.FileSystem
        yield* fs.rename("/f", "/g")
        yield* file.sync
      }),
      images: ["f=new", "g=new"]
    },
    {
      name: "keeps what came before it and nothing that came after it",
      tree: { "/f": "" },
      program: Effect.gen(function* () {
        const file = yield* written("/f", "one")
        yield* file.sync
        yield* file.writeAll(bytes(" two"))
      }),
      images: ["f=one", "f=one two"]
    },
    {
      name: "covers copies and appended bytes as any others",
      tree: { "/f": "old", "/g": "1" },
      program: Effect.andThen(
        using((fs) => fs.copyFile("/f", "/g")),
        synced("/g", "+", "a")
      ),
      images: ["f=old g=old+"]
    },
    {
      name: "covers a new length",
      tree: { "/f": "12345", "/g": "12345" },
      program: Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.truncate("/f", 2)
        yield* fs.truncate("/g", 2)
        yield* syncPath("/g")
      }),
      images: ["f=12 g=12", "f=12345 g=12"]
    }
  ]
  cases.forEach(check)
})

describe("a sync of a directory", () => {
  const cases: ReadonlyArray<Case> = [
    {
      name: "keeps its names and not the bytes of its files",
      tree: { "/f": "old" },
      program: Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* written("/f", "new")
        yield* fs.rename("/f", "/g")
        yield* syncPath("/")
      }),
      images: ["g=new", "g=old"]
    },
    {
      name: "does not reach the directory above, nor those below",
      tree: { "/d/": {} },
      program: Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.makeDirectory("/d/e")
        yield* fs.makeDirectory("/d/e/f")
        yield* syncPath("/d/e")
      }),
      images: ["d=Directory", "d=Directory d/e=Directory d/e/f=Directory"]
    },
    {
      name: "keeps what was made, linked and removed in it",
      tree: { "/f": "1", "/g": "2", "/d/": {} },
      program: Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.symlink("f", "/s")
        yield* fs.link("/f", "/h")
        yield* fs.remove("/g")
        yield* fs.remove("/d", { recursive: true })
        yield* syncPath("/")
      }),
      images: ["f=1*2 h=1*2 s=->f"]
    },
    {
      name: "keeps in the journal profile all that came before, in every directory, and nothing later",
      tree: { "/d/": {}, "/e/": {} },
      options: { ...lost, profile: "journal" },
      program: Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.symlink("1", "/d/1")
        yield* fs.symlink("2", "/e/2")
        yield* fs.symlink("3", "/d/3")
        yield* syncPath("/e")
        yield* fs.symlink("4", "/e/4")
      }),
      images: [
        "d=Directory d/1=->1 e=Directory e/2=->2",
        "d=Directory d/1=->1 d/3=->3 e=Directory e/2=->2",
        "d=Directory d/1=->1 d/3=->3 e=Directory e/2=->2 e/4=->4"
      ]
    }
  ]
  cases.forEach(check)
})

describe("changes of entries that are not synced", () => {
  const twoLinks = using((fs) => Effect.andThen(fs.symlink("1", "/1"), fs.symlink("2", "/2")))
  const rename = using((fs) => fs.rename("/a/f", "/b/f"))
  const inBoth = { "/a/f": "1", "/b/": {} }
  const [atA, atB, atBoth, atNone] = [
    "a=Directory a/f=1 b=Directory",
    "a=Directory b=Directory b/f=1",
    "a=Directory a/f=1*2 b=Directory b/f=1*2",
    "a=Directory b=Directory"
  ]
  const cases: ReadonlyArray<Case> = [
    { name: "survive in any selection", program: twoLinks, images: ["", "1=->1", "2=->2", "1=->1 2=->2"] },
    {
      name: "survive up to some moment in the journal profile",
      program: twoLinks,
      options: { profile: "journal" },
      images: ["", "1=->1", "1=->1 2=->2"]
    },
    {
      name: "keep their order where they are about one name",
      tree: { "/f": "1" },
      program: using((fs) =>
        Effect.andThen(fs.rename("/f", "/g"), Effect.andThen(fs.symlink("g", "/f"), fs.rename("/f", "/h")))
      ),
      images: ["f=1", "g=1", "f=->g g=1", "g=1 h=->g"]
    },
    {
      name: "leave a replaced file whole or gone",
      tree: { "/f": "1", "/g": "2" },
      program: using((fs) => fs.rename("/f", "/g")),
      images: ["f=1 g=2", "g=1"]
    },
    { name: "move a file between directories", tree: inBoth, program: rename, images: [atA, atB] },
    {
      name: "may leave a moved file under both names, where asked for",
      tree: inBoth,
      program: rename,
      options: { crossDirectoryRename: "mayDuplicate" },
      images: [atA, atB, atBoth]
    },
    {
      name: "may lose a moved file, where asked for",
      tree: inBoth,
      program: rename,
      options: { crossDirectoryRename: "mayLose" },
      images: [atA, atB, atBoth, atNone]
    },
    {
      name: "keep the old name of a duplicated file until its directory is synced",
      tree: inBoth,
      program: Effect.andThen(rename, syncPath("/b")),
      options: { crossDirectoryRename: "mayDuplicate" },
      images: [atB, atBoth]
    },
    {
      name: "lose a file whose old directory alone was synced",
      tree: inBoth,
      program: Effect.andThen(rename, syncPath("/a")),
      options: { crossDirectoryRename: "mayLose" },
      images: [atB, atNone]
    },
    {
      name: "never lose or double a directory",
      tree: { "/a/d/f": "1", "/b/": {} },
      program: using((fs) => fs.rename("/a/d", "/b/d")),
      options: { crossDirectoryRename: "mayLose" },
      images: ["a=Directory a/d=Directory a/d/f=1 b=Directory", "a=Directory b=Directory b/d=Directory b/d/f=1"]
    },
    {
      name: "bring an open file back with what was written to it since",
      tree: { "/f": "old" },
      program: Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const file = yield* fs.open("/f", { flag: "a" })
        yield* fs.remove("/f")
        yield* file.writeAll(bytes("er"))
      }),
      images: ["", "f=old", "f=older"]
    },
    {
      name: "lose a temporary directory with all that is in it",
      program: Effect.andThen(
        using((fs) => fs.makeTempFile({ directory: "/", prefix: "t" })),
        Effect.void
      ),
      images: ["", "tAAAAAA=Directory", "tAAAAAA=Directory tAAAAAA/AAAAAA="]
    }
  ]
  cases.forEach(check)
})

describe("bytes that are not synced", () => {
  const append = written("/f", "NEWBYTES", "a")
  const of = (variant: CrashFileSystem.DataVariant): CrashFileSystem.Options => ({ variants: [variant] })
  const cases: ReadonlyArray<Case> = [
    {
      name: "may have reached the disk by halves",
      tree: { "/f": "old." },
      program: append,
      options: of("half"),
      images: ["f=old.", "f=old.NEWB", "f=old.NEWBYTES"]
    },
    {
      name: "may be zeros, all or the second half of them",
      tree: { "/f": "old." },
      program: append,
      options: of("zeros"),
      images: ["f=old.", "f=6f6c642e0000000000000000", "f=6f6c642e4e45574200000000", "f=old.NEWBYTES"]
    },
    {
      name: "may stand before old ones",
      tree: { "/f": "the old bytes" },
      program: written("/f", "NEWBYTES"),
      options: of("oldTail"),
      images: ["f=NEWBYTES", "f=NEWBold bytes", "f=the old bytes"]
    },
    {
      name: "may leave a file that was cut empty",
      tree: { "/f": "old" },
      program: written("/f", "NEWBYTES"),
      options: of("empty"),
      images: ["f=", "f=NEWBYTES", "f=old"]
    },
    {
      name: "leave no file shorter than it ever was",
      tree: { "/f": "old." },
      program: append,
      options: of("empty"),
      images: ["f=old.", "f=old.NEWBYTES"]
    },
    {
      name: "may reach the disk in another order than that in which they were written",
      tree: { "/f": "........" },
      program: using((fs) =>
        Effect.gen(function* () {
          const file = yield* fs.open("/f", { flag: "r+" })
          yield* file.writeAll(bytes("11"))
          yield* file.seek(4n, "start")
          yield* file.writeAll(bytes("22"))
        })
      ),
      options: of("partial"),
      images: ["f=........", "f=11......", "f=....22..", "f=11..22.."]
    }
  ]
  cases.forEach(check)

  it.effect.each(["garbage", "bitFlip"] as const)("may be damaged: %s, the same for one seed", (variant) =>
    Effect.gen(function* () {
      const images = (seed: number) => leaves({ "/f": "old." }, append, { variants: [variant], seed })
      const found = yield* images(1)
      assert.includeMembers(found, ["f=old.", "f=old.NEWBYTES"])
      assert.isAbove(found.length, 2)
      assert.deepStrictEqual(yield* images(1), found)
      assert.notDeepEqual(yield* images(2), found)
    })
  )

  it.effect("damage nothing that was synced and not touched since", () =>
    Effect.gen(function* () {
      const edit = using((fs) =>
        Effect.gen(function* () {
          const file = yield* fs.open("/f", { flag: "r+" })
          for (const offset of [10n, 40n, 99n]) {
            yield* file.seek(offset, "start")
            yield* file.writeAll(bytes("EDIT"))
          }
        })
      )
      const before = "-".repeat(100)
      const after = "-".repeat(10) + "EDIT" + "-".repeat(26) + "EDIT" + "-".repeat(55) + "EDIT"
      const touched = (offset: number): boolean => after[offset] !== "-"
      const disk = CrashFileSystem.make({ "/f": before })
      yield* Effect.scoped(Effect.provideService(edit, FileSystem.FileSystem, disk.fileSystem))
      const contents = (yield* disk.crash()).map((image) => image.mount().readFile("/f"))
      assert.strictEqual(disk.volume.nodeAt("/f")?.size, 103)
      assert.isAbove(contents.length, 10)
      for (const content of contents) {
        assert.isAtLeast(content.length, 100)
        for (const [offset, byte] of content.entries()) if (!touched(offset)) assert.strictEqual(byte, 45)
      }
    })
  )

  it.effect("are never foreign ones where data is ordered", () =>
    Effect.gen(function* () {
      const found = yield* leaves({ "/f": "old." }, append, { data: "ordered" })
      assert.deepStrictEqual(found, ["f=old.", "f=old.NEWB", "f=old.NEWBYTES"])
    })
  )
})
