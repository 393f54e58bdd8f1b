/**
 * Tells every subscriber what changed below the roots, and who changed it.
 *
 * Promised: an event tells a difference between what was told before and what is on the disk, so that applying the events in
 * order to a map from path to hash gives the disk, and what changed nothing has no event; a subscriber that is registered
 * misses nothing without being told (`Gap`), neither for the system's sake nor for its own slowness; the echo of a write of
 * `WriteService` carries its origin, and is known by its content and never by the time; when the scope closes, no handle,
 * watch, thread, timer or fiber is left.
 *
 * Not promised: that every state in between is seen; that two entries that changed at about the same time are told in that
 * order; anything about modes, owners and times. A file that is larger than 4 MiB is taken for changed when its size or its
 * time is, without a look at its contents.
 *
 * - Linux: inotify, one watch for each folder. A queue that overflows is not reported by Node; it is found by counting.
 * - macOS and Windows: one recursive watch for each root; folders that the system forgets are found by the audit alone.
 * - Writes through `mmap`, and those of other machines on a network file system: found by the audit alone.
 *
 * @since 0.1.0
 */
import type { ChangesSince, FileChangeEvent, OriginId, WatchStatus } from "@ploke/core"
import { ErrorPolicy, Fail, type PlokeError } from "@ploke/error"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { AccessFailure } from "./FileAccess.ts"
import { FileAccess } from "./FileAccess.ts"
import { Hasher } from "./Hasher.ts"
import { PathPolicy } from "./PathPolicy.ts"
import { Permits } from "./Permits.ts"
import { CurrentReadGate } from "./ReadGate.ts"
import { StateStore } from "./StateStore.ts"
import * as Telemetry from "./Telemetry.ts"
import { watchBackend } from "./WatchBackend.ts"
import { WatchBaseline } from "./WatchBaseline.ts"
import { WatchCare } from "./WatchCare.ts"
import { WatchEngine } from "./WatchEngine.ts"
import { WatchFlush } from "./WatchFlush.ts"
import type { WatchIgnoreOptions } from "./WatchIgnore.ts"
import { LeftOut, WatchIgnore } from "./WatchIgnore.ts"
import { WatchLedger } from "./WatchLedger.ts"
import * as Limits from "./WatchLimits.ts"
import { WatchMemory } from "./WatchMemory.ts"
import { WatchRoots } from "./WatchRoots.ts"
import { WatchSource } from "./WatchSource.ts"

/**
 * How a watcher works, beyond what it leaves out.
 *
 * @since 0.1.0
 */
export interface WatchOptions extends WatchIgnoreOptions {
  /**
   * Where notifications are read: in this thread, in one of its own, or in the latter only for large roots and where this
   * thread is too busy. Default: `"auto"`.
   */
  readonly hosting?: "auto" | "thread" | "worker" | undefined
  /** Whether the index is kept in the state directory, so that `since` answers across restarts. Default: `"persist"`. */
  readonly index?: "persist" | "memory" | undefined
}

/**
 * How watching behaves.
 *
 * @since 0.1.0
 */
export interface WatchServiceOptions {
  /** How long it must be quiet before the disk is looked at; at most 500 ms are waited for. Default: 50 ms. */
  readonly debounce?: Duration.Input | undefined
  /** How many events may wait for one subscriber. Default: 65,536. */
  readonly eventCapacity?: number | undefined
  readonly watch?: WatchOptions | undefined
  /**
   * The folder that keeps indexes; outside of the roots, or else none is kept. It is never watched itself. Default: that of the
   * platform.
   */
  readonly stateDirectory?: string | undefined
}

/**
 * Tells what changes below the policy's roots. Nothing is watched before the first subscriber comes.
 *
 * @example
 * ```ts
 * import { WatchService, WriteService } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const program = Effect.gen(function* () {
 *   const watch = yield* WatchService
 *   const events = yield* watch.subscribe
 *   const write = yield* WriteService
 *   yield* write.createFile({ filePath: "/repo/b.ts", content: "b", onExists: "error", createParents: false })
 *   yield* watch.flush
 *   const [event] = yield* Stream.runCollect(Stream.take(events, 1))
 *   return event
 * }).pipe(Effect.scoped)
 * const event = await Effect.runPromise(Effect.provide(program, TestPlokeIo.layer({ "/repo/a.ts": "a" })))
 * console.log(event?._tag) // => Created
 * ```
 *
 * @since 0.1.0
 */
export class WatchService extends Context.Service<
  WatchService,
  {
    /** Registered when the effect succeeds: nothing that changes after that is missed. */
    readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent, PlokeError>, PlokeError, Scope.Scope>
    /** The same as a stream that is registered when it is first pulled. */
    readonly events: Stream.Stream<FileChangeEvent, PlokeError>
    /**
     * Completes when every change made before the call has reached every subscriber's queue. Where something could not be
     * looked at, `Gap` says so ("unseen", not recovered), once for a root until all of it could be.
     */
    readonly flush: Effect.Effect<void, PlokeError>
    /**
     * What happened after a cursor, up to this call; also across a restart. An empty cursor, one that is too old, one from
     * before a root was added or removed, and one of somebody else get everything that is there.
     */
    readonly since: (cursor: string) => Effect.Effect<ChangesSince, PlokeError>
    /** How roots and subscribers are doing. */
    readonly status: Effect.Effect<WatchStatus>
  }
>()("@ploke/io/WatchService") {
  /** Watches through the platform's `WatchSource`, within the policy's roots. */
  static readonly layer = (
    options: WatchServiceOptions = {}
  ): Layer.Layer<WatchService, PlokeError, FileAccess | Hasher | PathPolicy | Permits | WatchLedger> =>
    Layer.effectContext(
      Effect.map(build(options), ({ leavesOut, service }) => {
        const context = Context.add(Context.make(WatchService, service), LeftOut, leavesOut)
        return context as Context.Context<WatchService>
      })
    )

  /** Lets `FileSystem.watch` of Effect ride on this service, for paths within the roots. */
  static readonly layerBackend: Layer.Layer<FileSystem.WatchBackend, never, WatchService | PathPolicy | FileAccess> =
    Layer.effect(
      FileSystem.WatchBackend,
      Effect.gen(function* () {
        const { subscribe } = yield* WatchService
        const { flavor } = yield* FileAccess
        const policy = yield* PathPolicy
        return yield* watchBackend({ subscribe, flavor, policy, leavesOut: yield* LeftOut })
      })
    )

  /** Hides the echo of one writer's own writes, and nothing else. */
  static readonly withoutOrigin =
    (origin: OriginId) =>
    <E, R>(events: Stream.Stream<FileChangeEvent, E, R>): Stream.Stream<FileChangeEvent, E, R> =>
      Stream.filter(events, (event) => !("origin" in event && event.origin === origin))
}

/**
 * Makes the service.
 *
 * @param options - quiet time, queues, what is left out
 * @since 0.1.0
 */
export const make = (options: WatchServiceOptions) => Effect.map(build(options), ({ service }) => service)

const build = Effect.fnUntraced(function* (options: WatchServiceOptions) {
  const { engine, flush, memory, start } = yield* prepare(options)

  const subscribe = Effect.andThen(start, engine.hub.subscribe).pipe(
    Telemetry.observed("watch"),
    Effect.withSpan("WatchService.subscribe")
  )
  const service = WatchService.of({
    subscribe,
    events: Stream.unwrap(subscribe),
    flush: Effect.andThen(start, flush.run).pipe(Telemetry.observed("flush"), Effect.withSpan("WatchService.flush")),
    since: Effect.fn("WatchService.since")(function* (cursor: string) {
      yield* start
      yield* flush.run
      return yield* engine.turn.withPermit(Effect.sync(() => memory.since(cursor)))
    }, Telemetry.observed("since")),
    status: Effect.gen(function* () {
      const { counts, hub, roots } = engine
      return {
        cursor: memory.cursor,
        state: memory.isStarted ? "watching" : "idle",
        roots: yield* roots.status,
        subscribers: hub.status,
        counts: { ...counts, forgotten: engine.base.own.dropped }
      } satisfies WatchStatus
    })
  })
  return { leavesOut: engine.roots.leavesOut, service }
})

const prepare = Effect.fnUntraced(function* (options: WatchServiceOptions) {
  const { watch = {}, stateDirectory } = options
  const { quietMillis, eventCapacity } = yield* bounds(options)
  const hasher = yield* Hasher
  const access = yield* FileAccess
  const policy = yield* PathPolicy
  const scope = yield* Effect.scope
  // What goes on in the background belongs to the service, and to nobody who happened to call it.
  const context = yield* Effect.context<never>()
  const fork = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkIn(Effect.setContext(effect, context), scope)
  const engine = new WatchEngine({
    access,
    clock: yield* Clock.Clock,
    policy,
    permits: yield* Permits,
    gate: yield* CurrentReadGate,
    own: yield* WatchLedger,
    prefix: `${hasher.algorithm}:`,
    quietMillis,
    eventCapacity,
    whole: (effect) => Effect.flatMap(fork(effect), Fiber.join)
  })
  const places = yield* StateStore
  const ignore = new WatchIgnore(access, watch, engine.text, places.locate(stateDirectory))
  const baseline = new WatchBaseline(engine)
  const source = yield* WatchSource
  const errors = yield* ErrorPolicy
  const roots = new WatchRoots({ engine, source, errors, ignore, baseline, hosting: watch.hosting ?? "auto", scope })
  const store = watch.index === "memory" ? undefined : places
  const instance = yield* makeInstance(hasher, access)
  const memory = new WatchMemory({ engine, hasher, store, stateDirectory, instance })
  const care = new WatchCare(engine)
  const flush = new WatchFlush(engine, care, makeDigits(instance))

  // Who cannot go on says so: silence would mean that nothing happens.
  const goOn = (loop: Effect.Effect<void>) =>
    fork(Effect.onError(loop, (cause) => (Cause.hasInterruptsOnly(cause) ? Effect.void : engine.hub.fail(cause))))
  const begin = Effect.gen(function* () {
    const rules = yield* policy.current
    yield* memory.restore(rules)
    engine.listen()
    yield* roots.sync(rules)
    // What happened while nobody watched is remembered before the first subscriber comes.
    yield* engine.turn.withPermit(engine.reconcile("all"))
    const obey = Stream.runForEach(policy.changes, (next) => Effect.sync(() => roots.hearOf(next)))
    yield* Effect.forEach([engine.run, care.keep, memory.keep, baseline.fill, obey], goOn, { discard: true })
    memory.isStarted = true
  })
  let isOver = false
  const once = yield* Semaphore.make(1)
  // Later on the roots may be others than those of the last turn of the clock.
  const again = Effect.flatMap(policy.current, roots.sync)
  const running = engine.base.whole(once.withPermit(Effect.suspend(() => (memory.isStarted ? again : begin))))
  const start = Effect.mapError(
    Effect.suspend(() => (isOver ? Effect.void : running)),
    toError
  )
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      isOver = true
      yield* engine.hub.end
      if (memory.isStarted) yield* memory.save
      yield* engine.close
    })
  )
  return { engine, flush, memory, start }
})

const bounds = ({ debounce, eventCapacity = Limits.eventCapacity }: WatchServiceOptions) => {
  const quietMillis = debounce === undefined ? Limits.quietMillis : Duration.toMillis(debounce)
  if (!(quietMillis >= 0 && quietMillis <= Limits.debounceMillisMax)) {
    const detail = `debounce must be between 0 and ${Limits.debounceMillisMax} ms, got ${quietMillis} ms`
    return Effect.fail(Fail.syntaxError({ detail }))
  }
  if (!Number.isSafeInteger(eventCapacity) || eventCapacity < 1) {
    const detail = `eventCapacity must be a whole number of at least 1, got ${eventCapacity}`
    return Effect.fail(Fail.syntaxError({ detail }))
  }
  return Effect.succeed({ quietMillis, eventCapacity })
}

const toError = (failure: AccessFailure): PlokeError =>
  Fail.fileOperation({
    operation: "watch",
    path: "/",
    code: failure.code,
    syscall: failure.syscall,
    cause: failure.cause
  })

let watchers = 0

// What tells this watcher from all that ever were: chance alone would not, since a program may have it repeat itself.
const makeInstance = Effect.fnUntraced(function* (hasher: Hasher["Service"], access: FileAccess["Service"]) {
  const chance = yield* Random.nextIntBetween(0, 2 ** 32)
  const parts = [access.process.id, ++watchers, yield* Clock.currentTimeMillis, chance]
  const digest = hasher.start()
  digest.update(new TextEncoder().encode(parts.join(" ")))
  return digest.finish().slice(0, 16)
})

const makeDigits = (instance: string): (() => string) => {
  let count = 0
  return () => instance.slice(0, 8) + (count++).toString(16).padStart(8, "0")
}
