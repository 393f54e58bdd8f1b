/**
 * Paths as they are typed and shown. Nothing else in the packages reads the working directory.
 *
 * @internal
 */
import { displayText, Fail } from "@ploke/error"
import type { FatalError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as NodePath from "node:path"

/** The working directory; fails where it has been removed. */
export const workingDirectory: Effect.Effect<string, FatalError> = Effect.try({
  try: () => process.cwd(),
  catch: () => Fail.fileOperation({ operation: "resolve", path: "the current directory", code: "ENOENT" })
})

/**
 * Makes a typed path absolute. `name/..` is left to the path policy: if `name` is a link, its text says nothing. A `..`
 * at the beginning may be taken away, because the system names the working directory without links.
 */
export const toAbsolute = (typed: string, directory: string): string => {
  if (typed === "") return typed
  const parts = typed.split(NodePath.sep === "\\" ? /[\\/]/ : "/")
  const firstName = parts.findIndex((part) => part !== "" && part !== "." && part !== "..")
  const isTextual = firstName === -1 || !parts.slice(firstName).includes("..")
  if (isTextual) return NodePath.resolve(directory, typed)
  if (NodePath.isAbsolute(typed)) return typed
  return directory.endsWith(NodePath.sep) ? directory + typed : directory + NodePath.sep + typed
}

/** Shows a path on one line: relative to the working directory if it lies below it. */
export const shown = (path: string, directory: string): string => {
  const base = directory.endsWith(NodePath.sep) ? directory : directory + NodePath.sep
  return displayText(path.startsWith(base) && path.length > base.length ? path.slice(base.length) : path)
}
