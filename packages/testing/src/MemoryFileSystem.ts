/**
 * Effect's `FileSystem` in memory: what a program does to it, refusals included, it would do to the disk of a Linux
 * machine through Node.
 *
 * Promised, and shown by the contract suite that runs against memory and disk: results, failures (`reason._tag` and the
 * `code`, `syscall` and `path` of its cause), links, modes and permissions, open files, times. Not promised: everything
 * that `MemoryVolume` does not promise, and asynchrony: every call completes at once, without giving way to other fibers.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { fileInfo } from "./internal/FileInfo.ts"
import { MemoryFile } from "./internal/MemoryFile.ts"
import { watchWith } from "./internal/MemoryWatch.ts"
import { attempt } from "./internal/PlatformFailure.ts"
import { temporaryCalls } from "./internal/Temporaries.ts"
import * as MemoryVolume from "./MemoryVolume.ts"
import * as Tree from "./Tree.ts"

/**
 * The volume behind the `FileSystem` of `layer`, for assertions that need no effect and no permission.
 *
 * @example
 * ```ts
 * import { MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const { volume } = yield* MemoryFileSystem.MemoryFileSystem
 *   yield* fs.writeFileString("/repo/a.ts", "new")
 *   return [volume.nodeAt("/repo/a.ts")?.version, volume.openHandles]
 * })
 * console.log(await Effect.runPromise(Effect.provide(program, MemoryFileSystem.layer({ "/repo/a.ts": "old" }))))
 * ```
 *
 * @since 0.1.0
 */
export class MemoryFileSystem extends Context.Service<
  MemoryFileSystem,
  {
    /** The files themselves: `snapshot`, `nodeAt`, `openHandles`, and every call as another user (`as`). */
    readonly volume: MemoryVolume.MemoryVolume
  }
>()("@ploke/io-testing/MemoryFileSystem") {}

/**
 * Serves a volume as Effect's `FileSystem`; times come from the clock of the volume.
 *
 * @example
 * ```ts
 * import { MemoryFileSystem, MemoryVolume } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const fs = MemoryFileSystem.make(MemoryVolume.make())
 * console.log(await Effect.runPromise(fs.exists("/missing"))) // => false
 * ```
 *
 * @param volume - the files, and the user who acts on them
 * @since 0.1.0
 */
export const make = (volume: MemoryVolume.MemoryVolume): FileSystem.FileSystem => makeWith(volume, attempt)

/**
 * Provides `FileSystem`, `Path` and `MemoryFileSystem` over a volume of its own that holds a tree.
 *
 * Times come from the `Clock` of the fiber that makes the call, so a `TestClock` governs them. The tree belongs to the
 * user; `/tmp` appears with the first temporary file. A tree that contradicts itself is a `RangeError` at once.
 *
 * @example
 * ```ts
 * import { MemoryFileSystem, Tree } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 *
 * const program = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString("/repo/link"))
 * const layer = MemoryFileSystem.layer({ "/repo/a.ts": "text", "/repo/link": Tree.symlink("a.ts") })
 * console.log(await Effect.runPromise(Effect.provide(program, layer))) // => text
 * ```
 *
 * @param tree - entries by absolute path
 * @param options - the user (uid 1000 by default, so permissions count), the umask (`0o022`) and how times are given
 * @since 0.1.0
 */
export const layer = (
  tree: Tree.Tree = {},
  options: Omit<MemoryVolume.Options, "clock"> = {}
): Layer.Layer<FileSystem.FileSystem | Path.Path | MemoryFileSystem> =>
  Layer.merge(
    Path.layer,
    Layer.effectContext(
      Effect.clockWith((buildClock) =>
        Effect.sync(() => {
          let clock = buildClock
          const volume = MemoryVolume.make({ ...options, clock: () => clock.currentTimeMillisUnsafe() })
          Tree.seed(volume, tree)
          const withClock: typeof attempt = (method, path, run, arguments_) =>
            Clock.clockWith((current) =>
              attempt(
                method,
                path,
                () => {
                  clock = current
                  return run()
                },
                arguments_
              )
            )
          return Context.make(FileSystem.FileSystem, makeWith(volume, withClock)).pipe(
            Context.add(MemoryFileSystem, { volume })
          )
        })
      )
    )
  )

/**
 * Provides `FileSystem`, `Path` and `MemoryFileSystem` over a volume that the caller keeps.
 *
 * @example
 * ```ts
 * import { MemoryFileSystem, MemoryVolume, Tree } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const volume = MemoryVolume.make()
 * await Effect.runPromise(Effect.provide(Tree.write({ "/a.ts": "a" }), MemoryFileSystem.layerVolume(volume)))
 * console.log(volume.snapshot().length) // => 2
 * ```
 *
 * @param volume - the files, and the user who acts on them
 * @since 0.1.0
 */
export const layerVolume = (
  volume: MemoryVolume.MemoryVolume
): Layer.Layer<FileSystem.FileSystem | Path.Path | MemoryFileSystem> =>
  Layer.mergeAll(
    Path.layer,
    Layer.succeed(FileSystem.FileSystem, make(volume)),
    Layer.succeed(MemoryFileSystem, { volume })
  )

type Calls = Parameters<typeof FileSystem.make>[0]

const makeWith = (volume: MemoryVolume.MemoryVolume, run: typeof attempt): FileSystem.FileSystem =>
  FileSystem.make({
    ...attributeCalls(volume, run),
    ...entryCalls(volume, run),
    ...contentCalls(volume, run),
    ...temporaryCalls(volume, run),
    watch: watchWith(volume, run)
  })

const attributeCalls = (volume: MemoryVolume.MemoryVolume, run: typeof attempt) =>
  ({
    access: (path, options) => run("access", path, () => volume.access(path, options)),
    chmod: (path, mode) => run("chmod", path, () => volume.chmod(path, mode)),
    chown: (path, uid, gid) => run("chown", path, () => volume.chown(path, uid, gid)),
    stat: (path) => run("stat", path, () => fileInfo(volume.stat(path))),
    lstat: (path) => run("lstat", path, () => fileInfo(volume.lstat(path))),
    utimes: (path, atime, mtime) => run("utime", path, () => volume.utimes(path, atime, mtime))
  }) satisfies Partial<Calls>

const entryCalls = (volume: MemoryVolume.MemoryVolume, run: typeof attempt) =>
  ({
    copy: (from, to, options) =>
      run("copy", from, () =>
        volume.copy(from, to, {
          overwrite: options?.overwrite === true ? "replace" : "keep",
          timestamps: options?.preserveTimestamps === true ? "preserve" : "now"
        })
      ),
    link: (from, to) => run("link", from, () => volume.link(from, to)),
    makeDirectory: (path, options) => run("makeDirectory", path, () => volume.makeDirectory(path, options)),
    readDirectory: (path, options) => run("readDirectory", path, () => volume.readDirectory(path, options), "rejected"),
    readDirectoryEntries: (path) =>
      run("readDirectoryEntries", path, () => volume.readDirectoryEntries(path), "rejected"),
    readLink: (path) => run("readLink", path, () => volume.readLink(path)),
    realPath: (path) => run("realPath", path, () => volume.realPath(path)),
    remove: (path, options) => run("remove", path, () => volume.remove(path, options)),
    rename: (from, to) => run("rename", from, () => volume.rename(from, to)),
    symlink: (target, path) => run("symlink", target, () => volume.symlink(target, path))
  }) satisfies Partial<Calls>

const contentCalls = (volume: MemoryVolume.MemoryVolume, run: typeof attempt) =>
  ({
    copyFile: (from, to) => run("copyFile", from, () => volume.copyFile(from, to)),
    open: (path, options) => {
      const flag = options?.flag ?? "r"
      const lastLink = options?.noFollow === true ? "nofollow" : "follow"
      return Effect.map(
        Effect.acquireRelease(
          run("open", path, () => volume.open(path, { flag, mode: options?.mode, lastLink })),
          (descriptor) => Effect.orDie(run("open", descriptor, () => volume.close(descriptor)))
        ),
        (descriptor) => new MemoryFile(volume, descriptor, flag.startsWith("a") ? "append" : "cursor", run)
      )
    },
    readFile: (path) => run("readFile", path, () => volume.readFile(path)),
    truncate: (path, length) => run("truncate", path, () => volume.truncate(path, length)),
    writeFile: (path, data, options) => run("writeFile", path, () => volume.writeFile(path, data, options))
  }) satisfies Partial<Calls>
