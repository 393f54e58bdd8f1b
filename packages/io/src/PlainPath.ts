/**
 * Tells by its text alone that a path needs no look-up before it is read: it is normal and lies in a root by the root's
 * canonical name. Whether it is canonical as well, only the open can tell. Most paths of a batch are of this kind.
 *
 * @since 0.1.0
 */
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * Makes the test for the paths of one batch. Paths of one folder that follow each other cost the look at their names.
 *
 * @param rules - the snapshot of the rules that the whole batch keeps
 * @param flavor - the grammar of paths on this platform
 * @since 0.1.0
 */
export const make = (rules: PathRules, flavor: PathSyntax.Flavor): ((path: string) => boolean) => {
  const isInside = (path: string): boolean =>
    rules.access === "unrestricted" || rules.roots.some((root) => PathSyntax.contains(root.canonical, path, flavor))
  // Folders that are normal and inside, with their separators, and the one of them that was met last.
  const folders = new Set<string>()
  let folder = ""
  const isInFolder = (path: string): boolean => {
    if (folder === "" || !path.startsWith(folder) || path.indexOf("/", folder.length) !== -1) {
      const text = path.slice(0, path.lastIndexOf("/") + 1)
      if (!folders.has(text)) return false
      folder = text
    }
    return isShortName(path, folder.length)
  }
  return (path) => {
    // Nothing about a request is trusted, not even that its path is a text.
    if (typeof path === "string" && isInFolder(path)) return true
    const parsed = PathSyntax.parse(path, flavor)
    if (typeof parsed === "string" || parsed.normal !== path || !isInside(path)) return false
    const parent = PathSyntax.parent(path, flavor)
    if (flavor === "posix" && parent !== "/" && parent.length < folderLengthMax && isInside(parent)) {
      folders.add(`${parent}/`)
    }
    return true
  }
}

// Below both limits whatever the letters are: each takes at most three bytes of the 255 of a name, the 4,095 of a path.
const nameLengthMax = 80
const folderLengthMax = 1200

// A name without a NUL or half a surrogate pair; anything unusual is left to the grammar.
const isShortName = (path: string, from: number): boolean => {
  const length = path.length - from
  if (length === 0 || length > nameLengthMax || path.charCodeAt(from) === dot) return false
  for (let i = from; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) return false
  }
  return true
}

const dot = 46
