/**
 * The ports of `@ploke/io` for Node.
 *
 * @since 0.1.0
 */
import type { FileAccess, Hasher } from "@ploke/io"
import * as Layer from "effect/Layer"
import * as NodeFileAccess from "./NodeFileAccess.ts"
import * as NodeFileLock from "./NodeFileLock.ts"
import * as NodeHasher from "./NodeHasher.ts"
import * as NodeStateStore from "./NodeStateStore.ts"
import * as NodeWatchSource from "./NodeWatchSource.ts"

/**
 * Provides `FileAccess`, `Hasher` with SHA-256, `FileLock`, `StateStore` and `WatchSource`.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<FileAccess | Hasher> = NodeFileAccess.layer.pipe(
  Layer.provideMerge(NodeHasher.layer),
  Layer.merge(Layer.mergeAll(NodeFileLock.layer, NodeStateStore.layer, NodeWatchSource.layer))
)
