/**
 * `FileSystem.watch` of Effect over `WatchService`.
 *
 * @since 0.1.0
 */
import type { EntryKind, FileChangeEvent } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail, osCode } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { PathPolicy } from "./PathPolicy.ts"
import type { PathRules } from "./PathRules.ts"
import * as Rules from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * What the backend rides on.
 *
 * @since 0.1.0
 */
export interface BackendBase {
  readonly subscribe: Effect.Effect<Stream.Stream<FileChangeEvent, PlokeError>, PlokeError, Scope.Scope>
  readonly policy: PathPolicy["Service"]
  readonly flavor: PathSyntax.Flavor
  /** Whether nothing is told of a path, once somebody subscribes. */
  readonly leavesOut: (path: string, kind: EntryKind | undefined) => boolean
}

/**
 * Makes the backend: it serves absolute paths within the roots, and leaves all others to whatever serves them otherwise.
 * Paths of events are relative to what is watched, a rename is a removal and a creation, and a file tells of itself. What
 * a link leads to is watched if it lies within the roots. Whoever reads so slowly that something was missed gets a failure, and
 * so does who watches what is left out, of which nothing would be told.
 *
 * @param base - the service
 * @since 0.1.0
 */
export const watchBackend = Effect.fnUntraced(function* ({ subscribe, policy, flavor, leavesOut }: BackendBase) {
  let rules: PathRules = yield* policy.current
  yield* Effect.forkScoped(Stream.runForEach(policy.changes, (next) => Effect.sync(() => void (rules = next))))
  return FileSystem.WatchBackend.of({
    register: (path, stat, options) => {
      const parsed = PathSyntax.parse(path, flavor)
      if (typeof parsed === "string" || Rules.rootOf(rules, parsed.normal, flavor) === undefined) return Option.none()
      const depth = stat.type !== "Directory" ? "itself" : options?.recursive === true ? "descendants" : "children"
      const events = Effect.gen(function* () {
        const watched = yield* policy.resolve(path, "watch")
        const isWithin = Rules.rootOf(rules, watched, flavor) !== undefined
        if (!isWithin) return yield* Fail.pathResolution({ path, why: "OutsideRoots" })
        const told = yield* subscribe
        // Only now it is known what is left out.
        if (leavesOut(watched, kinds[stat.type])) return Stream.fail(unheard(path))
        options?.onReady?.()
        return translated(told, { path, watched, name: nameOf(parsed.normal, flavor), depth, flavor })
      })
      return Option.some(Stream.unwrap(Effect.mapError(events, (error) => toPlatformError(path, error))))
    }
  })
})

interface Watched {
  readonly path: string
  readonly watched: string
  /** By which a file tells of itself. */
  readonly name: string
  readonly depth: "itself" | "children" | "descendants"
  readonly flavor: PathSyntax.Flavor
}

const nameOf = (path: string, flavor: PathSyntax.Flavor): string =>
  path.slice(PathSyntax.parent(path, flavor).length).replace(/^[/\\]/, "")

const translated = (events: Stream.Stream<FileChangeEvent, PlokeError>, watched: Watched) => {
  const translate = translator(watched)
  const { path } = watched
  return events.pipe(
    Stream.mapError((error) => toPlatformError(path, error)),
    Stream.flatMap((event) =>
      isMissed(event, watched) ? Stream.fail(missed(path)) : Stream.fromIterable(translate(event))
    )
  )
}

const isMissed = (event: FileChangeEvent, { watched, flavor }: Watched): boolean => {
  if (event._tag !== "Gap" || event.why !== "subscriber-lag") return false
  return PathSyntax.contains(event.root, watched, flavor) || PathSyntax.contains(watched, event.root, flavor)
}

const translator = ({ watched, name, depth, flavor }: Watched) => {
  const tell = (path: string): string | undefined => {
    if (!PathSyntax.contains(watched, path, flavor)) return undefined
    const below = PathSyntax.below(watched, path)
    if (depth === "itself") return below === "" ? name : undefined
    if (below === "") return undefined
    return depth === "descendants" || !/[/\\]/.test(below) ? below : undefined
  }
  const one = (_tag: "Create" | "Update" | "Remove", at: string): ReadonlyArray<FileSystem.WatchEvent> => {
    const path = tell(at)
    return path === undefined ? [] : [{ _tag, path }]
  }
  return (event: FileChangeEvent): ReadonlyArray<FileSystem.WatchEvent> => {
    switch (event._tag) {
      case "Created":
        return one("Create", event.path)
      case "Modified":
        return one("Update", event.path)
      case "Removed":
        return one("Remove", event.path)
      case "Renamed":
        return [...one("Remove", event.oldPath), ...one("Create", event.path)]
      default:
        return []
    }
  }
}

const kinds: { readonly [Type in FileSystem.File.Type]?: EntryKind } = { Directory: "directory", File: "file" }

const unheard = (path: string): PlatformError.PlatformError =>
  PlatformError.systemError({
    _tag: "BadResource",
    module: "FileSystem",
    method: "watch",
    pathOrDescriptor: path,
    description:
      "it is left out of what is watched (`watch.ignore`, a .gitignore, .git or the state directory), so that nothing of it " +
      "would be told: bring it back with a pattern of `watch.ignore` such as `!build/`, or watch it without this backend"
  })

const missed = (path: string): PlatformError.PlatformError =>
  PlatformError.systemError({
    _tag: "Unknown",
    module: "FileSystem",
    method: "watch",
    pathOrDescriptor: path,
    description: "events were read so slowly that some were missed: look at what is there, and watch again"
  })

const toPlatformError = (path: string, error: PlokeError): PlatformError.PlatformError =>
  PlatformError.systemError({
    _tag: osCode(error) === "ENOENT" ? "NotFound" : "Unknown",
    module: "FileSystem",
    method: "watch",
    pathOrDescriptor: path,
    description: error.message,
    cause: error
  })
