/**
 * The descriptors that this library may hold open at once: how many, who said so, and the semaphore that keeps to it.
 *
 * @since 0.1.0
 */
import type { DomainError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { AccessLimits, DescriptorBudget } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"

/**
 * Everything that has a say in the number of permits.
 *
 * @since 0.1.0
 */
export interface PermitSources {
  /** Taken as it is; must be a whole number of at least 1. */
  readonly permits?: number | undefined
  /** Clamped to 4..1024. */
  readonly fdLimit?: number | undefined
  /** The text of `PLOKE_IO_FD_LIMIT`, clamped to 4..1024; ignored with a note when it is no whole number. */
  readonly environment?: string | undefined
  /** The soft limit of open descriptors of the process. */
  readonly softNoFile?: number | undefined
  /** Whether the process runs in a container, whose limits may be those of its host. */
  readonly container?: AccessLimits["container"] | undefined
}

/**
 * The number of permits in force, and where it comes from.
 *
 * @since 0.1.0
 */
export interface PermitDecision {
  readonly permits: number
  readonly source: "permits" | "fdLimit" | "PLOKE_IO_FD_LIMIT" | "softNoFile" | "default"
  /** What the operator should know: an ignored setting, a small limit. */
  readonly notes: ReadonlyArray<string>
}

/**
 * Decides the number of permits: explicit `permits`, else `fdLimit`, else `PLOKE_IO_FD_LIMIT`, else a third of the soft
 * limit but at most 100, else 50. Never 0. Gives a text that says what is wrong where an explicit number is unusable.
 *
 * @example
 * ```ts
 * import { Permits } from "@ploke/io"
 *
 * const decision = Permits.decide({ softNoFile: 1024 })
 * console.log(typeof decision === "string" ? decision : decision.permits) // => 100
 * ```
 *
 * @param sources - what was configured and what the operating system allows
 * @since 0.1.0
 */
export const decide = (sources: PermitSources): PermitDecision | string => {
  const notes: Array<string> = []
  if (sources.softNoFile !== undefined && sources.softNoFile < Limits.softNoFileSmall) {
    notes.push(
      `this process may open only ${sources.softNoFile} files at once (ulimit -n); raise the limit for faster batches`
    )
  }
  const { permits, fdLimit } = sources
  if (permits !== undefined) {
    if (!Number.isSafeInteger(permits) || permits < 1) {
      return `permits must be a whole number of at least 1, got ${permits}: without a permit no read could ever start`
    }
    return { permits, source: "permits", notes }
  }
  if (fdLimit !== undefined) {
    if (!Number.isSafeInteger(fdLimit)) return `fdLimit must be a whole number, got ${fdLimit}`
    return { permits: clamp(fdLimit), source: "fdLimit", notes }
  }
  if (sources.environment !== undefined) {
    const text = sources.environment.trim()
    if (/^\d+$/.test(text)) return { permits: clamp(Number(text)), source: "PLOKE_IO_FD_LIMIT", notes }
    notes.push(`PLOKE_IO_FD_LIMIT is ignored: ${JSON.stringify(sources.environment)} is not a whole number`)
  }
  if (sources.softNoFile !== undefined) {
    const third = Math.floor(sources.softNoFile / 3)
    return { permits: Math.max(1, Math.min(Limits.permitsDerivedMax, third)), source: "softNoFile", notes }
  }
  return { permits: Limits.permitsDefault, source: "default", notes }
}

const clamp = (fdLimit: number): number => Math.min(Limits.fdLimitMax, Math.max(Limits.fdLimitMin, fdLimit))

/**
 * Bounds the open descriptors of all services that share it.
 *
 * @since 0.1.0
 */
export class Permits extends Context.Service<
  Permits,
  {
    /** What was decided when the layer was built. */
    readonly decision: PermitDecision
    /** How many permits there are now: fewer than decided once the process ran out of descriptors. */
    readonly total: Effect.Effect<number>
    /** Runs an effect with up to `want` permits, at least one; waits its turn. Not reentrant: never nest. */
    readonly withBudget: <A, E, R>(
      want: number,
      use: (budget: DescriptorBudget) => Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E, R>
  }
>()("@ploke/io/Permits") {
  /** Builds the semaphore; fails with `DomainError/Io` when an explicit number is unusable. */
  static readonly layer = (sources: PermitSources): Layer.Layer<Permits, DomainError> =>
    Layer.effect(Permits, make(sources))
}

/**
 * Makes the permits; reports what `decide` noted once, as warnings in the log.
 *
 * @param sources - what was configured and what the operating system allows
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (sources: PermitSources) {
  const decision = decide(sources)
  if (typeof decision === "string") return yield* Fail.io({ message: decision })
  if (sources.container === "container" && decision.source === "softNoFile") {
    yield* Effect.logDebug(
      `in a container: ${decision.permits} files are open at once, by a limit that may be the host's; ` +
        "set PLOKE_IO_FD_LIMIT to the container's own where that is smaller"
    )
  }
  yield* Effect.forEach(decision.notes, (note) => Effect.logWarning(note), { discard: true })
  const semaphore = yield* Semaphore.make(decision.permits)
  // Two is what a batch asks for; below that number a waiting batch would never get its turn.
  const least = Math.min(2, decision.permits)
  let total = decision.permits
  const exhausted = Effect.suspend(() => {
    const halved = Math.max(least, Math.floor(total / 2))
    if (halved === total) return Effect.void
    total = halved
    return Effect.andThen(
      semaphore.resize(halved),
      Effect.logWarning(`out of file descriptors: at most ${halved} files are now open at once`)
    )
  })
  const takeUpTo = (max: number, step = max): Effect.Effect<number> =>
    step < 1
      ? Effect.succeed(0)
      : Effect.flatMap(semaphore.takeIfAvailable(step), (taken) =>
          taken
            ? Effect.map(takeUpTo(max - step, Math.min(step, max - step)), (more) => step + more)
            : takeUpTo(max, Math.floor(step / 2))
        )
  const borrow = (max: number) => Effect.acquireRelease(takeUpTo(max), (taken) => semaphore.release(taken))
  return Permits.of({
    decision,
    total: Effect.sync(() => total),
    withBudget: (want, use) =>
      Effect.suspend(() => {
        const granted = Math.max(1, Math.min(want, least))
        return semaphore.withPermits(granted)(use({ granted, borrow, exhausted }))
      })
  })
})
