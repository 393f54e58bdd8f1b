/**
 * Descriptors that are scarce, and those that were only read.
 *
 * @internal
 */
import type { AccessFailure } from "@ploke/io"
import { Limits } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as fs from "node:fs"
import { isExhausted } from "./verifier.ts"

/** Waits while the process is out of descriptors, perhaps through no fault of ours: a little, longer each time. */
export const whileExhausted = <A, R>(effect: Effect.Effect<A, AccessFailure, R>): Effect.Effect<A, AccessFailure, R> =>
  // A schedule costs as much as the step, and is hardly ever needed.
  Effect.catchIf(effect, isExhausted, () => patiently(effect))

const patiently = <A, R>(effect: Effect.Effect<A, AccessFailure, R>): Effect.Effect<A, AccessFailure, R> =>
  Effect.retry(Effect.delay(effect, Limits.descriptorPauseMillis), {
    while: isExhausted,
    times: Limits.descriptorRetriesMax - 1,
    schedule: Schedule.exponential(2 * Limits.descriptorPauseMillis)
  })

/** Closes what was only read: whatever the system says to that, nothing is lost. */
export const closeQuietly = (fd: number | undefined): void => {
  try {
    if (fd !== undefined) fs.closeSync(fd)
  } catch (error) {
    // Anything but an answer of the system is a bug of ours.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
  }
}

/** The same as an effect. */
export const closeRead = (fd: number | undefined): Effect.Effect<void> => Effect.sync(() => closeQuietly(fd))
