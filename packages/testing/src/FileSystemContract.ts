/**
 * The conformance suite of `FileSystem`: some three hundred facts that hold for Effect's `FileSystem` over Node on
 * Linux, and that anything that stands in for it must keep.
 *
 * It registers Vitest tests, so it is called at the top of a test file.
 *
 * @since 0.1.0
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import { attributeFacts } from "./internal/contract/Attributes.ts"
import { absenceFact } from "./internal/contract/Capabilities.ts"
import { contentFacts } from "./internal/contract/Content.ts"
import { directoryFacts } from "./internal/contract/Directories.ts"
import { type Capability, type Expected, type Fact, reasonOf, type World } from "./internal/contract/Fact.ts"
import { linkFacts } from "./internal/contract/Links.ts"
import { openFileFacts } from "./internal/contract/OpenFiles.ts"
import { pathFacts } from "./internal/contract/Paths.ts"
import { permissionFacts } from "./internal/contract/Permissions.ts"
import { renameFacts } from "./internal/contract/Renames.ts"
import { watchFacts } from "./internal/contract/Watching.ts"
import * as Tree from "./Tree.ts"

export type { Capability } from "./internal/contract/Fact.ts"

/**
 * What the suite has to know about a file system.
 *
 * @since 0.1.0
 */
export interface Options {
  /** Makes an empty directory for one fact. Default: a scoped temporary directory of the file system. */
  readonly root?: Effect.Effect<string, PlatformError, FileSystem.FileSystem | Scope.Scope> | undefined
  /** The umask of the process. Default: `0o022`. */
  readonly umask?: number | undefined
  /**
   * What the file system, or the user who runs the suite, lacks, each with its reason. The facts that need it are
   * replaced by one that shows that it is missing: an opt-out without need fails.
   */
  readonly lacks?: { readonly [capability in Capability]?: string } | undefined
}

const groups: Readonly<Record<string, ReadonlyArray<Fact>>> = {
  files: contentFacts,
  directories: directoryFacts,
  links: linkFacts,
  renames: renameFacts,
  "open files": openFileFacts,
  attributes: attributeFacts,
  paths: pathFacts,
  permissions: permissionFacts,
  watching: watchFacts
}

/**
 * Registers the conformance suite for a file system. Every fact gets the layer afresh and a directory of its own.
 *
 * @example
 * ```ts no-run
 * import { fileSystemContract, MemoryFileSystem } from "@ploke/io-testing"
 *
 * fileSystemContract("memory", MemoryFileSystem.layer())
 * ```
 *
 * @param name - what the suite is called in the report
 * @param layer - provides the file system
 * @param options - where to work, the umask, and what is lacking
 * @since 0.1.0
 */
export const fileSystemContract = <E>(
  name: string,
  layer: Layer.Layer<FileSystem.FileSystem, E>,
  options: Options = {}
): void => {
  const lacks = new Map(Object.entries(options.lacks ?? {}) as Array<[Capability, string]>)
  const register = (fact: Fact): void => it.effect(fact.name, () => Effect.provide(check(fact, options), layer))
  describe(name, () => {
    for (const [group, facts] of Object.entries(groups)) {
      const held = facts.filter((fact) => !fact.needs.some((capability) => lacks.has(capability)))
      if (held.length > 0) describe(group, () => held.forEach(register))
    }
    if (lacks.size > 0) {
      describe("lacks", () =>
        Array.from(lacks, ([capability, reason]) => absenceFact(capability, reason)).forEach(register))
    }
  })
}

const temporaryRoot = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())

/** Gives back the permissions that a fact took away, or its directory could not be removed. */
const permitAll = (fs: FileSystem.FileSystem, path: string): Effect.Effect<void> =>
  fs.chmod(path, 0o700).pipe(
    Effect.andThen(fs.readDirectoryEntries(path)),
    Effect.flatMap((entries) =>
      Effect.forEach(
        entries.filter((entry) => entry.type === "Directory"),
        (entry) => permitAll(fs, `${path}/${entry.name}`),
        { discard: true }
      )
    ),
    Effect.ignore
  )

const check = Effect.fnUntraced(function* (fact: Fact, options: Options) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* options.root ?? temporaryRoot
  yield* Effect.addFinalizer(() => permitAll(fs, root))
  yield* Tree.write(fact.tree, { root })
  const world: World = { fs, at: (path) => (path === "/" ? root : root + path), umask: options.umask ?? 0o022 }
  const exit = yield* Effect.exit(fact.run(world))
  assert.deepStrictEqual(outcomeOf(exit), expectedOutcome(fact.expected))
})

const expectedOutcome = (expected: Expected): unknown => {
  switch (expected._tag) {
    case "Value":
      return { value: expected.value }
    case "Refusal":
      return { reason: reasonOf(expected.code), code: expected.code }
    case "BadArgument":
      return { reason: "BadArgument" }
  }
}

/** A code is what the system said, where it said anything: `BadArgument` has no cause. */
const outcomeOf = (exit: Exit.Exit<unknown, PlatformError>): unknown => {
  if (Exit.isSuccess(exit)) return { value: exit.value }
  return Option.match(Exit.findErrorOption(exit), {
    onNone: () => ({ defect: exit.cause }),
    onSome: ({ reason }) =>
      reason._tag === "BadArgument"
        ? { reason: reason._tag }
        : { reason: reason._tag, code: (reason.cause as { readonly code?: string } | undefined)?.code }
  })
}
