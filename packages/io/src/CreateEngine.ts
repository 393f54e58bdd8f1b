/**
 * Makes a file that is not there, or rewrites one that is, if that is wanted: finds the place, makes the folders on the way
 * if that is wanted, and takes the name only where it is free.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as AtomicWrite from "./AtomicWrite.ts"
import * as ContentDigest from "./ContentDigest.ts"
import type { AccessFailure, Located } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as Resolution from "./Resolution.ts"
import type { How, WriteBase } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import * as WriteLedger from "./WriteLedger.ts"
import type { Base, WriteOutcome, WriteProblem } from "./WriteOutcome.ts"

/**
 * A file to make.
 *
 * @since 0.1.0
 */
export interface NewFileWish<Change> {
  /** As requested. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly onExists: "error" | "overwrite"
  readonly createParents: boolean
  /** The permission bits; undefined for those that the umask leaves of `usualMode`. */
  readonly mode?: number | undefined
  /** What the umask takes from. Default: 0666. */
  readonly usualMode?: number | undefined
  /** Whether what stands there counts, or will be gone when the file is made: then it can only be shown. */
  readonly place: "asItIs" | "free"
  /** Told of the file that is overwritten, or of none. */
  readonly change: (replaced: Base | undefined) => Change
}

/**
 * Makes a file, or rewrites one that is there, if that is wanted.
 *
 * @param base - what every write needs
 * @param how - how this call writes
 * @param wish - what is to stand where
 * @since 0.1.0
 */
export const create = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  wish: NewFileWish<Change>
): Effect.fn.Return<WriteOutcome<Change>> {
  if (wish.place === "free") return yield* shown(base, how, wish)
  const plain = WriteEngine.plainPath(base, how.rules, wish.path)
  const early = plain === undefined ? "again" : yield* inPlace(base, how, plain, wish)
  if (early !== "again") return early
  for (let attempt = 0; attempt <= Limits.readRetriesMax; attempt++) {
    const found = yield* Resolution.resolveForCreate(base.access, how.rules, wish.path)
    if (found._tag !== "Located") return found
    if (found.type !== "Unknown") return yield* overwrite(base, how, wish, found)
    const parents = wish.createParents && how.act === "apply" ? yield* makeParents(base, how, found.path) : undefined
    if (parents !== undefined && parents !== "again") return parents
    const outcome = yield* inPlace(base, how, found.path, wish)
    if (outcome !== "again") return outcome
    if (how.act === "show" && wish.createParents) return yield* shown(base, how, wish)
    // A folder on the way is missing: that is what the next look says too, and what the caller is told.
    if (!wish.createParents && attempt === Limits.readRetriesMax) return accessFailure("ENOENT", "open")
  }
  return { _tag: "Unsteady" }
})

const overwrite = <Change>(base: WriteBase, how: How, wish: NewFileWish<Change>, { type }: Located) => {
  if (wish.onExists === "error") return Effect.succeed<WriteOutcome<Change>>({ _tag: "Exists" })
  if (type !== "File" && type !== "Unknown") return Effect.succeed<WriteOutcome<Change>>({ _tag: "NotAFile", type })
  return WriteEngine.rewrite<Change>(base, how, {
    path: wish.path,
    links: "followed",
    decide: (file) => ({ _tag: "Put", pieces: [wish.bytes], change: wish.change(file) })
  })
}

type Attempt<Change> = WriteOutcome<Change> | "again"

// Somebody who makes the same file between the look and the link makes the link fail.
const inPlace = <Change>(base: WriteBase, how: How, canonical: string, wish: NewFileWish<Change>) =>
  WriteEngine.inFolder(base, how, canonical, (folder, name): Effect.Effect<Attempt<Change>, AccessFailure> => {
    const { bytes, mode, onExists, usualMode } = wish
    const decision = { _tag: "Put", pieces: [bytes], mode, change: wish.change(undefined) } as const
    const target = { name, replaces: undefined, usualMode }
    const exists: Attempt<Change> = onExists === "error" ? { _tag: "Exists" } : "again"
    const made = Effect.map(WriteEngine.put(base, how, folder, target, decision, nothing), (outcome) =>
      outcome === "again" || outcome === "mistaken" ? exists : outcome
    )
    return Effect.flatMap(isFree(folder, name), (free) => (free ? made : Effect.succeed<Attempt<Change>>("again")))
  })

const isFree = (folder: OpenFolder, name: string): Effect.Effect<boolean, AccessFailure> =>
  Effect.matchEffect(folder.look(name), {
    onSuccess: () => Effect.succeed(false),
    onFailure: (failure) => (failure.code === "ENOENT" ? Effect.succeed(true) : Effect.fail(failure))
  })

const nothing = { oldDigest: undefined, bytes: undefined }

const shown = <Change>(base: WriteBase, how: How, { bytes, change }: NewFileWish<Change>) =>
  Effect.map(ContentDigest.of(base, [bytes]), (newDigest): WriteOutcome<Change> => ({
    _tag: "Written",
    oldDigest: undefined,
    oldBytes: 0,
    newDigest,
    written: { durability: how.durability, unsynced: undefined },
    change: change(undefined)
  }))

/**
 * Makes what is missing of the folders above a path, and syncs the folder above each new one. Whoever makes them at the
 * same time is welcome.
 *
 * @since 0.1.0
 */
export const makeParents = (
  base: WriteBase,
  how: How,
  path: string
): Effect.Effect<WriteProblem<never> | "again" | undefined> => {
  const { access } = base
  const folder = PathSyntax.parent(path, access.flavor)
  const isThere = Effect.scoped(Effect.as(access.openFolder(folder), undefined))
  return Effect.catch(isThere, (failure) => {
    if (failure.code !== "ENOENT" || folder === path) return Effect.succeed(WriteEngine.orAgain(failure))
    return Effect.flatMap(makeParents(base, how, folder), (above) => {
      if (above !== undefined) return Effect.succeed(above)
      const parent = PathSyntax.parent(folder, access.flavor)
      const made = Effect.flatMap(access.openFolder(parent), (opened) =>
        Effect.andThen(
          Effect.catchIf(makeFolder(base, how, opened, folder), isTaken, () => Effect.void),
          AtomicWrite.syncFolder(opened, how.durability, false)
        )
      )
      return Effect.scoped(made).pipe(
        Effect.as(undefined),
        Effect.catch((failed) =>
          Effect.succeed<WriteProblem<never> | "again">(
            failed._tag === "AccessFailure" ? WriteEngine.orAgain(failed) : asProblem(failed)
          )
        )
      )
    })
  })
}

/**
 * Makes a folder in an open one, announced to the ledger. Fails where something is there.
 *
 * @since 0.1.0
 */
export const makeFolder = (
  base: Pick<WriteBase, "ledger">,
  how: Pick<How, "origin">,
  parent: OpenFolder,
  path: string
): Effect.Effect<void, AccessFailure> => {
  const states = [{ path, before: "absent", after: "directory" }] as const
  return WriteLedger.announced(base, how, states, parent.makeFolder(PathSyntax.below(parent.path, path), newFolderMode))
}

// The umask takes from it what the user wants taken.
const newFolderMode = 0o777

const isTaken = (failure: AccessFailure): boolean => failure.code === "EEXIST"

const asProblem = (failure: AtomicWrite.WriteFailure): WriteProblem<never> => {
  const attempt = WriteEngine.attemptOf(failure)
  return typeof attempt === "string" ? { _tag: "Unsteady" } : attempt
}
