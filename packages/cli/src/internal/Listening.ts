/**
 * Listens for a while to what a watcher tells, where a program has to know that it has heard everything.
 *
 * @internal
 */
import type { FileChangeEvent } from "@ploke/core"
import { Fail, type PlokeError } from "@ploke/error"
import { WatchService } from "@ploke/io"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** A subscription for as long as a scope is open. */
export interface Listening {
  /** The events that come next. */
  readonly next: Effect.Effect<ReadonlyArray<FileChangeEvent>, PlokeError>
  /** Every event, since the last time, of what was changed before. */
  readonly all: Effect.Effect<ReadonlyArray<FileChangeEvent>, PlokeError>
}

/** Subscribes. */
export const listen = Effect.gen(function* () {
  const watch = yield* WatchService
  const pull = yield* Stream.toPull(yield* watch.subscribe)
  const sequence = Effect.map(watch.status, ({ cursor }) => sequenceOf(cursor))
  let last = yield* sequence
  const next = pull.pipe(
    Effect.catchIf(Cause.isDone, () => Fail.io({ message: "the watcher has ended" })),
    Effect.map((events) => events.filter((event) => event.sequence > last)),
    Effect.tap((events) => Effect.sync(() => void (last = events.at(-1)?.sequence ?? last)))
  )
  const all = Effect.gen(function* () {
    yield* watch.flush
    const end = yield* sequence
    const events: Array<FileChangeEvent> = []
    while (last < end) events.push(...(yield* next))
    return events
  })
  return { next, all } satisfies Listening
})

/** The number of the last event that a cursor stands for. */
export const sequenceOf = (cursor: string): number => Number(cursor.split(":")[1])
