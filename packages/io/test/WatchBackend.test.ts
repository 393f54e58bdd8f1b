import { assert, describe, it } from "@effect/vitest"
import { PathPolicy, WatchService } from "@ploke/io"
import { TestPlokeIo, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { flush, foreign, layerOver, settle, volume } from "./Watching.ts"

const tree: Tree.Tree = {
  "/repo/a": "1",
  "/repo/d/b": "2",
  "/repo/d/e/f": "3",
  "/repo/link": Tree.symlink("d"),
  "/repo/file-link": Tree.symlink("d/b"),
  "/repo/out": Tree.symlink("/outside"),
  "/outside/x": "4"
}

const layer = WatchService.layerBackend.pipe(
  Layer.provideMerge(TestPlokeIo.layer(tree, { roots: ["/repo"], symlinks: "DenyCrossRoot" }))
)

/** Watches a path, and collects what is told. */
const follow = Effect.fnUntraced(function* (path: string, options: FileSystem.WatchOptions = {}) {
  const fs = yield* FileSystem.FileSystem
  const told: Array<string> = []
  let ready = 0
  const hear = (event: FileSystem.WatchEvent) => Effect.sync(() => void told.push(`${event._tag} ${event.path}`))
  const events = fs.watch(path, { ...options, onReady: () => void ready++ })
  const fiber = yield* Effect.forkScoped(Stream.runForEach(events, hear), { startImmediately: true })
  yield* settle
  return { fiber, ready: () => ready, news: () => told.splice(0) }
})

/** Changes something at every depth. */
const act = Effect.map(foreign, (disk) => {
  disk.write("a", "changed")
  disk.write("c", "new")
  disk.write("d/b", "changed")
  disk.write("d/n", "new")
  disk.move("d/e/f", "d/e/g")
  disk.remove("c")
  disk.write("new", "new")
})

interface Row {
  readonly title: string
  readonly path: string
  readonly recursive?: boolean
  readonly told: ReadonlyArray<string>
}

const nested = ["Remove d/e/f", "Create d/e/g", "Create d/n", "Create new", "Update a", "Update d/b"]

const rows: ReadonlyArray<Row> = [
  { title: "of a folder tells what is right in it", path: "/repo", told: ["Create new", "Update a"] },
  { title: "of a folder and all below it tells everything", path: "/repo", recursive: true, told: nested },
  {
    title: "of an inner folder tells by paths from there",
    path: "/repo/d",
    recursive: true,
    told: ["Remove e/f", "Create e/g", "Create n", "Update b"]
  },
  { title: "of an inner folder tells what is right in it", path: "/repo/d", told: ["Create n", "Update b"] },
  { title: "of a path by another spelling is the same", path: "//repo/./d/e/../", told: ["Create n", "Update b"] },
  { title: "of a file tells of the file", path: "/repo/d/b", told: ["Update b"] },
  { title: "of a file below a link tells of the file", path: "/repo/link/e/f", told: ["Remove f"] },
  { title: "of a link to a folder tells what is in the folder", path: "/repo/link", told: ["Create n", "Update b"] },
  {
    title: "of a link to a file tells of it by the name of the link",
    path: "/repo/file-link",
    told: ["Update file-link"]
  }
]

describe("a watch of Effect's FileSystem", () => {
  for (const { title, path, recursive = false, told } of rows) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const { fiber, news, ready } = yield* follow(path, { recursive })
        assert.strictEqual(ready(), 1)
        yield* act
        yield* flush
        assert.deepStrictEqual(news(), told)
        assert.strictEqual(ready(), 1)
        assert.isUndefined(fiber.pollUnsafe())
      }).pipe(Effect.provide(layer))
    )
  }

  it.effect("of a file tells that it has gone, and that it is back", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const { news } = yield* follow("/repo/a")
      disk.remove("a")
      yield* flush
      disk.write("a", "new")
      yield* flush
      assert.deepStrictEqual(news(), ["Remove a", "Create a"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("tells nothing that did not change, as the system's own does", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const ours = yield* follow("/repo")
      disk.write("a", "1")
      yield* flush
      assert.deepStrictEqual(ours.news(), [])
      const systems = yield* Effect.provide(follow("/outside"), layer)
      disk.write("/outside/x", "4")
      yield* settle
      assert.isAbove(systems.news().length, 0)
    }).pipe(Effect.provide(layer))
  )

  it.effect("is ready before anything it tells, and misses nothing from then on", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const disk = yield* foreign
      const events = fs.watch("/repo", { onReady: () => disk.write("at once", "1") })
      const reading = yield* Effect.forkChild(Stream.runCollect(Stream.take(events, 1)))
      yield* settle
      yield* flush
      assert.deepStrictEqual(yield* Fiber.join(reading), [{ _tag: "Create", path: "at once" }])
    }).pipe(Effect.provide(layer))
  )

  it.effect("outside of the roots is left to the file system", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const watch = yield* WatchService
      const { news, ready } = yield* follow("/outside")
      assert.strictEqual(ready(), 1)
      disk.write("/outside/y", "1")
      yield* settle
      assert.strictEqual(news()[0], "Create y")
      assert.strictEqual((yield* watch.status).state, "idle")
      // What is a root by now is ours.
      yield* (yield* PathPolicy).update({ roots: ["/repo", "/outside"] })
      yield* settle
      const ours = yield* follow("/outside")
      assert.strictEqual((yield* watch.status).subscribers.length, 1)
      disk.write("/outside/z", "1")
      yield* flush
      assert.deepStrictEqual(ours.news(), ["Create z"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("fails as the file system does where nothing is", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const error = yield* Effect.flip(Stream.runDrain(fs.watch("/repo/none")))
      assert.deepInclude(error.reason, { _tag: "NotFound" })
    }).pipe(Effect.provide(layer))
  )

  it.effect.each(["DenyCrossRoot", "Follow"] as const)("fails where a link leads outside (%s)", (symlinks) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const error = yield* Effect.flip(Stream.runDrain(fs.watch("/repo/out")))
      assert.deepInclude(error.reason, { _tag: "Unknown", module: "FileSystem", method: "watch" })
      assert.include(error.message, "/repo/out")
    }).pipe(
      Effect.provide(
        WatchService.layerBackend.pipe(Layer.provideMerge(TestPlokeIo.layer(tree, { roots: ["/repo"], symlinks })))
      )
    )
  )

  it.effect.each([
    ["/repo/d", { ignore: ["d/"] }],
    ["/repo/d/e/f", { ignore: ["d/"] }],
    ["/repo/link/e", { ignore: ["/d/e"] }],
    ["/repo/a", { gitignore: "respect" }],
    ["/repo/d/b", { ignore: (path: string) => path === "/repo/d" }]
  ] as const)("fails where %s is left out, and says how it is not", ([path, watch]) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const error = yield* Effect.flip(Stream.runDrain(fs.watch(path)))
      assert.deepInclude(error.reason, { _tag: "BadResource", module: "FileSystem", method: "watch" })
      assert.include(error.message, path)
      assert.include(error.message, "`watch.ignore`")
      assert.deepStrictEqual((yield* (yield* WatchService).status).subscribers, [])
      // What holds it can be watched, and so can what is beside it.
      const { fiber, ready } = yield* follow("/repo", { recursive: true })
      assert.deepStrictEqual([ready(), fiber.pollUnsafe()], [1, undefined])
    }).pipe(
      Effect.provide(
        WatchService.layerBackend.pipe(
          Layer.provideMerge(TestPlokeIo.layer({ ...tree, "/repo/.gitignore": "a\n" }, { roots: ["/repo"], watch }))
        )
      )
    )
  )

  it.effect("fails where there is nobody to tell of changes", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const error = yield* Effect.flip(Stream.runDrain(fs.watch("/repo")))
      assert.deepInclude(error.reason, { _tag: "Unknown", module: "FileSystem", method: "watch" })
    }).pipe(
      Effect.provide(
        WatchService.layerBackend.pipe(
          Layer.provideMerge(
            layerOver(tree, [], {
              through: () => ({
                open: () => Effect.fail({ _tag: "AccessFailure", code: "ENOSYS", syscall: "watch", cause: undefined }),
                advice: () => undefined
              })
            })
          )
        )
      )
    )
  )

  it.effect("fails where something was missed, instead of keeping silent about it", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const disk = yield* foreign
      const seen: Array<string> = []
      const gate = Latch.makeUnsafe(false)
      const hear = ({ path }: FileSystem.WatchEvent) =>
        Effect.andThen(
          Effect.sync(() => void seen.push(path)),
          gate.await
        )
      const slow = Effect.flip(Stream.runForEach(fs.watch("/repo"), hear))
      const fiber = yield* Effect.forkChild(slow, { startImmediately: true })
      yield* settle
      for (let i = 0; i < 20; i++) {
        disk.write(`n${i}`, "1")
        yield* flush
      }
      assert.deepStrictEqual(seen, ["n0"])
      yield* gate.open
      const error = yield* Fiber.join(fiber)
      assert.include(error.message, "missed")
      assert.isBelow(seen.length, 20)
    }).pipe(
      Effect.provide(
        WatchService.layerBackend.pipe(
          Layer.provideMerge(TestPlokeIo.layer(tree, { roots: ["/repo"], eventCapacity: 4 }))
        )
      )
    )
  )

  it.effect("ends with its scope, and is no longer counted", () =>
    Effect.gen(function* () {
      const watch = yield* WatchService
      const exit = yield* Effect.scoped(
        Effect.gen(function* () {
          const { fiber } = yield* follow("/repo")
          assert.strictEqual((yield* watch.status).subscribers.length, 1)
          return fiber
        })
      ).pipe(Effect.flatMap(Fiber.await))
      assert.isTrue(Exit.hasInterrupts(exit))
      assert.strictEqual((yield* watch.status).subscribers.length, 0)
      assert.strictEqual((yield* volume).openHandles, 0)
    }).pipe(Effect.provide(layer))
  )
})
