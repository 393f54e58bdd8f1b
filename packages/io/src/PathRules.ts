/**
 * The rules that decide which paths may be touched, as plain data, and the plain functions that apply them: first to
 * the text of a request (`admit`), then to the object that the operating system found (`judge`).
 *
 * @since 0.1.0
 */
import type { ParsedPath, Rejection } from "./PathSyntax.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * What symbolic links may do. `DenyCrossRoot`: the object that a path leads to must lie in a root, however it is
 * reached. `Follow`: the path as written must lie in a root, its links may lead anywhere. `Deny`: no link below a root.
 *
 * @since 0.1.0
 */
export type SymlinkPolicy = "DenyCrossRoot" | "Follow" | "Deny"

/**
 * How surely an opened file is the one that was checked. `descriptor`: the kernel names the opened object itself;
 * `noFollowAny`: the kernel refuses any link on the way; `bestEffort`: checked before and after, so an attacker who
 * keeps exchanging directories can win rarely.
 *
 * @since 0.1.0
 */
export type Confinement = "descriptor" | "noFollowAny" | "bestEffort"

/**
 * A folder that may be worked in: as configured, and as the operating system names it. A root that does not exist yet
 * stays configured and takes effect as soon as it appears.
 *
 * @since 0.1.0
 */
export interface Root {
  readonly configured: string
  readonly canonical: string
  readonly state: "ready" | "missing" | "unreadable"
}

/**
 * The rules in force. With `access: "roots"` an empty list of roots denies everything.
 *
 * @since 0.1.0
 */
export interface PathRules {
  readonly access: "roots" | "unrestricted"
  readonly roots: ReadonlyArray<Root>
  readonly symlinks: SymlinkPolicy
  readonly confinement: Confinement
}

/**
 * Why a path is refused.
 *
 * @since 0.1.0
 */
export type Denial = Rejection | "OutsideRoots" | "SymlinkEscapesRoots" | "SymlinkDenied" | "SymlinkLoop" | "NoRoots"

/**
 * A path that may be looked up on the disk; whether it may be used is decided by what is found there.
 *
 * @since 0.1.0
 */
export interface Admitted {
  readonly _tag: "Admitted"
  readonly parsed: ParsedPath
  /** The root that contains the path by its text alone, if any does. */
  readonly root: Root | undefined
}

/**
 * Decides by its text alone whether a path may be looked up.
 *
 * @param rules - the rules in force
 * @param path - the path as requested
 * @param flavor - the grammar of paths on this platform
 * @since 0.1.0
 */
export const admit = (rules: PathRules, path: string, flavor: PathSyntax.Flavor): Admitted | Denial => {
  const parsed = PathSyntax.parse(path, flavor)
  if (typeof parsed === "string") return parsed
  if (rules.access === "unrestricted") return { _tag: "Admitted", parsed, root: undefined }
  if (rules.roots.length === 0) return "NoRoots"
  const root = rootOf(rules, parsed.normal, flavor)
  if (root === undefined && mustBeginInside(rules, parsed)) return "OutsideRoots"
  return { _tag: "Admitted", parsed, root }
}

// Under `Follow` a path with `..` is judged after its prefix was resolved on the disk, since `link/..` is not what its
// text says; under `DenyCrossRoot` an alias from outside may lead in. Otherwise the text alone decides.
const mustBeginInside = (rules: PathRules, parsed: ParsedPath): boolean =>
  rules.symlinks === "Deny" || (rules.symlinks === "Follow" && parsed.afterParent === 0)

/**
 * Finds the first root that contains a normal path in either of its spellings.
 *
 * @param rules - the rules in force
 * @param normal - a normal path
 * @param flavor - the grammar of paths on this platform
 * @since 0.1.0
 */
export const rootOf = (rules: PathRules, normal: string, flavor: PathSyntax.Flavor): Root | undefined => {
  for (const root of rules.roots) {
    if (
      PathSyntax.contains(root.canonical, normal, flavor) ||
      (root.configured !== root.canonical && PathSyntax.contains(root.configured, normal, flavor))
    ) {
      return root
    }
  }
  return undefined
}

/**
 * Decides whether the object found at an admitted path may be used.
 *
 * @param rules - the rules that admitted the path
 * @param admitted - the admitted path
 * @param real - the canonical path of the object, as the operating system names it
 * @param flavor - the grammar of paths on this platform
 * @since 0.1.0
 */
export const judge = (
  rules: PathRules,
  admitted: Admitted,
  real: string,
  flavor: PathSyntax.Flavor
): Denial | undefined => {
  if (rules.access === "unrestricted" || rules.symlinks === "Follow") return undefined
  if (rules.symlinks === "Deny" && admitted.root !== undefined && !isUnlinked(admitted, real, flavor)) {
    return "SymlinkDenied"
  }
  if (isInside(rules, real, flavor)) return undefined
  return admitted.root === undefined ? "OutsideRoots" : "SymlinkEscapesRoots"
}

/**
 * Decides whether a canonical path lies in a canonical root.
 *
 * @param rules - the rules in force
 * @param real - a canonical path
 * @param flavor - the grammar of paths on this platform
 * @since 0.1.0
 */
export const isInside = (rules: PathRules, real: string, flavor: PathSyntax.Flavor): boolean =>
  rules.access === "unrestricted" || rules.roots.some((root) => PathSyntax.contains(root.canonical, real, flavor))

/**
 * Decides whether a canonical path is what the text of the request says, so that no link was followed below its root:
 * without links it is that text behind the root's canonical name.
 *
 * @param admitted - the admitted path
 * @param real - the canonical path of the object that was found
 * @param flavor - the grammar of paths on this platform
 * @since 0.1.0
 */
export const isUnlinked = (admitted: Admitted, real: string, flavor: PathSyntax.Flavor): boolean => {
  const { parsed, root } = admitted
  if (sameName(parsed.normal, real, flavor)) return true
  if (root === undefined || !PathSyntax.contains(root.configured, parsed.normal, flavor)) return false
  const expected = PathSyntax.join(root.canonical, PathSyntax.below(root.configured, parsed.normal), flavor)
  return sameName(expected, real, flavor)
}

const sameName = (a: string, b: string, flavor: PathSyntax.Flavor): boolean =>
  a === b || (flavor === "win32" && PathSyntax.contains(a, b, flavor) && PathSyntax.contains(b, a, flavor))
