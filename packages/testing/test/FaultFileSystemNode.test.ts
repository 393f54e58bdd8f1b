/**
 * Every errno through Effect's own code for Node: the functions of `node:fs` are replaced before Effect takes them up,
 * fail as told, and what Effect makes of it is compared with what a plan gives.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fault, FaultFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { getSystemErrorMap } from "node:util"
import { scratchDirectory } from "./Disk.ts"
import { shapeOf } from "./FaultFileSystemShape.ts"

/** What libuv has no name for; the numbers are those of Linux. */
const nameless: Readonly<Record<string, number>> = { EDQUOT: -122, ESTALE: -116 }

const names: ReadonlyArray<Fault.ErrnoName> = [
  "EACCES",
  "EAGAIN",
  "EBADF",
  "EBUSY",
  "EDQUOT",
  "EEXIST",
  "EFBIG",
  "EINTR",
  "EINVAL",
  "EIO",
  "EISDIR",
  "ELOOP",
  "EMFILE",
  "EMLINK",
  "ENAMETOOLONG",
  "ENFILE",
  "ENOENT",
  "ENOMEM",
  "ENOSPC",
  "ENOTDIR",
  "ENOTEMPTY",
  "ENOTSUP",
  "ENXIO",
  "EOVERFLOW",
  "EPERM",
  "EROFS",
  "ESTALE",
  "ETIMEDOUT",
  "ETXTBSY",
  "EXDEV"
]

/** The error that Node throws for a system call, made from the tables of this Node. */
const errorOf = (name: string, syscall: string, path?: string, dest?: string): Error => {
  const named = [...getSystemErrorMap()].find(([, [code]]) => code === name)
  const errno = named?.[0] ?? nameless[name] ?? assert.fail(`${name} has no number`)
  const unknown = `Unknown system error ${errno}`
  const [code, description] = named?.[1] ?? [unknown, unknown]
  const where = path === undefined ? "" : dest === undefined ? ` '${path}'` : ` '${path}' -> '${dest}'`
  return Object.assign(new Error(`${code}: ${description}, ${syscall}${where}`), {
    errno,
    code,
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(dest === undefined ? {} : { dest })
  })
}

let failing: { readonly method: string; readonly error: Error } | undefined

const callbacks = [
  "access",
  "chmod",
  "chown",
  "copyFile",
  "cp",
  "fstat",
  "fsync",
  "ftruncate",
  "link",
  "lstat",
  "mkdir",
  "mkdtemp",
  "open",
  "read",
  "readFile",
  "readlink",
  "realpath",
  "rename",
  "rm",
  "stat",
  "symlink",
  "truncate",
  "utimes",
  "write",
  "writeFile"
] as const

for (const method of callbacks) {
  const original = fs[method] as (...arguments_: ReadonlyArray<unknown>) => unknown
  Object.assign(fs, {
    [method]: (...arguments_: ReadonlyArray<unknown>) => {
      if (failing?.method !== method) return original(...arguments_)
      const { error } = failing
      process.nextTick(arguments_.at(-1) as (error: Error) => void, error)
    }
  })
}
const readdir = fs.promises.readdir as (...arguments_: ReadonlyArray<unknown>) => unknown
Object.assign(fs.promises, {
  readdir: (...arguments_: ReadonlyArray<unknown>) =>
    failing?.method === "readdir" ? Promise.reject(failing.error) : readdir(...arguments_)
})
syncBuiltinESMExports()
const NodeFileSystem = await import("@effect/platform-node/NodeFileSystem")

type Use = (
  fileSystem: FileSystem.FileSystem,
  at: (path: string) => string
) => Effect.Effect<unknown, PlatformError.PlatformError, Scope.Scope>

/** Where a call fails in Node: in which function, in which system call, and with which paths. */
interface Point {
  readonly operation: FaultFileSystem.Operation
  readonly method: (typeof callbacks)[number] | "readdir"
  readonly syscall: string
  readonly paths: "none" | "first" | "both"
  readonly use: Use
}

const text = new TextEncoder().encode("text")
const opened =
  (use: (file: FileSystem.File) => Effect.Effect<unknown, PlatformError.PlatformError>, path = "/a"): Use =>
  (fileSystem, at) =>
    Effect.flatMap(fileSystem.open(at(path), { flag: path === "/a" ? "r+" : "r" }), use)

const one = (
  operation: FaultFileSystem.Operation,
  method: Point["method"],
  use: Use,
  syscall: string = method
): Point => ({ operation, method, syscall, paths: "first", use })

const two = (
  operation: FaultFileSystem.Operation,
  method: Point["method"],
  use: Use,
  syscall: string = method
): Point => ({
  operation,
  method,
  syscall,
  paths: "both",
  use
})

const open = (
  operation: FaultFileSystem.Operation,
  method: Point["method"],
  use: Use,
  syscall: string = method
): Point => ({
  operation,
  method,
  syscall,
  paths: "none",
  use
})

const points: ReadonlyArray<Point> = [
  one("access", "access", (_, at) => _.access(at("/a"))),
  one("chmod", "chmod", (_, at) => _.chmod(at("/a"), 0o600)),
  one("chown", "chown", (_, at) => _.chown(at("/a"), 0, 0)),
  one("copy", "cp", (_, at) => _.copy(at("/a"), at("/b")), "lstat"),
  two("copy", "cp", (_, at) => _.copy(at("/a"), at("/b")), "copyfile"),
  two("copyFile", "copyFile", (_, at) => _.copyFile(at("/a"), at("/b")), "copyfile"),
  two("link", "link", (_, at) => _.link(at("/a"), at("/b"))),
  one("lstat", "lstat", (_, at) => _.lstat(at("/a"))),
  one("makeDirectory", "mkdir", (_, at) => _.makeDirectory(at("/b"))),
  one("open", "open", (_, at) => _.open(at("/a"))),
  one("readDirectory", "readdir", (_, at) => _.readDirectory(at("/a")), "scandir"),
  one("readDirectoryEntries", "readdir", (_, at) => _.readDirectoryEntries(at("/a")), "scandir"),
  one("readFile", "readFile", (_, at) => _.readFile(at("/a")), "open"),
  open("readFile", "readFile", (_, at) => _.readFile(at("/a")), "read"),
  one("readLink", "readlink", (_, at) => _.readLink(at("/a"))),
  one("realPath", "realpath", (_, at) => _.realPath(at("/a")), "lstat"),
  one("remove", "rm", (_, at) => _.remove(at("/a")), "unlink"),
  one("remove", "rm", (_, at) => _.remove(at("/a")), "rmdir"),
  two("rename", "rename", (_, at) => _.rename(at("/a"), at("/b"))),
  one("stat", "stat", (_, at) => _.stat(at("/a"))),
  two("symlink", "symlink", (_, at) => _.symlink(at("/a"), at("/b"))),
  one("truncate", "truncate", (_, at) => _.truncate(at("/a")), "open"),
  open("truncate", "truncate", (_, at) => _.truncate(at("/a")), "ftruncate"),
  one("utimes", "utimes", (_, at) => _.utimes(at("/a"), 0, 0), "utime"),
  one("watch", "stat", (_, at) => Stream.runDrain(_.watch(at("/a")))),
  one("writeFile", "writeFile", (_, at) => _.writeFile(at("/a"), text), "open"),
  open("writeFile", "writeFile", (_, at) => _.writeFile(at("/a"), text), "write"),
  open(
    "fstat",
    "fstat",
    opened((file) => file.stat)
  ),
  open(
    "ftruncate",
    "ftruncate",
    opened((file) => file.truncate(1))
  ),
  open(
    "read",
    "read",
    opened((file) => file.read(new Uint8Array(1)))
  ),
  open(
    "readAlloc",
    "read",
    opened((file) => file.readAlloc(1))
  ),
  open(
    "sync",
    "fsync",
    opened((file) => file.sync)
  ),
  open(
    "syncDirectory",
    "fsync",
    opened((file) => file.sync, "/")
  ),
  open(
    "write",
    "write",
    opened((file) => file.write(text))
  ),
  open(
    "writeAll",
    "write",
    opened((file) => file.writeAll(text))
  )
]

const fail = (point: Point, name: Fault.ErrnoName, at: (path: string) => string): void => {
  const [path, dest] = { none: [], first: [point.operation === "makeDirectory" ? "/b" : "/a"], both: ["/a", "/b"] }[
    point.paths
  ]
  failing = {
    method: point.method,
    error: errorOf(name, point.syscall, path && at(path), dest && at(dest))
  }
}

describe("what a plan gives is what Effect makes on Node of", () => {
  for (const name of names) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const disk = yield* FileSystem.FileSystem
        const root = yield* scratchDirectory
        const at = (path: string) => (path === "/" ? root : root + path)
        fs.writeFileSync(at("/a"), "text")
        for (const point of points) {
          fail(point, name, at)
          const real = yield* Effect.scoped(point.use(disk, at)).pipe(
            Effect.flip,
            Effect.ensuring(Effect.sync(() => (failing = undefined)))
          )
          const fault = Fault.errno(name, { syscall: point.syscall })
          const { fileSystem, log } = FaultFileSystem.make(disk, [{ on: point.operation, fault }])
          const planned = yield* Effect.flip(Effect.scoped(point.use(fileSystem, at)))
          assert.deepStrictEqual(log.fired, [1], point.operation)
          assert.deepStrictEqual(shapeOf(planned), shapeOf(real), `${point.operation}, ${point.syscall}`)
        }
      }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))
    )
  }
})

it("every errno that a fault may have was tried", () => {
  for (const name of names) assert.strictEqual(Fault.errno(name)._tag, "Errno")
  assert.throws(() => Fault.errno("EMADEUP" as never), new RegExp(`EMADEUP.*use one of ${names.join(", ")}$`))
})
