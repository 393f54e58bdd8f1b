import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"

type Call = Effect.Effect<unknown, PlatformError.PlatformError>

/**
 * A file system below `root` that tells of every call that changes the disk or syncs it, right after it was made, in
 * words without the root: the same ones on every disk.
 */
export const traced = (
  fs: FileSystem.FileSystem,
  root: string,
  after: (line: string) => Effect.Effect<void>
): FileSystem.FileSystem => {
  const at = (path: string): string => root + path
  const tell = <A>(line: string, call: Effect.Effect<A, PlatformError.PlatformError>) =>
    Effect.tap(call, () => after(line)) satisfies Call
  const tracedFile = (file: FileSystem.File, path: string): FileSystem.File =>
    new Proxy(file, {
      get: (target, key) => {
        if (key === "sync") return tell(`sync ${path}`, target.sync)
        if (key === "writeAll") {
          return (bytes: Uint8Array) => tell(`write ${path} ${bytes.length}`, target.writeAll(bytes))
        }
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === "function" ? value.bind(target) : value
      }
    })
  const opened = (path: string, options?: Parameters<FileSystem.FileSystem["open"]>[1]) => {
    const open = Effect.map(fs.open(at(path), options), (file) => tracedFile(file, path))
    return (options?.flag ?? "r") === "r" ? open : Effect.tap(open, () => after(`open ${path} ${options?.flag}`))
  }
  return {
    ...fs,
    stat: (path) => fs.stat(at(path)),
    exists: (path) => fs.exists(at(path)),
    readFileString: (path, encoding) => fs.readFileString(at(path), encoding),
    readDirectory: (path, options) => fs.readDirectory(at(path), options),
    open: opened,
    chmod: (path, mode) => tell(`chmod ${path} ${mode.toString(8)}`, fs.chmod(at(path), mode)),
    rename: (from, to) => tell(`rename ${from} ${to}`, fs.rename(at(from), at(to))),
    remove: (path, options) => tell(`remove ${path}`, fs.remove(at(path), options))
  }
}
