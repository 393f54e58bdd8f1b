import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** Few names, so that the operations of a random program meet each other. */
const Path = Schema.Literals([
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
  "/d//e/"
])

const Target = Schema.Literals(["a", "../f", "f", "d/e", "l", "..", "./a/", "missing"])

const Flag = Schema.Literals(["r", "r+", "w", "wx", "w+", "a", "ax", "a+"])

const Mode = Schema.Literals([0o600, 0o644, 0o755, 0o444, 0o700])

export const Operation = Schema.TaggedUnion({
  writeFile: { path: Path, text: Schema.Literals(["", "x", "longer text"]), flag: Flag, mode: Mode },
  readFile: { path: Path },
  makeDirectory: { path: Path, recursive: Schema.Boolean, mode: Mode },
  remove: { path: Path, recursive: Schema.Boolean, force: Schema.Boolean },
  rename: { path: Path, to: Path },
  link: { path: Path, to: Path },
  symlink: { target: Target, path: Path },
  copyFile: { path: Path, to: Path },
  copy: { path: Path, to: Path, overwrite: Schema.Boolean },
  truncate: { path: Path, length: Schema.Literals([0, 3, 20]) },
  chmod: { path: Path, mode: Mode },
  utimes: { path: Path, seconds: Schema.Literals([0, 1_000_000]) },
  stat: { path: Path },
  lstat: { path: Path },
  readDirectory: { path: Path, recursive: Schema.Boolean },
  readLink: { path: Path },
  realPath: { path: Path },
  access: { path: Path },
  handle: { path: Path, flag: Flag, noFollow: Schema.Boolean, text: Schema.Literals(["hello", "hi"]) }
})

export type Operation = typeof Operation.Type

const describe = (info: FileSystem.File.Info) => ({
  type: info.type,
  mode: info.mode,
  size: info.type === "Directory" ? 0 : Number(info.size),
  links: info.type === "Directory" ? 0 : Number(Option.getOrElse(info.nlink, () => 0n)),
  uid: Option.getOrUndefined(info.uid)
})

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Opens, writes, seeks and reads, and reports how far each step came. */
const useHandle = (fs: FileSystem.FileSystem, path: string, operation: Extract<Operation, { _tag: "handle" }>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const file = yield* fs.open(path, { flag: operation.flag, noFollow: operation.noFollow })
      const written = operation.flag === "r" ? 0 : yield* file.write(bytes(operation.text))
      yield* file.seek(1n, "start")
      const read = operation.flag.endsWith("+") || operation.flag === "r" ? yield* file.readAlloc(64) : Option.none()
      return { written, read: Option.getOrUndefined(Option.map(read, (chunk) => Array.from(chunk))) }
    })
  )

/** Runs one operation below `root`; the result can be compared between file systems. */
export const runOperation = Effect.fnUntraced(function* (root: string, operation: Operation) {
  const fs = yield* FileSystem.FileSystem
  const path = root + operation.path
  const to = "to" in operation ? root + operation.to : path
  switch (operation._tag) {
    case "writeFile":
      return yield* fs.writeFile(path, bytes(operation.text), { flag: operation.flag, mode: operation.mode })
    case "readFile":
      return Array.from(yield* fs.readFile(path))
    case "makeDirectory":
      // Node lets the first path that it made through, where the type says nothing is returned.
      return yield* Effect.asVoid(fs.makeDirectory(path, { recursive: operation.recursive, mode: operation.mode }))
    case "remove":
      return yield* fs.remove(path, { recursive: operation.recursive, force: operation.force })
    case "rename":
      return yield* fs.rename(path, to)
    case "link":
      return yield* fs.link(path, to)
    case "symlink":
      return yield* fs.symlink(operation.target, path)
    case "copyFile":
      return yield* fs.copyFile(path, to)
    case "copy":
      return yield* fs.copy(path, to, { overwrite: operation.overwrite })
    case "truncate":
      return yield* fs.truncate(path, operation.length)
    case "chmod":
      return yield* fs.chmod(path, operation.mode)
    case "utimes":
      return yield* fs.utimes(path, operation.seconds, operation.seconds)
    case "stat":
      return describe(yield* fs.stat(path))
    case "lstat":
      return describe(yield* fs.lstat(path))
    case "readDirectory":
      return (yield* fs.readDirectory(path, { recursive: operation.recursive })).sort()
    case "readLink":
      return yield* fs.readLink(path)
    case "realPath":
      return yield* fs.realPath(path)
    case "access":
      return yield* fs.access(path, { readable: true })
    case "handle":
      return yield* useHandle(fs, path, operation)
  }
})
