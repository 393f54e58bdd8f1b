/**
 * The classifier of changes that ploke-core derives from a piece of code.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { PROJECT_NAMESPACE } from "./Ids.ts"
import type { Namespace } from "./Ids.ts"
import * as Uuid from "./internal/Uuid.ts"

/**
 * What a `TrackingHash` is derived from.
 *
 * @since 0.1.0
 */
export interface TrackedSource {
  /** The namespace of the crate. */
  readonly namespace: Namespace
  /** The path of the file, spelled as ploke spells it. */
  readonly filePath: string
  /** The text of the tokens, as the tokenizer prints them. */
  readonly tokens: string
}

/**
 * The schema of `TrackingHash`, with what derives one.
 *
 * @since 0.1.0
 */
export interface TrackingHashSchema extends Schema.brand<Schema.String, "@ploke/core/TrackingHash"> {
  /**
   * Derives the tracking hash of a piece of code, byte for byte as ploke-core does: the version 5 UUID, under
   * `PROJECT_NAMESPACE`, of the namespace's bytes, `::FILE::`, the path, `::CONTENT::` and the tokens.
   */
  readonly generate: (source: TrackedSource) => TrackingHash
}

const trackingHash = Schema.String.check(
  Schema.isPattern(Uuid.uuidV5Pattern, { expected: "a tracking hash: a UUID of version 5 in lower case" })
).pipe(Schema.brand("@ploke/core/TrackingHash"))

const generate = (source: TrackedSource): TrackingHash => {
  const text = Uuid.utf8(`::FILE::${source.filePath}::CONTENT::${source.tokens}`)
  const namespace = Uuid.toBytes(source.namespace)
  const name = new Uint8Array(namespace.length + text.length)
  name.set(namespace)
  name.set(text, namespace.length)
  return trackingHash.make(Uuid.v5(PROJECT_NAMESPACE, name))
}

/**
 * A classifier of changes ("only comments moved"), as in ploke-core: a version 5 UUID over namespace, path and tokens.
 *
 * It never guards a byte range; a `FileHash` does. `TrackingHash.generate` derives one.
 *
 * @example
 * ```ts
 * import { PROJECT_NAMESPACE, TrackingHash } from "@ploke/core"
 *
 * const hash = TrackingHash.generate({ namespace: PROJECT_NAMESPACE, filePath: "/repo/a.rs", tokens: "fn a () { }" })
 * ```
 *
 * @since 0.1.0
 */
export const TrackingHash: TrackingHashSchema = Object.assign(trackingHash, { generate })

/**
 * A version 5 UUID in lower case that classifies changes.
 *
 * @since 0.1.0
 */
export type TrackingHash = typeof trackingHash.Type
