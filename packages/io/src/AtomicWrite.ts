/**
 * The protocol by which one file changes: a temporary file beside it, made durable, takes its name in one step, and the
 * folder is synced. At every moment the name leads to the old contents or to the new ones; when a strict write succeeds,
 * the new ones survive a power cut.
 *
 * The steps, each of which may fail: create the temporary, write it, give it owner and mode, sync it, compare its length,
 * look whether the target is still the one that was read, rename, sync the folder. Up to the rename a failure or an
 * interruption removes the temporary and leaves the target alone; from the rename on nothing interrupts. A sync that
 * failed is never repeated: the kernel may have dropped what it could not write, and would then report success.
 *
 * Not promised: that nobody changes the target between the last look and the rename, a few microseconds later.
 *
 * @since 0.1.0
 */
import type { Durability } from "@ploke/core"
import * as Effect from "effect/Effect"
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
  readonly bytes: Uint8Array
  /** A name that nobody else uses. */
  readonly temporary: string
  /** The status that the target had when it was read; undefined where there must be none. */
  readonly replaces: EntryStatus | undefined
  /** The permission bits; undefined for those that the umask leaves of 0666. */
  readonly mode: number | undefined
  readonly durability: Durability
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

/**
 * How durable the new contents are, and which sync the file system does not know, if that is why.
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
      const fileSync = yield* prepare(folder, contents, restore)
      yield* Effect.onError(takeName(folder, contents), () => discard(folder, contents))
      const folderSync = yield* syncFolder(folder, contents.durability, true)
      const unsynced = fileSync ?? folderSync
      return { durability: unsynced === undefined ? contents.durability : "bestEffort", unsynced }
    })
  )

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
): Effect.Effect<Written["unsynced"], WriteFailure> =>
  durability === "strict" ? sync("fsync of the folder", folder.sync, visible) : Effect.undefined

// What cannot be made is somebody else's: only what was made is discarded, also where it cannot be closed.
const prepare = (folder: OpenFolder, contents: NewContents, restore: Restore) =>
  Effect.suspend(() => {
    let isMade = false
    const mode = contents.mode === undefined ? umaskedMode : privateMode
    const filled = folder.create(contents.temporary, mode, (file) => {
      isMade = true
      return restore(fill(file, folder, contents))
    })
    return Effect.onError(Effect.mapError(filled, toWriteFailure), () =>
      isMade ? discard(folder, contents) : Effect.void
    )
  })

const toWriteFailure = (failure: WriteFailure | AccessFailure): WriteFailure =>
  failure._tag === "AccessFailure" ? stepFailed(failure) : failure

// A second attempt costs nothing, and what stays nevertheless is swept later: it never fails a write.
const discard = (folder: OpenFolder, { temporary }: NewContents): Effect.Effect<void> =>
  Effect.ignore(Effect.retry(folder.remove(temporary), { times: 1 }))

const fill = Effect.fnUntraced(function* (
  file: NewFile,
  folder: OpenFolder,
  contents: NewContents
): Effect.fn.Return<Written["unsynced"], WriteFailure> {
  const { bytes, durability, mode, replaces } = contents
  yield* step(file.write(bytes))
  yield* step(setAttributes(file, mode, replaces))
  const unsynced = durability === "strict" ? yield* sync("fsync of the file", file.sync, false) : undefined
  const { sizeBytes } = yield* step(file.status)
  if (sizeBytes !== bytes.length) return yield* Effect.fail(stepFailed(accessFailure("EIO", "write")))
  yield* expectTarget(folder, contents)
  return unsynced
})

// What others may do with the contents is decided at the end; until then nobody may.
const privateMode = 0o600
const umaskedMode = 0o666

// The owner is kept where we may give files away, as root does. That comes before the mode: it takes bits from it.
const setAttributes = Effect.fnUntraced(function* (
  file: NewFile,
  mode: number | undefined,
  replaces: EntryStatus | undefined
) {
  const owner = replaces?.owner
  if (owner !== undefined) {
    const own = (yield* file.status).owner
    const differs = own !== undefined && (own.uid !== owner.uid || own.gid !== owner.gid)
    if (differs) yield* Effect.ignore(file.setOwner(owner.uid, owner.gid))
  }
  if (mode !== undefined && mode !== privateMode) yield* file.setMode(mode)
})

const expectTarget = (folder: OpenFolder, { name, replaces }: NewContents): Effect.Effect<void, WriteFailure> =>
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
  if (replaces !== undefined) return Effect.mapError(folder.rename(temporary, name), renameFailed)
  return Effect.andThen(Effect.mapError(folder.link(temporary, name), linkFailed), discard(folder, contents))
}

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
const renameFailed = (failure: AccessFailure): WriteFailure => ({ _tag: "RenameFailed", failure })
const targetChanged: WriteFailure = { _tag: "TargetChanged" }
