/**
 * The operations of a file system that a fault can happen to, and what each one's failures look like on Node.
 *
 * @internal
 */
import * as PlatformError from "effect/PlatformError"
import { systemError } from "../PlatformFailure.ts"
import { type ErrnoName, errnoFailure } from "./Errno.ts"

export const pathOperations = [
  "access",
  "chmod",
  "chown",
  "copy",
  "copyFile",
  "link",
  "lstat",
  "makeDirectory",
  "makeTempDirectory",
  "makeTempDirectoryScoped",
  "makeTempFile",
  "makeTempFileScoped",
  "open",
  "readDirectory",
  "readDirectoryEntries",
  "readFile",
  "readLink",
  "realPath",
  "remove",
  "rename",
  "stat",
  "symlink",
  "truncate",
  "utimes",
  "watch",
  "writeFile"
] as const

export const handleOperations = [
  "close",
  "fstat",
  "ftruncate",
  "read",
  "readAlloc",
  "seek",
  "sync",
  "syncDirectory",
  "write",
  "writeAll"
] as const

export type PathOperation = (typeof pathOperations)[number]
export type HandleOperation = (typeof handleOperations)[number]
export type FileSystemOperation = PathOperation | HandleOperation

// What a path can be refused for before anything is done with the file behind it.
const ofLookup: ReadonlyArray<ErrnoName> = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EACCES", "EPERM"]
export const ofOpen: ReadonlyArray<ErrnoName> = [
  ...ofLookup,
  "EBUSY",
  "EEXIST",
  "EMFILE",
  "ENFILE",
  "ENXIO",
  "EROFS",
  "ETXTBSY"
]

/** The system call that fails, of those that Node makes for an operation. */
const syscallOf = (operation: PathOperation, name: ErrnoName): string => {
  switch (operation) {
    case "copy":
      return ofLookup.includes(name) ? "lstat" : "copyfile"
    case "copyFile":
      return "copyfile"
    case "makeDirectory":
      return "mkdir"
    case "makeTempDirectory":
    case "makeTempDirectoryScoped":
    case "makeTempFile":
    case "makeTempFileScoped":
      return "mkdtemp"
    case "readDirectory":
    case "readDirectoryEntries":
      return "scandir"
    case "readFile":
      return ofOpen.includes(name) ? "open" : "read"
    case "readLink":
      return "readlink"
    case "realPath":
      // Node looks at each name, and at what a link leads to.
      return name === "ELOOP" ? "stat" : "lstat"
    case "remove":
      if (name === "ENOTEMPTY") return "rmdir"
      return ofLookup.includes(name) && name !== "EACCES" && name !== "EPERM" ? "lstat" : "unlink"
    case "truncate":
      return ofOpen.includes(name) || name === "EISDIR" ? "open" : "ftruncate"
    case "utimes":
      return "utime"
    case "watch":
      return ofLookup.includes(name) ? "stat" : "watch"
    case "writeFile":
      return ofOpen.includes(name) || name === "EISDIR" ? "open" : "write"
    default:
      return operation
  }
}

const handleCalls: { readonly [operation in HandleOperation]: readonly [method: string, syscall: string] } = {
  close: ["open", "close"],
  fstat: ["stat", "fstat"],
  ftruncate: ["truncate", "ftruncate"],
  read: ["read", "read"],
  readAlloc: ["readAlloc", "read"],
  seek: ["seek", "lseek"],
  sync: ["sync", "fsync"],
  syncDirectory: ["sync", "fsync"],
  write: ["write", "write"],
  writeAll: ["writeAll", "write"]
}

// How many paths an error names, where that is not one.
const pathsOf: { readonly [syscall: string]: number | undefined } = {
  copyfile: 2,
  link: 2,
  rename: 2,
  symlink: 2,
  ...Object.fromEntries(Object.values(handleCalls).map(([, syscall]) => [syscall, 0]))
}

/** The failure of an operation on paths; `syscall` says which of the system calls failed, where there are several. */
export const pathFailure = (
  operation: PathOperation,
  paths: ReadonlyArray<string>,
  name: ErrnoName,
  syscall = syscallOf(operation, name)
): PlatformError.PlatformError => {
  const [path = "", dest] = paths
  const count = pathsOf[syscall] ?? 1
  const named = syscall === "mkdtemp" ? `${path}XXXXXX` : path
  const cause = errnoFailure(name, syscall, count === 0 ? undefined : named, count === 2 ? dest : undefined)
  if (syscall === "watch") {
    // What a watcher reports after it has started, Effect does not translate.
    return PlatformError.systemError({
      _tag: "Unknown",
      module: "FileSystem",
      method: "watch",
      pathOrDescriptor: path,
      cause
    })
  }
  const method = operation === "utimes" ? "utime" : operation === "watch" ? "stat" : operation
  return systemError(method, path, cause)
}

/** The failure of an operation on an open file, by its descriptor or, where the file system below tells none, its path. */
export const handleFailure = (
  operation: HandleOperation,
  target: number | string,
  name: ErrnoName,
  syscall = handleCalls[operation][1]
): PlatformError.PlatformError => systemError(handleCalls[operation][0], target, errnoFailure(name, syscall))
