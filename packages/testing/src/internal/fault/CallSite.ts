/**
 * The line of a program that called a function.
 *
 * @internal
 */

// A caller in one of these is not the program: the call came out of Effect's run loop or of the platform.
const foreign = /node_modules[\\/](?:@?effect)[\\/]|\bnode:|<anonymous>/

type Called = (...arguments_: Array<never>) => unknown

interface Engine {
  stackTraceLimit?: number
  readonly captureStackTrace?: (holder: { stack?: string }, called: Called) => void
}

/** Who called the function that is given, where the engine tells, as V8 does, and where it was the program. */
export const callSite = (called: Called): string | undefined => {
  const holder: { stack?: string } = {}
  const engine = Error as Engine
  const limit = engine.stackTraceLimit ?? 0
  // One line is enough, and each takes its time where a tool maps lines to those of sources.
  if (limit > 1) engine.stackTraceLimit = 1
  engine.captureStackTrace?.(holder, called)
  if (limit > 1) engine.stackTraceLimit = limit
  const caller = holder.stack?.split("\n")[1]?.trim().replace(/^at /, "")
  return caller === undefined || caller === "" || foreign.test(caller) ? undefined : caller
}
