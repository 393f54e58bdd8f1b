/**
 * Where the state directory lies among the roots. What is in it is ours alone: it is kept nowhere that others may have filled,
 * and nobody is told of it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { FileAccess } from "./FileAccess.ts"
import type { IgnoreFile } from "./IgnoreRules.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * The folders that the library makes in a state directory.
 *
 * @since 0.1.0
 */
export const folders: ReadonlyArray<string> = ["journals", "locks", "watch"]

/**
 * Gives the canonical path of a folder, also where it, and some above it, are still to be made.
 *
 * @param access - the platform
 * @param path - an absolute path
 * @since 0.1.0
 */
export const canonicalOf = (access: FileAccess["Service"], path: string): Effect.Effect<string> => {
  const parsed = PathSyntax.parse(path, access.flavor)
  return typeof parsed === "string" ? Effect.succeed(path) : follow(access, parsed.normal)
}

const follow = (access: FileAccess["Service"], path: string): Effect.Effect<string> =>
  Effect.matchEffect(access.canonicalize(path), {
    onSuccess: (located) => Effect.succeed(located.path),
    onFailure: () => {
      const above = PathSyntax.parent(path, access.flavor)
      if (above === path) return Effect.succeed(path)
      const name = PathSyntax.below(above, path)
      return Effect.map(follow(access, above), (folder) => PathSyntax.join(folder, name, access.flavor))
    }
  })

/**
 * Whether a state directory lies in a root, as it is named or as it is found.
 *
 * @param access - the platform
 * @param rules - the roots
 * @param directory - the state directory as it was named
 * @since 0.1.0
 */
export const isInside = Effect.fnUntraced(function* (
  access: FileAccess["Service"],
  rules: PathRules,
  directory: string
) {
  if (rules.access === "unrestricted") return false
  const parsed = PathSyntax.parse(directory, access.flavor)
  const spelled = typeof parsed === "string" ? directory : parsed.normal
  const real = yield* canonicalOf(access, directory)
  return rules.roots.some((root) =>
    [spelled, real].some((path) => PathSyntax.contains(root.canonical, path, access.flavor))
  )
})

/**
 * Gives the rules by which a state directory is left out of a root: itself where it lies below the root, and where it is the
 * root, what the library makes in it.
 *
 * @param root - the canonical path of the root
 * @param directory - the canonical path of the state directory
 * @param flavor - the grammar of both
 * @since 0.1.0
 */
export const leftOut = (root: string, directory: string, flavor: PathSyntax.Flavor): ReadonlyArray<IgnoreFile> => {
  if (directory === root) return [{ folder: root, lines: folders.map((name) => `/${name}/`) }]
  if (!PathSyntax.contains(root, directory, flavor)) return []
  const folder = PathSyntax.parent(directory, flavor)
  return [{ folder, lines: [`/${PathSyntax.below(folder, directory).replace(special, "\\$&")}`] }]
}

// What means something in a pattern; a backslash takes that away.
const special = /[\\*?[\]!#\s]/g
