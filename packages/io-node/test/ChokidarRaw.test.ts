import { assert, describe, it } from "@effect/vitest"
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import { withFolder } from "./Folders.ts"
import { Ear, watchedBelow } from "./Watched.ts"

// What the source builds on and chokidar does not promise. Whoever takes another version of it begins here.

interface Raw {
  readonly kind: string
  readonly name: string | null
  readonly watchedPath: string
}

const withChokidar = (
  prepare: (folder: string) => void,
  body: (raws: ReadonlyArray<Raw>, folder: string, watcher: FSWatcher, ear: Ear) => Promise<void>
): Promise<void> =>
  withFolder(async (folder) => {
    prepare(folder)
    const watcher = new FSWatcher({
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
      awaitWriteFinish: false,
      backend: "native"
    })
    const raws: Array<Raw> = []
    const ear = new Ear()
    watcher.on("raw", (kind, name, details) => {
      raws.push({ kind, name, watchedPath: (details as Raw).watchedPath })
      ear.hint({ _tag: "Dirty", path: name ?? "", first: true })
    })
    await new Promise<void>((resolve) => {
      watcher.once("ready", resolve)
      watcher.add(folder)
    })
    try {
      await body(raws, folder, watcher, ear)
    } finally {
      await watcher.close()
    }
  })

describe("chokidar's event `raw`", () => {
  it("comes for each change in the order of the changes, with the folder's path as it was given", () =>
    withChokidar(
      (folder) => {
        for (let i = 0; i < 10; i++) fs.mkdirSync(`${folder}/${i}`)
      },
      async (raws, folder, _, ear) => {
        const changed = Array.from({ length: 200 }, (_, i) => [`${folder}/${i % 10}`, `f${i}`] as const)
        for (const [at, name] of changed) fs.writeFileSync(`${at}/${name}`, "1")
        await ear.untilHeard("f199")
        const seen = raws.filter(({ kind }) => kind === "rename").map(({ name, watchedPath }) => [watchedPath, name])
        assert.deepStrictEqual(
          seen,
          changed.map((each) => [...each])
        )
      }
    ))

  it("comes in the same turn of the event loop as all that the system had to tell", () =>
    withChokidar(
      () => undefined,
      async (raws, folder) => {
        for (let i = 0; i < 500; i++) fs.writeFileSync(`${folder}/${i}`, "")
        const counts: Array<number> = []
        while (raws.length < 500) {
          await new Promise((resolve) => setImmediate(resolve))
          counts.push(raws.length)
        }
        assert.deepStrictEqual(
          [...new Set(counts)].filter((count) => count > 0),
          [500]
        )
      }
    ))

  it("comes before anybody has looked at the disk", () =>
    withChokidar(
      () => undefined,
      async (raws, folder, watcher, ear) => {
        const order: Array<string> = []
        watcher.on("raw", () => order.push("raw"))
        watcher.on("all", (event) => order.push(event))
        fs.writeFileSync(`${folder}/a`, "1")
        await ear.until("both", () => order.includes("add"))
        assert.strictEqual(order[0], "raw")
        assert.isAbove(raws.length, 0)
      }
    ))

  it("also comes for names above the root, while a root is waited for", () =>
    withChokidar(
      (folder) => fs.mkdirSync(`${folder}/parent/root`, { recursive: true }),
      async (raws, folder, watcher, ear) => {
        watcher.add(`${folder}/parent/root/missing/root`)
        fs.writeFileSync(`${folder}/parent/root/other`, "1")
        await ear.untilHeard("other")
        assert.isTrue(raws.some(({ watchedPath }) => watchedPath === `${folder}/parent/root`))
      }
    ))
})

describe("chokidar", () => {
  it("leaves no watch after it was closed", () =>
    withChokidar(
      (folder) => fs.mkdirSync(`${folder}/a/b`, { recursive: true }),
      async (_, folder, watcher) => {
        assert.strictEqual(watchedBelow(folder).length, 3)
        await watcher.close()
        assert.deepStrictEqual(watchedBelow(folder), [])
      }
    ))

  it("does not watch a folder that takes the place of a file at once, unless it is told to", () =>
    withChokidar(
      (folder) => fs.writeFileSync(`${folder}/a`, "1"),
      async (_, folder, watcher, ear) => {
        fs.unlinkSync(`${folder}/a`)
        fs.mkdirSync(`${folder}/a`)
        fs.writeFileSync(`${folder}/a/b`, "1")
        await ear.untilHeard("a")
        await new Promise((resolve) => watcher.once("all", resolve))
        assert.deepStrictEqual(watchedBelow(folder), [folder])
        watcher.add(`${folder}/a`)
        await ear.until("its watch", () => watchedBelow(folder).length === 2)
      }
    ))

  it("takes a backslash for a slash", () =>
    withChokidar(
      (folder) => {
        fs.mkdirSync(`${folder}/x\\y/sub`, { recursive: true })
        fs.mkdirSync(`${folder}/x/y/sub`, { recursive: true })
      },
      async (_, folder) => {
        assert.notStrictEqual(watchedBelow(folder).length, 6)
      }
    ))
})
