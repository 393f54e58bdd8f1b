/**
 * The files of a transaction on their way: what waits where, how far each has come, and what stopped it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as AtomicWrite from "./AtomicWrite.ts"
import type { Written } from "./AtomicWrite.ts"
import type { AccessFailure } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { ReadGate } from "./ReadGate.ts"
import type { PlannedFile } from "./TransactionPlan.ts"
import * as TransactionFiles from "./TransactionFiles.ts"
import * as TransactionPlan from "./TransactionPlan.ts"
import type { How, WriteBase } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { WriteProblem } from "./WriteOutcome.ts"

/**
 * What stopped a transaction, and at which file; none, where it was the journal.
 *
 * @since 0.1.0
 */
export interface Trouble {
  readonly _tag: "Trouble"
  readonly file: PlannedFile | undefined
  readonly problem: Exclude<WriteProblem<never>, { readonly _tag: "Declined" }>
}

/**
 * What came of a transaction.
 *
 * @since 0.1.0
 */
export type Outcome =
  | { readonly _tag: "Done"; readonly written: Written }
  /** Every file is as it was. */
  | { readonly _tag: "Undone"; readonly trouble: Trouble }
  /** Every file is as it was to be, but the disk does not confirm it: a restart sees to that. */
  | { readonly _tag: "Unsure"; readonly trouble: Trouble }
  /** It is neither done nor undone, and only a recovery can end it. */
  | { readonly _tag: "Stuck"; readonly paths: ReadonlyArray<string>; readonly detail: string }

/**
 * Means of a commit.
 *
 * @since 0.1.0
 */
export interface CommitBase extends WriteBase {
  readonly gate: ReadGate
}

/**
 * A file on its way.
 *
 * @since 0.1.0
 */
export interface Staged {
  readonly file: PlannedFile
  /** The folder in which the new contents wait. */
  readonly waits: string
  readonly temporary: string
  readonly backup: string
  /** What the new file is known by. */
  version: string | undefined
  unsynced: Written["unsynced"]
  /** How far it came. */
  progress: "nothing" | "waiting" | "kept" | "placed"
}

/**
 * A file of which nothing was done yet.
 *
 * @since 0.1.0
 */
export const toStaged = (base: CommitBase, file: PlannedFile): Staged => ({
  file,
  waits: TransactionPlan.waitingFolder(base.access.flavor, file),
  temporary: WriteEngine.temporaryFor(base, file.name),
  backup: WriteEngine.temporaryFor(base, file.name),
  version: undefined,
  unsynced: undefined,
  progress: "nothing"
})

/**
 * A transaction that only a recovery can end.
 *
 * @since 0.1.0
 */
export const stuck = (paths: ReadonlyArray<string>, detail: string): Outcome => ({ _tag: "Stuck", paths, detail })

/**
 * Why a transaction is stuck whose journal cannot be cleared.
 *
 * @since 0.1.0
 */
export const uncleared = "its journal cannot be cleared, so that a restart might bring it to its end"

/**
 * How many files are worked on at once.
 *
 * @since 0.1.0
 */
export const atOnce = { concurrency: Limits.writesAtOnce, discard: true } as const

/**
 * What stopped a transaction at a file.
 *
 * @since 0.1.0
 */
export const troubleAt =
  (file: PlannedFile) =>
  (failure: AtomicWrite.WriteFailure | AccessFailure): Trouble => {
    const moved = failure._tag === "TargetChanged" || failure._tag === "Mistaken"
    return { _tag: "Trouble", file, problem: moved ? { _tag: "Unsteady" } : failure }
  }

/**
 * Lets the new contents of all files wait beside their places, on the disk.
 *
 * @since 0.1.0
 */
export const stageAll = (base: CommitBase, all: ReadonlyArray<Staged>): Effect.Effect<void, Trouble> =>
  Effect.forEach(all, (staged) => Effect.mapError(stage(base, staged), troubleAt(staged.file)), atOnce)

const stage = (base: CommitBase, staged: Staged): Effect.Effect<void, AtomicWrite.WriteFailure | AccessFailure> => {
  const { now } = staged.file
  if (now === undefined) return Effect.void
  if (now.moves === undefined) return stageContents(base, staged)
  return Effect.catchIf(stageLink(base, staged), isLinkless, () => stageContents(base, staged))
}

const linklessCodes = new Set(["EPERM", "ENOTSUP", "ENOSYS", "EXDEV", "EMLINK"])

// No second name here, or not for this file: then it is a copy that moves.
const isLinkless = (failure: AtomicWrite.WriteFailure | AccessFailure): boolean =>
  failure._tag === "AccessFailure" && linklessCodes.has(failure.code)

const stageContents = (base: CommitBase, staged: Staged) => {
  const { now, old } = staged.file
  const { mode, owner, pieces, usualMode } = now!
  const contents = { pieces, mode, owner, usualMode, temporary: staged.temporary, replaces: old?.status }
  return inFolder(base, staged.waits, (folder) =>
    AtomicWrite.stage(folder, contents, ({ unsynced, version }) => {
      staged.version = version
      staged.unsynced = unsynced
      staged.progress = "waiting"
    })
  )
}

const stageLink = (base: CommitBase, staged: Staged) => {
  const { folder: from, name } = staged.file.now!.moves!
  const { temporary } = staged
  return inFolder(base, from, (source) =>
    base.folders.use(staged.waits, (into) =>
      Effect.uninterruptible(
        Effect.gen(function* () {
          const { version } = yield* source.look(name)
          yield* Effect.catch(source.link(name, temporary, into), (failure) =>
            Effect.flatMap(AtomicWrite.isAbsent(into, temporary), (absent) =>
              absent ? Effect.fail(failure) : Effect.void
            )
          )
          staged.version = version
          staged.progress = "waiting"
        })
      )
    )
  )
}

/**
 * Runs an effect in a folder, after what dead processes left there was removed.
 *
 * @since 0.1.0
 */
export const inFolder = <A>(
  base: CommitBase,
  folder: string,
  use: (folder: OpenFolder) => Effect.Effect<A, AtomicWrite.WriteFailure | AccessFailure>
) =>
  base.permits.withBudget(2, (budget) =>
    WriteEngine.withDescriptors(
      budget,
      base.folders.use(folder, (opened) => Effect.andThen(base.sweeper.sweep(opened), use(opened))),
      Limits.readRetriesMax
    )
  )

/**
 * Removes names of ours, folder by folder; what cannot be removed is swept later.
 *
 * @since 0.1.0
 */
export const discardEach = (
  base: CommitBase,
  places: Iterable<readonly [folder: string, name: string]>
): Effect.Effect<void> => {
  const inEach = new Map<string, Array<string>>()
  for (const [folder, name] of places) {
    const names = inEach.get(folder)
    if (names === undefined) inEach.set(folder, [name])
    else names.push(name)
  }
  return Effect.forEach(inEach, ([folder, names]) => discardThere(base, folder, names), atOnce)
}

// As many as the thread pool has threads, usually, where it is at work at all.
const removalsAtOnce = { concurrency: 4, discard: true } as const

const discardThere = (base: CommitBase, folder: string, names: ReadonlyArray<string>): Effect.Effect<void> => {
  const removed = TransactionFiles.inFolder(base, folder, (opened) =>
    Effect.forEach(names, (name) => AtomicWrite.removeOwn(opened, name), removalsAtOnce)
  )
  return Effect.ignore(Effect.catch(removed, () => removed))
}

/**
 * Removes what waits.
 *
 * @since 0.1.0
 */
export const discardAll = (base: CommitBase, all: ReadonlyArray<Staged>): Effect.Effect<void> =>
  discardEach(
    base,
    all.filter(isWaiting).map(({ temporary, waits }) => [waits, temporary])
  )

// A new file that has its place has the name under which it waited, too.
const isWaiting = ({ file, progress }: Staged): boolean =>
  progress === "waiting" || progress === "kept" || (progress === "placed" && file.old === undefined)

/**
 * Whether a name leads to a certain file for sure.
 *
 * @since 0.1.0
 */
export const isVersion = (folder: OpenFolder, name: string, wanted: string | undefined): Effect.Effect<boolean> =>
  Effect.match(folder.look(name), { onSuccess: ({ version }) => version === wanted, onFailure: () => false })

/**
 * The folders whose entries a transaction changes.
 *
 * @since 0.1.0
 */
export const foldersOf = (
  base: CommitBase,
  all: ReadonlyArray<Staged>,
  made: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const above = made.map((path) => PathSyntax.parent(path, base.access.flavor))
  return [...new Set([...all.flatMap(({ file, waits }) => [file.folder, waits]), ...above])]
}

/**
 * Makes durable what happened to the entries of folders.
 *
 * @since 0.1.0
 */
export const syncFolders = (base: CommitBase, folders: ReadonlyArray<string>, durability: How["durability"]) =>
  Effect.map(
    Effect.forEach(
      folders,
      (folder) => {
        const synced = TransactionFiles.inFolder(base, folder, (opened) =>
          AtomicWrite.syncFolder(opened, durability, true)
        )
        return Effect.catchTag(synced, "AccessFailure", (failure) => unopened(failure, durability))
      },
      { concurrency: Limits.writesAtOnce }
    ),
    (synced) => synced.find((unsynced) => unsynced !== undefined)
  )

// A folder that cannot be opened cannot be synced, and what happened in it can be seen.
const unopened = (
  failure: AccessFailure,
  durability: How["durability"]
): Effect.Effect<Written["unsynced"], AtomicWrite.WriteFailure> => {
  const step = "fsync of the folder"
  return durability === "strict"
    ? Effect.fail({ _tag: "SyncFailed", step, failure, visible: true })
    : Effect.succeed({ step, code: failure.code })
}
