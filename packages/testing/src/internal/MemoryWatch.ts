/**
 * `FileSystem.watch` over the notifications of a volume.
 *
 * @internal
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { MemoryVolume } from "../MemoryVolume.ts"
import { failure } from "./Failure.ts"
import { fileInfo } from "./FileInfo.ts"
import { type attempt, systemError } from "./PlatformFailure.ts"

// A watcher that nobody reads for this many events fails instead of growing without end.
const watchQueueMax = 65_536

const watchVolume = (
  volume: MemoryVolume,
  path: string,
  options: FileSystem.WatchOptions | undefined
): Stream.Stream<FileSystem.WatchEvent, PlatformError> =>
  Stream.callback<FileSystem.WatchEvent, PlatformError>(
    (queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const stop = volume.watch(path, options?.recursive === true ? "descendants" : "children", (_tag, changed) => {
            if (Queue.offerUnsafe(queue, { _tag, path: changed })) return
            stop()
            Queue.failCauseUnsafe(queue, Cause.fail(systemError("watch", path, failure("EOVERFLOW", "watch", path))))
          })
          options?.onReady?.()
          return stop
        }),
        (stop) => Effect.sync(stop)
      ),
    { bufferSize: watchQueueMax, strategy: "dropping" }
  )

/** Watches a path that exists; like on Node, a `WatchBackend` in the context of the caller comes first. */
export const watchWith =
  (volume: MemoryVolume, run: typeof attempt): FileSystem.FileSystem["watch"] =>
  (path, options) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const info = yield* run("stat", path, () => fileInfo(volume.stat(path)))
        const backend = yield* Effect.serviceOption(FileSystem.WatchBackend)
        return backend.pipe(
          Option.flatMap((service) => service.register(path, info, options)),
          Option.getOrElse(() => watchVolume(volume, path, options))
        )
      })
    )
