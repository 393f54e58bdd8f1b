/**
 * What every fact of the suite has at hand: a scratch folder, the services confined to it, and words for results.
 *
 * @internal
 */
import { assert, it } from "@effect/vitest"
import type { FileHash, OriginId, OwnContent, OwnOutcome, OwnState, PlokeError } from "@ploke/io"
import { Hasher, PlokeIo, ReadService, WriteLedger, WriteService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scratch from "../Scratch.ts"
import type { ContractPlatform } from "../../PathPolicyContract.ts"

/** What the ledger was told of one write, and what stood at its paths when it was told. */
export interface Noted {
  readonly states: ReadonlyArray<OwnState>
  readonly origin: OriginId | undefined
  readonly first: ReadonlyArray<Seen>
  outcome: OwnOutcome | undefined
  last: ReadonlyArray<Seen>
}

type Seen = OwnContent | "other"

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
        const hashOf = (content: string | Uint8Array) =>
          `${hasher.algorithm}:${hasher.digest(bytes(content))}` as FileHash
        const seeing = seenBy(yield* FileSystem.FileSystem, hashOf)
        yield* Effect.gen(function* () {
          yield* body({
            ...scratch,
            noted,
            read: yield* ReadService,
            writer: yield* WriteService,
            hashOf,
            write: (name, content) =>
              Effect.as(Scratch.writeFile(`${scratch.root}/${name}`, content), `${scratch.root}/${name}`)
          })
        }).pipe(
          Effect.provide(
            PlokeIo.layer({ roots: [scratch.root], stateDirectory: stateOf(scratch), ...given }).pipe(
              Layer.provide(recording(noted, seeing))
            )
          )
        )
        for (const note of noted) expectTrue(note)
      }).pipe(Effect.scoped, Effect.provide(platform))
    )

/** Where the journals of a world are. */
export const stateOf = ({ base }: Scratch.Scratch): string => `${base}/state`

type Seeing = (path: string) => Effect.Effect<Seen>

const recording = (noted: Array<Noted>, seeing: Seeing): Layer.Layer<never> => {
  const seeAll = (states: ReadonlyArray<OwnState>) => Effect.forEach(states, ({ path }) => seeing(path))
  return Layer.succeed(WriteLedger, {
    begin: (states, origin) =>
      Effect.map(seeAll(states), (first) => {
        const note: Noted = { states, origin, first, outcome: undefined, last: [] }
        noted.push(note)
        return (outcome) =>
          Effect.map(seeAll(states), (last) => {
            note.outcome = outcome
            note.last = last
          })
      })
  })
}

// Links and what cannot be read are `other`.
const seenBy =
  (fs: FileSystem.FileSystem, hashOf: (content: Uint8Array) => FileHash): Seeing =>
  (path) => {
    const other = Effect.succeed<Seen>("other")
    const read = Effect.map(fs.readFile(path), (content): Seen => hashOf(content))
    const seen = Effect.flatMap(fs.stat(path), ({ type }) =>
      type === "File" ? read : type === "Directory" ? Effect.succeed<Seen>("directory") : other
    )
    const unlinked = Effect.catch(seen, ({ reason }) =>
      reason._tag === "NotFound" ? Effect.succeed<Seen>("absent") : other
    )
    return Effect.matchEffect(fs.readLink(path), { onSuccess: () => other, onFailure: () => unlinked })
  }

/**
 * A write is announced before it has changed anything, and ended when all is as was said, or as it was. Of those who make
 * one folder at the same time only one finds nothing there.
 */
const expectTrue = ({ first, last, outcome, states }: Noted): void => {
  states.forEach(({ after, before, path }, i) => {
    const end = outcome === "applied" ? after : outcome === "unchanged" ? before : undefined
    const expected = after === "directory" ? [undefined, outcome === "applied" ? after : undefined] : [before, end]
    for (const [k, seen] of [first[i], last[i]].entries()) {
      if (seen === "other" || expected[k] === undefined) continue
      assert.strictEqual(seen, expected[k], `${path} ${k === 0 ? "was announced late" : "is not what was announced"}`)
    }
  })
  assert.isDefined(outcome, "an announcement was never ended")
}

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
