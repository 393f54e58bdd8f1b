/**
 * Gives events to subscribers, each of whom has a queue of its own with a bound: nobody waits for anybody, and whoever lags
 * behind too far is told that it missed something instead of taking memory without end.
 *
 * @since 0.1.0
 */
import type { FileChangeEvent, WatchStatus } from "@ploke/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/**
 * Subscribers and their queues.
 *
 * @since 0.1.0
 */
export class WatchHub {
  readonly #capacity: number
  readonly #rootsOf: (event: FileChangeEvent) => ReadonlyArray<string>
  readonly #members = new Set<Member>()
  #lastId = 0
  /** How the streams of those end who come now. */
  #over: Cause.Cause<Cause.Done> | undefined

  /**
   * @param capacity - how many events may wait for one subscriber
   * @param rootsOf - the roots that an event is about
   */
  constructor(capacity: number, rootsOf: (event: FileChangeEvent) => ReadonlyArray<string>) {
    this.#capacity = capacity
    this.#rootsOf = rootsOf
  }

  /** A stream of all events that are published from now on, until the scope closes or the hub ends. */
  readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent>, never, Scope.Scope> = Effect.gen(
    { self: this },
    function* () {
      const queue = yield* Queue.unbounded<FileChangeEvent, Cause.Done>()
      if (this.#over !== undefined) Queue.failCauseUnsafe(queue, this.#over)
      const member: Member = { id: ++this.#lastId, queue, highWater: 0, dropped: 0 }
      yield* Effect.acquireRelease(
        Effect.sync(() => void this.#members.add(member)),
        () => {
          this.#members.delete(member)
          return Queue.shutdown(queue)
        }
      )
      return Stream.fromQueue(queue)
    }
  )

  /** Gives events to every subscriber. */
  publish(events: ReadonlyArray<FileChangeEvent>): void {
    for (const member of this.#members) this.#give(member, events)
  }

  /** Lets every subscriber read what waits for it, and then end. */
  readonly end: Effect.Effect<void> = Effect.suspend(() => this.fail(Cause.fail(Cause.Done())))

  /** The same with a defect that keeps us from going on: nobody is to believe that nothing happens. */
  fail(cause: Cause.Cause<Cause.Done>): Effect.Effect<void> {
    return Effect.sync(() => {
      this.#over ??= cause
      for (const { queue } of this.#members) Queue.failCauseUnsafe(queue, cause)
    })
  }

  /** How the subscribers are doing. */
  get status(): WatchStatus["subscribers"] {
    return Array.from(this.#members, ({ id, queue, dropped, highWater }) => {
      const depth = Queue.sizeUnsafe(queue)
      return { id, depth, highWater: Math.max(highWater, depth), capacity: this.#capacity, dropped }
    })
  }

  #give(member: Member, events: ReadonlyArray<FileChangeEvent>): void {
    const { queue } = member
    const waiting = Queue.sizeUnsafe(queue)
    if (waiting + events.length <= this.#capacity) {
      Queue.offerAllUnsafe(queue, events)
      member.highWater = Math.max(member.highWater, waiting + events.length)
      return
    }
    // What it has not read yet is out of date anyway: it has to catch up, and from one point on (Deno does the same).
    member.highWater = Math.max(member.highWater, waiting)
    const missed = new Set<string>()
    for (const event of [...takeAll(queue), ...events]) {
      const isOwnGap = event._tag === "Gap" && event.why === "subscriber-lag"
      if (!isOwnGap) member.dropped++
      for (const root of isOwnGap ? [event.root] : this.#rootsOf(event)) missed.add(root)
    }
    const sequence = events.at(-1)!.sequence
    const gaps = Array.from(missed, (root): FileChangeEvent => ({
      _tag: "Gap",
      root,
      why: "subscriber-lag",
      recovered: false,
      found: 0,
      sequence
    }))
    Queue.offerAllUnsafe(queue, gaps)
  }
}

interface Member {
  readonly id: number
  readonly queue: Queue.Queue<FileChangeEvent, Cause.Done>
  highWater: number
  /** How many events it never got. */
  dropped: number
}

const takeAll = (queue: Member["queue"]): ReadonlyArray<FileChangeEvent> => {
  const taken: Array<FileChangeEvent> = []
  for (let exit = Queue.takeUnsafe(queue); exit?._tag === "Success"; exit = Queue.takeUnsafe(queue))
    taken.push(exit.value)
  return taken
}
