/**
 * Gives a file another name, with its contents or with new ones: never over another file, and the new name is on the disk
 * before the old one goes.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as AtomicWrite from "./AtomicWrite.ts"
import * as Bytes from "./Bytes.ts"
import * as ContentDigest from "./ContentDigest.ts"
import * as CreateEngine from "./CreateEngine.ts"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Refused } from "./Resolution.ts"
import * as Resolution from "./Resolution.ts"
import * as Telemetry from "./Telemetry.ts"
import type { How, WriteBase } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import * as WriteLedger from "./WriteLedger.ts"
import type { OwnState } from "./WriteLedger.ts"
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts"

/**
 * What is to be moved where.
 *
 * @since 0.1.0
 */
export interface MoveWish<Change> {
  /** As requested; a link in the last place is refused. */
  readonly path: string
  readonly newPath: string
  readonly createParents: boolean
  /** Decides on the contents under the new name: `Put` new ones, or `Keep` those that are there. */
  readonly decide: (file: Base) => Exclude<Decision<Change>, { readonly _tag: "Remove" }> | Keep<Change>
}

interface Keep<Change> {
  readonly _tag: "Keep"
  readonly change: Change
}

/**
 * What came of a move, and which of its two paths a problem is about.
 *
 * @since 0.1.0
 */
export interface MoveOutcome<Change> {
  readonly outcome: WriteOutcome<Change>
  readonly about: "path" | "newPath"
}

/**
 * Moves a file.
 *
 * @param base - what every write needs
 * @param how - how this call writes
 * @param wish - what goes where
 * @since 0.1.0
 */
export const move = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  wish: MoveWish<Change>
): Effect.fn.Return<MoveOutcome<Change>> {
  for (let attempt = 0; attempt <= Limits.readRetriesMax; attempt++) {
    const from = yield* WriteEngine.resolveFile(base, how.rules, { path: wish.path, links: "refused" })
    if (from._tag !== "Located") return { outcome: from, about: "path" }
    const to = yield* freePlace(base, how, wish)
    if (typeof to !== "string") return { outcome: to, about: "newPath" }
    const parents =
      wish.createParents && how.act === "apply" ? yield* CreateEngine.makeParents(base, how, to) : undefined
    if (parents !== undefined && parents !== "again") return { outcome: parents, about: "newPath" }
    const outcome = yield* between(base, how, from.path, how.act === "show" ? from.path : to, wish)
    if (outcome !== "again") return outcome
    if (!(yield* hasFolder(base, to))) return { outcome: accessFailure("ENOENT", "link"), about: "newPath" }
  }
  return { outcome: { _tag: "Unsteady" }, about: "path" }
})

// Asked only to tell why nothing came of it.
const hasFolder = ({ access }: WriteBase, path: string): Effect.Effect<boolean> =>
  Effect.match(access.canonicalize(PathSyntax.parent(path, access.flavor)), {
    onFailure: ({ code }) => code !== "ENOENT",
    onSuccess: () => true
  })

const freePlace = Effect.fnUntraced(function* <Change>(
  { access }: WriteBase,
  { rules }: How,
  { newPath }: MoveWish<Change>
): Effect.fn.Return<string | Refused | AccessFailure | Extract<WriteOutcome<Change>, { readonly _tag: "Exists" }>> {
  const to = yield* Resolution.resolveForCreate(access, rules, newPath)
  if (to._tag !== "Located") return to
  return to.type === "Unknown" ? to.path : { _tag: "Exists" }
})

type Attempt<Change> = MoveOutcome<Change> | "again"

const between = <Change>(
  base: WriteBase,
  how: How,
  from: string,
  to: string,
  wish: MoveWish<Change>
): Effect.Effect<Attempt<Change>> => {
  const { access, folders, permits, sweeper } = base
  const place = (path: string) => {
    const parent = PathSyntax.parent(path, access.flavor)
    return { parent, name: PathSyntax.below(parent, path) }
  }
  const [old, now] = [place(from), place(to)]
  const opened = folders.use(old.parent, (folder) =>
    folders.use(now.parent, (into) => {
      const moved = moveIn(base, how, { folder, name: old.name, into, newName: now.name }, wish)
      return how.act === "show"
        ? moved
        : Effect.andThen(Effect.andThen(sweeper.sweep(folder), sweeper.sweep(into)), moved)
    })
  )
  return Effect.catch(
    WriteEngine.locked(
      base,
      how,
      [from, to],
      permits.withBudget(2, (budget) => WriteEngine.withDescriptors(budget, opened, Limits.readRetriesMax))
    ),
    (failure): Effect.Effect<Attempt<Change>> => {
      const outcome = failure._tag === "AccessFailure" ? WriteEngine.orAgain(failure) : failure
      return Effect.succeed(outcome === "again" ? outcome : { outcome, about: "path" })
    }
  )
}

interface Names {
  readonly folder: OpenFolder
  readonly name: string
  readonly into: OpenFolder
  readonly newName: string
}

const moveIn = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  names: Names,
  wish: MoveWish<Change>
): Effect.fn.Return<Attempt<Change>, AccessFailure> {
  const read = yield* names.folder.read(names.name, base.fileBytesMax)
  if (read === undefined) {
    const { sizeBytes } = yield* names.folder.look(names.name)
    return { outcome: { _tag: "TooLarge", sizeBytes }, about: "path" }
  }
  const { bytes, status } = read
  const oldDigest = yield* ContentDigest.of(base, [bytes])
  const decision = wish.decide({ bytes, digest: oldDigest, status })
  if (decision._tag === "Decline") return { outcome: { _tag: "Declined", change: decision.change }, about: "path" }
  const refusal = WriteEngine.refuse(base, status, decision._tag === "Put" ? decision : { _tag: "Remove" })
  if (refusal !== undefined) return { outcome: refusal, about: "path" }
  const pieces = decision._tag === "Put" ? decision.pieces : [bytes]
  const newDigest = decision._tag === "Put" ? yield* ContentDigest.of(base, pieces) : oldDigest
  const result = (written: AtomicWrite.Written): MoveOutcome<Change> => ({
    outcome: { _tag: "Written", oldDigest, oldBytes: bytes.length, newDigest, written, change: decision.change },
    about: "path"
  })
  if (how.act === "show") return result({ durability: how.durability, unsynced: undefined })
  const at = (folder: OpenFolder, name: string) => PathSyntax.join(folder.path, name, base.access.flavor)
  const states: ReadonlyArray<OwnState> = [
    { path: at(names.into, names.newName), before: "absent", after: WriteLedger.contentOf(base, newDigest) },
    { path: at(names.folder, names.name), before: WriteLedger.contentOf(base, oldDigest), after: "absent" }
  ]
  const done =
    decision._tag === "Put"
      ? AtomicWrite.moveChanged(
          { ...names, status, durability: how.durability },
          {
            pieces,
            mode: decision.mode ?? status.mode & 0o777,
            temporary: WriteEngine.temporaryFor(base, names.newName)
          }
        )
      : AtomicWrite.move({ ...names, status, durability: how.durability })
  return yield* WriteLedger.announced(base, how, states, done).pipe(
    Effect.tap(({ durability }) =>
      Telemetry.addWritten(decision._tag === "Put" ? Bytes.lengthOf(pieces) : 0, durability)
    ),
    Effect.match({
      onSuccess: result,
      onFailure: (failure): Attempt<Change> => {
        const attempt = WriteEngine.attemptOf(failure)
        return typeof attempt === "string" ? "again" : { outcome: attempt, about: "newPath" }
      }
    })
  )
})
