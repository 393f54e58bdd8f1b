/**
 * The ports of `@ploke/io` for Node.
 *
 * @since 0.1.0
 */
import type { FileAccess, Hasher } from "@ploke/io"
import * as Layer from "effect/Layer"
import * as NodeFileAccess from "./NodeFileAccess.ts"
import * as NodeHasher from "./NodeHasher.ts"

/**
 * Provides `FileAccess` and `Hasher`, with SHA-256.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<FileAccess | Hasher> = Layer.provideMerge(NodeFileAccess.layer, NodeHasher.layer)
