/**
 * Makes a planned transaction happen, all of it or none: new contents wait beside their places and in the journal, on the
 * disk both; then every file gets its place, every folder is synced, and the journal is cleared.
 *
 * From the moment at which the journal is on the disk the transaction is certain: whoever starts after a crash brings it
 * to its end. If a file cannot get its place while this process lives, those that have theirs are given back to the files
 * that were there before, the same ones, which kept a second name for as long as that may be necessary. A file that
 * somebody else changes meanwhile is left alone, and told.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as AtomicWrite from "./AtomicWrite.ts"
import * as CreateEngine from "./CreateEngine.ts"
import type { AccessFailure } from "./FileAccess.ts"
import type { Slot } from "./Journal.ts"
import type { JournalRecord } from "./JournalRecord.ts"
import * as Limits from "./Limits.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import type { PlannedFile } from "./TransactionPlan.ts"
import * as TransactionFiles from "./TransactionFiles.ts"
import type { CommitBase, Outcome, Staged, Trouble } from "./TransactionStage.ts"
import * as TransactionStage from "./TransactionStage.ts"
import * as TransactionUndo from "./TransactionUndo.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import * as WriteLedger from "./WriteLedger.ts"
import type { OwnOutcome, OwnState } from "./WriteLedger.ts"

/**
 * Does a planned transaction, while the locks of all its paths are held. Not to be interrupted but where `restore` lets it
 * be: until its journal is written, and then nothing was changed.
 *
 * @param base - what every write needs
 * @param how - how this call writes
 * @param means - its journal, which is cleared where nothing is left to do; what stands in it; what can be interrupted
 * @param files - what is to become of which file
 * @since 0.1.0
 */
export const commit = (
  base: CommitBase,
  how: How,
  means: Means,
  files: ReadonlyArray<PlannedFile>
): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const all = files.map((file) => TransactionStage.toStaged(base, file))
    const prepared = yield* prepare(base, means, all)
    if (prepared !== undefined) return prepared
    return yield* WriteLedger.announcedAs(
      base,
      how,
      statesOf(base, files),
      place(base, how, means.slot, all),
      ownOutcome
    )
  })

/**
 * What a commit is done with.
 *
 * @since 0.1.0
 */
export interface Means {
  readonly slot: Slot
  readonly record: JournalRecord
  readonly restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const ownOutcome = (exit: Exit.Exit<Outcome>): OwnOutcome =>
  Exit.isSuccess(exit) ? ownOutcomes[exit.value._tag] : "unknown"

const ownOutcomes = {
  Done: "applied",
  Unsure: "applied",
  Undone: "unchanged",
  Stuck: "unknown"
} as const satisfies Record<Outcome["_tag"], OwnOutcome>

const statesOf = (base: CommitBase, files: ReadonlyArray<PlannedFile>): ReadonlyArray<OwnState> =>
  files.map(({ now, old, path }) => ({
    path,
    before: WriteLedger.contentOf(base, old?.digest),
    after: WriteLedger.contentOf(base, now?.digest)
  }))

// The record has all contents in it, so that it makes no difference which of the two is on the disk first; but where there
// is much of it the disk may be full.
const prepare = Effect.fnUntraced(function* (
  base: CommitBase,
  { record, restore, slot }: Means,
  all: ReadonlyArray<Staged>
): Effect.fn.Return<Outcome | undefined> {
  const sizeBytes = all.reduce((sum, { file }) => sum + (file.now?.sizeBytes ?? 0), 0)
  const contents = all.map(({ file }) => file.now?.pieces)
  let committed: Exit.Exit<void, AccessFailure> | undefined
  const journal = Effect.map(Effect.exit(slot.commit(record, contents)), (exit) => void (committed = exit))
  const writing =
    sizeBytes > Limits.stagedBeforeBytes
      ? undefined
      : yield* Effect.forkChild(Effect.uninterruptible(journal), { startImmediately: true })
  const staged = yield* Effect.exit(restore(TransactionStage.stageAll(base, all)))
  if (writing !== undefined) yield* Fiber.await(writing)
  else if (Exit.isSuccess(staged)) yield* journal
  const failed = troubleOf(staged, committed)
  if (failed === undefined && Exit.isSuccess(staged)) return undefined
  yield* TransactionStage.discardAll(base, all)
  if (committed !== undefined) {
    const cleared = yield* Effect.exit(slot.clear)
    if (Exit.isFailure(cleared))
      return TransactionStage.stuck(
        all.map(({ file }) => file.path),
        TransactionStage.uncleared
      )
  }
  return failed === undefined ? yield* interruptedBy(staged) : { _tag: "Undone", trouble: failed }
})

const troubleOf = (
  staged: Exit.Exit<void, Trouble>,
  committed: Exit.Exit<void, AccessFailure> | undefined
): Trouble | undefined => {
  const trouble = Exit.findErrorOption(staged)
  if (trouble._tag === "Some") return trouble.value
  const failure = committed === undefined ? undefined : Exit.findErrorOption(committed)
  return failure?._tag === "Some" ? { _tag: "Trouble", file: undefined, problem: failure.value } : undefined
}

const interruptedBy = (exit: Exit.Exit<unknown, unknown>): Effect.Effect<never> =>
  Exit.isFailure(exit) ? Effect.failCause(exit.cause as never) : Effect.interrupt

const place = Effect.fnUntraced(function* (
  base: CommitBase,
  how: How,
  slot: Slot,
  all: ReadonlyArray<Staged>
): Effect.fn.Return<Outcome> {
  const made: Array<string> = []
  const placed = Effect.catch(placeAll(base, how, all, made), (trouble) =>
    TransactionUndo.takeBack(base, how, slot, all, made, trouble)
  )
  const outcome = yield* base.gate.change(placed)
  if (outcome !== undefined) return outcome
  // What takes the second names away need not be on the disk: they would be swept.
  const syncing = Effect.result(syncAll(base, how, all, made))
  const [, synced] = yield* Effect.all([tidy(base, all), syncing], { concurrency: 2 })
  if (synced._tag === "Failure") return { _tag: "Unsure", trouble: synced.failure }
  const unsynced = all.find((each) => each.unsynced !== undefined)?.unsynced ?? synced.success
  return { _tag: "Done", written: { durability: unsynced === undefined ? how.durability : "bestEffort", unsynced } }
})

const placeAll = Effect.fnUntraced(function* (
  base: CommitBase,
  how: How,
  all: ReadonlyArray<Staged>,
  made: Array<string>
): Effect.fn.Return<undefined, Trouble> {
  for (const { file } of all) {
    for (const folder of file.now?.missing ?? []) {
      if (!made.includes(folder))
        yield* Effect.mapError(makeFolder(base, how, folder, made), TransactionStage.troubleAt(file))
    }
  }
  const ways = new Map<string, Array<Staged>>()
  for (const each of all) {
    const way = `${each.waits}\0${each.file.folder}`
    ways.set(way, [...(ways.get(way) ?? []), each])
  }
  yield* Effect.forEach(ways.values(), (way) => Effect.uninterruptible(placeThere(base, way)), TransactionStage.atOnce)
  return undefined
})

// Whoever makes it at the same time is welcome, and keeps it.
const makeFolder = (base: CommitBase, how: How, path: string, made: Array<string>) =>
  TransactionStage.inFolder(base, TransactionFiles.placeOf(base.access.flavor, path).folder, (opened) =>
    Effect.matchEffect(CreateEngine.makeFolder(base, how, opened, path), {
      onSuccess: () => Effect.sync(() => void made.push(path)),
      onFailure: (failure) => (failure.code === "EEXIST" ? Effect.void : Effect.fail(failure))
    })
  )

const placeThere = (base: CommitBase, way: ReadonlyArray<Staged>): Effect.Effect<void, Trouble> => {
  const [first] = way
  const { file, waits } = first!
  const placing = (from: OpenFolder, folder: OpenFolder) =>
    Effect.forEach(
      way.filter(({ progress }) => progress !== "placed"),
      (staged) =>
        Effect.uninterruptible(
          Effect.mapError(placeOne(from, folder, staged), TransactionStage.troubleAt(staged.file))
        ),
      placesAtOnce
    )
  const opened =
    waits === file.folder
      ? base.folders.use(waits, (folder) => placing(folder, folder))
      : base.folders.use(waits, (from) => base.folders.use(file.folder, (folder) => placing(from, folder)))
  const done = base.permits.withBudget(2, (budget) =>
    WriteEngine.withDescriptors(budget, opened, Limits.readRetriesMax)
  )
  return Effect.mapError(done, (failure) =>
    failure._tag === "Trouble" ? failure : TransactionStage.troubleAt(file)(failure)
  )
}

// As many as the thread pool has threads, usually: whoever stops one of them waits for the others.
const placesAtOnce = { concurrency: 4, discard: true } as const

const placeOne = Effect.fnUntraced(function* (
  from: OpenFolder,
  folder: OpenFolder,
  staged: Staged
): Effect.fn.Return<void, AtomicWrite.WriteFailure | AccessFailure> {
  const { backup, file, temporary } = staged
  const { name, now, old } = file
  if (old === undefined) {
    const linked = from.link(temporary, name, folder)
    yield* AtomicWrite.unlessDone(linked, TransactionStage.isVersion(folder, name, staged.version), takenOrFailed)
    staged.progress = "placed"
    return
  }
  if (now === undefined) {
    const isGone = AtomicWrite.isAbsent(folder, name)
    yield* AtomicWrite.unlessDone(folder.rename(name, backup), isGone, goneOrFailed)
    staged.progress = "placed"
    return yield* expectOld(folder, staged)
  }
  yield* AtomicWrite.unlessDone(folder.link(name, backup), isThere(folder, backup), goneOrFailed)
  staged.progress = "kept"
  yield* expectOld(folder, staged)
  const renamed = from.rename(temporary, name, folder)
  yield* AtomicWrite.unlessDone(renamed, AtomicWrite.isAbsent(from, temporary), AtomicWrite.renameFailed)
  staged.progress = "placed"
})

// What has the second name is what stood there, whoever is about to change the first one.
const expectOld = (folder: OpenFolder, { backup, file }: Staged) =>
  Effect.flatMap(folder.look(backup), ({ mode, version }) =>
    version === file.old!.status.version && mode === file.old!.status.mode
      ? Effect.void
      : Effect.fail<AtomicWrite.WriteFailure>({ _tag: "TargetChanged" })
  )

const isThere = (folder: OpenFolder, name: string): Effect.Effect<boolean> =>
  Effect.match(folder.look(name), { onSuccess: () => true, onFailure: () => false })

const takenOrFailed = (failure: AccessFailure): AtomicWrite.WriteFailure =>
  failure.code === "EEXIST" ? { _tag: "TargetChanged" } : AtomicWrite.renameFailed(failure)

const goneOrFailed = (failure: AccessFailure): AtomicWrite.WriteFailure =>
  failure.code === "ENOENT" ? { _tag: "TargetChanged" } : AtomicWrite.renameFailed(failure)

// Second names, of files that have their place and of those that had it.
const tidy = (base: CommitBase, all: ReadonlyArray<Staged>): Effect.Effect<void> =>
  TransactionStage.discardEach(
    base,
    all.map(({ backup, file, temporary, waits }) =>
      file.old === undefined ? [waits, temporary] : [file.folder, backup]
    )
  )

const syncAll = (base: CommitBase, { durability }: How, all: ReadonlyArray<Staged>, made: ReadonlyArray<string>) => {
  const { file } = all[0]!
  return Effect.mapError(
    TransactionStage.syncFolders(base, TransactionStage.foldersOf(base, all, made), durability),
    (failure) => TransactionStage.troubleAt(file)(failure)
  )
}
