/**
 * Digests of contents that are in memory, in pieces, and the hashes that they make.
 *
 * @since 0.1.0
 */
import type { FileHash } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Bytes from "./Bytes.ts"
import type { Hasher } from "./Hasher.ts"
import * as Limits from "./Limits.ts"
import * as Turns from "./Turns.ts"

/**
 * A digest of contents, in turns where they are large.
 *
 * @since 0.1.0
 */
export const of = ({ hasher }: { readonly hasher: Hasher["Service"] }, pieces: ReadonlyArray<Uint8Array>) =>
  Effect.suspend(() => {
    const length = Bytes.lengthOf(pieces)
    if (pieces.length === 1 && length < Limits.chunkBytes) return Effect.succeed(hasher.digest(pieces[0]!))
    const digest = hasher.start()
    const chunks = pieces.flatMap(chunksOf)
    const loop = (from: number, end: number) => {
      for (let i = from; i < end; i++) digest.update(chunks[i]!)
    }
    return Effect.map(Turns.run(chunks.length, length < Limits.chunkBytes ? chunks.length : 1, loop), () =>
      digest.finish()
    )
  })

const chunksOf = (piece: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(piece.length / Limits.chunkBytes) }, (_, i) =>
    piece.subarray(i * Limits.chunkBytes, (i + 1) * Limits.chunkBytes)
  )

/**
 * The hash that a digest makes, as the services write it.
 *
 * @since 0.1.0
 */
export const hashOf = ({ prefix }: { readonly prefix: string }, digest: string): FileHash =>
  (prefix + digest) as FileHash
