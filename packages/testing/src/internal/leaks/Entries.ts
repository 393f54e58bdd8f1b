/**
 * The paths below folders, to tell what came.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"

const isMissing = (error: PlatformError): boolean => error.reason._tag === "NotFound"

/** Every path below a folder, links not followed; none where the folder does not exist. */
export const pathsBelow = (
  fs: FileSystem.FileSystem,
  folder: string
): Effect.Effect<ReadonlyArray<string>, PlatformError> =>
  Effect.gen(function* () {
    const found: Array<string> = []
    const pending = [folder.replace(/\/+$/, "")]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const entries = yield* Effect.catchIf(fs.readDirectoryEntries(at === "" ? "/" : at), isMissing, () =>
        Effect.succeed([])
      )
      for (const { name, type } of entries) {
        found.push(`${at}/${name}`)
        if (type === "Directory") pending.push(`${at}/${name}`)
      }
    }
    return found
  })

/** Whether something is at a path, a link that leads nowhere too. */
export const isThere = (fs: FileSystem.FileSystem, path: string): Effect.Effect<boolean, PlatformError> =>
  Effect.catchIf(Effect.as(fs.lstat(path), true), isMissing, () => Effect.succeed(false))
