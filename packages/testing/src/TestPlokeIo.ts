/**
 * The services over a file system in memory, for suites that inject dependencies: no disk, no wall clock.
 *
 * @since 0.1.0
 */
import type { FileAccess, Hasher, OriginId } from "@ploke/io"
import { CurrentOrigin, FileSystemAccess, FileSystemState, PlokeIo } from "@ploke/io"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as FaultFileSystem from "./FaultFileSystem.ts"
import { setState } from "./internal/fault/CallLog.ts"
import * as MemoryFileSystem from "./MemoryFileSystem.ts"
import * as MemoryLock from "./MemoryLock.ts"
import * as MemoryWatchSource from "./MemoryWatchSource.ts"
import type * as MemoryVolume from "./MemoryVolume.ts"
import * as TestHasher from "./TestHasher.ts"
import type * as Tree from "./Tree.ts"

/**
 * The options of the platform: those of the volume, and what goes wrong with it.
 *
 * @since 0.1.0
 */
export interface TestPlatformOptions extends Omit<MemoryVolume.Options, "clock"> {
  /** What goes wrong with the file system below the services. Default: nothing. */
  readonly faults?: FaultFileSystem.Plan | undefined
  /** Decides the calls of faults with a `probability`. Default: 0. */
  readonly faultSeed?: number | undefined
}

/**
 * The options of `PlokeIo.layer`, all optional here, and those of the platform.
 *
 * @since 0.1.0
 */
export interface TestPlokeIoOptions extends Partial<PlokeIo.PlokeIoOptions>, TestPlatformOptions {
  /** Whose the writes of the program are, unless a request says otherwise. Default: nobody's. */
  readonly origin?: OriginId | undefined
}

/**
 * The platform in memory: the ports, Effect's `FileSystem` and `Path`, and for assertions the volume, the log of the calls
 * that reached it, and the locks between processes, of which the test is all.
 *
 * @since 0.1.0
 */
export type TestPlatform =
  | FaultFileSystem.FaultFileSystem
  | FileAccess
  | FileSystem.FileSystem
  | Hasher
  | MemoryFileSystem.MemoryFileSystem
  | MemoryLock.MemoryLock
  | MemoryWatchSource.MemoryWatchSource
  | Path.Path

/**
 * Provides the ports over a volume that holds a tree, without the services.
 *
 * @example
 * ```ts
 * import { PlokeIo, ReadService } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const layer = PlokeIo.layer({ roots: ["/repo"] }).pipe(Layer.provide(TestPlokeIo.platform({ "/repo/a.ts": "a" })))
 * const program = Effect.flatMap(ReadService, (read) => read.hashFile("/repo/a.ts"))
 * console.log((await Effect.runPromise(Effect.provide(program, layer))).slice(0, 13)) // => sha256:ca9781
 * ```
 *
 * @param tree - entries by absolute path
 * @param options - the user, the umask and how times are given; `faults`: what goes wrong, from the first call on
 * @since 0.1.0
 */
export const platform = (tree: Tree.Tree = {}, options: TestPlatformOptions = {}): Layer.Layer<TestPlatform> =>
  portsOver(faultyMemory(tree, options))

/**
 * Provides the services over a volume that holds a tree.
 *
 * The roots are the top-level folders of the tree unless `roots` says otherwise. An unusable option is a defect here: it
 * is a mistake in the test. The user of the volume is not the super-user, so modes count.
 *
 * With `faults` the file system below the services goes wrong as planned, as with `FaultFileSystem.layer`. The plan and
 * the log begin when the services are built, so the looks at the roots count for nothing.
 *
 * @example
 * ```ts
 * import { ReadService } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.flatMap(ReadService, (read) => read.readFile({ filePath: "/repo/a.ts" }))
 * const file = await Effect.runPromise(Effect.provide(program, TestPlokeIo.layer({ "/repo/a.ts": "const a = 1" })))
 * console.log(file.content, file.byteLength) // => const a = 1 11
 * ```
 *
 * @example
 * ```ts
 * import { ReadService } from "@ploke/io"
 * import { Fault, TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const faults = [{ on: "read", fault: Fault.errno("EIO") }] as const
 * const program = Effect.flatMap(ReadService, (read) => Effect.flip(read.readFile({ filePath: "/repo/a.ts" })))
 * const error = await Effect.runPromise(Effect.provide(program, TestPlokeIo.layer({ "/repo/a.ts": "a" }, { faults })))
 * console.log(error.message.split(";")[0]) // => /repo/a.ts: read failed: the device failed (EIO, read)
 * ```
 *
 * @param tree - entries by absolute path
 * @param options - roots, links, limits; user and umask of the volume; faults; whose the writes are
 * @since 0.1.0
 */
export const layer = (tree: Tree.Tree, options: TestPlokeIoOptions = {}): Layer.Layer<PlokeIo.PlokeIo | TestPlatform> =>
  PlokeIo.layer({ ...options, roots: options.roots ?? rootsOf(tree) }).pipe(
    Layer.provideMerge(portsOver(setPlan(faultyMemory(tree, options), "waiting"))),
    Layer.orDie,
    (services) => setPlan(services, "begun"),
    Layer.merge(Layer.succeed(CurrentOrigin, Option.fromUndefinedOr(options.origin)))
  )

const faultyMemory = (tree: Tree.Tree, options: TestPlatformOptions) =>
  FaultFileSystem.layer(options.faults ?? [], { seed: options.faultSeed }).pipe(
    Layer.provideMerge(MemoryFileSystem.layer(tree, options))
  )

const portsOver = (memory: ReturnType<typeof faultyMemory>): Layer.Layer<TestPlatform> =>
  FileSystemAccess.layer.pipe(
    Layer.provideMerge(TestHasher.layer),
    Layer.provideMerge(MemoryLock.layer),
    Layer.provideMerge(MemoryWatchSource.layer),
    Layer.merge(FileSystemState.layer),
    Layer.provideMerge(memory)
  )

const setPlan = <A>(
  over: Layer.Layer<A | FaultFileSystem.FaultFileSystem>,
  state: "waiting" | "begun"
): Layer.Layer<A | FaultFileSystem.FaultFileSystem> =>
  Layer.tap(over, (context) =>
    Effect.sync(() => setState(Context.get(context, FaultFileSystem.FaultFileSystem), state))
  )

const rootsOf = (tree: Tree.Tree): ReadonlyArray<string> => {
  const roots = Object.keys(tree).map((path) => /^\/[^/]+(?=\/)/.exec(path)?.[0] ?? "/")
  return [...new Set(roots)].filter((root) => root !== "/proc")
}
