/**
 * What `FileSystemAccess` and its folders share: opening without following links, and failures as the port has them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import * as Scope from "effect/Scope"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"

/**
 * Opens a file to read, without following a final link where that is to be had: Windows and Deno refuse the option.
 *
 * @since 0.1.0
 */
export const openUnlinked = (
  fs: FileSystem.FileSystem,
  path: string
): Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope> => openQuietly(openToRead(fs, path))

/**
 * Opens a file of which the close does not matter, because it is only read, or synced before: to Effect a close that fails
 * is a defect.
 *
 * @since 0.1.0
 */
export const openQuietly = (
  open: Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope>
): Effect.Effect<FileSystem.File, PlatformError.PlatformError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.flatMap(Scope.make(), (scope) =>
        Scope.provide(open, scope).pipe(
          Effect.map((file) => ({ file, scope })),
          Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
        )
      ),
      ({ scope }, exit) => Effect.exit(Scope.close(scope, exit))
    ),
    ({ file }) => file
  )

const openToRead = (fs: FileSystem.FileSystem, path: string) =>
  Effect.catchIf(
    fs.open(path, { flag: "r", noFollow: true }),
    (error) => error.reason._tag === "BadArgument",
    () => fs.open(path, { flag: "r" })
  )

/**
 * Turns a failure of Effect's `FileSystem` into one of the port.
 *
 * @since 0.1.0
 */
export const toFailure = (error: PlatformError.PlatformError): AccessFailure =>
  accessFailure(codeOf(error), error.reason._tag === "BadArgument" ? undefined : error.reason.syscall, error)

/**
 * The platform's errno where it gives one; otherwise the nearest to what Effect calls the failure.
 *
 * @since 0.1.0
 */
export const codeOf = (error: PlatformError.PlatformError): string => {
  const cause: unknown = error.reason.cause
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string") {
    return cause.code.startsWith("ERR_") ? "EINVAL" : cause.code
  }
  return codeOfTag[error.reason._tag] ?? "EIO"
}

const codeOfTag: Record<string, string | undefined> = {
  NotFound: "ENOENT",
  PermissionDenied: "EACCES",
  AlreadyExists: "EEXIST",
  BadResource: "EINVAL",
  BadArgument: "EINVAL",
  Busy: "EBUSY",
  TimedOut: "ETIMEDOUT",
  WouldBlock: "EAGAIN"
}
