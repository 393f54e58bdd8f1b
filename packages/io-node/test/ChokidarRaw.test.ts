import { assert, describe, it } from "@effect/vitest"
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import { FolderWatcher } from "../src/internal/folderWatcher.ts"
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

interface Folders {
  readonly folder: string
  readonly watcher: FolderWatcher
  readonly ear: Ear
  /** What it was told to be in the folders that were listed. */
  readonly found: Array<string>
}

const withFolders = (prepare: (folder: string) => void, body: (folders: Folders) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    prepare(folder)
    const found: Array<string> = []
    const rules = { base: `${folder}/`, isIgnored: (path: string) => path.endsWith("/left-out") }
    const watcher = new FolderWatcher({ ...rules, found: (entry) => found.push(entry.slice(folder.length + 1)) })
    const ear = new Ear()
    watcher.on("raw", (_kind, name, details) =>
      ear.hint({ _tag: "Dirty", path: `${(details as Raw).watchedPath}/${name}`, first: true })
    )
    await new Promise<void>((resolve) => {
      watcher.once("ready", resolve)
      watcher.add(folder)
    })
    try {
      await body({ folder, watcher, ear, found })
    } finally {
      await watcher.close()
    }
  })

const isLinux = process.platform === "linux"

describe.runIf(isLinux)("chokidar for folders alone", () => {
  it("watches all folders but those that are left out, lists each once, and remembers nothing else", () =>
    withFolders(
      (folder) => {
        fs.mkdirSync(`${folder}/a/b`, { recursive: true })
        fs.mkdirSync(`${folder}/left-out/c`, { recursive: true })
        fs.writeFileSync(`${folder}/a/file`, "1")
        fs.symlinkSync("b", `${folder}/a/link`)
      },
      async ({ folder, found, watcher }) => {
        assert.deepStrictEqual([...watchedBelow(folder)].sort(), [folder, `${folder}/a`, `${folder}/a/b`])
        assert.deepStrictEqual(found.sort(), ["a", "a/b", "a/file", "a/link", "left-out"])
        const names = Object.entries(watcher.getWatched()).filter(([path]) => path.startsWith(folder))
        assert.deepStrictEqual(names.flat(2).sort(), [folder, "a", `${folder}/a`, "b", `${folder}/a/b`].sort())
      }
    ))

  it("says by `raw` what happens to files, and lists nothing again for that", () =>
    withFolders(
      (folder) => {
        fs.mkdirSync(`${folder}/a`)
        for (const name of ["changed", "removed", "renamed"]) fs.writeFileSync(`${folder}/a/${name}`, "1")
      },
      async ({ ear, folder, found }) => {
        found.length = 0
        fs.appendFileSync(`${folder}/a/changed`, "2")
        fs.unlinkSync(`${folder}/a/removed`)
        fs.renameSync(`${folder}/a/renamed`, `${folder}/a/other`)
        fs.symlinkSync("nowhere", `${folder}/a/link`)
        fs.writeFileSync(`${folder}/a/short`, "1")
        fs.unlinkSync(`${folder}/a/short`)
        const names = ["changed", "removed", "renamed", "other", "link", "short"]
        await ear.untilHeard(...names.map((name) => `${folder}/a/${name}`))
        // What is new after all of them is seen after all of them.
        fs.mkdirSync(`${folder}/a/last`)
        await ear.until("its watch", () => watchedBelow(folder).length === 3)
        assert.deepStrictEqual(found, [])
      }
    ))

  it("watches new folders, and tells what was in them before", () =>
    withFolders(
      () => undefined,
      async ({ ear, folder, found }) => {
        fs.mkdirSync(`${folder}/new/inner`, { recursive: true })
        fs.writeFileSync(`${folder}/new/inner/file`, "1")
        await ear.until("the watches", () => watchedBelow(folder).length === 3)
        await ear.until("the file", () => found.includes("new/inner/file"))
        fs.renameSync(`${folder}/new`, `${folder}/moved`)
        await ear.until("the file under its new name", () => found.includes("moved/inner/file"))
        fs.appendFileSync(`${folder}/moved/inner/file`, "2")
        await ear.untilHeard(`${folder}/moved/inner/file`)
      }
    ))

  it("watches a folder that takes the place of a file or of a link, and lets go of one that a file takes the place of", () =>
    withFolders(
      (folder) => {
        fs.writeFileSync(`${folder}/a`, "1")
        fs.symlinkSync("nowhere", `${folder}/b`)
        fs.mkdirSync(`${folder}/c`)
      },
      async ({ ear, folder, watcher }) => {
        fs.unlinkSync(`${folder}/a`)
        fs.mkdirSync(`${folder}/a`)
        fs.unlinkSync(`${folder}/b`)
        fs.mkdirSync(`${folder}/b`)
        fs.rmdirSync(`${folder}/c`)
        fs.writeFileSync(`${folder}/c`, "1")
        await ear.until("the watches", () => watchedBelow(folder).length === 3)
        await ear.until("its end", () => watcher.getWatched()[`${folder}/c`] === undefined)
      }
    ))
})
