/** The calls of node:fs that concern one folder: they are watched, and go wrong as planned. */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import * as os from "node:os"
import * as path from "node:path"
import { isWithin, openAs } from "./Folders.ts"

/** One call, in either style of node:fs that the sources use: the one that returns, and the one that calls back. */
export interface DiskCall {
  /** Counted from 0, in the order in which they are made. */
  readonly index: number
  /** The name of its function, without `Sync`. */
  readonly name: string
  /** What it is about, by real names: a path through `/proc`, or a descriptor, has that of what is open. */
  readonly paths: ReadonlyArray<string>
  /** May be changed before the call is made. */
  readonly args: Array<unknown>
}

export interface DiskWatcher {
  /** Before a call is made. An errno name makes it fail with that: undone, but for a close, which always happens. */
  readonly before?: (call: DiskCall) => string | undefined
  /** When it is done, before its caller knows. */
  readonly after?: (call: DiskCall, error: NodeJS.ErrnoException | undefined) => void
}

/** Stands for the path of a descriptor that is not open: whoever uses it may hit what somebody else opens. */
export const unopened = "a descriptor that is not open"

/** Watches the calls that are about a folder, or about anything below it, until the body is done. */
export const watchingDisk = async <A>(folder: string, watcher: DiskWatcher, body: () => Promise<A>): Promise<A> => {
  const originals = Object.entries(functions).flatMap(([name, value]) =>
    typeof value === "function" && isWatched(name) ? [[name, value as Anything] as const] : []
  )
  const see = seer(folder)
  for (const [name, original] of originals) functions[name] = watched(name, original, see, watcher)
  syncBuiltinESMExports()
  try {
    return await body()
  } finally {
    for (const [name, original] of originals) functions[name] = original
    syncBuiltinESMExports()
  }
}

type Anything = (...args: ReadonlyArray<unknown>) => unknown

const functions = fs as unknown as Record<string, unknown>

const isWatched = (name: string): boolean => name.endsWith("Sync") || typeof functions[`${name}Sync`] === "function"

const withTwoPaths = new Set(["rename", "link", "copyFile"])

type See = (name: string, args: Array<unknown>) => DiskCall | undefined

const seer = (folder: string): See => {
  let index = 0
  return (name, args) => {
    const named = args.slice(0, withTwoPaths.has(name) ? 2 : 1)
    const paths = named.map((each) => (typeof each === "number" ? (openAs(each) ?? unopened) : realName(String(each))))
    const concerns = paths.some((each) => each === unopened || isWithin(folder, each))
    return concerns ? { index: index++, name, paths, args } : undefined
  }
}

const throughProc = /^\/proc\/(?:self|\d+)\/fd\/(\d+)(.*)$/s

const realName = (name: string): string => {
  const [, fd, rest = ""] = throughProc.exec(name) ?? []
  const real = fd === undefined ? name : (openAs(Number(fd)) ?? unopened) + rest
  return path.normalize(real).replace(/(?<=.)\/\.?$/, "")
}

const watched = (functionName: string, original: Anything, see: See, watcher: DiskWatcher): Anything => {
  const isSync = functionName.endsWith("Sync")
  const wrapper = (isSync ? watchedNow : watchedLater)(functionName.replace(/Sync$/, ""), original, see, watcher)
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original)) as Anything
}

type Watch = (name: string, original: Anything, see: See, watcher: DiskWatcher) => Anything

const watchedNow: Watch =
  (name, original, see, watcher) =>
  (...args) => {
    const call = see(name, [...args])
    if (call === undefined) return original(...args)
    const code = watcher.before?.(call)
    const fail = (error: unknown): never => {
      watcher.after?.(call, error as NodeJS.ErrnoException)
      throw error
    }
    if (code !== undefined && name !== "close") return fail(failure(call, code))
    let result: unknown
    try {
      result = original(...call.args)
    } catch (error) {
      return fail(error)
    }
    if (code !== undefined) return fail(failure(call, code))
    watcher.after?.(call, undefined)
    return result
  }

const watchedLater: Watch =
  (name, original, see, watcher) =>
  (...args) => {
    const done = args.at(-1)
    const call = typeof done === "function" ? see(name, args.slice(0, -1)) : undefined
    if (call === undefined) return original(...args)
    const code = watcher.before?.(call)
    const finish = (error: NodeJS.ErrnoException | null, ...values: ReadonlyArray<unknown>): void => {
      watcher.after?.(call, error ?? undefined)
      ;(done as Anything)(error, ...values)
    }
    if (code !== undefined && name !== "close") return setImmediate(finish, failure(call, code))
    return original(...call.args, (error: NodeJS.ErrnoException | null, ...values: ReadonlyArray<unknown>) =>
      finish(code === undefined ? error : failure(call, code), ...values)
    )
  }

const failure = ({ name, paths }: DiskCall, code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: as planned, ${name} '${paths[0]}'`), {
    code,
    errno: -os.constants.errno[code as keyof typeof os.constants.errno],
    // libuv has one name for both.
    syscall: name === "writev" ? "write" : name,
    path: paths[0]
  })
