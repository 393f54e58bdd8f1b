/**
 * What every fact of the suite has at hand: a scratch folder, the services confined to it, and words for results.
 *
 * @internal
 */
import { it } from "@effect/vitest"
import type { FileHash, OriginId, OwnOutcome, OwnState, PlokeError } from "@ploke/io"
import { Hasher, PlokeIo, ReadService, WriteLedger, WriteService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scratch from "../Scratch.ts"
import type { ContractPlatform } from "../../PathPolicyContract.ts"

/** What the ledger was told of one write. */
export interface Noted {
  readonly states: ReadonlyArray<OwnState>
  readonly origin: OriginId | undefined
  outcome: OwnOutcome | undefined
}

export interface World extends Scratch.Scratch {
  /** What the ledger was told, in the order of the announcements. */
  readonly noted: ReadonlyArray<Noted>
  readonly read: ReadService["Service"]
  readonly writer: WriteService["Service"]
  readonly hashOf: (content: string | Uint8Array) => FileHash
  readonly write: (name: string, content: string | Uint8Array) => Effect.Effect<string, unknown, ContractPlatform>
}

type Options = Partial<PlokeIo.PlokeIoOptions>
export type Fact = (
  title: string,
  body: (world: World) => Effect.Effect<void, unknown, ContractPlatform>,
  options?: Options | ((scratch: Scratch.Scratch) => Options)
) => void

export const factOn =
  (platform: Layer.Layer<ContractPlatform>): Fact =>
  (title, body, options = {}) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const scratch = yield* Scratch.make
        const given = typeof options === "function" ? options(scratch) : options
        const hasher = yield* Hasher
        const noted: Array<Noted> = []
        const bytes = (content: string | Uint8Array) => (typeof content === "string" ? encode(content) : content)
        yield* Effect.gen(function* () {
          yield* body({
            ...scratch,
            noted,
            read: yield* ReadService,
            writer: yield* WriteService,
            hashOf: (content) => `${hasher.algorithm}:${hasher.digest(bytes(content))}` as FileHash,
            write: (name, content) =>
              Effect.as(Scratch.writeFile(`${scratch.root}/${name}`, content), `${scratch.root}/${name}`)
          })
        }).pipe(
          Effect.provide(
            PlokeIo.layer({ roots: [scratch.root], stateDirectory: stateOf(scratch), ...given }).pipe(
              Layer.provide(recording(noted))
            )
          )
        )
      }).pipe(Effect.scoped, Effect.provide(platform))
    )

/** Where the journals of a world are. */
export const stateOf = ({ base }: Scratch.Scratch): string => `${base}/state`

const recording = (noted: Array<Noted>): Layer.Layer<never> =>
  Layer.succeed(WriteLedger, {
    begin: (states, origin) =>
      Effect.sync(() => {
        const note: Noted = { states, origin, outcome: undefined }
        noted.push(note)
        return (outcome) => Effect.sync(() => void (note.outcome = outcome))
      })
  })

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

// What a result or a failure comes to, in a form that a table can hold.
export const told = (result: Result.Result<unknown, PlokeError>): unknown => {
  if (Result.isSuccess(result)) return result.success
  return labelOf(result.failure)
}

export const labelOf = (error: PlokeError): string => {
  if (error._tag === "ContextualError") return error._tag
  const { reason } = error
  if (reason._tag === "FileOperation") return reason.code
  return reason._tag === "PathResolution" ? reason.why : reason._tag
}

export const failing = <A, R>(effect: Effect.Effect<A, PlokeError, R>): Effect.Effect<PlokeError, A, R> =>
  Effect.flip(effect)
