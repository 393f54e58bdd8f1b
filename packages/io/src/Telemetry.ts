/**
 * Spans, attributes and metrics of the public methods. Contents of files never appear; paths appear below their root.
 *
 * @since 0.1.0
 */
import type { PlokeError } from "@ploke/error"
import { isPlokeError, withoutContext } from "@ploke/error"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
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
 * Counts the bytes of these files.
 *
 * @since 0.1.0
 */
export const bytesRead = Metric.counter("ploke.bytes", { description: "Bytes of files read", incremental: true })

// One metric value per operation, made once: attributes that are attached per call cost four times an update.
const durationOf = new Map<string, typeof duration>()

/**
 * Marks the current span with operation and result, and counts the call.
 *
 * @param operation - the value of `ploke.operation`
 * @since 0.1.0
 */
export const observed =
  (operation: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const timer = durationOf.get(operation) ?? Metric.withAttributes(duration, { "ploke.operation": operation })
    durationOf.set(operation, timer)
    return effect.pipe(
      Effect.onExit((exit) => {
        const result = resultOf(exit)
        return Effect.andThen(
          Effect.annotateCurrentSpan({ "ploke.operation": operation, "ploke.result": result }),
          Metric.update(Metric.withAttributes(calls, { "ploke.operation": operation, "ploke.result": result }), 1)
        )
      }),
      Effect.trackDuration(timer)
    )
  }

/**
 * Names a result: `ok`, `Kind/Reason`, `interrupted` or `defect`.
 *
 * @param exit - how a call ended
 * @since 0.1.0
 */
export const resultOf = <A, E>(exit: Exit.Exit<A, E>): string => {
  if (Exit.isSuccess(exit)) return "ok"
  const error = exit.cause.reasons.find(Cause.isFailReason)?.error
  if (isPlokeError(error)) return labelOf(error)
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

const relativePath = (rules: PathRules, path: string): string => {
  if (rules.access === "unrestricted") return path
  for (const root of rules.roots) {
    for (const spelled of [root.canonical, root.configured]) {
      if (PathSyntax.contains(spelled, path, "posix")) return PathSyntax.below(spelled, path) || "."
    }
  }
  return "<outside>"
}
