/**
 * What a write keeps of a file besides its contents, and which files are left alone.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf } from "../readContract/World.ts"
import { edit, expectNames, modeOf, textOf } from "./Words.ts"

export const describeMetadata = (fact: Fact): void => {
  fact("the mode is kept, without what was given to other contents", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("run", "1")
      for (const [mode, kept] of [
        [0o755, 0o755],
        [0o640, 0o640],
        [0o666, 0o666],
        [0o600, 0o600],
        [0o4755, 0o755],
        [0o2755, 0o755]
      ] as const) {
        yield* fs.writeFileString(filePath, "1")
        yield* fs.chmod(filePath, mode)
        yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2"))
        assert.strictEqual(yield* modeOf(filePath), kept, mode.toString(8))
      }
    })
  )

  fact("a file that nobody may write is left alone", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("locked", "1")
      yield* fs.chmod(filePath, 0o444)
      const error = yield* failing(writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2")))
      assert.strictEqual(labelOf(error), "ReadOnly")
      assert.strictEqual(yield* textOf(filePath), "1")
      assert.strictEqual(yield* modeOf(filePath), 0o444)
      yield* expectNames(root, ["locked"])
    })
  )

  fact("a file with several names is left alone", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const filePath = yield* write("a", "1")
      yield* fs.link(filePath, `${root}/b`)
      const error = yield* failing(writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2")))
      assert.strictEqual(labelOf(error), "HardLinked")
      assert.strictEqual(yield* textOf(filePath), "1")
    })
  )

  fact(
    "or gets a file of its own for the written name, if that is wanted",
    ({ hashOf, root, write, writer }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const filePath = yield* write("a", "1")
        yield* fs.link(filePath, `${root}/b`)
        yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2"))
        assert.deepStrictEqual([yield* textOf(filePath), yield* textOf(`${root}/b`)], ["2", "1"])
      }),
    { hardLinks: "split" }
  )

  fact("a link inside of the roots is written through, and stays a link", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const target = yield* write("d/target", "1")
      yield* fs.symlink("d/target", `${root}/link`)
      yield* writer.writeSnippet(edit(`${root}/link`, hashOf("1"), [0, 1], "2"))
      assert.strictEqual(yield* textOf(target), "2")
      assert.strictEqual(yield* fs.readLink(`${root}/link`), "d/target")
      yield* expectNames(root, ["d", "link"])
      yield* expectNames(`${root}/d`, ["target"])
    })
  )

  fact("a link to outside is not", ({ hashOf, outside, root, writer }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFileString(`${outside}/secret`, "1")
      yield* fs.symlink(`${outside}/secret`, `${root}/link`)
      const error = yield* failing(writer.writeSnippet(edit(`${root}/link`, hashOf("1"), [0, 1], "2")))
      assert.strictEqual(labelOf(error), "SymlinkEscapesRoots")
      assert.strictEqual(yield* textOf(`${outside}/secret`), "1")
    })
  )

  fact("a name of 255 bytes leaves room for a temporary beside it", ({ hashOf, root, write, writer }) =>
    Effect.gen(function* () {
      for (const name of ["n".repeat(255), "é".repeat(127), "€".repeat(85)]) {
        const filePath = yield* write(`long/${name}`, "1")
        yield* writer.writeSnippet(edit(filePath, hashOf("1"), [0, 1], "2"))
        assert.strictEqual(yield* textOf(filePath), "2")
        yield* expectNames(`${root}/long`, [name])
        yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.remove(filePath))
      }
    })
  )
}
