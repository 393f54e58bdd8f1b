/**
 * Counts the calls of node:fs that this process makes: the functions that return, those that call back, those that
 * promise, and the methods of a `FileHandle`. To be begun before the modules that are watched are loaded, since a module
 * may keep a function that it found.
 */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { devNull } from "node:os"

type Anything = (...args: ReadonlyArray<unknown>) => unknown

/**
 * Runs the body and gives the names of the functions that were called meanwhile, in order; among them what the body says
 * itself, which tells before and after.
 */
export type Watch = (body: (say: (what: string) => void) => Promise<unknown>) => Promise<ReadonlyArray<string>>

// Those of which each is one call of the system; of the others nobody outside of Node can tell how many they are.
const single = new Set(
  [
    "access",
    "chmod",
    "chown",
    "close",
    "fchmod",
    "fchown",
    "fdatasync",
    "fstat",
    "fsync",
    "ftruncate",
    "futimes"
  ].concat(
    ["lchown", "link", "lstat", "mkdir", "open", "read", "readlink", "readv", "rename", "rmdir", "stat", "statfs"],
    ["symlink", "sync", "truncate", "unlink", "utimes", "write", "writev"]
  )
)

/** Whether a function of this name is exactly one call of the system. */
export const isSingle = (name: string): boolean => single.has(name.replace(/^.*\./, "").replace(/Sync$/, ""))

/** Puts itself before every function of node:fs, for as long as the process lives. */
export const install = async (): Promise<Watch> => {
  let calls: Array<string> | undefined
  const note = (name: string): void => void calls?.push(name)
  const handle = await fs.promises.open(devNull)
  await handle.close()
  wrap(fs, "", note)
  wrap(fs.promises, "promises.", note)
  wrap(Object.getPrototypeOf(handle), "FileHandle.", note)
  wrapOpened(note)
  syncBuiltinESMExports()
  return async (body) => {
    const seen: Array<string> = []
    calls = seen
    try {
      await body(note)
    } finally {
      calls = undefined
    }
    return seen
  }
}

// Each handle has a `close` of its own.
const wrapOpened = (note: (name: string) => void): void => {
  const { open } = fs.promises
  fs.promises.open = async (...args) => {
    const handle = await open(...args)
    wrap(handle, "FileHandle.", note)
    return handle
  }
}

const wrap = (functions: object, prefix: string, note: (name: string) => void): void => {
  for (const [name, { get, value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(functions))) {
    // Names with a capital are classes.
    if (get !== undefined || writable !== true || typeof value !== "function" || !/^[a-z]/.test(name)) continue
    if (name === "constructor") continue
    const original = value as Anything
    const noting = function (this: unknown, ...args: ReadonlyArray<unknown>): unknown {
      note(prefix + name)
      return Reflect.apply(original, this, args)
    }
    // Some have more to offer, as `realpath` has `native`.
    const own = Object.getOwnPropertyDescriptors(original)
    Object.defineProperty(functions, name, { value: Object.defineProperties(noting, own), writable: true })
    wrap(noting, `${prefix}${name}.`, note)
  }
}
