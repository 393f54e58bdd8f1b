/**
 * Digests of contents that are in memory, in pieces, and the hashes that they make.
 *
 * @since 0.1.0
 */
import type { FileHash } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Bytes from "./Bytes.ts"
import type { Digest, Hasher } from "./Hasher.ts"
import * as Limits from "./Limits.ts"
import * as Turns from "./Turns.ts"

/**
 * A digest of contents, at once where they are small, else in turns.
 *
 * @since 0.1.0
 */
export const of = (
  { hasher }: { readonly hasher: Hasher["Service"] },
  pieces: ReadonlyArray<Uint8Array>
): Effect.Effect<string> => {
  if (Bytes.lengthOf(pieces) < Limits.chunkBytes) return Effect.sync(() => small(hasher, pieces))
  return Effect.suspend(() => {
    const digest = hasher.start()
    return Effect.map(update(digest, pieces), () => digest.finish())
  })
}

const small = (hasher: Hasher["Service"], pieces: ReadonlyArray<Uint8Array>): string => {
  if (pieces.length === 1) return hasher.digest(pieces[0]!)
  const digest = hasher.start()
  for (const piece of pieces) digest.update(piece)
  return digest.finish()
}

/**
 * The digests of old contents and of new ones. What both begin with is digested once, where the new ones are made of the
 * same memory.
 *
 * @param base - the hasher
 * @param old - the old contents
 * @param pieces - the new ones
 * @since 0.1.0
 */
export const both = (
  base: { readonly hasher: Hasher["Service"] },
  old: Uint8Array,
  pieces: ReadonlyArray<Uint8Array>
): Effect.Effect<readonly [string, string]> =>
  Effect.gen(function* () {
    const [first, ...others] = pieces
    const begun = base.hasher.start()
    if (first === undefined || begun.copy === undefined || !isStartOf(first, old)) {
      return [yield* of(base, [old]), yield* of(base, pieces)] as const
    }
    yield* update(begun, [first])
    const other = begun.copy()
    yield* update(begun, [old.subarray(first.length)])
    yield* update(other, others)
    return [begun.finish(), other.finish()] as const
  })

const isStartOf = (piece: Uint8Array, whole: Uint8Array): boolean =>
  piece.buffer === whole.buffer && piece.byteOffset === whole.byteOffset

const update = (digest: Digest, pieces: ReadonlyArray<Uint8Array>): Effect.Effect<void> => {
  const chunks = pieces.flatMap(chunksOf)
  return Turns.run(chunks.length, 1, (from, end) => {
    for (let i = from; i < end; i++) digest.update(chunks[i]!)
  })
}

const chunksOf = (piece: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(piece.length / Limits.digestTurnBytes) }, (_, i) =>
    piece.subarray(i * Limits.digestTurnBytes, (i + 1) * Limits.digestTurnBytes)
  )

/**
 * The hash that a digest makes, as the services write it.
 *
 * @since 0.1.0
 */
export const hashOf = ({ prefix }: { readonly prefix: string }, digest: string): FileHash =>
  (prefix + digest) as FileHash
