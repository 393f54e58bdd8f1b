import { FaultFileSystem, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** Few names, so that the operations of a random program meet each other. */
export const Path = Schema.Literals([
  "/a",
  "/a/",
  "/a/b",
  "/a/b/c",
  "/a/../f",
  "/a/.",
  "/d",
  "/d/e",
  "/d/e/f",
  "/f",
  "/f/",
  "/f/x",
  "/l",
  "/l/",
  "/l/b",
  "/l/../f",
  "/d/l",
  "/d//e/",
  "/a/nul\u0000",
  "/f2",
  "/n",
  "/a/n",
  "/d/n",
  "/d/e/n"
])

/** Where a file is at the start, or may be made. */
export const FilePath = Schema.Literals(["/f", "/f2", "/a/b/c", "/d/l", "/n"])

/** Where something may be put: half of these are free at the start. */
const Place = Schema.Literals([
  "/n",
  "/a/n",
  "/a/b/n",
  "/d/n",
  "/d/e/n",
  "/n/x",
  "/f",
  "/a/b/c",
  "/d/e",
  "/d/l",
  "/l",
  "/f/x",
  "/a/./b/",
  "/a/nul\u0000"
])

const Target = Schema.Literals(["a", "../f", "f", "d/e", "l", "..", "./a/", "missing"])

export const Flag = Schema.Literals(["r", "r+", "w", "wx", "w+", "wx+", "a", "ax", "a+", "ax+"])

export const Mode = Schema.Literals([0o600, 0o644, 0o755, 0o444, 0o700])

export const pathOperations = {
  writeFile: { path: Path, text: Schema.Literals(["", "x", "longer text"]), flag: Flag, mode: Mode },
  readFile: { path: Path },
  exists: { path: Path },
  makeDirectory: { path: Place, recursive: Schema.Boolean, mode: Mode },
  remove: { path: Path, recursive: Schema.Boolean, force: Schema.Boolean },
  rename: { path: Path, to: Place },
  link: { path: Path, to: Place },
  symlink: { target: Target, path: Place },
  copyFile: { path: Path, to: Place },
  copy: { path: Path, to: Place, overwrite: Schema.Boolean },
  truncate: { path: Path, length: Schema.Literals([0, 3, 20]) },
  chmod: { path: Path, mode: Mode },
  chown: { path: Path },
  utimes: { path: Path, seconds: Schema.Literals([0, 1_000_000]) },
  stat: { path: Path },
  lstat: { path: Path },
  readDirectory: { path: Path, recursive: Schema.Boolean },
  readDirectoryEntries: { path: Path },
  readLink: { path: Path },
  realPath: { path: Path },
  access: { path: Path, wanted: Schema.Literals(["ok", "readable", "writable"]) },
  stream: { path: Path, offset: Schema.Literals([0, 2]), bytesToRead: Schema.Literals([1, 100]) },
  sink: { path: Path, flag: Flag }
} as const

export const PathOperation = Schema.TaggedUnion(pathOperations)

export type PathOperation = typeof PathOperation.Type

/** What two file systems can be asked to agree on about a file. */
export const describe = (info: FileSystem.File.Info) => ({
  type: info.type,
  mode: info.mode,
  size: info.type === "Directory" ? 0 : Number(info.size),
  links: info.type === "Directory" ? 0 : Number(Option.getOrElse(info.nlink, () => 0n)),
  uid: Option.getOrUndefined(info.uid),
  gid: Option.getOrUndefined(info.gid)
})

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const owner = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 }

/** Runs one operation below `root`; the result can be compared between file systems. */
export const runOnPath = (
  fs: FileSystem.FileSystem,
  root: string,
  operation: PathOperation
): Effect.Effect<unknown, PlatformError> => {
  const path = root + operation.path
  const to = "to" in operation ? root + operation.to : path
  switch (operation._tag) {
    case "writeFile":
      return fs.writeFile(path, bytes(operation.text), { flag: operation.flag, mode: operation.mode })
    case "readFile":
      return Effect.map(fs.readFile(path), (content) => Array.from(content))
    case "exists":
      return fs.exists(path)
    case "makeDirectory":
      // Node lets the first path that it made through, where the type says nothing is returned.
      return Effect.asVoid(fs.makeDirectory(path, { recursive: operation.recursive, mode: operation.mode }))
    case "remove":
      return fs.remove(path, { recursive: operation.recursive, force: operation.force })
    case "rename":
      return fs.rename(path, to)
    case "link":
      return fs.link(path, to)
    case "symlink":
      return fs.symlink(operation.target, path)
    case "copyFile":
      return fs.copyFile(path, to)
    case "copy":
      return fs.copy(path, to, { overwrite: operation.overwrite })
    case "truncate":
      return fs.truncate(path, operation.length)
    case "chmod":
      return fs.chmod(path, operation.mode)
    case "chown":
      return fs.chown(path, owner.uid, owner.gid)
    case "utimes":
      return fs.utimes(path, operation.seconds, operation.seconds)
    case "stat":
      return Effect.map(fs.stat(path), describe)
    case "lstat":
      return Effect.map(fs.lstat(path), describe)
    case "readDirectory":
      return operation.recursive ? readTree(fs, root, path) : Effect.map(fs.readDirectory(path), sorted)
    case "readDirectoryEntries":
      return Effect.map(fs.readDirectoryEntries(path), (entries) =>
        entries.map(({ name, type }) => `${name} ${type}`).sort()
      )
    case "readLink":
      return fs.readLink(path)
    case "realPath":
      return fs.realPath(path)
    case "access":
      return fs.access(path, { [operation.wanted]: true })
    case "stream":
      return readStream(fs, path, operation)
    case "sink":
      return Stream.run(Stream.make(bytes("one"), bytes("two")), fs.sink(path, { flag: operation.flag }))
  }
}

const sorted = (names: Array<string>): Array<string> => names.sort()

const isEndless = ({ type, path, target }: Tree.SnapshotEntry): boolean =>
  type === "SymbolicLink" && path.includes("/") && !["f", "../f", "missing"].includes(target ?? "")

/** Node enters links to folders: where some lead back, it finds more names than can be counted, and is not asked. */
const readTree = Effect.fnUntraced(
  function* (fs: FileSystem.FileSystem, root: string, path: string) {
    const entries = yield* FaultFileSystem.quietly(Tree.snapshot(root))
    if (entries.some(isEndless)) return ["too many"]
    return sorted(yield* fs.readDirectory(path, { recursive: true }))
  },
  (effect, fs) => Effect.provideService(effect, FileSystem.FileSystem, fs)
)

const readStream = (
  fs: FileSystem.FileSystem,
  path: string,
  { offset, bytesToRead }: { readonly offset: number; readonly bytesToRead: number }
) =>
  Stream.runCollect(fs.stream(path, { offset, bytesToRead, chunkSize: 4 })).pipe(
    Effect.map((chunks) => chunks.map((chunk) => Array.from(chunk)))
  )
