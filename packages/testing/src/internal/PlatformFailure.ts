/**
 * From what a volume throws to what Effect's `FileSystem` on Node fails with.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as PlatformError from "effect/PlatformError"
import { InvalidArgument, VolumeFailure } from "./Failure.ts"

const reasonOf = (code: string): PlatformError.SystemErrorTag => {
  switch (code) {
    case "ENOENT":
      return "NotFound"
    case "EACCES":
    case "EPERM":
      return "PermissionDenied"
    case "EEXIST":
      return "AlreadyExists"
    case "EISDIR":
    case "ENOTDIR":
    case "ELOOP":
      return "BadResource"
    case "EBUSY":
      return "Busy"
    default:
      return "Unknown"
  }
}

export const badArgument = (method: string, description: string): PlatformError.PlatformError =>
  PlatformError.badArgument({ module: "FileSystem", method, description })

export const systemError = (
  method: string,
  pathOrDescriptor: string | number,
  cause: VolumeFailure | InvalidArgument
): PlatformError.PlatformError =>
  PlatformError.systemError({
    _tag: reasonOf(cause.code),
    module: "FileSystem",
    method,
    pathOrDescriptor,
    syscall: cause instanceof VolumeFailure ? cause.syscall : undefined,
    cause
  })

/**
 * Runs a call of a volume. Anything else that it throws is a defect. `rejected` is for the calls whose bad arguments Node
 * reports through the promise, which makes them system errors.
 */
export const attempt = <A>(
  method: string,
  pathOrDescriptor: string | number,
  run: () => A,
  arguments_: "thrown" | "rejected" = "thrown"
): Effect.Effect<A, PlatformError.PlatformError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(run())
    } catch (error) {
      if (error instanceof InvalidArgument && arguments_ === "thrown") {
        return Effect.fail(badArgument(method, error.message))
      }
      if (error instanceof InvalidArgument || error instanceof VolumeFailure) {
        return Effect.fail(systemError(method, pathOrDescriptor, error))
      }
      return Effect.die(error)
    }
  })
