/**
 * The services in one layer over a platform.
 *
 * @since 0.1.0
 */
import type { PlokeError } from "@ploke/error"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ContentCacheOptions } from "./ContentCache.ts"
import * as ContentCache from "./ContentCache.ts"
import { FileAccess } from "./FileAccess.ts"
import type { Hasher } from "./Hasher.ts"
import type { PathPolicyOptions } from "./PathPolicy.ts"
import { PathPolicy } from "./PathPolicy.ts"
import { Permits } from "./Permits.ts"
import type { ReadServiceOptions } from "./ReadService.ts"
import { ReadService } from "./ReadService.ts"
import { WatchLedger } from "./WatchLedger.ts"
import type { WatchServiceOptions } from "./WatchService.ts"
import { WatchService } from "./WatchService.ts"
import type { WriteServiceOptions } from "./WriteService.ts"
import { WriteService } from "./WriteService.ts"

/**
 * What the library takes. Only `roots` is required.
 *
 * @since 0.1.0
 */
export interface PlokeIoOptions
  extends PathPolicyOptions, ReadServiceOptions, WatchServiceOptions, WriteServiceOptions {
  /** How many files may be open at once: at least 1. */
  readonly permits?: number | undefined
  /** The same as a limit of descriptors, clamped to 4..1024; `permits` wins over it. */
  readonly fdLimit?: number | undefined
  /** Remembers contents that were read or written, so that stale edits of them can be rebased. Default: none. */
  readonly cache?: ContentCacheOptions | undefined
}

/**
 * The services that `PlokeIo.layer` builds.
 *
 * @since 0.1.0
 */
export type PlokeIo = PathPolicy | Permits | ReadService | WatchService | WriteService

/**
 * Builds the services over a platform (`FileAccess` and `Hasher`).
 *
 * Fails with `FatalError/PathResolution` or `FatalError/FileOperation` for an unusable root, and with `DomainError/Io`
 * for an unusable number of permits. `PLOKE_IO_FD_LIMIT` is read where neither `permits` nor `fdLimit` is given.
 *
 * @example
 * ```ts
 * import { PlokeIo, ReadService } from "@ploke/io"
 * import { NodePlatform } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * // What NodePlokeIo.layer does: the services over the platform of Node.
 * const layer = PlokeIo.layer({ roots: [process.cwd()], permits: 8 }).pipe(Layer.provide(NodePlatform.layer))
 * const program = Effect.flatMap(ReadService, (read) => read.hashFile(`${process.cwd()}/package.json`))
 * console.log((await Effect.runPromise(Effect.provide(program, layer))).slice(0, 7)) // => sha256:
 * ```
 *
 * @param options - roots, links, limits
 * @since 0.1.0
 */
export const layer = (options: PlokeIoOptions): Layer.Layer<PlokeIo, PlokeError, FileAccess | Hasher> =>
  Layer.mergeAll(ReadService.layer(options), WriteService.layer(options), WatchService.layer(options)).pipe(
    Layer.provide(WatchLedger.layer),
    Layer.provideMerge(Layer.merge(PathPolicy.layer(options), permitsLayer(options))),
    Layer.provide(ContentCache.layer(options.cache))
  )

/**
 * Builds the services from a `Config`, such as `PlokeIo.config`.
 *
 * @example
 * ```ts
 * import { PlokeIo } from "@ploke/io"
 * import * as Config from "effect/Config"
 *
 * // Roots from the environment, the rest fixed by the application.
 * export const layer = PlokeIo.layerConfig({ roots: PlokeIo.config.roots, permits: Config.succeed(8) })
 * ```
 *
 * @param options - a config of the options, or a config for each option
 * @since 0.1.0
 */
export const layerConfig = (
  options: Config.Wrap<PlokeIoOptions>
): Layer.Layer<PlokeIo, PlokeError | Config.ConfigError, FileAccess | Hasher> =>
  Layer.unwrap(Effect.map(Config.unwrap(options), layer))

const optional = <A>(config: Config.Config<A>): Config.Config<A | undefined> =>
  Config.map(Config.option(config), Option.getOrUndefined)

/**
 * Reads the options from `PLOKE_IO_ROOTS` (absolute paths, separated by commas), `PLOKE_IO_SYMLINKS`,
 * `PLOKE_IO_PERMITS`, `PLOKE_IO_MAX_FILE_BYTES`, `PLOKE_IO_LARGE_FILES`, `PLOKE_IO_DURABILITY`, `PLOKE_IO_HARD_LINKS`,
 * `PLOKE_IO_LOCK`, `PLOKE_IO_LOCK_WAIT` (such as `5 seconds`), `PLOKE_IO_STATE_DIRECTORY`, `PLOKE_IO_DEBOUNCE`
 * (such as `50 millis`), `PLOKE_IO_EVENT_CAPACITY`, `PLOKE_IO_WATCH_HOSTING`, `PLOKE_IO_WATCH_GITIGNORE`,
 * `PLOKE_IO_WATCH_INDEX`, `PLOKE_IO_CACHE_MAX_BYTES` and `PLOKE_IO_CACHE_MAX_ENTRIES`; `PLOKE_IO_FD_LIMIT` counts everywhere.
 *
 * @since 0.1.0
 */
export const config = {
  roots: Config.schema(Schema.String, "PLOKE_IO_ROOTS").pipe(
    Config.map((text) =>
      text
        .split(",")
        .map((root) => root.trim())
        .filter((root) => root !== "")
    )
  ),
  symlinks: optional(Config.Literals(["DenyCrossRoot", "Follow", "Deny"], "PLOKE_IO_SYMLINKS")),
  permits: optional(Config.Int("PLOKE_IO_PERMITS")),
  maxFileBytes: optional(Config.Int("PLOKE_IO_MAX_FILE_BYTES")),
  largeFiles: optional(Config.Literals(["skip", "stream"], "PLOKE_IO_LARGE_FILES")),
  durability: optional(Config.Literals(["strict", "bestEffort"], "PLOKE_IO_DURABILITY")),
  hardLinks: optional(Config.Literals(["refuse", "split"], "PLOKE_IO_HARD_LINKS")),
  lock: optional(Config.Literals(["process", "advisory"], "PLOKE_IO_LOCK")),
  lockWait: optional(Config.Duration("PLOKE_IO_LOCK_WAIT")),
  stateDirectory: optional(Config.String("PLOKE_IO_STATE_DIRECTORY")),
  debounce: optional(Config.Duration("PLOKE_IO_DEBOUNCE")),
  eventCapacity: optional(Config.Int("PLOKE_IO_EVENT_CAPACITY")),
  watch: Config.all({
    hosting: optional(Config.Literals(["auto", "thread", "worker"], "PLOKE_IO_WATCH_HOSTING")),
    gitignore: optional(Config.Literals(["respect", "none"], "PLOKE_IO_WATCH_GITIGNORE")),
    index: optional(Config.Literals(["persist", "memory"], "PLOKE_IO_WATCH_INDEX"))
  }),
  cache: Config.map(
    Config.all({
      maxBytes: optional(Config.Int("PLOKE_IO_CACHE_MAX_BYTES")),
      maxEntries: optional(Config.Int("PLOKE_IO_CACHE_MAX_ENTRIES"))
    }),
    (cache) => (cache.maxBytes === undefined && cache.maxEntries === undefined ? undefined : cache)
  )
}

const environmentFdLimit = Effect.orElseSucceed(optional(Config.String("PLOKE_IO_FD_LIMIT")), () => undefined)

const permitsLayer = (options: PlokeIoOptions): Layer.Layer<Permits, PlokeError, FileAccess> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { limits } = yield* FileAccess
      const { permits, fdLimit } = options
      const environment = yield* environmentFdLimit
      return Permits.layer({
        permits,
        fdLimit,
        environment,
        softNoFile: limits.softNoFile,
        container: limits.container
      })
    })
  )
