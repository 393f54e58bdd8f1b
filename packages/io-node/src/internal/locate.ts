/**
 * Finds many files: every folder once through its descriptor, every file with one `lstat` below the folder's canonical
 * path. What it says is verified again when a file is read.
 *
 * @internal
 */
import type { AccessFailure, DescriptorBudget, Located } from "@ploke/io"
import { accessFailure } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import type { Work } from "./adaptive.ts"
import * as adaptive from "./adaptive.ts"
import type { Verifier } from "./verifier.ts"
import { toFailure, toLocated } from "./verifier.ts"

type Found = Located | AccessFailure

// Looking up holds one descriptor at a time on the calling thread and none in the pool.
const budget: DescriptorBudget = { granted: 1, borrow: Effect.succeed, exhausted: Effect.void }

/** Finds every path, in order. */
export const locateAll = Effect.fnUntraced(function* (paths: ReadonlyArray<string>, verifier: Verifier) {
  const found: Array<Found> = Array.from({ length: paths.length })
  const locator = makeLocator(verifier)
  const work: Work = {
    now: (i) => {
      const path = paths[i]!
      const quick = locator.canonicalName(path)
      found[i] = quick === undefined ? locator.slow(path) : locator.look(path, quick)
      return isExhausted(found[i]!) ? "exhausted" : "done"
    },
    later: (i, done) => {
      const path = paths[i]!
      const quick = locator.canonicalName(path)
      if (quick === undefined) {
        found[i] = locator.slow(path)
        return void setImmediate(() => done(isExhausted(found[i]!) ? "exhausted" : "done"))
      }
      fs.lstat(quick, { bigint: true }, (error, stats) => {
        found[i] = error === null ? locator.judge(path, quick, stats) : toFailure(error)
        done(isExhausted(found[i]!) ? "exhausted" : "done")
      })
    },
    large: () => Effect.succeed("done"),
    giveUp: () => undefined,
    endSlice: () => undefined
  }
  yield* adaptive.run(paths.length, work, budget)
  return found as ReadonlyArray<Found>
})

/** Whether the process had no descriptor left. */
export const isExhausted = (found: { readonly _tag: string; readonly code?: string }): boolean =>
  found._tag === "AccessFailure" && (found.code === "EMFILE" || found.code === "ENFILE")

const makeLocator = (verifier: Verifier) => {
  const folders = new Map<string, Found>()
  const slow = (path: string): Found => {
    try {
      return verifier.canonicalize(path)
    } catch (error) {
      return toFailure(error)
    }
  }
  const folderOf = (path: string): Found => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const found = slow(path)
    if (!isExhausted(found)) folders.set(path, found)
    return found
  }
  const judge = (path: string, name: string, stats: fs.BigIntStats): Found =>
    stats.isSymbolicLink() ? slow(path) : toLocated(name, stats)
  return {
    slow,
    judge,
    /** The canonical path that the file has if it is no link; undefined where only a full look-up can tell. */
    canonicalName: (path: string): string | undefined => {
      // Elsewhere a name has several spellings (letter case, short names): only a full look-up finds the canonical one.
      if (verifier.openFolder === undefined) return undefined
      const cut = path.lastIndexOf("/")
      const name = path.slice(cut + 1)
      if (name === "" || name === "." || name === "..") return undefined
      const folder = folderOf(cut <= 0 ? "/" : path.slice(0, cut))
      if (folder._tag !== "Located" || folder.type !== "Directory") return undefined
      return folder.path === "/" ? "/" + name : `${folder.path}/${name}`
    },
    look: (path: string, name: string): Found => {
      try {
        const stats = fs.lstatSync(name, { bigint: true, throwIfNoEntry: false })
        return stats === undefined ? accessFailure("ENOENT", "lstat") : judge(path, name, stats)
      } catch (error) {
        return toFailure(error)
      }
    }
  }
}
