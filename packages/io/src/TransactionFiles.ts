/**
 * The files that a transaction finds: each read once, folder by folder, through verified folders. Refusals and failures are
 * plain values.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as ContentDigest from "./ContentDigest.ts"
import type { Part } from "./EditPlan.ts"
import type { AccessFailure } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { WriteCall } from "./WriteCall.ts"
import type { WriteBase } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Base, WriteProblem } from "./WriteOutcome.ts"

/**
 * A place in a folder.
 *
 * @since 0.1.0
 */
export interface Place {
  /** The canonical path. */
  readonly path: string
  readonly folder: string
  readonly name: string
}

/**
 * The place of a canonical path.
 *
 * @since 0.1.0
 */
export const placeOf = (flavor: PathSyntax.Flavor, path: string): Place => {
  const folder = PathSyntax.parent(path, flavor)
  return { path, folder, name: PathSyntax.below(folder, path) }
}

/**
 * Runs an effect in a folder, with a permit, and again where the process was out of descriptors.
 *
 * @since 0.1.0
 */
export const inFolder = <A, E>(
  { folders, permits }: Pick<WriteBase, "folders" | "permits">,
  folder: string,
  use: (folder: OpenFolder) => Effect.Effect<A, E>
): Effect.Effect<A, E | AccessFailure> =>
  permits.withBudget(2, (budget) =>
    WriteEngine.withDescriptors(budget, folders.use(folder, use), Limits.readRetriesMax)
  )

/**
 * Why a part cannot be done.
 *
 * @since 0.1.0
 */
export type Obstacle = Exclude<WriteProblem<never>, { readonly _tag: "Declined" }>

/**
 * A file that was found and read.
 *
 * @since 0.1.0
 */
export interface Found extends Place {
  readonly _tag: "Found"
  readonly base: Base
}

/**
 * What stands at a path; `moved` where it leads elsewhere than before.
 *
 * @since 0.1.0
 */
export type Finding = Found | Obstacle | "moved"

/**
 * The files of a transaction.
 *
 * @since 0.1.0
 */
export interface Files {
  readonly call: WriteCall
  readonly rules: PathRules
  /** What was found at canonical paths. */
  readonly read: ReadonlyMap<string, Finding>
}

/**
 * Finds the file of a part. A path that is canonical leads through no link: what stands there needs no look-up, unless it is
 * to be explained.
 *
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* (
  { call, read, rules }: Files,
  { edit, source, target }: Part,
  links: "followed" | "refused"
): Effect.fn.Return<Finding> {
  const known = edit.filePath === source ? read.get(source) : undefined
  if (known !== undefined && known !== "moved") return known
  const located = yield* WriteEngine.resolveFile(call, rules, { path: edit.filePath, links })
  if (located._tag !== "Located") return located
  if (located.path !== (source ?? target)) return "moved"
  const place = placeOf(call.access.flavor, located.path)
  return yield* asFinding(inFolder(call, place.folder, (folder) => readIn(call, folder, place)))
})

const readIn = (call: WriteCall, folder: OpenFolder, place: Place): Effect.Effect<Found | Obstacle, AccessFailure> =>
  Effect.flatMap(
    folder.read(place.name, call.fileBytesMax),
    (found): Effect.Effect<Found | Obstacle, AccessFailure> => {
      if (found === undefined) {
        return Effect.map(folder.look(place.name), ({ sizeBytes }) => ({ _tag: "TooLarge", sizeBytes }))
      }
      const { bytes, status } = found
      return Effect.map(ContentDigest.of(call, [bytes]), (digest) => ({
        _tag: "Found",
        ...place,
        base: { bytes, digest, status }
      }))
    }
  )

const asFinding = (read: Effect.Effect<Found | Obstacle, AccessFailure>): Effect.Effect<Finding> =>
  Effect.catch(read, (failure) => {
    const again = WriteEngine.orAgain(failure)
    return Effect.succeed<Finding>(again === "again" ? "moved" : again)
  })

/**
 * Reads all files whose paths are canonical, folder by folder, so that each of these is opened once.
 *
 * @since 0.1.0
 */
export const readAll = Effect.fnUntraced(function* (call: WriteCall, parts: ReadonlyArray<Part>) {
  const inEach = new Map<string, Array<Place>>()
  for (const { edit, source } of parts) {
    if (source === undefined || edit.filePath !== source) continue
    const place = placeOf(call.access.flavor, source)
    inEach.set(place.folder, [...(inEach.get(place.folder) ?? []), place])
  }
  const findings = new Map<string, Finding>()
  const readThere = ([folder, places]: readonly [string, ReadonlyArray<Place>]) =>
    Effect.ignore(
      inFolder(call, folder, (opened) =>
        Effect.forEach(
          places,
          (place) => Effect.map(asFinding(readIn(call, opened, place)), (found) => findings.set(place.path, found)),
          { discard: true }
        )
      )
    )
  yield* Effect.forEach(inEach, readThere, { concurrency: Limits.writesAtOnce, discard: true })
  return findings
})
