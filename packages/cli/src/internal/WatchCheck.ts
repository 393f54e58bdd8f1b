/**
 * Tries whether changes are told here, and finds what the system allows of it.
 *
 * @internal
 */
import type { FileChangeEvent, WatchedRootStatus } from "@ploke/core"
import { WatchService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { readFileSync } from "node:fs"
import * as NodePath from "node:path"
import * as Listening from "./Listening.ts"
import * as SelfCheck from "./SelfCheck.ts"

/** What Linux allows; null where the system has no such limit, or does not tell. */
export interface WatchLimits {
  /** How many folders all processes of a user may watch together. */
  readonly maxUserWatches: number | null
  /** How many threads of a user may watch. */
  readonly maxUserInstances: number | null
  /** How many notifications wait for each of them. */
  readonly maxQueuedEvents: number | null
}

/** Reads the limits. */
export const limits: Effect.Effect<WatchLimits> = Effect.sync(() => ({
  maxUserWatches: setting("max_user_watches"),
  maxUserInstances: setting("max_user_instances"),
  maxQueuedEvents: setting("max_queued_events")
}))

const setting = (name: string): number | null => {
  try {
    const value = Number(readFileSync(`/proc/sys/fs/inotify/${name}`, "latin1"))
    return Number.isSafeInteger(value) ? value : null
  } catch {
    return null
  }
}

const tells = "tells of a new file in a watched folder"
const flushes = "flushes: what changed before is told when it ends"

/** A machine on which it takes longer tells nothing at all. */
const waitMillisMax = 10_000

/** Watches a temporary folder of its own, which is removed at the end. */
export const checks: Effect.Effect<ReadonlyArray<SelfCheck.Check>, never, FileSystem.FileSystem> = Effect.gen(
  function* () {
    const fs = yield* FileSystem.FileSystem
    const root = yield* fs.makeTempDirectoryScoped({ prefix: "ploke-io-doctor-" })
    const layer = NodePlokeIo.layer({ roots: [root], watch: { index: "memory" } })
    return yield* Effect.provide(Effect.scoped(tries(root)), layer, { local: true })
  }
).pipe(
  Effect.scoped,
  SelfCheck.silently,
  Effect.catch((error) => Effect.succeed([SelfCheck.failed(tells, String(error))]))
)

const tries = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const watch = yield* WatchService
  const { all, next } = yield* Listening.listen
  const make = (name: string) => fs.writeFileString(NodePath.join(root, name), name)

  yield* make("first")
  const heard = Effect.repeat(next, { until: (events) => events.some(isAbout("first")) })
  const [elapsed, first] = yield* Effect.timed(Effect.timeoutOption(heard, waitMillisMax))
  if (first._tag === "None") return [SelfCheck.failed(tells, `nothing was told in ${waitMillisMax} ms`)]
  const [status] = (yield* watch.status).roots

  yield* make("second")
  const told = yield* all
  const gap = told.find((event) => event._tag === "Gap")
  return [
    status?.state === "ready"
      ? SelfCheck.passed(tells, `after ${Math.round(Duration.toMillis(elapsed))} ms`)
      : SelfCheck.failed(tells, `only by looking again and again: ${whyOf(status)}`),
    told.some(isAbout("second")) && gap === undefined
      ? SelfCheck.passed(flushes)
      : SelfCheck.failed(flushes, gap === undefined ? "it was not" : `only by looking at everything (${gap.why})`)
  ]
})

const isAbout =
  (name: string) =>
  (event: FileChangeEvent): boolean =>
    "path" in event && NodePath.basename(event.path) === name

const whyOf = (status: WatchedRootStatus | undefined): string => status?.why ?? "the system tells nothing"
