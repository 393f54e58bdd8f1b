/**
 * The port that hashes file contents: one algorithm, named in every hash that it makes.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

/**
 * A hash in the making, for contents that pass by in chunks.
 *
 * @since 0.1.0
 */
export interface Digest {
  readonly update: (bytes: Uint8Array) => void
  /** The lowercase hexadecimal digest; the object is used up by it. */
  readonly finish: () => string
  /** Another one of what has passed by so far, where that costs less than to let it pass by again. */
  readonly copy?: () => Digest
}

/**
 * Hashes bytes synchronously. A hash written by one algorithm never equals one of another: the algorithm is part of
 * the text (`sha256:9f86…`).
 *
 * @example
 * ```ts
 * import { Hasher } from "@ploke/io"
 * import { NodeHasher } from "@ploke/io-node"
 *
 * // SHA-512 in place of the default: every hash then begins with `sha512:`.
 * export const sha512 = Hasher.layer(NodeHasher.make("sha512"))
 * ```
 *
 * @since 0.1.0
 */
export class Hasher extends Context.Service<
  Hasher,
  {
    /** Lowercase letters, digits and dashes, such as `sha256` or `blake3`. */
    readonly algorithm: string
    /** The lowercase hexadecimal digest of the bytes, in one call. */
    readonly digest: (bytes: Uint8Array) => string
    /** Starts a digest of bytes that come in chunks. */
    readonly start: () => Digest
  }
>()("@ploke/io/Hasher") {
  /** Provides an implementation. */
  static readonly layer = (implementation: Hasher["Service"]): Layer.Layer<Hasher> =>
    Layer.succeed(Hasher, implementation)
}
