import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as MemoryFileSystem from "@ploke/io-testing/MemoryFileSystem"
import * as MemoryVolume from "@ploke/io-testing/MemoryVolume"

const modified = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.map(fs.stat(path), (info) => Option.getOrUndefined(Option.map(info.mtime, Number)))
  )

describe("the layer", () => {
  it.effect("takes times from the clock of the caller", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* TestClock.adjust("5 seconds")
      yield* fs.writeFileString("/f", "new")
      assert.strictEqual(yield* modified("/f"), 5000)
      assert.strictEqual(yield* modified("/g"), 0)
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/f": "old", "/g": "" })))
  )

  it.effect("gives two writes under a standing clock two times", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFileString("/f", "new")
      const first = yield* modified("/f")
      yield* fs.writeFileString("/f", "NEW")
      assert.notStrictEqual(yield* modified("/f"), first)
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/f": "old" })))
  )

  it.effect("provides the volume, the paths and nothing but the tree", () =>
    Effect.gen(function* () {
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const path = yield* Path.Path
      assert.strictEqual(path.join("/repo", "a"), "/repo/a")
      assert.deepStrictEqual(
        volume.snapshot().map((entry) => entry.path),
        [".", "repo", "repo/a"]
      )
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/repo/a": "" })))
  )

  it.effect("counts a handle for as long as its scope is open", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const during = yield* Effect.scoped(Effect.map(fs.open("/f"), () => volume.openHandles))
      assert.deepStrictEqual([during, volume.openHandles], [1, 0])
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/f": "" })))
  )

  it.effect("keeps a volume of the caller", () => {
    const volume = MemoryVolume.make({ clock: () => 42 })
    return Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFileString("/f", "x")
      assert.deepStrictEqual([volume.nodeAt("/f")?.size, yield* modified("/f")], [1, 42])
    }).pipe(Effect.provide(MemoryFileSystem.layerVolume(volume)))
  })

  it.effect("keeps temporary files in a directory that everyone may write", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* fs.makeTempFile({ prefix: "p-", suffix: ".txt" })
      assert.match(path, /^\/tmp\/p-\w{6}\/\w+\.txt$/)
      assert.strictEqual((yield* fs.stat("/tmp")).mode & 0o7777, 0o1777)
    }).pipe(Effect.provide(MemoryFileSystem.layer()))
  )
})

describe("watching", () => {
  it.effect("loses nothing that happens between two reads of the stream", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const ready = yield* Deferred.make<void>()
      const fiber = yield* fs
        .watch("/d", { onReady: () => void Deferred.doneUnsafe(ready, Effect.void) })
        .pipe(Stream.take(100), Stream.runCollect, Effect.forkChild)
      yield* Deferred.await(ready)
      for (let index = 0; index < 100; index++) yield* fs.makeDirectory(`/d/${index}`)
      const events = Array.from(yield* Fiber.join(fiber), (event) => `${event._tag} ${event.path}`)
      assert.deepStrictEqual(
        events,
        Array.from({ length: 100 }, (_, index) => `Create ${index}`)
      )
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/d/": {} })))
  )

  it.effect("fails when nobody reads and more happens than the queue holds", () =>
    Effect.gen(function* () {
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      const fs = yield* FileSystem.FileSystem
      const overflow = () => {
        for (let index = 0; index < 70_000; index++) volume.chmod("/d/f", 0o600)
      }
      const error = yield* fs.watch("/d", { onReady: overflow }).pipe(Stream.runDrain, Effect.flip)
      assert.strictEqual((error.reason.cause as { readonly code?: string }).code, "EOVERFLOW")
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/d/f": "" })))
  )

  it.effect("leaves it to a backend that the caller provides", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const event = { _tag: "Update", path: "from the backend" } as const
      const events = yield* Stream.runCollect(fs.watch("/d")).pipe(
        Effect.provideService(FileSystem.WatchBackend, { register: () => Option.some(Stream.succeed(event)) })
      )
      assert.deepStrictEqual(Array.from(events), [event])
    }).pipe(Effect.provide(MemoryFileSystem.layer({ "/d/": {} })))
  )
})
