/**
 * Facts about private folders: whether they are made, how, and what is said of their names.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Fact } from "./World.ts"
import { refusalOf, textOf, write } from "./World.ts"

export const describeFolders = (fact: Fact): void => {
  fact("a missing folder is not made when it is to be left so", ({ base, fs, state, store }) =>
    Effect.gen(function* () {
      assert.isUndefined(yield* store.open(`${state}/far/away`, "journals", "leave"))
      assert.isUndefined(yield* store.open(state, "journals", "leave"))
      assert.deepStrictEqual(yield* fs.readDirectory(base), [])
      yield* fs.makeDirectory(state, { mode: 0o700 })
      assert.isUndefined(yield* store.open(state, "journals", "leave"))
      assert.deepStrictEqual(yield* fs.readDirectory(state), [])
    })
  )

  fact("a folder and all above it are made for the user alone", ({ base, fs, store }) =>
    Effect.gen(function* () {
      const folder = yield* store.open(`${base}/a/./b//c/`, "journals", "make")
      assert.strictEqual(folder?.path, `${base}/a/b/c/journals`)
      for (const below of ["a", "a/b", "a/b/c", "a/b/c/journals"]) {
        const { mode, type } = yield* fs.lstat(`${base}/${below}`)
        assert.deepStrictEqual([type, mode & 0o7777], ["Directory", 0o700], below)
      }
    })
  )

  fact("a state directory is located whether it is there or not, and not made", ({ base, fs, store }) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* store.locate(`${base}/a/./b//c/`), `${base}/a/b/c`)
      assert.deepStrictEqual(yield* fs.readDirectory(base), [])
      const failure = yield* Effect.flip(store.locate("a/b"))
      assert.isTrue(failure._tag === "AccessFailure" && failure.code === "EINVAL")
    })
  )

  fact("a folder that is there is opened, whether it might have been made or not", ({ made, state, store }) =>
    Effect.gen(function* () {
      yield* write(yield* made, "a", "text")
      for (const missing of ["make", "leave"] as const) {
        const folder = yield* store.open(state, "journals", missing)
        assert.strictEqual(folder === undefined ? undefined : yield* textOf(folder, "a"), "text")
      }
    })
  )

  fact("several that make it at once all have it", ({ state, store }) =>
    Effect.gen(function* () {
      const opened = store.open(`${state}/deep`, "journals", "make")
      const folders = yield* Effect.all(
        Array.from({ length: 8 }, () => opened),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(new Set(folders.map((folder) => folder?.path)), new Set([`${state}/deep/journals`]))
    })
  )

  fact("its names are those of its files", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      assert.deepStrictEqual(yield* folder.names, [])
      for (const name of ["b", "a", "..c", "ä"]) yield* write(folder, name, "")
      assert.deepStrictEqual([...(yield* folder.names)].sort(), ["..c", "a", "b", "ä"])
      yield* folder.sync
    })
  )

  fact("a file is removed, and one that is missing is none the worse for it", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      yield* write(folder, "a", "")
      yield* folder.remove("a")
      yield* folder.remove("a")
      assert.deepStrictEqual(yield* folder.names, [])
    })
  )

  fact("a missing file is not made when it is to be left so", ({ made }) =>
    Effect.gen(function* () {
      const folder = yield* made
      assert.strictEqual((yield* refusalOf(folder.open("a", "leave"))).code, "ENOENT")
      assert.deepStrictEqual(yield* folder.names, [])
    })
  )
}
