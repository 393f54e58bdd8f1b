/**
 * Runs an effect as the process: a signal interrupts it, so that finalizers run, and the process ends with the code that
 * shells expect of that signal. A second signal does not wait for the finalizers.
 *
 * @internal
 */
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"

const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Runs the effect and exits with the code that it gives. What was printed has been taken by the system before. */
export const runMain = (main: Effect.Effect<number>): void => run(main, { teardown })

const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isSuccess(exit) ? onExit(Number(exit.value)) : Runtime.defaultTeardown(exit, onExit)

const run = Runtime.makeRunMain(({ fiber, teardown }) => {
  let stoppedWith: number | undefined
  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      if (stoppedWith !== undefined) process.exit(code)
      stoppedWith = code
      fiber.interruptUnsafe(fiber.id)
    })
  }
  fiber.addObserver((exit) => teardown(exit, (code) => process.exit(stoppedWith ?? code)))
})
