/**
 * The protocol by which one file changes: a temporary file beside it, made durable, takes its name in one step, and the
 * folder is synced. At every moment the name leads to the old contents or to the new ones; when a strict write succeeds,
 * the new ones survive a power cut.
 *
 * The steps, each of which may fail: create the temporary, write it, compare its length, give it owner and mode, sync it,
 * look whether the target is still the one that was read, rename, sync the folder. Up to the rename a failure or an
 * interruption removes the temporary and leaves the target alone; from the rename on nothing interrupts. A sync that
 * failed is never repeated: the kernel may have dropped what it could not write, and would then report success.
 *
 * A removal is a look, the removal and a sync of the folder. A file that moves gets its new name beside the old one, which
 * is then taken away: whoever looks in between, or after a power cut in between, finds both, and never none.
 *
 * Not promised: that nobody changes the target between the last look and the rename, a few microseconds later.
 *
 * @since 0.1.0
 */
import type { Durability } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Bytes from "./Bytes.ts"
import type { AccessFailure } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import type { EntryStatus, NewFile, OpenFolder } from "./OpenFolder.ts"

/**
 * What is to stand under a name of a folder.
 *
 * @since 0.1.0
 */
export interface NewContents {
  readonly name: string
  /** The contents, in pieces that follow each other. */
  readonly pieces: ReadonlyArray<Uint8Array>
  /** A name that nobody else uses. */
  readonly temporary: string
  /** The status that the target had when it was read; undefined where there must be none. */
  readonly replaces: EntryStatus | undefined
  /** Whose the new file is to be, where that is not the owner of the target. */
  readonly owner?: EntryStatus["owner"]
  /** The permission bits; undefined for those that the umask leaves of `usualMode`. */
  readonly mode: number | undefined
  /** What the umask takes from where no mode is given. Default: 0666. */
  readonly usualMode?: number | undefined
  readonly durability: Durability
  /** Is done while the disk is at work on the contents. */
  readonly meanwhile?: Effect.Effect<void, WriteFailure> | undefined
  /** Has the last word before the name is taken, when the contents are on the disk. */
  readonly confirm?: Effect.Effect<void, WriteFailure> | undefined
}

/**
 * Why nothing was changed, or what is not certain.
 *
 * @since 0.1.0
 */
export type WriteFailure =
  /** A step before the rename failed: nothing is changed. */
  | { readonly _tag: "StepFailed"; readonly failure: AccessFailure }
  /** The system could not make it durable; `visible` tells whether the new contents have the name already. */
  | { readonly _tag: "SyncFailed"; readonly step: SyncStep; readonly failure: AccessFailure; readonly visible: boolean }
  /** The name cannot be taken over: nothing is changed. */
  | { readonly _tag: "RenameFailed"; readonly failure: AccessFailure }
  /** The target is no longer what was read, or is there where nothing was: nothing is changed. */
  | { readonly _tag: "TargetChanged" }
  /** The target turned out to hold other contents than it was taken to hold: nothing is changed. */
  | { readonly _tag: "Mistaken" }

/**
 * How durable the new contents are, and which sync the file system does not know, or failed to do in the case of best
 * effort, if that is why.
 *
 * @since 0.1.0
 */
export interface Written {
  readonly durability: Durability
  readonly unsynced: { readonly step: SyncStep; readonly code: string } | undefined
}

/**
 * Which sync is spoken of.
 *
 * @since 0.1.0
 */
export type SyncStep = "fsync of the file" | "fsync of the folder"

/**
 * Puts new contents under a name.
 *
 * @param folder - the folder of the target
 * @param contents - what is to stand there
 * @since 0.1.0
 */
export const put = (folder: OpenFolder, contents: NewContents): Effect.Effect<Written, WriteFailure> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const { unsynced: fileSync } = yield* prepare(folder, contents, restore)
      const { name, replaces } = contents
      yield* Effect.onError(Effect.andThen(expectTarget(folder, name, replaces), takeName(folder, contents)), () =>
        discard(folder, contents)
      )
      const folderSync = yield* syncFolder(folder, contents.durability, true)
      return toWritten(contents.durability, fileSync ?? folderSync)
    })
  )

const toWritten = (durability: Durability, unsynced: Written["unsynced"]): Written => ({
  durability: unsynced === undefined ? durability : "bestEffort",
  unsynced
})

/**
 * Removes a file that is still the one that was read.
 *
 * @param folder - the folder of the file
 * @param name - the name of the file
 * @param status - the status that it had when it was read
 * @param durability - what is asked for
 * @since 0.1.0
 */
export const remove = (
  folder: OpenFolder,
  name: string,
  status: EntryStatus,
  durability: Durability
): Effect.Effect<Written, WriteFailure> =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      yield* expectTarget(folder, name, status)
      yield* unlessDone(folder.remove(name), isAbsent(folder, name), renameFailed)
      return toWritten(durability, yield* syncFolder(folder, durability, true))
    })
  )

/**
 * A file that gets another name, and the folders of both names.
 *
 * @since 0.1.0
 */
export interface Move {
  readonly folder: OpenFolder
  readonly name: string
  readonly into: OpenFolder
  readonly newName: string
  /** The status that the file had when it was read. */
  readonly status: EntryStatus
  readonly durability: Durability
}

/**
 * Gives a file that is still the one that was read another name, which must be free.
 *
 * @param move - what goes where
 * @since 0.1.0
 */
export const move = (wanted: Move): Effect.Effect<Written, WriteFailure> =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      const { durability, folder, into, name, newName, status } = wanted
      yield* expectTarget(folder, name, status)
      yield* unlessDone(folder.link(name, newName, into), hasLinks(folder, name, status.links + 1), linkFailed)
      return yield* takeAway(wanted, durability)
    })
  )

/**
 * The same with new contents: these get the new name, which must be free, and then the old name goes.
 *
 * @param wanted - what goes where
 * @param contents - what is to stand under the new name
 * @since 0.1.0
 */
export const moveChanged = (
  wanted: Move,
  contents: Pick<NewContents, "pieces" | "mode" | "temporary">
): Effect.Effect<Written, WriteFailure> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const { durability, folder, into, name, newName, status } = wanted
      const made: NewContents = { ...contents, name: newName, replaces: undefined, owner: status.owner, durability }
      const { unsynced: fileSync } = yield* prepare(into, made, restore)
      yield* Effect.onError(Effect.andThen(expectTarget(folder, name, status), takeName(into, made)), () =>
        discard(into, made)
      )
      const written = yield* takeAway(wanted, durability)
      return toWritten(durability, fileSync ?? written.unsynced)
    })
  )

// The new name first: a power cut must not find none. It is taken back where the old one cannot go.
const takeAway = (
  { folder, into, name, newName }: Move,
  durability: Durability
): Effect.Effect<Written, WriteFailure> =>
  Effect.gen(function* () {
    const undo = Effect.ignore(into.remove(newName))
    const first = yield* Effect.onError(syncFolder(into, durability, false), () => undo)
    const removed = unlessDone(folder.remove(name), isAbsent(folder, name), renameFailed)
    yield* Effect.onError(removed, () => undo)
    const second = yield* syncFolder(folder, durability, true)
    return toWritten(durability, first ?? second)
  })

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * Makes what happened to the entries of a folder durable, as far as the durability asks for it and the file system can.
 *
 * @param folder - the folder
 * @param durability - what was asked for
 * @param visible - whether the new contents can be read by now
 * @since 0.1.0
 */
export const syncFolder = (
  folder: OpenFolder,
  durability: Durability,
  visible: boolean
): Effect.Effect<Written["unsynced"], WriteFailure> => {
  const synced = sync("fsync of the folder", folder.sync, visible)
  if (durability === "strict") return synced
  return Effect.catchTag(synced, "SyncFailed", ({ failure, step }) => Effect.succeed({ step, code: failure.code }))
}

/**
 * What is to be a file's new contents: a file beside it.
 *
 * @since 0.1.0
 */
export interface Prepared {
  readonly unsynced: Written["unsynced"]
  /** The version of the new file, whatever its name will be. */
  readonly version: string
}

/**
 * Makes a temporary file of contents, on the disk, and takes no name. It is gone when that fails or is interrupted.
 *
 * @param folder - the folder of the temporary
 * @param contents - what is to stand there
 * @param note - takes note of it, so that whoever is interrupted then knows that it is there
 * @since 0.1.0
 */
export const stage = (
  folder: OpenFolder,
  contents: StagedContents,
  note: (prepared: Prepared) => void
): Effect.Effect<void, WriteFailure> =>
  Effect.uninterruptibleMask((restore) => Effect.map(prepare(folder, contents, restore), note))

/**
 * The contents of a temporary file, and what it is to be.
 *
 * @since 0.1.0
 */
export type StagedContents = Omit<NewContents, "name" | "durability">

// What cannot be made is somebody else's: only what was made is discarded, also where it cannot be closed.
const prepare = (folder: OpenFolder, contents: StagedContents, restore: Restore) =>
  Effect.suspend(() => {
    let isMade = false
    const mode = contents.mode === undefined ? (contents.usualMode ?? umaskedMode) : privateMode
    const filled = folder.create(contents.temporary, mode, (file) => {
      isMade = true
      return restore(fill(file, contents))
    })
    return Effect.onError(Effect.mapError(filled, toWriteFailure), () =>
      isMade ? discard(folder, contents) : Effect.void
    )
  })

const toWriteFailure = (failure: WriteFailure | AccessFailure): WriteFailure =>
  failure._tag === "AccessFailure" ? stepFailed(failure) : failure

const discard = (folder: OpenFolder, { temporary }: Pick<NewContents, "temporary">): Effect.Effect<void> =>
  removeOwn(folder, temporary)

/**
 * Removes a name of ours. A second attempt costs nothing, and what stays nevertheless is swept later: it never fails a write.
 *
 * @since 0.1.0
 */
export const removeOwn = (folder: OpenFolder, name: string): Effect.Effect<void> => {
  const removed = folder.remove(name)
  return Effect.ignore(Effect.catch(removed, () => removed))
}

const bothAtOnce = { concurrency: 2 } as const

const fill = Effect.fnUntraced(function* (
  file: NewFile,
  contents: StagedContents
): Effect.fn.Return<Prepared, WriteFailure> {
  const { confirm, meanwhile, mode, owner, pieces, replaces } = contents
  yield* step(file.write(pieces))
  const made = yield* step(file.status)
  if (made.sizeBytes !== Bytes.lengthOf(pieces)) return yield* Effect.fail(stepFailed(accessFailure("EIO", "write")))
  yield* step(setAttributes(file, made, mode, owner ?? replaces?.owner))
  const synced = sync("fsync of the file", file.sync, false)
  const unsynced = meanwhile === undefined ? yield* synced : (yield* Effect.all([synced, meanwhile], bothAtOnce))[0]
  if (confirm !== undefined) yield* confirm
  return { unsynced, version: made.version }
})

// What others may do with the contents is decided at the end; until then nobody may.
const privateMode = 0o600
const umaskedMode = 0o666

// The owner is kept where we may give files away, as root does, and the group where we belong to it. That comes before the
// mode, from which it takes bits.
const setAttributes = (
  file: NewFile,
  made: EntryStatus,
  mode: number | undefined,
  owner: EntryStatus["owner"]
): Effect.Effect<void, AccessFailure> => {
  const setMode = (bits: number | undefined) =>
    bits === undefined || bits === made.mode ? Effect.void : file.setMode(bits)
  const own = made.owner
  if (owner === undefined || own === undefined || (own.uid === owner.uid && own.gid === owner.gid)) return setMode(mode)
  return Effect.gen(function* () {
    const isKept = yield* succeeds(file.setOwner(owner.uid, owner.gid))
    const hasGroup = isKept || own.gid === owner.gid || (yield* succeeds(file.setOwner(own.uid, owner.gid)))
    yield* file.setMode(hasGroup || mode === undefined ? (mode ?? made.mode) : commonBits(mode))
  })
}

const succeeds = (effect: Effect.Effect<void, AccessFailure>): Effect.Effect<boolean> =>
  Effect.match(effect, { onSuccess: () => true, onFailure: () => false })

// With another group, members of the old one become others, and others may be members of the new one: neither may do
// more than before.
const commonBits = (mode: number): number => {
  const shared = (mode >> 3) & mode & 0o7
  return (mode & 0o700) | (shared << 3) | shared
}

const expectTarget = (
  folder: OpenFolder,
  name: string,
  replaces: EntryStatus | undefined
): Effect.Effect<void, WriteFailure> =>
  Effect.matchEffect(folder.look(name), {
    onFailure: (failure): Effect.Effect<void, WriteFailure> => {
      if (failure.code !== "ENOENT") return Effect.fail(stepFailed(failure))
      return replaces === undefined ? Effect.void : Effect.fail(targetChanged)
    },
    onSuccess: (found) => (found.stamp === replaces?.stamp ? Effect.void : Effect.fail(targetChanged))
  })

// A name that must be free is taken by a link, which fails where somebody was faster; a rename would replace his file.
const takeName = (folder: OpenFolder, contents: NewContents): Effect.Effect<void, WriteFailure> => {
  const { name, replaces, temporary } = contents
  if (replaces !== undefined) {
    return unlessDone(folder.rename(temporary, name), isAbsent(folder, temporary), renameFailed)
  }
  const linked = unlessDone(folder.link(temporary, name), hasLinks(folder, temporary, 2), linkFailed)
  return Effect.andThen(linked, discard(folder, contents))
}

/**
 * Does a step, and believes what is there more than an answer that says that it failed: a server that was asked twice,
 * because its first answer was lost, says so of what it has done.
 *
 * @param step - the step
 * @param isDone - whether what is there says that it was done
 * @param toFailure - what the failure comes to
 * @since 0.1.0
 */
export const unlessDone = (
  step: Effect.Effect<void, AccessFailure>,
  isDone: Effect.Effect<boolean>,
  toFailure: (failure: AccessFailure) => WriteFailure
): Effect.Effect<void, WriteFailure> =>
  Effect.catch(step, (failure) =>
    Effect.flatMap(isDone, (done) => (done ? Effect.void : Effect.fail(toFailure(failure))))
  )

/**
 * Whether a name is free for sure.
 *
 * @since 0.1.0
 */
export const isAbsent = (folder: OpenFolder, name: string): Effect.Effect<boolean> =>
  Effect.match(folder.look(name), { onSuccess: () => false, onFailure: ({ code }) => code === "ENOENT" })

/**
 * Whether a file has so many names for sure.
 *
 * @since 0.1.0
 */
export const hasLinks = (folder: OpenFolder, name: string, links: number): Effect.Effect<boolean> =>
  Effect.match(folder.look(name), { onSuccess: (status) => status.links === links, onFailure: () => false })

const linkFailed = (failure: AccessFailure): WriteFailure =>
  failure.code === "EEXIST" ? targetChanged : renameFailed(failure)

const sync = (
  name: SyncStep,
  effect: Effect.Effect<void, AccessFailure>,
  visible: boolean
): Effect.Effect<Written["unsynced"], WriteFailure> =>
  Effect.matchEffect(effect, {
    onSuccess: () => Effect.undefined,
    onFailure: (failure): Effect.Effect<Written["unsynced"], WriteFailure> =>
      isUnknown(name, failure.code)
        ? Effect.succeed({ step: name, code: failure.code })
        : Effect.fail({ _tag: "SyncFailed", step: name, failure, visible })
  })

// What a file system says that has no such call; Windows says EPERM for a folder.
const isUnknown = (name: SyncStep, code: string): boolean =>
  code === "EINVAL" || code === "ENOTSUP" || code === "ENOSYS" || (name === "fsync of the folder" && code === "EPERM")

const step = <A, R>(effect: Effect.Effect<A, AccessFailure, R>): Effect.Effect<A, WriteFailure, R> =>
  Effect.mapError(effect, stepFailed)

const stepFailed = (failure: AccessFailure): WriteFailure => ({ _tag: "StepFailed", failure })
/**
 * Why a name could not be taken, or left.
 *
 * @since 0.1.0
 */
export const renameFailed = (failure: AccessFailure): WriteFailure => ({ _tag: "RenameFailed", failure })
const targetChanged: WriteFailure = { _tag: "TargetChanged" }
