/**
 * Finds many files: every folder once through its descriptor, every file with one `lstat` below the folder's canonical
 * path. What it says is verified again when a file is read.
 *
 * @internal
 */
import type { AccessFailure, DescriptorBudget, Located, ObjectType } from "@ploke/io"
import { accessFailure } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import type { StepResult, Work } from "./adaptive.ts"
import * as adaptive from "./adaptive.ts"
import { listTypes } from "./folder.ts"
import type { Verifier } from "./verifier.ts"
import { isExhausted, toFailure, toLocated } from "./verifier.ts"

type Found = Located | AccessFailure

// Looking up holds one descriptor at a time on the calling thread and none in the pool: nothing need be borrowed.
const withoutLoan = ({ exhausted }: DescriptorBudget): DescriptorBudget => ({
  granted: 1,
  borrow: Effect.succeed,
  exhausted
})

/** Finds every path, in order. */
export const locateAll = Effect.fnUntraced(function* (
  paths: ReadonlyArray<string>,
  verifier: Verifier,
  budget: DescriptorBudget
) {
  const found: Array<Found> = Array.from({ length: paths.length })
  const folders = foldersOf(paths)
  const settle = (i: number, result: Found): StepResult => {
    found[i] = result
    return isExhausted(result) ? "exhausted" : "done"
  }
  const work: Work = {
    now: (i) => settle(i, locateNow(paths[i]!, folders[i]!, verifier)),
    later: (i, done) => {
      const path = paths[i]!
      const name = canonicalName(path, folders[i]!, verifier)
      if (name === undefined) return void setImmediate(() => done(settle(i, canonicalize(path, verifier))))
      fs.lstat(name, (error, stats) =>
        done(settle(i, error === null ? unlinked(path, toLocated(name, stats), verifier) : toFailure(error)))
      )
    },
    large: () => Effect.succeed("done"),
    giveUp: () => undefined,
    endSlice: () => undefined
  }
  yield* adaptive.run({ next: 0, end: paths.length }, work, withoutLoan(budget))
  return found as ReadonlyArray<Found>
})

// One folder of a batch, by the text that the requests have before their last separator.
interface Folder {
  readonly text: string
  wanted: number
  found: Found | undefined
  // The type of each entry; null where looking at each file by itself is cheaper.
  types: ReadonlyMap<string, ObjectType> | null | undefined
}

const foldersOf = (paths: ReadonlyArray<string>): ReadonlyArray<Folder> => {
  const folders = new Map<string, Folder>()
  let last: Folder | undefined
  return paths.map((path) => {
    const cut = path.lastIndexOf("/")
    if (last === undefined || last.text.length !== cut || !path.startsWith(last.text)) {
      const text = path.slice(0, cut)
      last = folders.get(text) ?? { text, wanted: 0, found: undefined, types: undefined }
      folders.set(text, last)
    }
    last.wanted++
    return last
  })
}

const canonicalize = (path: string, verifier: Verifier): Found => {
  try {
    return verifier.canonicalize(path)
  } catch (error) {
    return toFailure(error)
  }
}

const unlinked = (path: string, found: Located, verifier: Verifier): Found =>
  found.type === "SymbolicLink" ? canonicalize(path, verifier) : found

const locateNow = (path: string, folder: Folder, verifier: Verifier): Found => {
  const name = canonicalName(path, folder, verifier)
  if (name === undefined) return canonicalize(path, verifier)
  const type = folder.types?.get(path.slice(folder.text.length + 1))
  if (type === "File") return { _tag: "Located", path: name, type, sizeBytes: undefined, stamp: undefined }
  try {
    const stats = fs.lstatSync(name, { throwIfNoEntry: false })
    if (stats === undefined) return missing(folder)
    return unlinked(path, toLocated(name, stats), verifier)
  } catch (error) {
    return toFailure(error)
  }
}

const missing = ({ found }: Folder): Found =>
  found?._tag === "Located"
    ? { ...accessFailure("ENOENT", "lstat"), folder: found.path }
    : accessFailure("ENOENT", "lstat")

// The canonical path that the file has if it is no link; undefined where only a full look-up can tell. Elsewhere than on
// Linux a name has several spellings (letter case, short names), so that only a full look-up finds the canonical one.
const canonicalName = (path: string, folder: Folder, verifier: Verifier): string | undefined => {
  if (verifier.openFolder === undefined) return undefined
  const rest = path.length - folder.text.length - 1
  if (rest === 0 || (rest <= 2 && (path.endsWith("/.") || path.endsWith("/..")))) return undefined
  if (folder.found === undefined) openFolder(folder, verifier)
  const found = folder.found
  if (found === undefined || found._tag !== "Located" || found.type !== "Directory") return undefined
  if (found.path === folder.text) return path
  return found.path === "/" ? path.slice(folder.text.length) : found.path + path.slice(folder.text.length)
}

const openFolder = (folder: Folder, verifier: Verifier): void => {
  const found = canonicalize(folder.text === "" ? "/" : folder.text, verifier)
  folder.types = null
  folder.found = isExhausted(found) ? undefined : found
  if (found._tag !== "Located" || found.type !== "Directory" || found.sizeBytes === undefined) return
  folder.types = listTypes(found.path, found.sizeBytes, folder.wanted)
}
