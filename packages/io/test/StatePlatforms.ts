// File systems in memory that behave as others do: that let other fibers in between, or change before a file is opened.
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"

type Plain = Record<PropertyKey, unknown>

/** The same with a turn for every other fiber before and after each call, as where the calls wait for a disk. */
export const slowly = (fs: FileSystem.FileSystem): FileSystem.FileSystem =>
  FileSystem.make({
    ...(slow(fs) as FileSystem.FileSystem),
    open: (path, options) => Effect.map(slow(fs.open)(path, options), (file) => slow(file))
  })

const slow = <A extends object>(value: A): A =>
  new Proxy(value, {
    get: (target, key) => slowed((target as unknown as Plain)[key], target),
    apply: (target, self, arguments_) =>
      slowed(Reflect.apply(target as unknown as () => unknown, self, arguments_), undefined)
  })

const slowed = (value: unknown, self: object | undefined): unknown => {
  if (Effect.isEffect(value)) {
    return Effect.andThen(
      Effect.yieldNow,
      Effect.tap(value, () => Effect.yieldNow)
    )
  }
  return self !== undefined && typeof value === "function" ? slow(value.bind(self) as object) : value
}

type Options = Parameters<FileSystem.FileSystem["open"]>[1]

/** The same with something that happens right before a file is opened. */
export const meddling = (
  fs: FileSystem.FileSystem,
  before: (path: string, options: Options) => Effect.Effect<void, PlatformError.PlatformError>
): FileSystem.FileSystem =>
  FileSystem.make({
    ...fs,
    open: (path, options) => Effect.andThen(before(path, options), fs.open(path, options))
  })
