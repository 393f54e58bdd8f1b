/**
 * The services over a file system in memory, for suites that inject dependencies: no disk, no wall clock.
 *
 * @since 0.1.0
 */
import type { FileAccess, Hasher } from "@ploke/io"
import { FileSystemAccess, PlokeIo } from "@ploke/io"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import * as MemoryFileSystem from "./MemoryFileSystem.ts"
import type * as MemoryVolume from "./MemoryVolume.ts"
import * as TestHasher from "./TestHasher.ts"
import type * as Tree from "./Tree.ts"

/**
 * The options of `PlokeIo.layer`, all optional here, and those of the volume.
 *
 * @since 0.1.0
 */
export interface TestPlokeIoOptions extends Partial<PlokeIo.PlokeIoOptions>, Omit<MemoryVolume.Options, "clock"> {}

/**
 * The platform in memory: the ports, Effect's `FileSystem` and `Path`, and the volume for assertions.
 *
 * @since 0.1.0
 */
export type TestPlatform = FileAccess | FileSystem.FileSystem | Hasher | MemoryFileSystem.MemoryFileSystem | Path.Path

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
 * @param options - the user, the umask and how times are given
 * @since 0.1.0
 */
export const platform = (
  tree: Tree.Tree = {},
  options: Omit<MemoryVolume.Options, "clock"> = {}
): Layer.Layer<TestPlatform> =>
  FileSystemAccess.layer.pipe(
    Layer.provideMerge(TestHasher.layer),
    Layer.provideMerge(MemoryFileSystem.layer(tree, options))
  )

/**
 * Provides the services over a volume that holds a tree.
 *
 * The roots are the top-level folders of the tree unless `roots` says otherwise. An unusable option is a defect here: it
 * is a mistake in the test. The user of the volume is not the super-user, so modes count.
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
 * @param tree - entries by absolute path
 * @param options - roots, links, limits; user and umask of the volume
 * @since 0.1.0
 */
export const layer = (tree: Tree.Tree, options: TestPlokeIoOptions = {}): Layer.Layer<PlokeIo.PlokeIo | TestPlatform> =>
  PlokeIo.layer({ ...options, roots: options.roots ?? rootsOf(tree) }).pipe(
    Layer.provideMerge(platform(tree, options)),
    Layer.orDie
  )

const rootsOf = (tree: Tree.Tree): ReadonlyArray<string> => {
  const roots = Object.keys(tree).map((path) => /^\/[^/]+(?=\/)/.exec(path)?.[0] ?? "/")
  return [...new Set(roots)].filter((root) => root !== "/proc")
}
