/**
 * One fact of the file system contract, as data: where it starts, what is done, and what comes of it.
 *
 * @internal
 */
import type * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { Tree } from "../../Tree.ts"

/** What a file system, or the user who runs the suite, may lack. */
export type Capability = "symlinks" | "hardLinks" | "modes" | "permissions" | "noFollow" | "caseSensitive" | "watch"

export interface World {
  readonly fs: FileSystem.FileSystem
  /** The path in the scratch directory of a path of the fact. */
  readonly at: (path: string) => string
  readonly umask: number
}

export type Expected =
  | { readonly _tag: "Value"; readonly value: unknown }
  | { readonly _tag: "Refusal"; readonly code: string }
  | { readonly _tag: "BadArgument" }

export interface Fact {
  readonly name: string
  readonly needs: ReadonlyArray<Capability>
  readonly tree: Tree
  readonly run: (world: World) => Effect.Effect<unknown, PlatformError, FileSystem.FileSystem | Scope.Scope>
  readonly expected: Expected
}

export const is = (value: unknown): Expected => ({ _tag: "Value", value })
export const done: Expected = is(undefined)
export const refused = (code: string): Expected => ({ _tag: "Refusal", code })
export const badArgument: Expected = { _tag: "BadArgument" }

export const fact = (
  name: string,
  tree: Tree,
  run: Fact["run"],
  expected: Expected,
  ...needs: ReadonlyArray<Capability>
): Fact => ({ name, needs, tree, run, expected })

/** The reason that Effect gives for a code of the system. */
export const reasonOf = (code: string): string => reasons[code] ?? "Unknown"

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "NotFound",
  EACCES: "PermissionDenied",
  EPERM: "PermissionDenied",
  EEXIST: "AlreadyExists",
  EISDIR: "BadResource",
  ENOTDIR: "BadResource",
  ELOOP: "BadResource",
  EBUSY: "Busy"
}
