/**
 * The verbs of the `FileAccess` port that a fault can happen to.
 *
 * @internal
 */
import type { ErrnoName } from "./Errno.ts"
import { ofOpen } from "./Operations.ts"

export const folderOperations = [
  "OpenFolder.verify",
  "OpenFolder.look",
  "OpenFolder.read",
  "OpenFolder.create",
  "OpenFolder.rename",
  "OpenFolder.link",
  "OpenFolder.remove",
  "OpenFolder.makeFolder",
  "OpenFolder.removeFolder",
  "OpenFolder.writable",
  "OpenFolder.entries",
  "OpenFolder.sync",
  "NewFile.write",
  "NewFile.setMode",
  "NewFile.setOwner",
  "NewFile.sync",
  "NewFile.status"
] as const

export type FolderOperation = (typeof folderOperations)[number]

export const accessOperations = [
  "canonicalize",
  "locate",
  "trace",
  "read",
  "open",
  "OpenFile.read",
  "OpenFile.stamp",
  "openFolder",
  "survey",
  ...folderOperations
] as const

export type AccessOperation = (typeof accessOperations)[number]

const folderSyscalls: Readonly<Record<FolderOperation, string>> = {
  "OpenFolder.verify": "readlink",
  "OpenFolder.look": "lstat",
  "OpenFolder.read": "open",
  "OpenFolder.create": "open",
  "OpenFolder.rename": "rename",
  "OpenFolder.link": "link",
  "OpenFolder.remove": "unlink",
  "OpenFolder.makeFolder": "mkdir",
  "OpenFolder.removeFolder": "rmdir",
  "OpenFolder.writable": "access",
  "OpenFolder.entries": "scandir",
  "OpenFolder.sync": "fsync",
  "NewFile.write": "write",
  "NewFile.setMode": "fchmod",
  "NewFile.setOwner": "fchown",
  "NewFile.sync": "fsync",
  "NewFile.status": "fstat"
}

/** The system call that a platform would be making when the verb fails so. */
export const accessSyscall = (operation: AccessOperation, name: ErrnoName): string => {
  switch (operation) {
    case "read":
      return ofOpen.includes(name) || name === "ESTALE" ? "open" : "read"
    case "open":
    case "openFolder":
      return "open"
    case "OpenFile.read":
      return "read"
    case "OpenFile.stamp":
      return "fstat"
    case "survey":
      return ofOpen.includes(name) || name === "ESTALE" ? "open" : "scandir"
    case "canonicalize":
    case "locate":
    case "trace":
      return "lstat"
    default:
      return folderSyscalls[operation]
  }
}
