/**
 * Watching: which changes are told, and by which path.
 *
 * @internal
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stream from "effect/Stream"
import { type Expected, type Fact, fact, is, refused, type World } from "./Fact.ts"

interface Watch {
  readonly path: string
  readonly options?: FileSystem.WatchOptions
  /** What happens once the watcher is there. */
  readonly act: (world: World) => Effect.Effect<unknown, PlatformError>
  /** The event after which nothing more is expected. */
  readonly last: FileSystem.WatchEvent
}

/** The distinct events up to the awaited one. How often an `Update` is repeated differs between systems. */
const watching =
  ({ act, last, options, path }: Watch): Fact["run"] =>
  (world) =>
    Effect.gen(function* () {
      const ready = yield* Deferred.make<void>()
      const onReady = () => void Deferred.doneUnsafe(ready, Effect.void)
      yield* Effect.forkScoped(Effect.andThen(Deferred.await(ready), act(world)))
      const events = yield* world.fs.watch(world.at(path), { ...options, onReady }).pipe(
        Stream.takeUntil((event) => event._tag === last._tag && event.path === last.path),
        Stream.runCollect
      )
      return Array.from(new Set(Array.from(events, (event) => `${event._tag} ${event.path}`))).includes(
        `${last._tag} ${last.path}`
      )
    })

const told = (name: string, tree: Fact["tree"], watch: Watch): Fact =>
  fact(name, tree, watching(watch), is(true), "watch")

const refusedWatch = (name: string, tree: Fact["tree"], path: string, expected: Expected): Fact =>
  fact(name, tree, ({ at, fs }) => Stream.runDrain(fs.watch(at(path))), expected, "watch")

export const watchFacts: ReadonlyArray<Fact> = [
  told(
    "tells of a file that is created, by its name in the directory",
    { "/d/": {} },
    {
      path: "/d",
      act: ({ at, fs }) => fs.writeFileString(at("/d/f"), "x"),
      last: { _tag: "Create", path: "f" }
    }
  ),
  told(
    "tells of a file that is written",
    { "/d/f": "" },
    {
      path: "/d",
      act: ({ at, fs }) => fs.writeFileString(at("/d/f"), "x"),
      last: { _tag: "Update", path: "f" }
    }
  ),
  told(
    "tells of a file that is removed",
    { "/d/f": "" },
    {
      path: "/d",
      act: ({ at, fs }) => fs.remove(at("/d/f")),
      last: { _tag: "Remove", path: "f" }
    }
  ),
  told(
    "tells of the old name of a file that is renamed",
    { "/d/f": "" },
    {
      path: "/d",
      act: ({ at, fs }) => fs.rename(at("/d/f"), at("/d/g")),
      last: { _tag: "Remove", path: "f" }
    }
  ),
  told(
    "tells of the new name of a file that is renamed",
    { "/d/f": "" },
    {
      path: "/d",
      act: ({ at, fs }) => fs.rename(at("/d/f"), at("/d/g")),
      last: { _tag: "Create", path: "g" }
    }
  ),
  told(
    "tells of a directory that is made",
    { "/d/": {} },
    {
      path: "/d",
      act: ({ at, fs }) => fs.makeDirectory(at("/d/e")),
      last: { _tag: "Create", path: "e" }
    }
  ),
  told(
    "tells of a mode that is set",
    { "/d/f": "" },
    {
      path: "/d",
      act: ({ at, fs }) => fs.chmod(at("/d/f"), 0o600),
      last: { _tag: "Update", path: "f" }
    }
  ),
  told(
    "tells of a watched file by its own name",
    { "/d/f": "" },
    {
      path: "/d/f",
      act: ({ at, fs }) => fs.writeFileString(at("/d/f"), "x"),
      last: { _tag: "Update", path: "f" }
    }
  ),
  told(
    "tells of a file below a directory when it watches all",
    { "/d/e/": {} },
    {
      path: "/d",
      options: { recursive: true },
      act: ({ at, fs }) => fs.writeFileString(at("/d/e/f"), "x"),
      last: { _tag: "Create", path: "e/f" }
    }
  ),
  fact(
    "tells nothing of a file below a directory when it watches one",
    { "/d/e/": {} },
    (world) =>
      Effect.gen(function* () {
        const ready = yield* Deferred.make<void>()
        const onReady = () => void Deferred.doneUnsafe(ready, Effect.void)
        const act = Effect.andThen(
          world.fs.writeFileString(world.at("/d/e/below"), "x"),
          world.fs.writeFileString(world.at("/d/last"), "x")
        )
        yield* Effect.forkScoped(Effect.andThen(Deferred.await(ready), act))
        const events = yield* world.fs.watch(world.at("/d"), { onReady }).pipe(
          Stream.takeUntil((event) => event.path === "last"),
          Stream.runCollect
        )
        return Array.from(events).some((event) => event.path.includes("below"))
      }),
    is(false),
    "watch"
  ),
  refusedWatch("refuses to watch what is missing", {}, "/d", refused("ENOENT")),
  refusedWatch("refuses to watch below a file", { "/f": "" }, "/f/x", refused("ENOTDIR"))
]
