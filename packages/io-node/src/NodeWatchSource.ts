/**
 * Notifications of changes for Node: `WatchSource` by chokidar, which asks the operating system for them.
 *
 * Promised: what `WatchSource` promises, on Linux, macOS and Windows. On Linux each folder takes one of the watches of the
 * user. Variables of the environment that turn chokidar to polling have no effect. A root with many entries, or whose
 * thread is too busy to read the notifications in time, is watched by a thread of its own; all roots of one layer share it.
 *
 * Not promised: notifications of what the system itself does not tell, such as writes through `mmap` or, on a network file
 * system, of another machine.
 *
 * Weakness: Linux tells nobody that its queue of notifications was full. That is concluded from the number of those that
 * came at once, so that it is sometimes said although nothing is missing. Where the calling thread watches, other
 * watchers of the same thread fill the same queue, unseen. Elsewhere than on Linux it cannot be told which folders are
 * watched.
 *
 * @since 0.1.0
 */
import { WatchSource } from "@ploke/io"
import type { LossReason } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { settingOf } from "./internal/inotify.ts"
import { open } from "./internal/watching.ts"
import { WatchThreads } from "./internal/watchThread.ts"

/**
 * Provides the source. Nothing is loaded or started before a root is opened.
 *
 * @example
 * ```ts
 * import { WatchSource } from "@ploke/io"
 * import { NodeWatchSource } from "@ploke/io-node"
 * import * as Deferred from "effect/Deferred"
 * import * as Effect from "effect/Effect"
 * import { mkdtempSync, realpathSync, writeFileSync } from "node:fs"
 * import { tmpdir } from "node:os"
 *
 * const root = realpathSync(mkdtempSync(`${tmpdir()}/watched-`))
 * const program = Effect.gen(function* () {
 *   const source = yield* WatchSource
 *   const heard = yield* Deferred.make<string>()
 *   yield* source.open(root, {
 *     ignore: { files: [] },
 *     hosting: "thread",
 *     hint: (hint) => Deferred.doneUnsafe(heard, Effect.succeed(hint.path.slice(root.length)))
 *   })
 *   writeFileSync(`${root}/a.txt`, "")
 *   return yield* Deferred.await(heard)
 * })
 * console.log(await Effect.runPromise(Effect.scoped(Effect.provide(program, NodeWatchSource.layer)))) // => /a.txt
 * ```
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<never> = Layer.effect(
  WatchSource,
  Effect.sync(() => {
    const threads = new WatchThreads()
    return { open: (root, request) => open(threads, root, request), advice }
  })
)

const advice = (why: LossReason): string | undefined => {
  switch (why) {
    case "watch-limit":
      return adviceOn("max_user_watches", "a user may watch", "folders")
    case "descriptor-limit": {
      const instances = adviceOn("max_user_instances", "a user may have", "threads that watch")
      const files = "Raise the limit of open files (`ulimit -n`) where the process has used it up."
      return instances === undefined ? files : `${instances} ${files}`
    }
    case "overflow":
      return adviceOn("max_queued_events", "the system keeps", "notifications that nobody has read yet")
    case "stall":
      return 'Have roots watched by a thread of their own, with `hosting: "worker"`.'
    case "backend":
      return undefined
  }
}

const adviceOn = (name: Parameters<typeof settingOf>[0], before: string, after: string): string | undefined => {
  const now = settingOf(name)
  if (now === undefined) return undefined
  return `Raise fs.inotify.${name}: ${before} ${now} ${after} (\`sysctl fs.inotify.${name}=${Number(now) * 4}\`).`
}
