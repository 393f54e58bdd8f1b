/**
 * The services on Node, in one layer: one import and one `Effect.provide` is all that an application needs.
 *
 * @since 0.1.0
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import type { PlokeError } from "@ploke/error"
import { PlokeIo } from "@ploke/io"
import type { FileAccess, Hasher } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Config from "effect/Config"
import * as NodeFileAccess from "./NodeFileAccess.ts"
import * as NodeFileLock from "./NodeFileLock.ts"
import * as NodeHasher from "./NodeHasher.ts"
import * as NodeStateStore from "./NodeStateStore.ts"
import * as NodeWatchSource from "./NodeWatchSource.ts"

/**
 * The options of `PlokeIo.layer`, and what only a platform can offer.
 *
 * @since 0.1.0
 */
export interface NodePlokeIoOptions extends PlokeIo.PlokeIoOptions {
  /** A hash algorithm that `node:crypto` knows; `sha256` unless said. Every hash names the algorithm it was made by. */
  readonly hash?: string | undefined
}

/**
 * Everything that the layer provides: the services, their ports, and Effect's own services for Node.
 *
 * @since 0.1.0
 */
export type NodePlokeIo = PlokeIo.PlokeIo | FileAccess | Hasher | NodeServices.NodeServices

/**
 * Builds the services on Node.
 *
 * Fails with `FatalError/PathResolution` or `FatalError/FileOperation` for an unusable root, and with `DomainError/Io`
 * for an unusable number of permits or an unknown hash algorithm.
 *
 * @example
 * ```ts
 * import { ReadService } from "@ploke/io"
 * import { NodePlokeIo } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const read = yield* ReadService
 *   return yield* read.readFile({ filePath: `${process.cwd()}/package.json`, maxBytes: 1 })
 * }).pipe(Effect.provide(NodePlokeIo.layer({ roots: [process.cwd()] })))
 *
 * console.log((await Effect.runPromise(program)).content) // => {
 * ```
 *
 * @param options - roots, links, limits, hash
 * @since 0.1.0
 */
export const layer = (options: NodePlokeIoOptions): Layer.Layer<NodePlokeIo, PlokeError> => {
  const hasher = options.hash === undefined ? NodeHasher.layer : NodeHasher.layerAlgorithm(options.hash)
  return PlokeIo.layer(options).pipe(
    Layer.provide(Layer.mergeAll(NodeFileLock.layer, NodeStateStore.layer, NodeWatchSource.layer)),
    Layer.provideMerge(NodeFileAccess.layer),
    Layer.provideMerge(hasher),
    Layer.provideMerge(NodeServices.layer)
  )
}

/**
 * Builds the services on Node from a `Config` of the options, or from a record with a config for each.
 *
 * @example
 * ```ts
 * import { PlokeIo } from "@ploke/io"
 * import { NodePlokeIo } from "@ploke/io-node"
 *
 * // PLOKE_IO_ROOTS=/repo,/lib PLOKE_IO_SYMLINKS=Follow node app.js
 * export const layer = NodePlokeIo.layerConfig(PlokeIo.config)
 * ```
 *
 * @param options - a config of the options, or a config for each option
 * @since 0.1.0
 */
export const layerConfig = (
  options: Config.Wrap<NodePlokeIoOptions>
): Layer.Layer<NodePlokeIo, PlokeError | Config.ConfigError> => Layer.unwrap(Effect.map(Config.unwrap(options), layer))
