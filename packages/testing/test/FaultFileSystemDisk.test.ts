/** Failures that a disk can be made to give, beside those that a plan gives: no program can tell them apart. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Fault, FaultFileSystem, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { execFileSync } from "node:child_process"
import { existsSync, statSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { isSuperuser, scratchDirectory } from "./Disk.ts"
import { shapeOf } from "./FaultFileSystemShape.ts"

const tree: Tree.Tree = {
  "/file": "text",
  "/folder/inner": "text",
  "/empty/": {},
  "/loop": Tree.symlink("loop"),
  "/locked": Tree.file("text", { mode: 0o000 }),
  "/sealed": Tree.directory({ mode: 0o000 })
}

type Provoke = (
  fs: FileSystem.FileSystem,
  at: (path: string) => string
) => Effect.Effect<unknown, PlatformError.PlatformError, Scope.Scope>

type Case = readonly [name: Fault.ErrnoName, operation: FaultFileSystem.Operation, provoke: Provoke]

const bytes = new TextEncoder().encode("some bytes")

/** Every operation on a path, with a path that cannot be found in some way. */
const onPath: ReadonlyArray<readonly [FaultFileSystem.Operation, (path: string) => Provoke]> = [
  ["access", (path) => (fs, at) => fs.access(at(path))],
  ["chmod", (path) => (fs, at) => fs.chmod(at(path), 0o600)],
  ["chown", (path) => (fs, at) => fs.chown(at(path), 1, 1)],
  ["copy", (path) => (fs, at) => fs.copy(at(path), at("/copy"))],
  ["copyFile", (path) => (fs, at) => fs.copyFile(at(path), at("/copy"))],
  ["link", (path) => (fs, at) => fs.link(at(path), at("/link"))],
  ["lstat", (path) => (fs, at) => fs.lstat(at(path))],
  ["makeTempDirectory", (path) => (fs, at) => fs.makeTempDirectory({ directory: at(path), prefix: "p-" })],
  ["makeTempDirectoryScoped", (path) => (fs, at) => fs.makeTempDirectoryScoped({ directory: at(path) })],
  ["makeTempFile", (path) => (fs, at) => fs.makeTempFile({ directory: at(path), prefix: "p" })],
  ["makeTempFileScoped", (path) => (fs, at) => fs.makeTempFileScoped({ directory: at(path), suffix: ".s" })],
  ["makeDirectory", (path) => (fs, at) => fs.makeDirectory(at(`${path}/new`))],
  ["open", (path) => (fs, at) => fs.open(at(path))],
  ["readDirectory", (path) => (fs, at) => fs.readDirectory(at(path))],
  ["readDirectoryEntries", (path) => (fs, at) => fs.readDirectoryEntries(at(path))],
  ["readFile", (path) => (fs, at) => fs.readFileString(at(path))],
  ["readLink", (path) => (fs, at) => fs.readLink(at(path))],
  ["realPath", (path) => (fs, at) => fs.realPath(at(path))],
  ["remove", (path) => (fs, at) => fs.remove(at(path))],
  ["rename", (path) => (fs, at) => fs.rename(at(path), at("/renamed"))],
  ["stat", (path) => (fs, at) => fs.stat(at(path))],
  ["symlink", (path) => (fs, at) => fs.symlink("target", at(`${path}/new`))],
  ["truncate", (path) => (fs, at) => fs.truncate(at(path), 1)],
  ["utimes", (path) => (fs, at) => fs.utimes(at(path), 1, 1)],
  ["watch", (path) => (fs, at) => Stream.runDrain(fs.watch(at(path)))],
  ["writeFile", (path) => (fs, at) => fs.writeFileString(at(`${path}/new`), "text")]
]

const unfindable: ReadonlyArray<readonly [Fault.ErrnoName, path: string]> = [
  ["ENOENT", "/missing"],
  ["ENOTDIR", "/file/below"],
  ["ELOOP", "/loop/below"],
  ["ENAMETOOLONG", `/${"n".repeat(256)}`],
  ...(isSuperuser ? [] : [["EACCES", "/sealed/below"] as const])
]

// The path in the message is the whole path, but for `realpath`, which gives up at the link.
const lookups: ReadonlyArray<Case> = unfindable.flatMap(([name, path]) =>
  onPath.map(([operation, on]): Case => [
    name,
    operation,
    on(operation === "realPath" && name === "ELOOP" ? "/loop" : path)
  ])
)

const opened =
  (
    path: string,
    flag: FileSystem.OpenFlag,
    use: (file: FileSystem.File) => Effect.Effect<unknown, PlatformError.PlatformError>
  ): Provoke =>
  (fs, at) =>
    Effect.flatMap(fs.open(path.startsWith("//") ? path.slice(1) : at(path), { flag }), use)

const others: ReadonlyArray<Case> = [
  ["EEXIST", "makeDirectory", (fs, at) => fs.makeDirectory(at("/folder"))],
  ["EEXIST", "link", (fs, at) => fs.link(at("/file"), at("/folder"))],
  ["EEXIST", "symlink", (fs, at) => fs.symlink("target", at("/file"))],
  ["EEXIST", "open", (fs, at) => fs.open(at("/file"), { flag: "wx" })],
  ["EEXIST", "writeFile", (fs, at) => fs.writeFile(at("/file"), bytes, { flag: "wx" })],
  ["EISDIR", "open", (fs, at) => fs.open(at("/folder"), { flag: "w" })],
  ["EISDIR", "readFile", (fs, at) => fs.readFile(at("/folder"))],
  ["EISDIR", "writeFile", (fs, at) => fs.writeFile(at("/folder"), bytes)],
  ["EISDIR", "truncate", (fs, at) => fs.truncate(at("/folder"))],
  ["EISDIR", "copyFile", (fs, at) => fs.copyFile(at("/folder"), at("/copy"))],
  ["EISDIR", "read", opened("/folder", "r", (file) => file.read(new Uint8Array(4)))],
  ["EISDIR", "readAlloc", opened("/folder", "r", (file) => file.readAlloc(4))],
  ["EISDIR", "rename", (fs, at) => fs.rename(at("/file"), at("/folder"))],
  ["ENOTDIR", "rename", (fs, at) => fs.rename(at("/folder"), at("/file"))],
  ["ENOTEMPTY", "rename", (fs, at) => fs.rename(at("/empty"), at("/folder"))],
  ["EINVAL", "rename", (fs, at) => fs.rename(at("/folder"), at("/folder/inside"))],
  ["EINVAL", "readLink", (fs, at) => fs.readLink(at("/file"))],
  ["EINVAL", "ftruncate", opened("/file", "r", (file) => file.truncate(1))],
  ["EINVAL", "sync", opened("//dev/null", "r", (file) => file.sync)],
  ["EBADF", "write", opened("/file", "r", (file) => file.write(bytes))],
  ["EBADF", "writeAll", opened("/file", "r", (file) => file.writeAll(bytes))],
  ["EBADF", "read", opened("/file", "a", (file) => file.read(new Uint8Array(4)))],
  ["EPERM", "link", (fs, at) => fs.link(at("/folder"), at("/second"))],
  ["EBUSY", "rename", (fs, at) => fs.rename("/", at("/root"))],
  ["ELOOP", "open", (fs, at) => fs.open(at("/loop"), { noFollow: true })],
  ["ENXIO", "open", (fs, at) => Effect.andThen(listen(at("/socket")), fs.open(at("/socket")))],
  ["ENXIO", "readFile", (fs, at) => Effect.andThen(listen(at("/socket")), fs.readFile(at("/socket")))],
  ...(isSuperuser
    ? []
    : ([
        ["EACCES", "open", (fs, at) => fs.open(at("/locked"))],
        ["EACCES", "readFile", (fs, at) => fs.readFile(at("/locked"))],
        ["EACCES", "readDirectory", (fs, at) => fs.readDirectory(at("/sealed"))],
        ["EACCES", "writeFile", (fs, at) => fs.writeFile(at("/locked"), bytes)],
        ["EPERM", "chown", (fs, at) => fs.chown(at("/file"), 0, 0)]
      ] satisfies ReadonlyArray<Case>))
]

const listen = (path: string): Effect.Effect<void, never, Scope.Scope> =>
  existsSync(path)
    ? Effect.void
    : Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const server = createServer().listen(path, () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )

// Devices that fail by nature. Opened so that none is made where one is missing.
const devices: ReadonlyArray<Case> = [
  ["ENOSPC", "write", opened("//dev/full", "r+", (file) => file.write(bytes))],
  ["ENOSPC", "writeAll", opened("//dev/full", "r+", (file) => file.writeAll(bytes))],
  ["ENOSPC", "writeFile", (fs) => fs.writeFile("/dev/full", bytes, { flag: "r+" })],
  ["EINVAL", "truncate", (fs) => fs.truncate("/dev/full", 5)],
  ["EIO", "read", opened("//proc/self/mem", "r", (file) => file.read(new Uint8Array(4)))],
  ["EIO", "readAlloc", opened("//proc/self/mem", "r", (file) => file.readAlloc(4))],
  ["EIO", "readFile", (fs) => fs.readFile("/proc/self/mem")]
]

const onAnotherDevice = (): ReadonlyArray<Case> => {
  const elsewhere = ["/dev/shm", "/run", "/tmp"].find(
    (path) => existsSync(path) && statSync(path).dev !== statSync(import.meta.dirname).dev
  )
  return elsewhere === undefined
    ? []
    : [
        ["EXDEV", "rename", (fs, at) => fs.rename(at("/file"), `${elsewhere}/io-testing-never`)],
        ["EXDEV", "link", (fs, at) => fs.link(at("/file"), `${elsewhere}/io-testing-never`)]
      ]
}

const check = ([name, operation, provoke]: Case) =>
  Effect.gen(function* () {
    const disk = yield* FileSystem.FileSystem
    const root = yield* scratchDirectory
    yield* Tree.write(tree, { root })
    const at = (path: string) => root + path
    const { fileSystem, log } = FaultFileSystem.make(disk, [{ on: operation, fault: Fault.errno(name) }])
    const planned = yield* Effect.flip(Effect.scoped(provoke(fileSystem, at)))
    assert.deepStrictEqual(log.fired, [1])
    const real = yield* Effect.flip(Effect.scoped(provoke(disk, at)))
    assert.deepStrictEqual(shapeOf(planned), shapeOf(real))
  }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))

describe("a planned errno is the one that the disk gives", () => {
  for (const each of [...lookups, ...others, ...devices, ...onAnotherDevice()]) {
    it.effect(`${each[0]} of ${each[1]}`, () => check(each))
  }

  it("EMFILE of a process that has no descriptor left", () => {
    const program = fileURLToPath(import.meta.resolve("./FaultFileSystemExhausted.ts"))
    const node = `"${process.execPath}" --conditions=@ploke/source --no-warnings "${program}"`
    const output = execFileSync("/bin/sh", ["-c", `ulimit -n 64 && exec ${node}`], { encoding: "utf8" })
    const compared: ReadonlyArray<{ readonly operation: string; readonly planned: unknown; readonly real: unknown }> =
      JSON.parse(output)
    assert.deepStrictEqual(
      compared.map(({ operation }) => operation),
      ["open", "readFile", "writeFile", "truncate", "copyFile", "readDirectory", "readDirectoryEntries"]
    )
    for (const { planned, real } of compared) assert.deepStrictEqual(planned, real)
  })
})
