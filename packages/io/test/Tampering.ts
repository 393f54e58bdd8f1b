import { FileSystemAccess, PlokeIo } from "@ploke/io"
import { MemoryFileSystem, TestHasher, type MemoryVolume, type Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as PlatformError from "effect/PlatformError"

type Refusable = Effect.Effect<void, PlatformError.PlatformError>

/** What happens around the calls of a file system in memory; each is told how often its call was made before. */
export interface Tampering {
  readonly beforeOpen?: (path: string, times: number) => Refusable
  readonly afterRead?: (path: string, times: number) => Refusable
  readonly openOptions?: (options: Parameters<FileSystem.FileSystem["open"]>[1]) => Refusable
  /** The most bytes that one read returns. */
  readonly readBytesMax?: number
}

/** Makes the tampering of a volume. */
export type Tamper = (volume: MemoryVolume.MemoryVolume) => Tampering

/** The services over a file system in memory that is tampered with; the root is `/repo` unless said. */
export const layer = (tree: Tree.Tree, tamper: Tamper, options: Partial<PlokeIo.PlokeIoOptions> = {}) =>
  PlokeIo.layer({ roots: ["/repo"], ...options }).pipe(
    Layer.provideMerge(FileSystemAccess.layer),
    Layer.provideMerge(TestHasher.layer),
    Layer.provideMerge(fileSystem(tree, tamper)),
    Layer.orDie
  )

const fileSystem = (tree: Tree.Tree, tamper: Tamper) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.gen(function* () {
      const base = yield* FileSystem.FileSystem
      const { volume } = yield* MemoryFileSystem.MemoryFileSystem
      return wrap(base, tamper(volume))
    })
  ).pipe(Layer.provideMerge(MemoryFileSystem.layer(tree)))

const wrap = (base: FileSystem.FileSystem, tampering: Tampering): FileSystem.FileSystem => {
  const opens = counter()
  const reads = counter()
  return FileSystem.make({
    ...base,
    open: (path, options) =>
      Effect.gen(function* () {
        yield* tampering.openOptions?.(options) ?? Effect.void
        yield* tampering.beforeOpen?.(path, opens(path)) ?? Effect.void
        const file = yield* base.open(path, options)
        return wrapFile(file, tampering, () => tampering.afterRead?.(path, reads(path)) ?? Effect.void)
      })
  })
}

const wrapFile = (file: FileSystem.File, tampering: Tampering, afterRead: () => Refusable): FileSystem.File => ({
  [FileSystem.FileTypeId]: FileSystem.FileTypeId,
  get stat() {
    return file.stat
  },
  get sync() {
    return file.sync
  },
  seek: (offset, from) => file.seek(offset, from),
  read: (buffer, options) =>
    Effect.tap(file.read(buffer.subarray(0, tampering.readBytesMax ?? buffer.length), options), afterRead),
  readAlloc: (size, options) => file.readAlloc(size, options),
  truncate: (length) => file.truncate(length),
  write: (buffer) => file.write(buffer),
  writeAll: (buffer) => file.writeAll(buffer)
})

const counter = () => {
  const seen = new Map<string, number>()
  return (path: string): number => {
    const before = seen.get(path) ?? 0
    seen.set(path, before + 1)
    return before
  }
}
