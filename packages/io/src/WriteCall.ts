/**
 * What the calls of `WriteService` have in common: the service's means, and what requests say of origin and durability.
 *
 * @since 0.1.0
 */
import type { Durability, EditResult, FileHash, OriginId, WriteResult } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { ContentCache } from "./ContentCache.ts"
import * as ContentDigest from "./ContentDigest.ts"
import { CurrentOrigin } from "./CurrentOrigin.ts"
import type { Journal } from "./Journal.ts"
import type { PathPolicy } from "./PathPolicy.ts"
import type { ReadGate } from "./ReadGate.ts"
import type { WriteBase } from "./WriteEngine.ts"

/**
 * What every call has at hand.
 *
 * @since 0.1.0
 */
export interface WriteCall extends WriteBase {
  readonly policy: PathPolicy["Service"]
  readonly cache: ContentCache
  readonly gate: ReadGate
  readonly journal: Journal
  /** The transactions that a recovery has found stuck. */
  readonly found: Set<string>
  /** That of the service: what goes on behind a call ends with it. */
  readonly scope: Scope.Scope
  /** How durable a write is that does not say. */
  readonly durability: Durability
}

/**
 * Whose a write is: the request's own word, or that of the part of the program that it is made in.
 *
 * @since 0.1.0
 */
export const originOf = (requested: OriginId | undefined): Effect.Effect<OriginId | undefined> =>
  requested === undefined ? Effect.map(CurrentOrigin, Option.getOrUndefined) : Effect.succeed(requested)

/**
 * How durable a write is that several requests share: as strict as the strictest of them.
 *
 * @since 0.1.0
 */
export const durabilityOf = (
  call: Pick<WriteCall, "durability">,
  requests: ReadonlyArray<{ readonly durability?: Durability | undefined }>
): Durability =>
  requests.some(({ durability = call.durability }) => durability === "strict") ? "strict" : "bestEffort"

/**
 * The digest of a hash of this service's algorithm; undefined for any other text.
 *
 * @since 0.1.0
 */
export const digestOf = ({ prefix }: Pick<WriteCall, "prefix">, hash: string | undefined): string | undefined =>
  typeof hash === "string" && hash.startsWith(prefix) ? hash.slice(prefix.length) : undefined

/**
 * Remembers a content by its digest, if the cache is on.
 *
 * @since 0.1.0
 */
export const remember = (call: WriteCall, digest: string | undefined, content: () => Uint8Array): void => {
  if (call.cache.state === "on" && digest !== undefined) call.cache.add(ContentDigest.hashOf(call, digest), content())
}

/**
 * The result of a write that leaves a file, which therefore has a hash.
 *
 * @since 0.1.0
 */
export const withHash = (result: EditResult): WriteResult => ({ ...result, newHash: result.newHash as FileHash })
