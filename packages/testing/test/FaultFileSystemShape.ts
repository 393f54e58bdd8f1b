import type * as PlatformError from "effect/PlatformError"

/** The last six letters of a temporary name are drawn by lot. */
const withoutLot = (text: string | undefined, syscall: unknown): string | undefined =>
  syscall === "mkdtemp" ? text?.replace(/[A-Za-z0-9]{6}(?='?$)/, "??????") : text

/** Everything that a program can see of a failure; descriptors differ from run to run. */
export const shapeOf = (error: PlatformError.PlatformError): unknown => {
  const { reason } = error
  const cause = reason.cause as Error & Record<string, unknown>
  return {
    tag: error._tag,
    message: error.message.replace(/\(\d+\)/, "(descriptor)"),
    hasCause: error.cause === cause,
    reason: {
      tag: reason._tag,
      module: reason.module,
      method: reason.method,
      description: reason.description,
      ...(reason._tag === "BadArgument"
        ? {}
        : {
            syscall: reason.syscall,
            pathOrDescriptor: typeof reason.pathOrDescriptor === "number" ? "descriptor" : reason.pathOrDescriptor
          })
    },
    cause: cause && {
      isError: cause instanceof Error,
      message: withoutLot(cause.message, cause["syscall"]),
      keys: Object.keys(cause).sort(),
      errno: cause["errno"],
      code: cause["code"],
      syscall: cause["syscall"],
      path: withoutLot(cause["path"] as string | undefined, cause["syscall"]),
      dest: cause["dest"]
    }
  }
}
