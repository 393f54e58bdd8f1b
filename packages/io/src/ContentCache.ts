/**
 * Contents that were read or written, by their hash: what a stale edit must know to be carried over to a file that changed
 * since. A content belongs to its hash forever, so nothing here can become wrong; what was used least recently goes first.
 *
 * @since 0.1.0
 */
import type { FileHash } from "@ploke/core"
import type { FatalError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Limits from "./Limits.ts"

/**
 * How much is remembered.
 *
 * @since 0.1.0
 */
export interface ContentCacheOptions {
  /** The contents together, in bytes. Default: 64 MiB. */
  readonly maxBytes?: number | undefined
  /** How many contents. Default: 4,096. */
  readonly maxEntries?: number | undefined
}

/**
 * Remembers contents.
 *
 * @since 0.1.0
 */
export interface ContentCache {
  /** Whether anything is remembered at all, so that it is worth making a copy. */
  readonly state: "on" | "off"
  readonly get: (hash: FileHash) => Uint8Array | undefined
  /** Takes a content over: nobody may change it any more. */
  readonly add: (hash: FileHash, content: Uint8Array) => void
}

const off: ContentCache = { state: "off", get: () => undefined, add: () => undefined }

/**
 * The cache that the services share. Default: none.
 *
 * @since 0.1.0
 */
export const ContentCache = Context.Reference<ContentCache>("@ploke/io/ContentCache", { defaultValue: () => off })

/**
 * Provides a cache, or none where no options are given; fails with `FatalError/SyntaxError` for a bound that is none.
 *
 * @param options - how much is remembered
 * @since 0.1.0
 */
export const layer = (options: ContentCacheOptions | undefined): Layer.Layer<never, FatalError> =>
  Layer.effect(ContentCache, options === undefined ? Effect.succeed(off) : makeChecked(options))

const makeChecked = (options: ContentCacheOptions): Effect.Effect<ContentCache, FatalError> =>
  Effect.suspend(() => {
    const { maxBytes = Limits.cacheBytesMax, maxEntries = Limits.cacheEntriesMax } = options
    for (const [name, value] of Object.entries({ maxBytes, maxEntries })) {
      if (Number.isSafeInteger(value) && value >= 1) continue
      return Effect.fail(
        Fail.syntaxError({ detail: `cache.${name} must be a whole number of at least 1, got ${value}` })
      )
    }
    return Effect.succeed(make(maxBytes, maxEntries))
  })

/**
 * Makes a cache.
 *
 * @param bytesMax - the contents together, in bytes
 * @param entriesMax - how many contents
 * @since 0.1.0
 */
export const make = (bytesMax: number, entriesMax: number): ContentCache => {
  // A map keeps the order in which its keys came: the first is the one whose use is longest ago.
  const contents = new Map<FileHash, Uint8Array>()
  let bytes = 0
  const forget = (hash: FileHash, content: Uint8Array): void => {
    contents.delete(hash)
    bytes -= content.length
  }
  const get = (hash: FileHash): Uint8Array | undefined => {
    const content = contents.get(hash)
    if (content === undefined) return undefined
    contents.delete(hash)
    contents.set(hash, content)
    return content
  }
  return {
    state: "on",
    get,
    add: (hash, content) => {
      if (content.length > bytesMax || get(hash) !== undefined) return
      contents.set(hash, content)
      bytes += content.length
      for (const [oldest, old] of contents) {
        if (bytes <= bytesMax && contents.size <= entriesMax) break
        forget(oldest, old)
      }
    }
  }
}
