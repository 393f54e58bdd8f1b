/**
 * What the ledger is told of writes. That it is told before anything is touched, and the truth, is looked at in every fact.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileEdit, OwnContent } from "@ploke/io"
import { CurrentOrigin, OriginId } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { Fact, Noted, World } from "../readContract/World.ts"
import { failing } from "../readContract/World.ts"
import { edit, expectNames } from "./Words.ts"

/** States by the names of their paths: what is there first, and what will be. */
type States = ReadonlyArray<readonly [name: string, before: string, after: string]>

/** `-` stands for nothing, `/` for a folder, everything else for contents. */
const contentOf = ({ hashOf }: World, text: string): OwnContent =>
  text === "-" ? "absent" : text === "/" ? "directory" : hashOf(text)

const expectNoted = (world: World, origin: OriginId | undefined, expected: ReadonlyArray<States>) => {
  const states = (names: States) =>
    names.map(([name, before, after]) => ({
      path: `${world.root}/${name}`,
      before: contentOf(world, before),
      after: contentOf(world, after)
    }))
  assert.deepStrictEqual(
    world.noted.map((note) => note.states),
    expected.map(states)
  )
  for (const note of world.noted) assert.deepStrictEqual([note.origin, note.outcome], [origin, "applied"])
}

export const describeAnnouncements = (fact: Fact): void => {
  fact("the ledger is told what will stand where, whose it is, and what came of it", (world) =>
    Effect.gen(function* () {
      const { hashOf, root, write, writer } = world
      const origin = yield* OriginId.makeRandom
      const at = (name: string) => `${root}/${name}`
      const filePath = yield* write("a", "1")
      const made = { filePath: at("b"), content: "B", onExists: "error", createParents: false } as const
      yield* Effect.gen(function* () {
        yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "22"))
        yield* writer.createFile(made)
        yield* writer.applyEdit({ _tag: "Rename", filePath, newPath: at("c") })
        yield* failing(writer.createFile(made))
        yield* writer.createFile({ ...made, content: "C", onExists: "overwrite" })
        yield* writer.applyEdit({ _tag: "Replace", filePath: at("b"), expectedHash: hashOf("C"), content: "" })
        yield* writer.applyEdit({ _tag: "Remove", filePath: at("b"), expectedHash: hashOf("") })
      }).pipe(Effect.provideService(CurrentOrigin, Option.some(origin)))
      expectNoted(world, origin, [
        [["a", "1", "22"]],
        [["b", "-", "B"]],
        [
          ["c", "-", "22"],
          ["a", "22", "-"]
        ],
        [["b", "B", "C"]],
        [["b", "C", ""]],
        [["b", "", "-"]]
      ])
    })
  )

  fact("it is told of the folders that are made for a file, each before it is there", (world) =>
    Effect.gen(function* () {
      const { root, write, writer } = world
      const at = (name: string) => `${root}/${name}`
      const origin = yield* OriginId.makeRandom
      const made = { content: "1", onExists: "error", createParents: true, origin } as const
      yield* writer.createFile({ ...made, filePath: at("x/y/a") })
      yield* writer.createFile({ ...made, filePath: at("x/y/b") })
      yield* write("old", "2\n")
      const patch = { fuzz: 0, dryRun: false, origin } as const
      const rename = "diff --git a/old b/z/new\nrename from old\nrename to z/new\n"
      yield* writer.applyPatch({ ...patch, filePath: at("old"), diff: rename })
      const create = "--- /dev/null\n+++ b/p/n\n@@ -0,0 +1 @@\n+3\n"
      yield* writer.applyPatch({ ...patch, filePath: at("p/n"), diff: create })
      expectNoted(world, origin, [
        [["x", "-", "/"]],
        [["x/y", "-", "/"]],
        [["x/y/a", "-", "1"]],
        [["x/y/b", "-", "1"]],
        [["z", "-", "/"]],
        [
          ["z/new", "-", "2\n"],
          ["old", "2\n", "-"]
        ],
        [["p", "-", "/"]],
        [["p/n", "-", "3\n"]]
      ])
    })
  )

  fact("it is told of a file by the path that no link is in", (world) =>
    Effect.gen(function* () {
      const { hashOf, root, write, writer } = world
      const fs = yield* FileSystem.FileSystem
      const at = (name: string) => `${root}/${name}`
      yield* write("real/a", "1")
      yield* fs.symlink("real", at("folder"))
      yield* fs.symlink("real/a", at("file"))
      yield* writer.writeSnippet(edit(at("file"), hashOf("1"), [0, 1], "2"))
      yield* writer.writeSnippet(edit(at("folder/a"), hashOf("2"), [0, 1], "3"))
      const made = { content: "", onExists: "error", createParents: true } as const
      yield* writer.createFile({ ...made, filePath: at("folder/new/b") })
      yield* writer.transaction([
        { _tag: "Splice", ...edit(at("file"), hashOf("3"), [0, 1], "4") },
        { _tag: "Create", ...made, filePath: at("folder/newer/c") }
      ])
      expectNoted(world, undefined, [
        [["real/a", "1", "2"]],
        [["real/a", "2", "3"]],
        [["real/new", "-", "/"]],
        [["real/new/b", "-", ""]],
        [
          ["real/a", "3", "4"],
          ["real/newer/c", "-", ""]
        ],
        [["real/newer", "-", "/"]]
      ])
    })
  )

  fact("it is told of a transaction as a whole, and of its folders while that is under way", (world) =>
    Effect.gen(function* () {
      const { hashOf, root, write, writer } = world
      const at = (name: string) => `${root}/${name}`
      const origin = yield* OriginId.makeRandom
      const files = ["splice", "replace", "remove", "rename", "patch", "over", "there", "back"]
      for (const name of files) yield* write(name, `${name}\n`)
      const hash = (name: string) => hashOf(`${name}\n`)
      const create = { _tag: "Create", onExists: "error", createParents: true } as const
      const moved = (filePath: string, newPath: string): FileEdit => ({
        _tag: "Rename",
        filePath: at(filePath),
        newPath: at(newPath)
      })
      yield* writer.transaction(
        [
          { _tag: "Splice", ...edit(at("splice"), hash("splice"), [0, 0], "<") },
          { ...create, filePath: at("new/deep/a"), content: "a" },
          { ...create, filePath: at("new/b"), content: "b" },
          { _tag: "Replace", filePath: at("replace"), expectedHash: hash("replace"), content: "replaced\n" },
          { _tag: "Remove", filePath: at("remove"), expectedHash: hash("remove") },
          moved("rename", "renamed"),
          { _tag: "Patch", filePath: at("patch"), diff: "--- a/p\n+++ b/p\n@@ -1 +1 @@\n-patch\n+patched\n", fuzz: 0 },
          { ...create, filePath: at("over"), onExists: "overwrite", content: "made\n" },
          moved("there", "back"),
          moved("back", "there")
        ],
        { origin }
      )
      expectNoted(world, origin, [
        [
          ["splice", "splice\n", "<splice\n"],
          ["new/deep/a", "-", "a"],
          ["new/b", "-", "b"],
          ["replace", "replace\n", "replaced\n"],
          ["remove", "remove\n", "-"],
          ["rename", "rename\n", "-"],
          ["renamed", "-", "rename\n"],
          ["patch", "patch\n", "patched\n"],
          ["over", "over\n", "made\n"],
          ["there", "there\n", "back\n"],
          ["back", "back\n", "there\n"]
        ],
        [["new", "-", "/"]],
        [["new/deep", "-", "/"]]
      ])
    })
  )

  fact("it is not told of what is not made", (world) =>
    Effect.gen(function* () {
      const { hashOf, noted, root, write, writer } = world
      const at = (name: string) => `${root}/${name}`
      yield* write("a", "1")
      const made = { filePath: at("a"), content: "B", onExists: "error", createParents: true } as const
      yield* failing(writer.createFile(made))
      yield* failing(writer.writeSnippet(edit(at("a"), hashOf("0"), [0, 1], "2")))
      yield* failing(writer.applyEdit({ _tag: "Remove", filePath: at("a"), expectedHash: hashOf("0") }))
      yield* writer.preview([{ _tag: "Create", ...made, filePath: at("x/b") }])
      yield* failing(writer.transaction([{ _tag: "Create", ...made }]))
      assert.deepStrictEqual<ReadonlyArray<Noted>>(noted, [])
      yield* expectNames(root, ["a"])
    })
  )
}
