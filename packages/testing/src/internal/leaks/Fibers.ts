/**
 * Counts the fibers that an effect started, whoever they belong to.
 *
 * Effect tells the metrics service of a fiber's context when the fiber starts and when it ends, and a forked fiber has
 * the context of the one that forked it. So a service that is provided to an effect sees every fiber below it, detached
 * ones too; it does not see fibers that are run from a context of their own.
 *
 * @internal
 */
import * as Context from "effect/Context"
import type * as Exit from "effect/Exit"
import type * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

export class FiberCount implements Metric.FiberRuntimeMetricsService {
  readonly #next: Metric.FiberRuntimeMetricsService | undefined
  readonly #running = new Map<string, number>()

  constructor(next: Metric.FiberRuntimeMetricsService | undefined) {
    this.#next = next
  }

  recordFiberStart(context: Context.Context<never>): void {
    this.#add(spanName(context), 1)
    this.#next?.recordFiberStart(context)
  }

  recordFiberEnd(context: Context.Context<never>, exit: Exit.Exit<unknown, unknown>): void {
    this.#add(spanName(context), -1)
    this.#next?.recordFiberEnd(context, exit)
  }

  get running(): number {
    return Array.from(this.#running.values()).reduce((sum, count) => sum + count, 0)
  }

  /** What runs, by the span in which it was started. */
  get described(): ReadonlyArray<string> {
    return Array.from(this.#running).flatMap(([span, count]) =>
      count === 0
        ? []
        : [`${count} still running, started ${span === "" ? "outside of any span" : `in the span ${span}`}`]
    )
  }

  #add(span: string, count: 1 | -1): void {
    this.#running.set(span, (this.#running.get(span) ?? 0) + count)
  }
}

const spanName = (context: Context.Context<never>): string =>
  Option.match(Context.getOption(context, Tracer.ParentSpan), {
    onNone: () => "",
    onSome: (span) => (span._tag === "Span" ? span.name : span.spanId)
  })
