/**
 * Which paths may be touched: roots, links, and the one resolver that reading, writing and watching share.
 *
 * Promised: with the confinement `descriptor` (Linux) an object outside the roots is never read, whoever exchanges
 * directories and links meanwhile; a path outside the roots gets the same answer whether it exists or not; a FIFO,
 * socket or device neither hangs a call nor is opened; replacing the roots is atomic, and an operation that has begun
 * keeps the rules it began with.
 *
 * Not promised: hard links cannot be told from files, so a name inside a root is inside; a bind mount inside a root is
 * inside; whoever may mount or rename folders across the border of a root decides what lies in it.
 *
 * - Linux: `descriptor`. The kernel names the opened object through `/proc/self/fd`.
 * - macOS: `noFollowAny`. The canonical path is opened with `O_NOFOLLOW_ANY`.
 * - Windows, and where `/proc` is not mounted: `bestEffort`. Checked before and after; an attacker who exchanges
 *   folders thousands of times a second can win.
 *
 * @since 0.1.0
 */
import type { FatalError, Operation } from "@ploke/error"
import { Fail } from "@ploke/error"
import type * as Brand from "effect/Brand"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { FileAccess } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { PathRules, Root, SymlinkPolicy } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Refused } from "./Resolution.ts"
import * as Resolution from "./Resolution.ts"
import * as Telemetry from "./Telemetry.ts"

export type { Confinement, PathRules, Root, SymlinkPolicy } from "./PathRules.ts"

/**
 * An absolute path without links, as the operating system spells it, that the rules allowed when it was made. Only
 * `PathPolicy` makes one.
 *
 * @since 0.1.0
 */
export type CanonicalPath = string & Brand.Brand<"@ploke/io/CanonicalPath">

/**
 * What `PathPolicy.layer` and `PathPolicy.update` take.
 *
 * @since 0.1.0
 */
export interface PathPolicyOptions {
  /** Absolute paths of folders; none denies everything. A folder that does not exist yet counts once it does. */
  readonly roots: ReadonlyArray<string>
  /** What symbolic links may do; `DenyCrossRoot` unless said. */
  readonly symlinks?: SymlinkPolicy | undefined
}

/**
 * Decides which paths may be touched.
 *
 * @example
 * ```ts
 * import { PathPolicy } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const policy = yield* PathPolicy
 *   return yield* policy.resolve("/repo/src/../README.md", "read")
 * })
 *
 * console.log(await Effect.runPromise(Effect.provide(program, TestPlokeIo.layer({ "/repo/README.md": "hello", "/repo/src/": "" }))))
 * // => /repo/README.md
 * ```
 *
 * @since 0.1.0
 */
export class PathPolicy extends Context.Service<
  PathPolicy,
  {
    /** The rules in force. Roots that were missing are looked for again. */
    readonly current: Effect.Effect<PathRules>
    /** The rules in force, then every change of them. */
    readonly changes: Stream.Stream<PathRules>
    /** Replaces the roots at once; on an invalid root it fails and changes nothing. Links stay as they are unless said. */
    readonly update: (rules: PathPolicyOptions) => Effect.Effect<PathRules, FatalError>
    /** The canonical path of an existing object of any type. */
    readonly resolve: (path: string, operation: Operation) => Effect.Effect<CanonicalPath, FatalError>
    /** The canonical path that an object would get which may not exist yet; its missing folders are kept as written. */
    readonly resolveForCreate: (path: string, operation: Operation) => Effect.Effect<CanonicalPath, FatalError>
  }
>()("@ploke/io/PathPolicy") {
  /** Confines everything to the roots. */
  static readonly layer = (options: PathPolicyOptions): Layer.Layer<PathPolicy, FatalError, FileAccess> =>
    Layer.effect(PathPolicy, make(options))

  /** Confines nothing: every absolute path is allowed. The explicit way to have no roots. */
  static readonly layerUnrestricted: Layer.Layer<PathPolicy, never, FileAccess> = Layer.effect(
    PathPolicy,
    Effect.flatMap(FileAccess, (access) =>
      makeWith(access, { access: "unrestricted", roots: [], symlinks: "Follow", confinement: access.confinement })
    )
  )
}

/**
 * Makes a policy that is confined to the roots.
 *
 * @param options - roots and links
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (options: PathPolicyOptions) {
  const access = yield* FileAccess
  return yield* makeWith(access, yield* makeRules(access, options, "DenyCrossRoot"))
})

type Access = FileAccess["Service"]

const makeWith = Effect.fnUntraced(function* (access: Access, initial: PathRules) {
  const changes = yield* PubSub.sliding<PathRules>({ capacity: Limits.rulesLagMax, replay: 1 })
  const turn = yield* Semaphore.make(1)
  let rules = initial
  yield* PubSub.publish(changes, rules)

  const replace = (next: PathRules) =>
    Effect.suspend(() => {
      rules = next
      return Effect.as(PubSub.publish(changes, next), next)
    })
  const refresh = turn.withPermit(
    Effect.flatMap(
      lookAgain(access, () => rules),
      (next) => (next === rules ? Effect.succeed(rules) : replace(next))
    )
  )
  const current = Effect.suspend(() => (rules.roots.every(isReady) ? Effect.succeed(rules) : refresh))

  const update = Effect.fn("PathPolicy.update")(
    function* (options: PathPolicyOptions) {
      return yield* replace(yield* makeRules(access, options, rules.symlinks))
    },
    (effect) => turn.withPermit(effect),
    Telemetry.observed("configure")
  )

  const resolveBy = (find: typeof Resolution.resolve | typeof Resolution.resolveForCreate) =>
    Effect.fnUntraced(function* (path: string, operation: Operation) {
      const inForce = yield* current
      yield* Telemetry.annotatePath(inForce, path)
      const found = yield* find(access, inForce, path)
      if (found._tag !== "Located") return yield* Resolution.toError(path, operation, found)
      return found.path as CanonicalPath
    })

  return PathPolicy.of({
    current,
    changes: Stream.fromPubSub(changes),
    update,
    resolve: Effect.fn("PathPolicy.resolve")(resolveBy(Resolution.resolve), Telemetry.observed("resolve")),
    resolveForCreate: Effect.fn("PathPolicy.resolveForCreate")(
      resolveBy(Resolution.resolveForCreate),
      Telemetry.observed("resolve")
    )
  })
})

const isReady = (root: Root): boolean => root.state === "ready"

const lookAgain = (access: Access, rules: () => PathRules): Effect.Effect<PathRules> =>
  Effect.suspend(() => {
    const before = rules()
    return Effect.map(
      Effect.forEach(before.roots, (root) =>
        isReady(root) ? Effect.succeed(root) : Effect.orElseSucceed(makeRoot(access, root.configured), () => root)
      ),
      (roots) => (roots.every((root, i) => root.state === before.roots[i]!.state) ? before : { ...before, roots })
    )
  })

const makeRules = Effect.fnUntraced(function* (access: Access, options: PathPolicyOptions, symlinks: SymlinkPolicy) {
  if (options.roots.length > Limits.rootsMax) {
    return yield* Fail.syntaxError({
      detail: `${options.roots.length} roots are more than ${Limits.rootsMax}: configure the folders that contain them`
    })
  }
  const roots = yield* Effect.forEach([...new Set(options.roots)], (root) => makeRoot(access, root))
  return {
    access: "roots",
    roots,
    symlinks: options.symlinks ?? symlinks,
    confinement: access.confinement
  } satisfies PathRules
})

const makeRoot = Effect.fnUntraced(function* (access: Access, configured: string): Effect.fn.Return<Root, FatalError> {
  const parsed = PathSyntax.parse(configured, access.flavor)
  if (typeof parsed === "string") return yield* Fail.pathResolution({ path: configured, why: parsed })
  const found = yield* Effect.catch(access.canonicalize(configured), Effect.succeed)
  if (found._tag === "Located") {
    if (found.type !== "Directory") {
      return yield* Fail.fileOperation({ operation: "configure", path: configured, code: "ENOTDIR" })
    }
    // The text of `link/..` says nothing, so such a root is known by its canonical name alone.
    const spelled = parsed.afterParent > 0 ? found.path : parsed.normal
    return { configured: spelled, canonical: found.path, state: "ready" }
  }
  const state = found.code === "ENOENT" ? "missing" : found.code === "EACCES" ? "unreadable" : undefined
  if (state !== undefined) return { configured: parsed.normal, canonical: parsed.normal, state }
  const verdict: Refused | typeof found = found.code === "ELOOP" ? { _tag: "Refused", why: "SymlinkLoop" } : found
  return yield* Resolution.toError(configured, "configure", verdict)
})
