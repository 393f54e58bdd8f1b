/**
 * The time of a volume that serves many programs one after the other.
 *
 * @internal
 */
import * as Clock from "effect/Clock"
import * as Fiber from "effect/Fiber"

/** The clock of the fiber that makes the call; outside any fiber, the time that was last asked for. */
export const fiberClock = (): (() => number) => {
  let last = 0
  return () => {
    const fiber = Fiber.getCurrent()
    if (fiber !== undefined) last = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
    return last
  }
}
