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

/** The work, in three forms. */
export interface Work {
  /** Does item `i` on the calling thread. */
  readonly now: (i: number) => StepResult
  /** Does item `i` through the thread pool; calls `done` once. */
  readonly later: (i: number, done: (result: StepResult) => void) => void
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

/** Does the work for items `0` to `count - 1`, in whatever order is fastest. */
export const run = Effect.fnUntraced(function* (count: number, work: Work, budget: DescriptorBudget) {
  let next = 0
  let slowSlices = 0
  const redo: Array<number> = []
  while (next < count) {
    const slice = takeSlice(next, count, work)
    next = slice.next
    if (slice.stop === "large") {
      const result = yield* work.large(next++)
      if (result === "exhausted") redo.push(next - 1)
    } else if (slice.stop === "exhausted") redo.push(next++)
    if (next >= count) break
    slowSlices = slice.items < itemsOfSlowSlice && slice.stop === "time" ? slowSlices + 1 : 0
    if (slowSlices < slowSlicesBeforePool) {
      yield* yieldToEventLoop
      continue
    }
    const end = Math.min(count, next + Limits.poolFiles)
    redo.push(...(yield* runPool(next, end, work, budget)))
    next = end
    slowSlices = slowSlicesBeforePool - 1
  }
  yield* Effect.forEach(redo, (i) => again(i, work, budget), { discard: true })
})

const takeSlice = (from: number, count: number, work: Work) => {
  const deadline = performance.now() + Limits.sliceMillis
  let next = from
  let stop: StepResult | "time" = "time"
  while (next < count) {
    const result = work.now(next)
    if (result !== "done") {
      stop = result
      break
    }
    next++
    if (performance.now() >= deadline) break
  }
  work.endSlice()
  return { next, items: next - from, stop }
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
    let whenIdle = () => resume(Effect.succeed(leftovers))
    const start = () => {
      while (active < allowed && next < last) {
        const i = next++
        active++
        work.later(i, (result) => {
          active--
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
    let result = work.now(i)
    work.endSlice()
    if (result === "large") result = yield* work.large(i)
    if (result === "done") return
  }
  work.giveUp(i)
})
