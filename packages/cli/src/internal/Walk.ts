/**
 * Finds the regular files that arguments name, folder by folder and in a fixed order. Only names are looked at here:
 * whether a file may be read is decided when it is read.
 *
 * @internal
 */
import { Fail, type PlokeError } from "@ploke/error"
import { PathPolicy } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import * as Stream from "effect/Stream"
import * as NodePath from "node:path"

/** A file that was found, or why one, or a folder, could not be. */
export type Found =
  | { readonly _tag: "File"; readonly path: string }
  | { readonly _tag: "Lost"; readonly path: string; readonly error: PlokeError }

/** Which folders below an argument are entered. */
export type Skipping = "all" | "sources"

const skippedNames: ReadonlySet<string> = new Set([".git", "node_modules"])

interface Pending {
  /** As the argument spells it. */
  readonly path: string
  /** Where it is on the disk; undefined before an argument has been resolved. */
  readonly canonical: string | undefined
  readonly type: "argument" | "file" | "folder"
}

/** Streams the files of the arguments: arguments in their order, the files of a folder by name. Holds one path down. */
export const files = (
  paths: ReadonlyArray<string>,
  skipping: Skipping
): Stream.Stream<Found, never, PathPolicy | FileSystem.FileSystem> =>
  Stream.suspend(() => {
    const stack = paths.map((path): Pending => ({ path, canonical: undefined, type: "argument" })).reverse()
    return Stream.paginate(stack, (stack) => {
      const found: Array<Found> = []
      while (stack.at(-1)?.type === "file") found.push({ _tag: "File", path: stack.pop()!.path })
      const next = stack.pop()
      if (next === undefined) return Effect.succeed([found, Option.none()])
      const step = next.canonical === undefined ? resolve(next.path) : list(next.path, next.canonical, skipping)
      return Effect.match(step, {
        onFailure: (error) => [[...found, lost(next.path, error)], Option.some(stack)],
        onSuccess: (entries) => [found, Option.some(pushReversed(stack, entries))]
      })
    })
  })

const lost = (path: string, error: PlokeError): Found => ({ _tag: "Lost", path, error })

const pushReversed = (stack: Array<Pending>, entries: ReadonlyArray<Pending>): Array<Pending> => {
  for (let i = entries.length - 1; i >= 0; i--) stack.push(entries[i]!)
  return stack
}

// Whatever an argument is but a folder, reading it gives the answer.
const resolve = Effect.fnUntraced(function* (path: string) {
  const policy = yield* PathPolicy
  const fs = yield* FileSystem.FileSystem
  const canonical = yield* policy.resolve(path, "hash")
  const info = yield* Effect.mapError(fs.stat(canonical), toPlokeError(path))
  const type = info.type === "Directory" ? "folder" : "file"
  return [{ path, canonical, type }] satisfies ReadonlyArray<Pending>
})

const list = Effect.fnUntraced(function* (path: string, canonical: string, skipping: Skipping) {
  const fs = yield* FileSystem.FileSystem
  const entries = yield* Effect.mapError(fs.readDirectoryEntries(canonical), toPlokeError(path))
  return entries
    .filter(({ name, type }) => type === "File" || (type === "Directory" && isEntered(name, skipping)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type }): Pending => ({
      path: below(path, name),
      canonical: below(canonical, name),
      type: type === "File" ? "file" : "folder"
    }))
})

// Joined as it is: to take `..` out of an argument's text could name another folder.
const below = (folder: string, name: string): string =>
  folder.endsWith(NodePath.sep) ? folder + name : folder + NodePath.sep + name

const isEntered = (name: string, skipping: Skipping): boolean => skipping === "all" || !skippedNames.has(name)

const toPlokeError =
  (path: string) =>
  (error: PlatformError.PlatformError): PlokeError => {
    const cause = error.reason.cause as Partial<NodeJS.ErrnoException> | undefined
    return Fail.fileOperation({ operation: "hash", path, code: cause?.code ?? "EIO", syscall: cause?.syscall })
  }
