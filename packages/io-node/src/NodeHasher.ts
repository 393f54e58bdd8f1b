/**
 * Hashes with `node:crypto`.
 *
 * @since 0.1.0
 */
import { Fail } from "@ploke/error"
import type { DomainError } from "@ploke/error"
import { Hasher } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { getHashes } from "node:crypto"
import { makeDigester } from "./internal/bytes.ts"

/**
 * Makes a hasher for an algorithm that OpenSSL knows.
 *
 * @example
 * ```ts
 * import { NodeHasher } from "@ploke/io-node"
 *
 * console.log(NodeHasher.make("sha256").digest(new Uint8Array()).slice(0, 8)) // => e3b0c442
 * ```
 *
 * @param algorithm - such as `sha256` or `sha512`
 * @since 0.1.0
 */
export const make = (algorithm: string): Hasher["Service"] => makeDigester(algorithm)

/**
 * Provides SHA-256: built into every runtime, fast where the processor has SHA instructions, and what other tools can
 * check.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<Hasher> = Hasher.layer(make("sha256"))

/**
 * Provides another algorithm. Fails with `DomainError/Io` when OpenSSL does not know it or its name cannot stand in a
 * hash.
 *
 * @example
 * ```ts
 * import { NodeHasher } from "@ploke/io-node"
 *
 * export const layer = NodeHasher.layerAlgorithm("sha512")
 * ```
 *
 * @param algorithm - lowercase letters, digits and dashes
 * @since 0.1.0
 */
export const layerAlgorithm = (algorithm: string): Layer.Layer<Hasher, DomainError> =>
  Layer.effect(
    Hasher,
    /^[a-z0-9-]+$/.test(algorithm) && getHashes().includes(algorithm)
      ? Effect.sync(() => make(algorithm))
      : Effect.fail(
          Fail.io({ message: `no hash algorithm "${algorithm}" here; use one that node:crypto lists, such as sha256` })
        )
  )
