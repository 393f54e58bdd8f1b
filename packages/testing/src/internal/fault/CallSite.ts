/**
 * The line of a program that called a function.
 *
 * @internal
 */

// A caller in one of these is not the program: the call came out of Effect's run loop or of the platform.
const foreign = /node_modules[\\/](?:@?effect)[\\/]|\bnode:|<anonymous>/

type Capture = (holder: { stack?: string }, called: (...arguments_: Array<never>) => unknown) => void

/** Who called the function that is given, where the engine tells, as V8 does, and where it was the program. */
export const callSite = (called: Parameters<Capture>[1]): string | undefined => {
  const holder: { stack?: string } = {}
  ;(Error as { readonly captureStackTrace?: Capture }).captureStackTrace?.(holder, called)
  const caller = holder.stack?.split("\n")[1]?.trim().replace(/^at /, "")
  return caller === undefined || caller === "" || foreign.test(caller) ? undefined : caller
}
