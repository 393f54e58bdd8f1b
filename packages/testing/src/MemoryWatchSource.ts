/**
 * Notifications of a volume in memory, which come at the very moment of a change, so that a watcher over them obeys
 * `TestClock` alone; and what a real system does to them: it says nothing, or that it has lost some.
 *
 * @since 0.1.0
 */
import { accessFailure, type Hint, type LossReason, PathSyntax, WatchSource } from "@ploke/io"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MemoryFileSystem } from "./MemoryFileSystem.ts"
import type { MemoryVolume } from "./MemoryVolume.ts"

/**
 * What a test does to the notifications.
 *
 * @example
 * ```ts
 * import { WatchService } from "@ploke/io"
 * import { MemoryFileSystem, MemoryWatchSource, TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const program = Effect.gen(function* () {
 *   const watch = yield* WatchService
 *   const events = yield* watch.subscribe
 *   const source = yield* MemoryWatchSource.MemoryWatchSource
 *   const { volume } = yield* MemoryFileSystem.MemoryFileSystem
 *   yield* source.silence
 *   volume.writeFile("/repo/b.ts", new TextEncoder().encode("b"))
 *   yield* source.lose("overflow")
 *   yield* watch.flush
 *   return (yield* Stream.runCollect(Stream.take(events, 2))).map((event) => event._tag)
 * }).pipe(Effect.scoped)
 * console.log(await Effect.runPromise(Effect.provide(program, TestPlokeIo.layer({ "/repo/a.ts": "a" }))))
 * // => [ 'Created', 'Gap' ]
 * ```
 *
 * @since 0.1.0
 */
export class MemoryWatchSource extends Context.Service<
  MemoryWatchSource,
  {
    /** No change is told from now on. */
    readonly silence: Effect.Effect<void>
    /** Every change is told again. */
    readonly resume: Effect.Effect<void>
    /** Says of every root that notifications were lost. */
    readonly lose: (why: LossReason, detail?: string) => Effect.Effect<void>
    /** Folders that are not watched, by their paths, until they are revived. */
    readonly kill: (folder: string) => Effect.Effect<void>
    /** Whether folders can be revived: not while the system grants no watches. */
    readonly grant: (what: "all" | "nothing") => Effect.Effect<void>
    /** The roots that are open. */
    readonly open: Effect.Effect<ReadonlyArray<string>>
  }
>()("@ploke/io-testing/MemoryWatchSource") {}

/**
 * Provides `WatchSource` over the volume of the context, and the handle on it.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<MemoryWatchSource, never, MemoryFileSystem> = Layer.effectContext(
  Effect.map(MemoryFileSystem, ({ volume }) => {
    const { handle, source } = make(volume)
    return Context.add(
      Context.make(MemoryWatchSource, handle),
      WatchSource,
      source
    ) as Context.Context<MemoryWatchSource>
  })
)

interface Open {
  readonly root: string
  readonly hint: (hint: Hint) => void
}

const make = (volume: MemoryVolume) => {
  const opened = new Set<Open>()
  const dead = new Set<string>()
  let isSilent = false
  let grants: "all" | "nothing" = "all"

  const isDead = (path: string): boolean => dead.has(PathSyntax.parent(path, "posix"))
  const open: WatchSource["open"] = (root, { hint }) => {
    if (volume.nodeAt(root)?.type !== "Directory") return Effect.fail(accessFailure("ENOENT", "watch"))
    const entry: Open = { root, hint }
    const acquire = Effect.sync(() => {
      opened.add(entry)
      return volume.watch(root, "descendants", (_, name) => {
        const path = PathSyntax.join(root, name, "posix")
        if (!isSilent && !isDead(path)) hint({ _tag: "Dirty", path, first: true })
      })
    })
    const release = (stop: () => void) =>
      Effect.sync(() => {
        opened.delete(entry)
        stop()
      })
    return Effect.as(Effect.acquireRelease(acquire, release), {
      hosting: Effect.succeed("thread" as const),
      watches: Effect.undefined,
      dead: (folders) => Effect.sync(() => folders.filter(({ path }) => dead.has(path))),
      revive: (folders) =>
        Effect.sync(() => (grants === "all" ? folders.forEach((folder) => dead.delete(folder)) : undefined))
    })
  }
  const source: WatchSource = { open, advice: () => undefined }
  const handle: MemoryWatchSource["Service"] = {
    silence: Effect.sync(() => void (isSilent = true)),
    resume: Effect.sync(() => void (isSilent = false)),
    lose: (why, detail = "as the test wants it") =>
      Effect.sync(() => opened.forEach(({ root, hint }) => hint({ _tag: "Lost", path: root, why, detail }))),
    kill: (folder) => Effect.sync(() => void dead.add(folder)),
    grant: (what) => Effect.sync(() => void (grants = what)),
    open: Effect.sync(() => Array.from(opened, ({ root }) => root))
  }
  return { handle, source }
}
