/**
 * The order of paths in which a folder comes right before everything below it, and the way from a path up.
 *
 * @since 0.1.0
 */
import type { Flavor } from "./PathSyntax.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * Sorts normal paths so that a folder comes right before everything below it (`/a`, `/a/x`, `/a-b`).
 *
 * @example
 * ```ts
 * import * as PathOrder from "@ploke/io/PathOrder"
 *
 * console.log(PathOrder.sorted(["/a-b", "/a/x", "/a"], "posix").join(" ")) // => /a /a/x /a-b
 * ```
 *
 * @param paths - in any order
 * @param flavor - the grammar of the paths; letter case matters on Windows too
 * @since 0.1.0
 */
export const sorted = (paths: Iterable<string>, flavor: Flavor): Array<string> => {
  const separator = separatorOf(flavor)
  // No name contains NUL, and nothing is less: the engine's own order is the one that is wanted, without a call for each pair.
  const keys = Array.from(paths, (path) => path.replaceAll(separator, "\0")).sort()
  return keys.map((key) => key.replaceAll("\0", separator))
}

/**
 * Decides whether a path is a folder or lies below it, by its exact text (unlike `PathSyntax.contains`, which takes two
 * spellings on Windows for one).
 *
 * @param folder - a normal path
 * @param path - a normal path
 * @param flavor - the grammar of the paths
 * @since 0.1.0
 */
export const isWithin = (folder: string, path: string, flavor: Flavor): boolean => {
  if (!path.startsWith(folder)) return false
  const separator = separatorOf(flavor)
  return path.length === folder.length || path[folder.length] === separator || folder.endsWith(separator)
}

/**
 * Gives a path and every folder above it, the nearest first.
 *
 * @param path - a normal path
 * @param flavor - the grammar of the path
 * @since 0.1.0
 */
export function* upwards(path: string, flavor: Flavor): Generator<string> {
  for (let at = path; ;) {
    yield at
    const above = PathSyntax.parent(at, flavor)
    if (above === at) return
    at = above
  }
}

const separatorOf = (flavor: Flavor): string => (flavor === "posix" ? "/" : "\\")
