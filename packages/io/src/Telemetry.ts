/**
 * Spans, attributes and metrics of the public methods. Contents of files never appear; paths appear below their root.
 *
 * @since 0.1.0
 */
import type { Durability } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { isPlokeError, withoutContext } from "@ploke/error"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * Counts finished calls by operation and result (`ok` or `Kind/Reason`).
 *
 * @since 0.1.0
 */
export const calls = Metric.counter("ploke.calls", {
  description: "Finished calls of public methods",
  incremental: true
})

/**
 * How long the calls took.
 *
 * @since 0.1.0
 */
export const duration = Metric.timer("ploke.duration", { description: "Duration of public methods" })

/**
 * Counts the files that were read to their end.
 *
 * @since 0.1.0
 */
export const filesRead = Metric.counter("ploke.files", { description: "Files read to their end", incremental: true })

/**
 * Counts the bytes of these files, and those of streams.
 *
 * @since 0.1.0
 */
export const bytesRead = Metric.counter("ploke.bytes", { description: "Bytes of files read", incremental: true })

/**
 * Counts the files that were written, made or moved with new contents.
 *
 * @since 0.1.0
 */
export const filesWritten = Metric.counter("ploke.files.written", { description: "Files written", incremental: true })

/**
 * Counts the bytes of these files.
 *
 * @since 0.1.0
 */
export const bytesWritten = Metric.counter("ploke.bytes.written", {
  description: "Bytes of files written",
  incremental: true
})

/**
 * Counts the files whose stale edits were to be rebased, by result (`rebased` or `refused`).
 *
 * @since 0.1.0
 */
export const rebases = Metric.counter("ploke.rebases", {
  description: "Files whose stale edits were to be rebased",
  incremental: true
})

const rebasesBy = {
  rebased: Metric.withAttributes(rebases, { "ploke.result": "rebased" }),
  refused: Metric.withAttributes(rebases, { "ploke.result": "refused" })
}

/**
 * Counts a file whose stale edits were to be rebased.
 *
 * @since 0.1.0
 */
export const addRebase = (result: keyof typeof rebasesBy): Effect.Effect<void> => Metric.update(rebasesBy[result], 1)

/**
 * How many locks of files are held or waited for.
 *
 * @since 0.1.0
 */
export const locks = Metric.gauge("ploke.locks", { description: "Locks of files that are held or waited for" })

/**
 * Counts the events that watchers told, by their kind.
 *
 * @since 0.1.0
 */
export const watched = Metric.counter("ploke.watch.events", {
  description: "Events told by watchers",
  incremental: true
})

const watchedBy = new Map<string, typeof watched>()

/**
 * Counts events that a watcher told.
 *
 * @param events - the events
 * @since 0.1.0
 */
export const addWatched = (events: ReadonlyArray<{ readonly _tag: string }>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const counts = new Map<string, number>()
    for (const { _tag } of events) counts.set(_tag, (counts.get(_tag) ?? 0) + 1)
    return Effect.forEach(counts, ([kind, count]) => Metric.update(watchedOf(kind), count), { discard: true })
  })

const watchedOf = (kind: string): typeof watched => {
  const counter = watchedBy.get(kind) ?? Metric.withAttributes(watched, { "ploke.event": kind })
  watchedBy.set(kind, counter)
  return counter
}

// One metric value per operation, made once: attributes that are attached per call cost four times an update.
const durationOf = new Map<string, typeof duration>()

const timerOf = (operation: string): typeof duration => {
  const timer = durationOf.get(operation) ?? Metric.withAttributes(duration, { "ploke.operation": operation })
  durationOf.set(operation, timer)
  return timer
}

/**
 * Marks the current span with operation and result, and counts the call.
 *
 * @param operation - the value of `ploke.operation`
 * @since 0.1.0
 */
export const observed =
  (operation: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(
      Effect.onExit((exit) => finished(operation, exit)),
      Effect.trackDuration(timerOf(operation))
    )

/**
 * Gives a stream one span from its first pull to its end, and counts it as one call; its duration includes the time
 * that its consumer takes.
 *
 * @param span - the name of the public method
 * @param operation - the value of `ploke.operation`
 * @since 0.1.0
 */
export const observedStream =
  (span: string, operation: string) =>
  <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    Stream.unwrap(
      Effect.map(Effect.all([Clock.currentTimeNanos, Effect.option(Effect.currentSpan)]), ([begun, current]) =>
        Stream.onExit(stream, (exit) => {
          const marked = finished(operation, exit)
          // A consumer that stops early ends the stream from outside of its span.
          const inSpan = Option.isSome(current) ? Effect.withParentSpan(marked, current.value) : marked
          return Effect.andThen(inSpan, trackSince(operation, begun))
        })
      )
    ).pipe(Stream.withSpan(span))

const finished = <A, E>(operation: string, exit: Exit.Exit<A, E>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const result = resultOf(exit)
    return Effect.andThen(
      Effect.annotateCurrentSpan({ "ploke.operation": operation, "ploke.result": result }),
      Metric.update(Metric.withAttributes(calls, { "ploke.operation": operation, "ploke.result": result }), 1)
    )
  })

const trackSince = (operation: string, begun: bigint): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeNanos, (now) => Metric.update(timerOf(operation), Duration.nanos(now - begun)))

/**
 * Adds to the number of files that the current call was asked for, on its span.
 *
 * @param files - how many more
 * @since 0.1.0
 */
export const addFiles = (files: number): Effect.Effect<void> => addToSpan("ploke.files", files)

/**
 * Adds to what the current call has read, on its span and in the counters.
 *
 * @param files - how many files were read to their end
 * @param bytes - how many bytes were read
 * @since 0.1.0
 */
export const addRead = (files: number, bytes: number): Effect.Effect<void> =>
  Effect.andThen(
    Effect.andThen(Metric.update(filesRead, files), Metric.update(bytesRead, bytes)),
    addToSpan("ploke.bytes", bytes)
  )

/**
 * Adds a file that was written to what the current call has done, on its span and in the counters; its span is `durable`
 * if all that it wrote is.
 *
 * @param bytes - how many bytes the file has now
 * @param durability - how durable they are
 * @since 0.1.0
 */
export const addWritten = (bytes: number, durability: Durability): Effect.Effect<void> =>
  Effect.andThen(
    Effect.andThen(Metric.update(filesWritten, 1), Metric.update(bytesWritten, bytes)),
    Effect.andThen(addToSpan("ploke.bytes", bytes), markDurable(durability))
  )

const markDurable = (durability: Durability): Effect.Effect<void> =>
  Effect.matchEffect(Effect.currentSpan, {
    onFailure: () => Effect.void,
    onSuccess: (span) =>
      Effect.sync(() => {
        const before = span.attributes.get("ploke.durable") !== false
        span.attribute("ploke.durable", before && durability === "strict")
      })
  })

// A call may read in several steps: retries of a batch, chunks of a stream.
const addToSpan = (key: string, amount: number): Effect.Effect<void> =>
  Effect.matchEffect(Effect.currentSpan, {
    onFailure: () => Effect.void,
    onSuccess: (span) => Effect.sync(() => span.attribute(key, Number(span.attributes.get(key) ?? 0) + amount))
  })

/**
 * Names a result: `ok`, `Kind/Reason`, `interrupted`, `defect`, or `foreign` for a failure that is not of this library,
 * such as that of the stream which `scan` was given.
 *
 * @param exit - how a call ended
 * @since 0.1.0
 */
export const resultOf = <A, E>(exit: Exit.Exit<A, E>): string => {
  if (Exit.isSuccess(exit)) return "ok"
  const failure = exit.cause.reasons.find(Cause.isFailReason)
  if (failure !== undefined) return isPlokeError(failure.error) ? labelOf(failure.error) : "foreign"
  return Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "defect"
}

const labelOf = (error: PlokeError): string => {
  const plain = withoutContext(error)
  return `${plain._tag}/${plain.reason._tag}`
}

/**
 * Puts the path of a call on its span, below its root; a path outside every root is not shown.
 *
 * @param rules - the rules in force
 * @param path - the path as requested
 * @since 0.1.0
 */
export const annotatePath = (rules: PathRules, path: string): Effect.Effect<void> =>
  Effect.annotateCurrentSpan("ploke.path", relativePath(rules, path))

// By its normal form: the text of `/repo/../etc` begins with a root that it leaves.
const relativePath = (rules: PathRules, path: string): string => {
  if (rules.access === "unrestricted") return path
  for (const root of rules.roots) {
    const flavor = root.canonical.startsWith("/") ? "posix" : "win32"
    const parsed = PathSyntax.parse(path, flavor)
    if (typeof parsed === "string") continue
    for (const spelled of [root.canonical, root.configured]) {
      if (PathSyntax.contains(spelled, parsed.normal, flavor)) return PathSyntax.below(spelled, parsed.normal) || "."
    }
  }
  return "<outside>"
}
