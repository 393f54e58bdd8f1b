/**
 * Takes a transaction back whose files could not all get their places: each place is given back to the file that was there,
 * unless somebody else has changed it meanwhile.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as AtomicWrite from "./AtomicWrite.ts"
import type { AccessFailure } from "./FileAccess.ts"
import type { Slot } from "./Journal.ts"
import type { OpenFolder } from "./OpenFolder.ts"
import * as TransactionFiles from "./TransactionFiles.ts"
import type { CommitBase, Outcome, Staged, Trouble } from "./TransactionStage.ts"
import * as TransactionStage from "./TransactionStage.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteLedger from "./WriteLedger.ts"

/**
 * Takes a transaction back, and clears its journal.
 *
 * @param base - what every commit needs
 * @param how - how durable it is
 * @param slot - the journal
 * @param all - the files
 * @param made - the folders that were made for them, those above first
 * @param trouble - what stopped it
 * @since 0.1.0
 */
export const takeBack = Effect.fnUntraced(function* (
  base: CommitBase,
  how: How,
  slot: Slot,
  all: ReadonlyArray<Staged>,
  made: ReadonlyArray<string>,
  trouble: Trouble
): Effect.fn.Return<Outcome> {
  const lost: Array<string> = []
  for (const staged of all.toReversed()) {
    const { folder, path } = staged.file
    const back = TransactionFiles.inFolder(base, folder, (opened) => takeBackOne(opened, staged))
    const isBack = yield* Effect.orElseSucceed(back, () => false)
    if (!isBack && staged.progress === "placed") lost.push(path)
  }
  yield* TransactionStage.discardAll(base, all)
  for (const path of made.toReversed()) {
    const { folder, name } = TransactionFiles.placeOf(base.access.flavor, path)
    const states = [{ path, before: "directory", after: "absent" }] as const
    const removed = TransactionFiles.inFolder(base, folder, (opened) =>
      WriteLedger.announced(base, how, states, opened.removeFolder(name))
    )
    yield* Effect.ignore(removed)
  }
  if (lost.length > 0)
    return TransactionStage.stuck(lost, `${whyOf(trouble)}; then somebody changed what was to be taken back`)
  const paths = all.map(({ file }) => file.path)
  const synced = yield* Effect.result(
    TransactionStage.syncFolders(base, TransactionStage.foldersOf(base, all, made), how.durability)
  )
  if (synced._tag === "Failure")
    return TransactionStage.stuck(paths, "the files are as they were, but the disk does not confirm it")
  const cleared = yield* Effect.result(slot.clear)
  return cleared._tag === "Failure"
    ? TransactionStage.stuck(paths, TransactionStage.uncleared)
    : { _tag: "Undone", trouble }
})

const whyOf = ({ file }: Trouble): string => `${file?.path ?? "the journal"} could not be written`

/** Whether the file that was there has its place again; nothing of somebody else is touched. */
const takeBackOne = Effect.fnUntraced(function* (
  folder: OpenFolder,
  staged: Staged
): Effect.fn.Return<boolean, AccessFailure> {
  const { backup, file, progress, version } = staged
  const { name, now, old } = file
  const drop = (entry: string) => Effect.ignore(Effect.retry(folder.remove(entry), { times: 1 }))
  if (progress === "kept") yield* drop(backup)
  if (progress !== "placed") return true
  if (now === undefined) {
    const linked = Effect.match(folder.link(backup, name), { onSuccess: () => true, onFailure: () => false })
    const isBack = (yield* linked) || (yield* TransactionStage.isVersion(folder, name, old!.status.version))
    if (isBack) yield* drop(backup)
    return isBack
  }
  if (!(yield* TransactionStage.isVersion(folder, name, version))) {
    // Whoever has removed a new file has made it as it was.
    return old === undefined && (yield* AtomicWrite.isAbsent(folder, name))
  }
  if (old === undefined) {
    yield* Effect.catch(folder.remove(name), (failure) =>
      Effect.flatMap(AtomicWrite.isAbsent(folder, name), (absent) => (absent ? Effect.void : Effect.fail(failure)))
    )
    staged.progress = "waiting"
    return true
  }
  const renamed = Effect.match(folder.rename(backup, name), { onSuccess: () => true, onFailure: () => false })
  return (yield* renamed) || (yield* TransactionStage.isVersion(folder, name, old.status.version))
})
