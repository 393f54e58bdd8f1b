/**
 * What every fact of the suite has at hand: a watched scratch folder, the services, and what a subscriber was told.
 *
 * @internal
 */
import { assert, it } from "@effect/vitest"
import type { FileChangeEvent, FileHash, PlokeError } from "@ploke/io"
import { Hasher, PathPolicy, PlokeIo, ReadService, WatchService, WriteService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ContractPlatform } from "../../PathPolicyContract.ts"
import * as Scratch from "../Scratch.ts"

/** Somebody who listens, and what it has heard so far. */
export interface Listener {
  readonly heard: Array<FileChangeEvent>
  /** Flushes, and gives what is new of entries, in words: `Created a`, `Modified content a`, `Renamed a to b`. */
  readonly news: Effect.Effect<ReadonlyArray<string>, PlokeError>
  /** The same with what is said of roots, as it is. */
  readonly everything: Effect.Effect<ReadonlyArray<FileChangeEvent>, PlokeError>
}

export interface World extends Scratch.Scratch {
  readonly fs: FileSystem.FileSystem
  readonly policy: PathPolicy["Service"]
  readonly read: ReadService["Service"]
  readonly watch: WatchService["Service"]
  readonly writer: WriteService["Service"]
  readonly hashOf: (content: string) => FileHash
  readonly write: (name: string, content: string) => Effect.Effect<string, unknown, ContractPlatform>
  readonly at: (name: string) => string
  readonly listen: Effect.Effect<Listener, PlokeError, Scope.Scope>
}

type Options = Partial<PlokeIo.PlokeIoOptions>

export type Fact = (
  title: string,
  body: (world: World) => Effect.Effect<void, unknown, ContractPlatform | Scope.Scope>,
  options?: Options | ((scratch: Scratch.Scratch) => Options)
) => void

export const factOn =
  (platform: Layer.Layer<ContractPlatform>): Fact =>
  (title, body, options = {}) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const scratch = yield* Scratch.make
        const given = typeof options === "function" ? options(scratch) : options
        const layer = PlokeIo.layer({ roots: [scratch.root], stateDirectory: `${scratch.base}/state`, ...given })
        yield* Effect.scoped(Effect.flatMap(worldOf(scratch), body)).pipe(Effect.provide(layer))
      }).pipe(Effect.scoped, Effect.provide(platform))
    )

export const worldOf = Effect.fnUntraced(function* (scratch: Scratch.Scratch) {
  const hasher = yield* Hasher
  const watch = yield* WatchService
  return {
    ...scratch,
    fs: yield* FileSystem.FileSystem,
    policy: yield* PathPolicy,
    read: yield* ReadService,
    watch,
    writer: yield* WriteService,
    hashOf: (content) => `${hasher.algorithm}:${hasher.digest(new TextEncoder().encode(content))}` as FileHash,
    write: (name, content) =>
      Effect.as(Scratch.writeFile(`${scratch.root}/${name}`, content), `${scratch.root}/${name}`),
    at: (name) => `${scratch.root}/${name}`,
    listen: listenTo(watch, scratch.root)
  } satisfies World
})

/** Subscribes, and collects what it is told. */
export const listenTo = Effect.fnUntraced(function* (
  watch: WatchService["Service"],
  root: string,
  through: (events: Stream.Stream<FileChangeEvent, PlokeError>) => Stream.Stream<FileChangeEvent, PlokeError> = (
    same
  ) => same
) {
  const heard: Array<FileChangeEvent> = []
  let sequence = 0
  let taken = 0
  const events = yield* watch.subscribe
  const noting = Stream.tap(events, (event) => Effect.sync(() => void (sequence = event.sequence)))
  const from = sequenceOf((yield* watch.status).cursor)
  yield* Effect.forkScoped(
    Stream.runForEach(through(noting), (event) => Effect.sync(() => void heard.push(event))),
    {
      startImmediately: true
    }
  )
  const everything = Effect.gen(function* () {
    yield* watch.flush
    const last = sequenceOf((yield* watch.status).cursor)
    // All of it is in the queue: it is only a matter of whose turn it is.
    for (let i = 0; last > Math.max(sequence, from) && i < 100_000; i++) yield* Effect.yieldNow
    yield* Effect.yieldNow
    assert.isAtLeast(Math.max(sequence, from), last, "what was flushed has arrived")
    const news = heard.slice(taken)
    taken = heard.length
    return news as ReadonlyArray<FileChangeEvent>
  })
  const news = Effect.map(everything, (all) => all.flatMap((event) => describe(event, root)))
  return { heard, news, everything } satisfies Listener
})

const sequenceOf = (cursor: string): number => Number(cursor.split(":")[1])

/** An event in words, or nothing for what is said of a root. */
export const describe = (event: FileChangeEvent, root: string): ReadonlyArray<string> => {
  const name = (path: string): string => (path === root ? "." : path.slice(root.length + 1))
  switch (event._tag) {
    case "Gap":
    case "Root":
      return []
    case "Modified":
      return [`Modified ${event.change} ${name(event.path)}`]
    case "Renamed":
      return [`Renamed ${name(event.oldPath)} to ${name(event.path)}${event.contentChanged ? ", changed" : ""}`]
    default:
      return [`${event._tag} ${name(event.path)}`]
  }
}
