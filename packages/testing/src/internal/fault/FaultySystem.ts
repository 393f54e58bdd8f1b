/**
 * A `FileSystem` whose calls go through a plan.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { dirname } from "../PosixPath.ts"
import type { OpenHandle } from "./CallLog.ts"
import { callSite } from "./CallSite.ts"
import { FaultyFile } from "./FaultyFile.ts"
import type { Injector, Target } from "./Injector.ts"
import { type FileSystemOperation, pathFailure, type PathOperation } from "./Operations.ts"

type Calls = Parameters<typeof FileSystem.make>[0]

/** How a call is put through the plan. */
type Through = <A, R = never>(
  operation: PathOperation,
  paths: ReadonlyArray<string>,
  base: Effect.Effect<A, PlatformError, R>,
  more?: {
    readonly detail?: string | undefined
    readonly bytes?: number | undefined
    readonly unanswered?: Target<A, PlatformError, R>["unanswered"]
    readonly shorten?: Target<A, PlatformError, R>["shorten"]
  }
) => Effect.Effect<A, PlatformError, R>

const throughPlan =
  (injector: Injector<FileSystemOperation>): Through =>
  (operation, paths, base, more) =>
    injector.call(
      { operation, paths, detail: more?.detail, bytes: more?.bytes },
      {
        base,
        fail: (name, syscall) => pathFailure(operation, paths, name, syscall),
        unanswered: more?.unanswered,
        shorten: more?.shorten
      }
    )

export const faultySystem = (
  base: FileSystem.FileSystem,
  injector: Injector<FileSystemOperation>
): FileSystem.FileSystem => {
  const through = throughPlan(injector)
  return FileSystem.make({
    ...attributeCalls(base, through),
    ...entryCalls(base, through),
    ...contentCalls(base, through),
    ...temporaryCalls(base, through, injector),
    open: openThrough(base, through, injector),
    watch: (path, options) =>
      Stream.unwrap(
        through("watch", [path], Effect.succeed(base.watch(path, options)), {
          detail: options?.recursive === true ? "recursive" : ""
        })
      )
  })
}

const flags = (...named: ReadonlyArray<readonly [name: string, given: boolean | undefined]>): string =>
  named.flatMap(([name, given]) => (given === true ? [name] : [])).join(", ")

const octal = (mode: number): string => mode.toString(8)

const attributeCalls = (base: FileSystem.FileSystem, through: Through) =>
  ({
    access: (path, options) =>
      through("access", [path], base.access(path, options), {
        detail: flags(["readable", options?.readable], ["writable", options?.writable])
      }),
    chmod: (path, mode) => through("chmod", [path], base.chmod(path, mode), { detail: octal(mode) }),
    chown: (path, uid, gid) => through("chown", [path], base.chown(path, uid, gid), { detail: `${uid}:${gid}` }),
    lstat: (path) => through("lstat", [path], base.lstat(path)),
    stat: (path) => through("stat", [path], base.stat(path)),
    utimes: (path, atime, mtime) => through("utimes", [path], base.utimes(path, atime, mtime))
  }) satisfies Partial<Calls>

const entryCalls = (base: FileSystem.FileSystem, through: Through) =>
  ({
    copy: (from, to, options) =>
      through("copy", [from, to], base.copy(from, to, options), { detail: flags(["overwrite", options?.overwrite]) }),
    link: (from, to) => through("link", [from, to], base.link(from, to)),
    makeDirectory: (path, options) =>
      through("makeDirectory", [path], base.makeDirectory(path, options), {
        detail: flags(["recursive", options?.recursive])
      }),
    readDirectory: (path, options) =>
      through("readDirectory", [path], base.readDirectory(path, options), {
        detail: flags(["recursive", options?.recursive])
      }),
    readDirectoryEntries: (path) => through("readDirectoryEntries", [path], base.readDirectoryEntries(path)),
    readLink: (path) => through("readLink", [path], base.readLink(path)),
    realPath: (path) => through("realPath", [path], base.realPath(path)),
    remove: (path, options) =>
      through("remove", [path], base.remove(path, options), {
        detail: flags(["recursive", options?.recursive], ["force", options?.force])
      }),
    rename: (from, to) => through("rename", [from, to], base.rename(from, to)),
    symlink: (target, path) => through("symlink", [target, path], base.symlink(target, path))
  }) satisfies Partial<Calls>

const contentCalls = (base: FileSystem.FileSystem, through: Through) =>
  ({
    copyFile: (from, to) => through("copyFile", [from, to], base.copyFile(from, to)),
    readFile: (path) => through("readFile", [path], base.readFile(path)),
    truncate: (path, length) =>
      through("truncate", [path], base.truncate(path, length), { detail: `to ${length ?? 0} bytes` }),
    writeFile: (path, data, options) =>
      through("writeFile", [path], base.writeFile(path, data, options), {
        detail: `${options?.flag ?? "w"}, ${data.length} bytes`,
        bytes: data.length,
        shorten: (bytes, owed) =>
          Effect.andThen(
            base.writeFile(path, data.subarray(0, bytes), options),
            Effect.fail(pathFailure("writeFile", [path], owed?.name ?? "EIO", "write"))
          )
      })
  }) satisfies Partial<Calls>

// Where Node looks for a place on a machine that says nothing else.
const temporaryRoot = "/tmp"

const temporaryPrefix = (options: { readonly directory?: string; readonly prefix?: string } = {}): string =>
  `${(options.directory ?? temporaryRoot).replace(/\/+$/, "")}/${options.prefix ?? ""}`

const temporaryCalls = (base: FileSystem.FileSystem, through: Through, { log }: Injector<FileSystemOperation>) => {
  const noted = <R>(
    operation: PathOperation,
    options: Parameters<typeof base.makeTempFile>[0],
    make: Effect.Effect<string, PlatformError, R>,
    whole: (path: string) => string
  ): Effect.Effect<string, PlatformError, R> => {
    const { directory, prefix } = options ?? {}
    const at = temporaryPrefix({
      ...(directory === undefined ? {} : { directory }),
      ...(prefix === undefined ? {} : { prefix })
    })
    return Effect.tap(through(operation, [at], make), (path) => Effect.sync(() => log.temporaries.push(whole(path))))
  }
  return {
    makeTempDirectory: (options) =>
      noted("makeTempDirectory", options, base.makeTempDirectory(options), (path) => path),
    makeTempDirectoryScoped: (options) =>
      noted("makeTempDirectoryScoped", options, base.makeTempDirectoryScoped(options), (path) => path),
    // A temporary file comes in a directory of its own, which stays when only the file is removed.
    makeTempFile: (options) => noted("makeTempFile", options, base.makeTempFile(options), dirname),
    makeTempFileScoped: (options) => noted("makeTempFileScoped", options, base.makeTempFileScoped(options), dirname)
  } satisfies Partial<Calls>
}

const openThrough = (
  base: FileSystem.FileSystem,
  through: Through,
  injector: Injector<FileSystemOperation>
): FileSystem.FileSystem["open"] => {
  const open: FileSystem.FileSystem["open"] = (path, options) => {
    const flag = options?.flag ?? "r"
    const openedAt = callSite(open)
    const opened = Effect.gen(function* (): Effect.fn.Return<FileSystem.File, PlatformError, Scope.Scope> {
      let close = Effect.void
      // Registered before the file is opened, so that it runs after the file was closed.
      yield* Effect.addFinalizer(() => Effect.suspend(() => close))
      const file = new FaultyFile(yield* base.open(path, options), injector, path)
      const handle: OpenHandle = { path, flag, descriptor: file.fd, openedAt }
      injector.log.opened(handle)
      close = Effect.suspend(() => {
        injector.log.closed(handle)
        return file.closed()
      })
      return file
    })
    return through("open", [path], opened, {
      detail: flags([flag, true], ["noFollow", options?.noFollow]),
      // Nobody has a descriptor that was not returned.
      unanswered: Effect.scoped(base.open(path, options))
    })
  }
  return open
}
