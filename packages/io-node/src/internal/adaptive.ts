/**
 * Runs one small piece of disk work per item: on the calling thread in short slices while the disk answers from
 * memory, through libuv's thread pool while it does not. Yields by time, never by count.
 *
 * @internal
 */
import type { DescriptorBudget } from "@ploke/io"
import { Limits } from "@ploke/io"
import * as Effect from "effect/Effect"
import { performance } from "node:perf_hooks"

/** What a step says: done; no descriptor was left, try again; or this item needs an effect of its own. */
export type StepResult = "done" | "exhausted" | "large"

/** What a step in the thread pool says, which has nobody to throw at. */
export type LaterResult = StepResult | { readonly defect: unknown }

/** The work, in three forms. */
export interface Work {
  /** Does item `i` on the calling thread. */
  readonly now: (i: number) => StepResult
  /** Does item `i` through the thread pool; calls `done` once. */
  readonly later: (i: number, done: (result: LaterResult) => void) => void
  /** Does an item that `now` or `later` called large. */
  readonly large: (i: number) => Effect.Effect<StepResult>
  /** Gives up on an item for which no descriptor could be had. */
  readonly giveUp: (i: number) => void
  /** Ends a slice: releases what is held between items. */
  readonly endSlice: () => void
}

/** Lets the event loop go round once. */
export const yieldToEventLoop: Effect.Effect<void> = Effect.callback<void>((resume) => {
  const immediate = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(immediate))
})

// A slice that got through fewer items than this was held up by the disk, or by the machine: two in a row mean the disk.
const itemsOfSlowSlice = (Limits.sliceMillis * 1000) / Limits.slowFileMicros
const slowSlicesBeforePool = 2

/** The items that nobody has begun: `next` up to, not including, `end`. Others may take items from its end. */
export interface Range {
  next: number
  end: number
}

/** Does the work for the items of a range, in whatever order is fastest. */
export const run = Effect.fnUntraced(function* (range: Range, work: Work, budget: DescriptorBudget) {
  let slowSlices = 0
  const redo: Array<number> = []
  while (range.next < range.end) {
    const { items, stop } = takeSlice(range, work)
    if (stop === "large") {
      const i = range.next++
      if ((yield* work.large(i)) === "exhausted") redo.push(i)
    } else if (stop === "exhausted") redo.push(range.next++)
    if (range.next >= range.end) break
    slowSlices = items < itemsOfSlowSlice && stop === "time" ? slowSlices + 1 : 0
    if (slowSlices < slowSlicesBeforePool) {
      yield* yieldToEventLoop
      continue
    }
    const from = range.next
    range.next = Math.min(range.end, from + Limits.poolFiles)
    redo.push(...(yield* runPool(from, range.next, work, budget)))
    slowSlices = slowSlicesBeforePool - 1
  }
  yield* Effect.forEach(redo, (i) => again(i, work, budget), { discard: true })
})

const takeSlice = (range: Range, work: Work) => {
  const from = range.next
  const deadline = performance.now() + Limits.sliceMillis
  let stop: StepResult | "time" = "time"
  try {
    while (range.next < range.end) {
      const result = work.now(range.next)
      if (result !== "done") {
        stop = result
        break
      }
      range.next++
      if (performance.now() >= deadline) break
    }
  } finally {
    work.endSlice()
  }
  return { items: range.next - from, stop }
}

const runPool = (from: number, end: number, work: Work, budget: DescriptorBudget) =>
  Effect.scoped(
    Effect.gen(function* () {
      const borrowed = yield* budget.borrow(Math.min(Limits.poolConcurrencyMax, end - from) - budget.granted)
      const { large, exhausted } = yield* inPool(from, end, Math.max(1, budget.granted + borrowed), work)
      for (const i of large) {
        if ((yield* work.large(i)) === "exhausted") exhausted.push(i)
      }
      return exhausted
    })
  )

interface PoolLeftovers {
  readonly large: Array<number>
  readonly exhausted: Array<number>
}

// Interruption stops new items and then waits for those in the pool: their descriptors are closed by their own steps.
const inPool = (from: number, end: number, concurrency: number, work: Work): Effect.Effect<PoolLeftovers> =>
  Effect.callback<PoolLeftovers>((resume) => {
    const leftovers: PoolLeftovers = { large: [], exhausted: [] }
    let next = from
    let last = end
    let active = 0
    let allowed = concurrency
    let outcome: Effect.Effect<PoolLeftovers> = Effect.succeed(leftovers)
    let whenIdle = () => resume(outcome)
    const start = () => {
      while (active < allowed && next < last) {
        const i = next++
        active++
        work.later(i, (result) => {
          active--
          if (typeof result === "object") {
            outcome = Effect.die(result.defect)
            last = next
          }
          if (result === "large") leftovers.large.push(i)
          if (result === "exhausted") {
            leftovers.exhausted.push(i)
            allowed = Math.max(1, Math.floor(allowed / 2))
          }
          if (next < last) start()
          else if (active === 0) whenIdle()
        })
      }
    }
    start()
    return Effect.callback<void>((stopped) => {
      last = next
      whenIdle = () => stopped(Effect.void)
      if (active === 0) whenIdle()
    })
  })

// The process is out of descriptors, perhaps through no fault of ours: wait a little, longer each time.
const again = Effect.fnUntraced(function* (i: number, work: Work, budget: DescriptorBudget) {
  yield* budget.exhausted
  for (let attempt = 0; attempt < Limits.descriptorRetriesMax; attempt++) {
    yield* Effect.sleep(Limits.descriptorPauseMillis * 2 ** attempt)
    const { stop } = takeSlice({ next: i, end: i + 1 }, work)
    if (stop === "time" || (stop === "large" && (yield* work.large(i)) === "done")) return
  }
  work.giveUp(i)
})
