/**
 * `FileAccess` for Node: canonical paths and verified opens through `/proc/self/fd` on Linux, the strongest substitute
 * elsewhere, and batches that read warm files on the calling thread.
 *
 * @since 0.1.0
 */
import { FileAccess, Hasher } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { makeAccess } from "./internal/access.ts"
import { isPortable } from "./internal/bytes.ts"
import { choose } from "./internal/verifier.ts"
import { make as makeWorkers } from "./internal/workers.ts"

/**
 * Provides the access with the strongest confinement that this system has; `PathRules.confinement` tells which.
 *
 * @example
 * ```ts
 * import { FileAccess } from "@ploke/io"
 * import { NodeFileAccess, NodeHasher } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const layer = NodeFileAccess.layer.pipe(Layer.provide(NodeHasher.layer))
 * const program = Effect.flatMap(FileAccess, (access) => access.canonicalize("/tmp/../tmp"))
 * console.log((await Effect.runPromise(Effect.provide(program, layer))).type) // => Directory
 * ```
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<FileAccess, never, Hasher> = Layer.effect(
  FileAccess,
  Effect.gen(function* () {
    const hasher = yield* Hasher
    const verifier = choose()
    // A worker makes its digest by name; what it cannot make, it cannot help with.
    const workers = isPortable(hasher) ? yield* makeWorkers(hasher.algorithm) : undefined
    return makeAccess(hasher, verifier, workers)
  })
)
