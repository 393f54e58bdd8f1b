/**
 * Goes on from a cursor without losing or doubling anything: registers first, then asks for what happened before, and
 * leaves out of what follows whatever that has told already.
 *
 * @internal
 */
import type { ChangesSince, FileChangeEvent } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { WatchService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { sequenceOf } from "./Listening.ts"

/** Takes what there is to tell, in order. */
export interface Teller<E> {
  /** Takes what happened after a cursor, or with `fresh` everything that is there. */
  readonly before: (changes: ChangesSince, cursor: string) => Effect.Effect<void, E>
  /** Everything before this cursor was told, and the rest follows. */
  readonly ready: (cursor: string) => Effect.Effect<void, E>
  readonly events: (events: ReadonlyArray<FileChangeEvent>) => Effect.Effect<void, E>
  /** Nothing follows; the cursor stands for all that was told. */
  readonly end: (cursor: string) => Effect.Effect<void, E>
}

/** Where to begin, and whether to go on after what happened before. */
export interface Course {
  /** Undefined for now; an empty one for everything that is there. */
  readonly since: string | undefined
  readonly until: "caught up" | "interrupted"
}

/** Tells until it is over. */
export const follow = Effect.fnUntraced(function* <E>(teller: Teller<E>, { since, until }: Course) {
  const watch = yield* WatchService
  const events = yield* watch.subscribe
  let cursor = (yield* watch.status).cursor

  const catchUp = Effect.fnUntraced(function* (from: string) {
    const changes = yield* watch.since(from)
    yield* teller.before(changes, from)
    cursor = changes.cursor
  })
  const tell = Effect.fnUntraced(function* (some: ReadonlyArray<FileChangeEvent>) {
    if (some.length === 0) return
    yield* teller.events(some)
    cursor = at(cursor, some.at(-1)!.sequence)
  })
  const take = Effect.fnUntraced(function* (
    batch: ReadonlyArray<FileChangeEvent>
  ): Effect.fn.Return<void, E | PlokeError> {
    const news = batch.filter(({ sequence }) => sequence > sequenceOf(cursor))
    const lag = news.findIndex(isLag)
    yield* tell(lag === -1 ? news : news.slice(0, lag))
    if (lag === -1) return
    // What was not read in time is still remembered by the service.
    yield* teller.events(news.filter(isLag))
    yield* catchUp(cursor)
    yield* take(news.slice(lag + 1))
  })

  const all = Effect.gen(function* () {
    if (since !== undefined) yield* catchUp(since)
    if (until === "caught up") return yield* teller.end(cursor)
    yield* teller.ready(cursor)
    yield* Stream.runForEachArray(events, take)
  })
  // Who does not read any more must not keep it from ending.
  const end = Effect.suspend(() => Effect.timeoutOption(Effect.interruptible(teller.end(cursor)), endMillisMax))
  yield* Effect.onInterrupt(all, () => Effect.ignore(end))
}, Effect.scoped)

/** Long enough for a reader who is busy, short enough for who waits for the end. */
const endMillisMax = 1_000

const isLag = (event: FileChangeEvent): boolean => event._tag === "Gap" && event.why === "subscriber-lag"

/** Whether a text is written as a cursor is. */
export const isCursor = (text: string): boolean => text === "" || /^[^\s:]+:\d{1,15}$/.test(text)

const at = (cursor: string, sequence: number): string => `${cursor.split(":")[0]}:${sequence}`
