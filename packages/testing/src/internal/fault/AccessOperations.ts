/**
 * The verbs of the `FileAccess` port that a fault can happen to.
 *
 * @internal
 */
import type { ErrnoName } from "./Errno.ts"
import { ofOpen } from "./Operations.ts"

export const accessOperations = [
  "canonicalize",
  "locate",
  "trace",
  "read",
  "open",
  "OpenFile.read",
  "OpenFile.stamp"
] as const

export type AccessOperation = (typeof accessOperations)[number]

/** The system call that a platform would be making when the verb fails so. */
export const accessSyscall = (operation: AccessOperation, name: ErrnoName): string => {
  switch (operation) {
    case "read":
      return ofOpen.includes(name) || name === "ESTALE" ? "open" : "read"
    case "open":
      return "open"
    case "OpenFile.read":
      return "read"
    case "OpenFile.stamp":
      return "fstat"
    default:
      return "lstat"
  }
}
