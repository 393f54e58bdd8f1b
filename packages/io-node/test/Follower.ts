/** The services on the real disk, and somebody who follows what they tell. */
import { ErrorPolicy } from "@ploke/error"
import type { FileChangeEvent, PlokeError } from "@ploke/io"
import { PathPolicy, PlokeIo, WatchService, WatchSource } from "@ploke/io"
import { NodePlatform, NodeWatchSource } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

export interface Follower {
  readonly policy: PathPolicy["Service"]
  readonly watch: WatchService["Service"]
  readonly heard: Array<FileChangeEvent>
  /** Flushes, and gives what was not given before. */
  readonly news: Effect.Effect<ReadonlyArray<FileChangeEvent>, PlokeError>
}

const sequenceOf = (cursor: string): number => Number(cursor.split(":")[1])

/** Subscribes, and collects what it is told until the scope closes. */
const follow: Effect.Effect<Follower, PlokeError, PathPolicy | WatchService | Scope.Scope> = Effect.gen(function* () {
  const policy = yield* PathPolicy
  const watch = yield* WatchService
  const events = yield* watch.subscribe
  const heard: Array<FileChangeEvent> = []
  let last = sequenceOf((yield* watch.status).cursor)
  let given = 0
  const note = (event: FileChangeEvent): void => {
    heard.push(event)
    last = event.sequence
  }
  yield* Effect.forkScoped(
    Stream.runForEach(events, (event) => Effect.sync(() => note(event))),
    { startImmediately: true }
  )
  const news = Effect.gen(function* () {
    yield* watch.flush
    const end = sequenceOf((yield* watch.status).cursor)
    // All of it is in the queue: what is left is whose turn it is.
    for (let turns = 0; last < end && turns < 100_000; turns++) yield* Effect.yieldNow
    if (last < end) return yield* Effect.die(new Error(`flushed up to ${end}, but only heard up to ${last}`))
    const fresh = heard.slice(given)
    given = heard.length
    return fresh
  })
  return { policy, watch, heard, news }
})

/** Puts something between the source of notifications and the watcher. */
export type Between = (source: WatchSource) => WatchSource

/** The services. The index is not kept unless said. */
export const services = (
  options: PlokeIo.PlokeIoOptions,
  between: Between = (source) => source
): Layer.Layer<PlokeIo.PlokeIo, PlokeError> => {
  const source = Layer.effect(WatchSource, Effect.map(WatchSource, between)).pipe(Layer.provide(NodeWatchSource.layer))
  return PlokeIo.layer({ ...options, watch: { index: "memory", ...options.watch } }).pipe(
    Layer.provide(Layer.provideMerge(source, NodePlatform.layer))
  )
}

/** Follows roots while the body runs; `emit` takes what the services say beside their results. */
export const following = <A, E>(
  options: PlokeIo.PlokeIoOptions,
  body: (follower: Follower) => Effect.Effect<A, E, PlokeIo.PlokeIo | Scope.Scope>,
  between?: Between,
  emit: (error: PlokeError) => void = () => undefined
): Promise<A> =>
  Effect.scoped(Effect.flatMap(follow, body)).pipe(
    Effect.provide(services(options, between)),
    Effect.provideService(ErrorPolicy, { emit: (error) => Effect.sync(() => emit(error)) }),
    Effect.runPromise
  )

/** Lets a number of milliseconds go by, in which others have their turns. */
export const pause = (millis: number): Effect.Effect<void> => Effect.sleep(millis)
