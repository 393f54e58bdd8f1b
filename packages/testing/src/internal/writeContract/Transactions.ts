/**
 * How many files change together, or not at all.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileEdit, PlokeError } from "@ploke/io"
import { OriginId } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import type { Fact, World } from "../readContract/World.ts"
import { failing, stateOf } from "../readContract/World.ts"
import { edit, expectNames, modeOf, textOf } from "./Words.ts"

type Problems = ReadonlyArray<readonly [ReadonlyArray<number>, string]>

/** What was wrong with which edits, where a transaction was refused. */
const problemsOf = (error: PlokeError): Problems => {
  const reason = error._tag === "FatalError" ? error.reason : undefined
  if (reason?._tag !== "TransactionAborted") return assert.fail(String(error))
  return (reason.problems ?? []).map(({ edits, reason: why }) => [
    edits,
    why._tag === "FileOperation" ? why.code : why._tag === "PathResolution" ? why.why : why._tag
  ])
}

const splice = (...given: Parameters<typeof edit>): FileEdit => ({ _tag: "Splice", ...edit(...given) })
const create = (filePath: string, content: string, createParents = false): FileEdit => ({
  _tag: "Create",
  filePath,
  content,
  onExists: "error",
  createParents
})

const refusedBy = (world: World, edits: ReadonlyArray<FileEdit>) =>
  Effect.map(failing(world.writer.transaction(edits)), problemsOf)

export const describeTransactions = (fact: Fact): void => {
  fact("edits of every kind are done together, each with its result", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const at = (name: string) => `${root}/${name}`
      for (const name of ["splice", "replace", "remove", "d/rename", "patch", "over"]) yield* write(name, `${name}\n`)
      yield* fs.chmod(at("splice"), 0o640)
      yield* fs.chmod(at("d/rename"), 0o750)
      const { ino } = yield* fs.stat(at("d/rename"))
      const hash = (name: string) => hashOf(`${name}\n`)
      const origin = yield* OriginId.makeRandom
      const result = yield* writer.transaction(
        [
          splice(at("splice"), hash("splice"), [0, 0], "<"),
          create(at("new/deep/create"), "create\n", true),
          { _tag: "Replace", filePath: at("replace"), expectedHash: hash("replace"), content: "replaced\n" },
          splice(at("splice"), hash("splice"), [6, 6], ">"),
          { _tag: "Remove", filePath: at("remove"), expectedHash: hash("remove") },
          { _tag: "Rename", filePath: at("d/rename"), newPath: at("renamed"), expectedHash: hash("d/rename") },
          { _tag: "Patch", filePath: at("patch"), diff: "--- a/p\n+++ b/p\n@@ -1 +1 @@\n-patch\n+patched\n", fuzz: 0 },
          { _tag: "Create", filePath: at("over"), content: "made\n", onExists: "overwrite", createParents: false }
        ],
        { origin }
      )
      const texts = ["splice", "new/deep/create", "replace", "renamed", "patch", "over"].map(at)
      assert.deepStrictEqual(yield* Effect.forEach(texts, textOf), [
        "<splice>\n",
        "create\n",
        "replaced\n",
        "d/rename\n",
        "patched\n",
        "made\n"
      ])
      yield* expectNames(root, ["d", "new", "over", "patch", "renamed", "replace", "splice"])
      yield* expectNames(at("d"), [])
      yield* expectNames(at("new/deep"), ["create"])
      assert.strictEqual(yield* modeOf(at("splice")), 0o640)
      const moved = yield* fs.stat(at("renamed"))
      assert.deepStrictEqual([moved.ino, moved.mode & 0o7777], [ino, 0o750])
      const spliced = {
        filePath: at("splice"),
        oldHash: hash("splice"),
        newHash: hashOf("<splice>\n"),
        delta: [
          { startByte: 0, removedBytes: 0, addedBytes: 1 },
          { startByte: 6, removedBytes: 0, addedBytes: 1 }
        ],
        origin,
        durability: "strict"
      } as const
      assert.deepStrictEqual<unknown>(result.results.slice(0, 6), [
        spliced,
        {
          filePath: at("new/deep/create"),
          newHash: hash("create"),
          delta: [{ startByte: 0, removedBytes: 0, addedBytes: 7 }],
          origin,
          durability: "strict"
        },
        {
          filePath: at("replace"),
          oldHash: hash("replace"),
          newHash: hashOf("replaced\n"),
          delta: [{ startByte: 0, removedBytes: 8, addedBytes: 9 }],
          origin,
          durability: "strict"
        },
        spliced,
        {
          filePath: at("remove"),
          oldHash: hash("remove"),
          delta: [{ startByte: 0, removedBytes: 7, addedBytes: 0 }],
          origin,
          durability: "strict"
        },
        {
          filePath: at("d/rename"),
          newPath: at("renamed"),
          oldHash: hash("d/rename"),
          newHash: hash("d/rename"),
          delta: [],
          origin,
          durability: "strict"
        }
      ])
      assert.deepStrictEqual([result.results.length, result.origin, result.durability], [8, origin, "strict"])
    })
  )

  fact("all that is wrong is told at once, and nothing is changed", (world) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { hashOf, noted, outside, root, write } = world
      const at = (name: string) => `${root}/${name}`
      for (const name of ["good", "stale", "short", "locked", "twice", "taken"]) yield* write(name, name)
      yield* fs.makeDirectory(at("folder"))
      yield* fs.chmod(at("locked"), 0o444)
      yield* fs.symlink(outside, at("away"))
      const problems = yield* refusedBy(world, [
        splice(at("good"), hashOf("good"), [0, 1], "G"),
        splice(at("stale"), hashOf("older"), [0, 1], "S"),
        splice(at("short"), hashOf("short"), [4, 40], ""),
        { _tag: "Remove", filePath: at("locked"), expectedHash: hashOf("locked") },
        splice(at("twice"), hashOf("twice"), [0, 2], ""),
        splice(at("twice"), hashOf("twice"), [1, 3], ""),
        create(at("taken"), "mine"),
        create(`${outside}/x`, ""),
        create(at("away/x"), ""),
        { _tag: "Replace", filePath: at("folder"), expectedHash: hashOf(""), content: "" },
        create(at("none/x"), ""),
        { _tag: "Remove", filePath: at("missing"), expectedHash: hashOf("") },
        { _tag: "Patch", filePath: at("good2"), diff: "no diff", fuzz: 0 }
      ])
      assert.deepStrictEqual(problems, [
        [[1], "ContentMismatch"],
        [[2], "OutOfRange"],
        [[3], "ReadOnly"],
        [[4, 5], "OverlappingEdits"],
        [[6], "AlreadyExists"],
        [[7], "OutsideRoots"],
        [[8], "SymlinkEscapesRoots"],
        [[9], "NotARegularFile"],
        [[10], "ENOENT"],
        [[11], "ENOENT"],
        [[12], "SyntaxError"]
      ])
      assert.strictEqual(yield* textOf(at("good")), "good")
      yield* expectNames(root, ["away", "folder", "good", "locked", "short", "stale", "taken", "twice"])
      yield* expectNames(outside, [])
      assert.deepStrictEqual(noted, [])
    })
  )

  fact("a file is changed by one edit, whatever it is called", (world) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { hashOf, root, write } = world
      const filePath = yield* write("d/a", "text")
      yield* fs.symlink("d", `${root}/link`)
      yield* fs.symlink("d/a", `${root}/alias`)
      const replace = (path: string): FileEdit => ({
        _tag: "Replace",
        filePath: path,
        expectedHash: hashOf("text"),
        content: path
      })
      for (const other of [`${root}/link/a`, `${root}/alias`, `${root}/d/../d/a`, filePath]) {
        assert.deepStrictEqual(yield* refusedBy(world, [replace(filePath), replace(other)]), [
          [[1], "OverlappingEdits"]
        ])
      }
      const intoOne = [create(`${root}/new`, "1"), create(`${root}/d/../new`, "2")]
      assert.deepStrictEqual(yield* refusedBy(world, intoOne), [[[1], "OverlappingEdits"]])
      const below = [create(`${root}/n`, "a file"), create(`${root}/n/x`, "in a folder", true)]
      assert.deepStrictEqual(yield* refusedBy(world, below), [[[1], "OverlappingEdits"]])
      assert.strictEqual(yield* textOf(filePath), "text")
      yield* expectNames(root, ["alias", "d", "link"])
    })
  )

  fact("files change places, and a file takes the place of one that goes", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const [one, two] = [yield* write("d/one", "1"), yield* write("e/two", "2")]
      const inodes = Effect.forEach([one, two], (path) => Effect.map(fs.stat(path), ({ ino }) => ino))
      const before = yield* inodes
      yield* writer.transaction([
        { _tag: "Rename", filePath: one, newPath: two },
        { _tag: "Rename", filePath: two, newPath: one }
      ])
      assert.deepStrictEqual([yield* textOf(one), yield* textOf(two)], ["2", "1"])
      assert.deepStrictEqual(yield* inodes, before.toReversed())
      yield* writer.transaction([
        { _tag: "Rename", filePath: one, newPath: `${root}/three` },
        create(one, "new"),
        { _tag: "Remove", filePath: two, expectedHash: hashOf("1") },
        create(`${root}/e/four`, "4")
      ])
      assert.deepStrictEqual([yield* textOf(one), yield* textOf(`${root}/three`)], ["new", "2"])
      yield* expectNames(`${root}/d`, ["one"])
      yield* expectNames(`${root}/e`, ["four"])
    })
  )

  fact("nothing to do is done", ({ root, writer }) =>
    Effect.gen(function* () {
      const { results } = yield* writer.transaction([])
      assert.deepStrictEqual(results, [])
      yield* expectNames(root, [])
    })
  )

  fact("readers see all of it or none", ({ hashOf, read, write, writer }) =>
    Effect.gen(function* () {
      const names = Array.from({ length: 24 }, (_, i) => `d${i % 5}/f${i}`)
      const paths = yield* Effect.forEach(names, (name) => write(name, "0"))
      const seen = new Set<string>()
      let isDone = false
      const look = Effect.gen(function* () {
        while (!isDone) {
          const hashes = yield* read.hashFiles(paths)
          const kinds = new Set(hashes.map((hash) => Result.getOrElse(hash, () => "none")))
          assert.strictEqual(kinds.size, 1)
          for (const kind of kinds) seen.add(kind)
          yield* Effect.yieldNow
        }
      })
      const change = Effect.gen(function* () {
        for (let i = 0; i < 8; i++) {
          yield* writer.transaction(
            paths.map((filePath) => ({
              _tag: "Replace",
              filePath,
              expectedHash: hashOf(`${i}`),
              content: `${i + 1}`
            }))
          )
        }
        isDone = true
      })
      yield* Effect.all([look, look, change], { concurrency: "unbounded" })
      // How often they get to look is a matter of timing.
      assert.isAbove(seen.size, 0)
      assert.deepStrictEqual(new Set(yield* Effect.forEach(paths, textOf)), new Set(["8"]))
    })
  )

  fact("of transactions about the same files one wins, whatever their order", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const paths = [yield* write("a", "0"), yield* write("b", "0"), yield* write("c", "0")]
      const attempt = (i: number) => {
        const edits = paths.map((filePath): FileEdit => ({
          _tag: "Replace",
          filePath,
          expectedHash: hashOf("0"),
          content: `${i + 1}`
        }))
        return Effect.result(writer.transaction(i % 2 === 0 ? edits : edits.toReversed()))
      }
      const results = yield* Effect.forEach(
        Array.from({ length: 12 }, (_, i) => i),
        attempt,
        { concurrency: "unbounded" }
      )
      const winners = results.flatMap((result, i) => (Result.isSuccess(result) ? [`${i + 1}`] : []))
      assert.strictEqual(winners.length, 1)
      assert.deepStrictEqual(yield* Effect.forEach(paths, textOf), [winners[0]!, winners[0]!, winners[0]!])
      yield* expectNames(root, ["a", "b", "c"])
    })
  )

  fact("a journal is private, empty afterwards, and never one that lies below a root", (world) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { hashOf, root, write, writer } = world
      const filePath = yield* write("a", "secret")
      yield* writer.transaction([splice(filePath, hashOf("secret"), [0, 0], "more ")])
      const folder = `${stateOf(world)}/journals`
      assert.deepStrictEqual([yield* modeOf(stateOf(world)), yield* modeOf(folder)], [0o700, 0o700])
      const names = yield* fs.readDirectory(folder)
      assert.strictEqual(names.length, 1)
      assert.strictEqual(yield* modeOf(`${folder}/${names[0]}`), 0o600)
      // The next one waits until the last one was cleared.
      yield* writer.transaction([splice(filePath, hashOf("more secret"), [0, 5], "")])
      yield* expectNames(root, ["a"])
    })
  )

  fact("a state directory that was removed is made again", (world) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { hashOf, write, writer } = world
      const filePath = yield* write("a", "0")
      yield* writer.transaction([splice(filePath, hashOf("0"), [0, 1], "1")])
      // The next one waits until the journal of the first was cleared.
      yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2"))
      yield* fs.remove(stateOf(world), { recursive: true })
      yield* writer.transaction([splice(filePath, hashOf("2"), [0, 1], "3")])
      assert.strictEqual((yield* fs.readDirectory(`${stateOf(world)}/journals`)).length, 1)
    })
  )

  fact(
    "a state directory below a root is refused",
    ({ hashOf, root, write, writer }) =>
      Effect.gen(function* () {
        const filePath = yield* write("a", "text")
        const error = yield* failing(writer.transaction([splice(filePath, hashOf("text"), [0, 1], "T")]))
        assert.include(error.message, "below a root")
        yield* expectNames(root, ["a"])
      }),
    (scratch) => ({ stateDirectory: `${scratch.root}/.state` })
  )
}
