import { assert, describe, it } from "@effect/vitest"
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import { withFolder } from "./Folders.ts"
import { watchedBelow, watching } from "./Watched.ts"

/** Exchanges a method of chokidar while the body runs. */
const withMethod = async <A>(name: string, method: unknown, body: () => Promise<A>): Promise<A> => {
  const methods = FSWatcher.prototype as unknown as Record<string, unknown>
  const original = methods[name]
  methods[name] = method
  try {
    return await body()
  } finally {
    methods[name] = original
  }
}

// What both come from: where folders are exchanged while chokidar looks at them, its looks wait for each other for ever.
describe("a root", () => {
  it("that chokidar never says to be ready is watched all the same", () =>
    withFolder(async (folder) => {
      fs.mkdirSync(`${folder}/a/b`, { recursive: true })
      await withMethod(
        "queueReady",
        () => undefined,
        () =>
          watching(folder, "thread", async ({ ear }) => {
            assert.deepStrictEqual(watchedBelow(folder).slice().sort(), [folder, `${folder}/a`, `${folder}/a/b`])
            fs.writeFileSync(`${folder}/a/b/file`, "1")
            await ear.untilHeard(`${folder}/a/b/file`)
            fs.mkdirSync(`${folder}/c/d`, { recursive: true })
            await ear.until("the watch of a new folder", () => watchedBelow(folder).length === 5)
            fs.writeFileSync(`${folder}/c/d/file`, "1")
            await ear.untilHeard(`${folder}/c/d/file`)
          })
      )
      assert.deepStrictEqual(watchedBelow(folder), [])
    }))

  it("that chokidar is never done with is closed, and no watch is left", () =>
    withFolder(async (folder) => {
      fs.mkdirSync(`${folder}/a/b`, { recursive: true })
      const { close } = FSWatcher.prototype
      await withMethod(
        "close",
        function (this: FSWatcher) {
          return close.call(this).then(() => new Promise(() => undefined))
        },
        () =>
          watching(folder, "thread", async () => {
            assert.lengthOf(watchedBelow(folder), 3)
          })
      )
      assert.deepStrictEqual(watchedBelow(folder), [])
    }))
})
