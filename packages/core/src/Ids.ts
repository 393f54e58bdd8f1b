/**
 * The identifiers of requests, namespaces and writers: branded UUIDs.
 *
 * @since 0.1.0
 */
import type * as Brand_ from "effect/Brand"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Uuid from "./internal/Uuid.ts"

/**
 * The schema of an identifier, with an effect that makes a new one.
 *
 * @since 0.1.0
 */
export interface IdSchema<Brand extends string> extends Schema.brand<Schema.String, Brand> {
  /** Makes a random identifier (UUID version 4) from Effect's `Random`. */
  readonly makeRandom: Effect.Effect<string & Brand_.Brand<Brand>>
}

const uuid = (expected: string) => Schema.String.check(Schema.isPattern(Uuid.uuidPattern, { expected }))

const requestId = uuid("a request id: a UUID in lower case").pipe(Schema.brand("@ploke/core/RequestId"))

/**
 * Identifies one request, for the caller's own bookkeeping: a UUID in lower case.
 *
 * `RequestId.make` validates a string; `RequestId.makeRandom` is an effect that gives a new one (version 4) from
 * Effect's `Random`.
 *
 * @example
 * ```ts
 * import { RequestId } from "@ploke/core"
 * import * as Effect from "effect/Effect"
 *
 * const known = RequestId.make("0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d11")
 * const fresh = Effect.runSync(RequestId.makeRandom)
 * ```
 *
 * @since 0.1.0
 */
export const RequestId: IdSchema<"@ploke/core/RequestId"> = Object.assign(requestId, {
  makeRandom: Effect.map(Uuid.v4, (id) => requestId.make(id))
})

/**
 * A UUID in lower case that identifies one request.
 *
 * @since 0.1.0
 */
export type RequestId = typeof requestId.Type

/**
 * The schema of `Namespace`, with what makes one.
 *
 * @since 0.1.0
 */
export interface NamespaceSchema extends IdSchema<"@ploke/core/Namespace"> {
  /** Derives the namespace of a name inside another: the UUID of version 5 (RFC 9562) of the name's UTF-8 bytes. */
  readonly derive: (parent: Namespace, name: string) => Namespace
}

const namespace = uuid("a namespace: a UUID in lower case").pipe(Schema.brand("@ploke/core/Namespace"))

/**
 * Separates the identifiers of different projects or crates: a UUID in lower case.
 *
 * `Namespace.derive(parent, name)` gives the same namespace for the same name, as ploke does for crates.
 *
 * @example
 * ```ts
 * import { Namespace } from "@ploke/core"
 *
 * const dns = Namespace.make("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
 * Namespace.derive(dns, "www.example.com") // "2ed6657d-e927-568b-95e1-2665a8aea6a2"
 * ```
 *
 * @since 0.1.0
 */
export const Namespace: NamespaceSchema = Object.assign(namespace, {
  derive: (parent: Namespace, name: string) => namespace.make(Uuid.v5(parent, Uuid.utf8(name))),
  makeRandom: Effect.map(Uuid.v4, (id) => namespace.make(id))
})

/**
 * A UUID in lower case that separates the identifiers of a project.
 *
 * @since 0.1.0
 */
export type Namespace = typeof namespace.Type

/**
 * The namespace of ploke-core itself (`PROJECT_NAMESPACE_UUID`), under which every `TrackingHash` is derived.
 *
 * @example
 * ```ts
 * import { PROJECT_NAMESPACE } from "@ploke/core"
 *
 * PROJECT_NAMESPACE // "f7f4a9a0-1b1a-4b0e-9c1a-1a1a1a1a1a1a"
 * ```
 *
 * @since 0.1.0
 */
export const PROJECT_NAMESPACE: Namespace = namespace.make("f7f4a9a0-1b1a-4b0e-9c1a-1a1a1a1a1a1a")

const originId = uuid("an origin: a UUID in lower case").pipe(Schema.brand("@ploke/core/OriginId"))

/**
 * Identifies a writer, so that a subscriber can tell the echo of its own writes: a UUID in lower case.
 *
 * @example
 * ```ts
 * import { OriginId } from "@ploke/core"
 * import * as Effect from "effect/Effect"
 *
 * const origin = Effect.runSync(OriginId.makeRandom)
 * ```
 *
 * @since 0.1.0
 */
export const OriginId: IdSchema<"@ploke/core/OriginId"> = Object.assign(originId, {
  makeRandom: Effect.map(Uuid.v4, (id) => originId.make(id))
})

/**
 * A UUID in lower case that identifies a writer.
 *
 * @since 0.1.0
 */
export type OriginId = typeof originId.Type
