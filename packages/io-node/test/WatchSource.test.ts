import { assert, describe, it } from "@effect/vitest"
import type { WatchedFolder } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as fs from "node:fs"
import { withFolder } from "./Folders.ts"
import type { Hosting, WatchedTest } from "./Watched.ts"
import { Ear, open, run, watchedBelow, watching } from "./Watched.ts"

const folderAt = (path: string): WatchedFolder => ({ path, inode: fs.lstatSync(path).ino })

const dead = async (
  { root }: WatchedTest,
  ...paths: ReadonlyArray<string>
): Promise<ReadonlyArray<string> | undefined> =>
  (await Effect.runPromise(root.dead(paths.map(folderAt))))?.map(({ path }) => path)

// What is done to a root, and the paths of which a hint must come; a hint of the folder of a path will not do.
interface Change {
  readonly what: string
  readonly before?: (root: string) => void
  readonly act: (root: string) => void
  readonly heard: ReadonlyArray<string>
}

const strange = ["backup~", ".main.ts.swp", "a.subl12.tmp", "back\\slash", "new\nline", " space ", "ü🎏", "-", "#a#"]

const changes: ReadonlyArray<Change> = [
  { what: "a new file", act: (at) => fs.writeFileSync(`${at}/a`, "1"), heard: ["a"] },
  {
    what: "a write to a file",
    before: (at) => fs.writeFileSync(`${at}/a`, "1"),
    act: (at) => fs.appendFileSync(`${at}/a`, "2"),
    heard: ["a"]
  },
  {
    what: "a removed file",
    before: (at) => fs.writeFileSync(`${at}/a`, "1"),
    act: (at) => fs.unlinkSync(`${at}/a`),
    heard: ["a"]
  },
  {
    what: "a renamed file",
    before: (at) => fs.writeFileSync(`${at}/a`, "1"),
    act: (at) => fs.renameSync(`${at}/a`, `${at}/b`),
    heard: ["a", "b"]
  },
  {
    what: "a file that moves to another folder",
    before: (at) => {
      fs.mkdirSync(`${at}/x/y`, { recursive: true })
      fs.writeFileSync(`${at}/x/a`, "1")
    },
    act: (at) => fs.renameSync(`${at}/x/a`, `${at}/x/y/a`),
    heard: ["x/a", "x/y/a"]
  },
  {
    what: "new folders, one inside the other, with a file",
    act: (at) => {
      fs.mkdirSync(`${at}/x/y/z`, { recursive: true })
      fs.writeFileSync(`${at}/x/y/z/a`, "1")
    },
    // Whoever is told of a new folder looks at all that is below it.
    heard: ["x"]
  },
  {
    what: "a removed tree",
    before: (at) => {
      fs.mkdirSync(`${at}/x/y`, { recursive: true })
      fs.writeFileSync(`${at}/x/y/a`, "1")
    },
    act: (at) => fs.rmSync(`${at}/x`, { recursive: true }),
    heard: ["x/y/a", "x/y", "x"]
  },
  {
    what: "a saved file that an editor replaces",
    before: (at) => fs.writeFileSync(`${at}/a`, "1"),
    act: (at) => {
      fs.writeFileSync(`${at}/a.tmp`, "2")
      fs.renameSync(`${at}/a.tmp`, `${at}/a`)
    },
    heard: ["a"]
  },
  {
    what: "other rights of a file",
    before: (at) => fs.writeFileSync(`${at}/a`, "1"),
    act: (at) => fs.chmodSync(`${at}/a`, 0o600),
    heard: ["a"]
  },
  { what: "a new symbolic link", act: (at) => fs.symlinkSync("nowhere", `${at}/link`), heard: ["link"] },
  {
    what: "a link with another target",
    before: (at) => fs.symlinkSync("nowhere", `${at}/link`),
    act: (at) => {
      fs.symlinkSync("elsewhere", `${at}/link.tmp`)
      fs.renameSync(`${at}/link.tmp`, `${at}/link`)
    },
    heard: ["link"]
  },
  {
    what: "names of all sorts",
    act: (at) => strange.forEach((name) => fs.writeFileSync(`${at}/${name}`, "1")),
    heard: strange
  },
  {
    what: "files in folders with names of all sorts",
    before: (at) => strange.forEach((name) => fs.mkdirSync(`${at}/${name}/sub`, { recursive: true })),
    act: (at) => strange.forEach((name) => fs.writeFileSync(`${at}/${name}/sub/a`, "1")),
    heard: strange.map((name) => `${name}/sub/a`)
  },
  {
    what: "files in a folder whose name reads like a path, and in that path",
    before: (at) => {
      fs.mkdirSync(`${at}/x\\y/sub`, { recursive: true })
      fs.mkdirSync(`${at}/x/y/sub`, { recursive: true })
    },
    act: (at) => {
      fs.writeFileSync(`${at}/x\\y/sub/a`, "1")
      fs.writeFileSync(`${at}/x/y/sub/a`, "1")
    },
    heard: ["x\\y/sub/a", "x/y/sub/a"]
  }
]

const hostings = ["thread", "worker"] as const

describe.each(hostings)("a root that is watched in the %s", (hosting) => {
  it("is heard of, whatever is changed below it", () =>
    withFolder(async (folder) => {
      changes.forEach(({ before }, i) => {
        fs.mkdirSync(`${folder}/${i}`)
        before?.(`${folder}/${i}`)
      })
      await watching(folder, hosting, async ({ ear, root }) => {
        assert.strictEqual(await Effect.runPromise(root.hosting), hosting)
        for (const [i, { act, heard }] of changes.entries()) {
          ear.clear()
          act(`${folder}/${i}`)
          await ear.untilHeard(...heard.map((name) => `${folder}/${i}/${name}`))
        }
        assert.deepStrictEqual(ear.losses, [])
      })
      assert.deepStrictEqual(watchedBelow(folder), [])
    }))

  it("is heard of in folders that were made or renamed while it was watched", () =>
    withFolder((folder) =>
      watching(folder, hosting, async ({ ear }) => {
        fs.mkdirSync(`${folder}/x/y`, { recursive: true })
        await ear.until("the watch of a new folder", () => watchedBelow(folder).length === 3)
        fs.writeFileSync(`${folder}/x/y/a`, "1")
        await ear.untilHeard(`${folder}/x/y/a`)
        ear.clear()
        fs.renameSync(`${folder}/x`, `${folder}/z`)
        await ear.untilHeard(`${folder}/x`, `${folder}/z`)
        fs.writeFileSync(`${folder}/z/y/b`, "1")
        // By its old name or by its new one, until chokidar has caught up.
        await ear.until(
          "a file in a renamed folder",
          () => ear.heard(`${folder}/z/y/b`) || ear.heard(`${folder}/x/y/b`)
        )
        fs.mkdirSync(`${folder}/new\\dir/sub`, { recursive: true })
        await ear.until("the watch of a folder with a backslash", () => watchedBelow(folder).length === 5)
        fs.writeFileSync(`${folder}/new\\dir/sub/a`, "1")
        await ear.untilHeard(`${folder}/new\\dir/sub/a`)
      })
    ))

  it("is not heard of outside of it, nor where it is ignored", () =>
    withFolder(async (folder) => {
      for (const name of ["root/ignored/deep", "root/kept", "rooted"]) {
        fs.mkdirSync(`${folder}/${name}`, { recursive: true })
      }
      const root = `${folder}/root`
      await watching(
        root,
        hosting,
        async ({ ear }) => {
          assert.deepStrictEqual(watchedBelow(root).slice().sort(), [root, `${root}/kept`])
          fs.writeFileSync(`${folder}/rooted/a`, "1")
          fs.writeFileSync(`${folder}/beside`, "1")
          fs.writeFileSync(`${root}/ignored/deep/a`, "1")
          fs.writeFileSync(`${root}/kept/a`, "1")
          await ear.untilHeard(`${root}/kept/a`)
          const paths = ear.hints.map(({ path }) => path)
          assert.deepStrictEqual(new Set(paths), new Set([`${root}/kept/a`]))
        },
        ["ignored/"]
      )
    }))

  it("is heard of in the order of the changes", () =>
    withFolder((folder) =>
      watching(folder, hosting, async ({ ear }) => {
        const names = Array.from({ length: 200 }, (_, i) => `${folder}/${(i * 37) % 200}`)
        for (const name of names) fs.writeFileSync(name, "1")
        await ear.untilHeard(...names)
        assert.deepStrictEqual([...ear.firsts], names)
      })
    ))

  it("tells which folders nobody watches, and watches them again", () =>
    withFolder(async (folder) => {
      for (let i = 0; i < 20; i++) fs.writeFileSync(`${folder}/${i}`, "1")
      await watching(folder, hosting, async (watched) => {
        const { ear, root } = watched
        const names = Array.from({ length: 20 }, (_, i) => `${folder}/${i}`)
        // A file whose place a folder takes at once: chokidar never watches it.
        for (const name of names) {
          fs.unlinkSync(name)
          fs.mkdirSync(name)
          fs.writeFileSync(`${name}/a`, "1")
        }
        await ear.untilHeard(...names)
        assert.deepStrictEqual(await dead(watched, folder), [])
        await Effect.runPromise(root.revive(names))
        assert.deepStrictEqual(await dead(watched, folder, ...names), [])
        ear.clear()
        for (const name of names) fs.writeFileSync(`${name}/b`, "1")
        await ear.untilHeard(...names.map((name) => `${name}/b`))
        assert.deepStrictEqual([await Effect.runPromise(root.watches), watchedBelow(folder).length], [21, 21])
      })
      assert.deepStrictEqual(watchedBelow(folder), [])
    }))

  it("is asked for what is not there, is no folder or is a link, and says so", () =>
    withFolder(async (folder) => {
      fs.writeFileSync(`${folder}/file`, "")
      fs.mkdirSync(`${folder}/real`)
      fs.symlinkSync("real", `${folder}/link`)
      for (const [name, code] of [
        ["missing", "ENOENT"],
        ["file", "ENOTDIR"],
        ["file/below", "ENOTDIR"],
        ["link", "ENOTDIR"]
      ] as const) {
        const failure = await run(Effect.flip(open(`${folder}/${name}`, hosting, new Ear())))
        assert.deepStrictEqual([name, failure._tag, failure.code], [name, "AccessFailure", code])
      }
    }))

  it("tells nobody anything after it was closed, and others go on", () =>
    withFolder(async (folder) => {
      fs.mkdirSync(`${folder}/a/sub`, { recursive: true })
      fs.mkdirSync(`${folder}/b/sub`, { recursive: true })
      const [ear, other] = [new Ear(), new Ear()]
      await run(
        Effect.gen(function* () {
          const scope = yield* Scope.make()
          yield* open(`${folder}/a`, hosting, ear).pipe(Scope.provide(scope))
          yield* open(`${folder}/b`, hosting, other)
          yield* open(folder, hosting, new Ear()).pipe(Effect.scoped)
          assert.strictEqual(watchedBelow(folder).length, 4)
          yield* Scope.close(scope, Exit.void)
          assert.deepStrictEqual(watchedBelow(folder).slice().sort(), [`${folder}/b`, `${folder}/b/sub`])
          fs.writeFileSync(`${folder}/a/sub/file`, "1")
          fs.writeFileSync(`${folder}/b/sub/file`, "1")
          yield* Effect.promise(() => other.untilHeard(`${folder}/b/sub/file`))
          assert.deepStrictEqual(ear.hints, [])
        })
      )
      assert.deepStrictEqual(watchedBelow(folder), [])
    }))

  it("leaves nothing when it is interrupted while it is being opened, at whatever moment", () =>
    withFolder(async (folder) => {
      for (let i = 0; i < 100; i++) fs.mkdirSync(`${folder}/${i % 10}/${i}`, { recursive: true })
      const before = threads()
      for (const turns of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55]) {
        await run(
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(open(folder, hosting, new Ear()))
            for (let i = 0; i < turns; i++) yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
            yield* Fiber.interrupt(fiber)
          })
        )
        assert.deepStrictEqual(watchedBelow(folder), [])
      }
      assert.isAtMost(threads(), before + poolThreads)
    }))
})

// libuv starts the threads of its pool when they are first needed.
const poolThreads = 4

const threads = (): number => fs.readdirSync("/proc/self/task").length

describe("variables of the environment", () => {
  it.each(hostings)("do not make the %s poll, and stay as they are", (hosting) =>
    withFolder(async (folder) => {
      const given = { CHOKIDAR_USEPOLLING: "1", CHOKIDAR_INTERVAL: "no number" }
      Object.assign(process.env, given)
      try {
        await watching(folder, hosting, async ({ ear }) => {
          assert.deepStrictEqual(watchedBelow(folder), [folder])
          // Polling would not see this: size and time stay the same.
          fs.writeFileSync(`${folder}/a`, "1")
          await ear.untilHeard(`${folder}/a`)
          const { CHOKIDAR_INTERVAL, CHOKIDAR_USEPOLLING } = process.env
          assert.deepStrictEqual({ CHOKIDAR_USEPOLLING, CHOKIDAR_INTERVAL }, given)
        })
      } finally {
        for (const name of Object.keys(given)) delete process.env[name]
      }
    })
  )
})

describe("where a root is watched", () => {
  const auto: Hosting = "auto"

  it("is the calling thread for a small one, and a root whose path has a backslash is watched too", () =>
    withFolder(async (folder) => {
      const root = `${folder}/r\\s`
      fs.mkdirSync(`${root}/sub`, { recursive: true })
      await watching(root, auto, async ({ ear, root: watched }) => {
        assert.strictEqual(await Effect.runPromise(watched.hosting), "thread")
        fs.writeFileSync(`${root}/sub/a`, "1")
        await ear.untilHeard(`${root}/sub/a`)
        fs.mkdirSync(`${root}/x/y`, { recursive: true })
        fs.writeFileSync(`${root}/x/y/b`, "1")
        await ear.untilHeard(`${root}/x`)
        fs.writeFileSync(`${root}/x/y/b`, "2")
        await ear.untilHeard(`${root}/x/y/b`)
      })
      assert.deepStrictEqual(watchedBelow(root), [])
    }))
})
