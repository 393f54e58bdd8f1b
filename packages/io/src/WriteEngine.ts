/**
 * Changes one file: finds it, holds its lock, reads it, lets the caller decide what is to become of it, and does that;
 * again if it moved or changed meanwhile. Refusals and failures are plain values.
 *
 * @since 0.1.0
 */
import type { Durability, OriginId } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { LockBusy } from "./AdvisoryLocks.ts"
import * as AtomicWrite from "./AtomicWrite.ts"
import * as Bytes from "./Bytes.ts"
import * as ContentDigest from "./ContentDigest.ts"
import type { AccessFailure, DescriptorBudget, FileAccess } from "./FileAccess.ts"
import type { FolderPool } from "./FolderPool.ts"
import type { Hasher } from "./Hasher.ts"
import type { KeyedLocks } from "./KeyedLocks.ts"
import * as Limits from "./Limits.ts"
import type { EntryStatus, OpenFolder, ReadEntry } from "./OpenFolder.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Permits } from "./Permits.ts"
import * as PlainPath from "./PlainPath.ts"
import * as Resolution from "./Resolution.ts"
import * as Telemetry from "./Telemetry.ts"
import type { Sweeper } from "./Temporaries.ts"
import * as TemporaryName from "./TemporaryName.ts"
import type { WriteLedger } from "./WriteLedger.ts"
import * as WriteLedgers from "./WriteLedger.ts"
import { contentOf } from "./WriteLedger.ts"
import type { Base, Blocked, Decision, LockFailed, WriteOutcome, WriteProblem } from "./WriteOutcome.ts"

/**
 * What every write needs.
 *
 * @since 0.1.0
 */
export interface WriteBase {
  readonly access: FileAccess["Service"]
  readonly hasher: Hasher["Service"]
  readonly permits: Permits["Service"]
  readonly locks: KeyedLocks
  /** Holds the locks of paths between processes, where that is asked for. */
  readonly advisory: <A, E, R>(
    paths: ReadonlyArray<string>,
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | LockBusy | LockFailed, R>
  /** The paths that must not be written, for a transaction that is neither done nor undone. */
  readonly blocked: ReadonlyMap<string, Blocked>
  readonly folders: FolderPool
  readonly sweeper: Sweeper
  readonly ledger: WriteLedger
  /** 16 hexadecimal digits that no other call of this process gets. */
  readonly nextDigits: () => string
  /** The largest file that is changed, in bytes: it is held in memory. */
  readonly fileBytesMax: number
  readonly hardLinks: "refuse" | "split"
  /** The algorithm and a colon. */
  readonly prefix: string
}

/**
 * How one call writes.
 *
 * @since 0.1.0
 */
export interface How {
  /** The snapshot of the rules that the whole call keeps. */
  readonly rules: PathRules
  readonly durability: Durability
  readonly origin: OriginId | undefined
  /** Whether what is decided is done, or only told. */
  readonly act: "apply" | "show"
}

/**
 * An existing file, and what is to become of it.
 *
 * @since 0.1.0
 */
export interface Target<Change> {
  /** As requested. */
  readonly path: string
  /** The canonical path, where it was looked up already. */
  readonly located?: string | undefined
  /** Whether a link in the last place of the path stands for its file, or is refused. */
  readonly links: "followed" | "refused"
  /** The digest that the file most likely has: where it is large, work on it begins before that is certain. */
  readonly likely?: string | undefined
  /** Whether the contents are looked at after the outcome is known, by whoever decides. Default: `"own"`. */
  readonly memory?: "own" | "lent" | undefined
  /** Decides; asked again when the file changed meanwhile. */
  readonly decide: (file: Base) => Decision<Change>
}

/**
 * Changes or removes an existing file.
 *
 * @param base - what every write needs
 * @param how - how this call writes
 * @param target - which file, and what is to become of it
 * @since 0.1.0
 */
export const rewrite = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  target: Target<Change>
): Effect.fn.Return<WriteOutcome<Change>> {
  const plain = target.located ?? plainPath(base, how.rules, target.path)
  if (plain !== undefined) {
    const outcome = yield* inFolder(base, how, plain, (folder, name) => rewriteIn(base, how, folder, name, target))
    if (outcome !== "again" && outcome._tag !== "HardLinked") return outcome
  }
  for (let attempt = 0; attempt <= Limits.readRetriesMax; attempt++) {
    const found = yield* resolveFile(base, how.rules, target)
    if (found._tag !== "Located") return found
    const outcome = yield* inFolder(base, how, found.path, (folder, name) => rewriteIn(base, how, folder, name, target))
    // A file has two names for a moment while another process makes it.
    const mayPass = outcome !== "again" && outcome._tag === "HardLinked" && attempt < Limits.readRetriesMax
    if (outcome !== "again" && !mayPass) return outcome
  }
  return { _tag: "Unsteady" }
})

/**
 * The path itself where the open of its folder will tell whether it is canonical, so that nobody need look before. What is
 * missing or no file is left to the look-up to explain.
 *
 * @since 0.1.0
 */
export const plainPath = ({ access }: WriteBase, rules: PathRules, path: string): string | undefined =>
  access.readsUnlocated && PlainPath.make(rules, access.flavor)(path) ? path : undefined

/**
 * Finds an existing file. Where links are refused, the last name of the path must be the file's own.
 *
 * @param base - what every write needs
 * @param rules - the rules in force
 * @param target - the path, and whether a link in its last place is followed
 * @since 0.1.0
 */
export const resolveFile = Effect.fnUntraced(function* (
  { access }: WriteBase,
  rules: PathRules,
  { links, path }: Pick<Target<never>, "links" | "path">
) {
  const found = yield* Resolution.resolve(access, rules, path)
  if (found._tag !== "Located") return found
  if (found.type !== "File") return { _tag: "NotAFile", type: found.type } as const
  if (links === "followed") return found
  const folder = yield* Resolution.resolve(access, rules, PathSyntax.parent(path, access.flavor))
  const name = PathSyntax.below(PathSyntax.parent(path, access.flavor), path)
  const isOwnName = folder._tag === "Located" && PathSyntax.join(folder.path, name, access.flavor) === found.path
  return isOwnName ? found : ({ _tag: "NotAFile", type: "SymbolicLink" } as const)
})

// `again` when the file is no longer where or what it was: look again.
type Attempt<Change> = WriteOutcome<Change> | "again"

/**
 * Runs an attempt in the folder of a canonical path, holding the lock of the path. Nothing is locked or swept for a show.
 *
 * @since 0.1.0
 */
export const inFolder = <Change>(
  base: WriteBase,
  how: How,
  canonical: string,
  use: (folder: OpenFolder, name: string) => Effect.Effect<Attempt<Change>, AccessFailure>
): Effect.Effect<Attempt<Change>> => {
  const { access, folders, permits, sweeper } = base
  const parent = PathSyntax.parent(canonical, access.flavor)
  const name = PathSyntax.below(parent, canonical)
  const opened = folders.use(parent, (folder) =>
    how.act === "show" ? use(folder, name) : Effect.andThen(sweeper.sweep(folder), use(folder, name))
  )
  return settled(
    locked(
      base,
      how,
      [canonical],
      permits.withBudget(2, (budget) => withDescriptors(budget, opened, Limits.readRetriesMax))
    )
  )
}

/**
 * Tries an attempt again for which the process had no descriptor left, with fewer permits for everybody. The platform has
 * waited before it gave up.
 *
 * @since 0.1.0
 */
export const withDescriptors = <A, E>(
  budget: DescriptorBudget,
  attempt: Effect.Effect<A, E>,
  triesLeft: number
): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.exit(attempt), (exit) => {
    const outcome = Exit.isSuccess(exit) ? exit.value : Option.getOrUndefined(Exit.findErrorOption(exit))
    if (!isExhausted(outcome)) return exit
    const again = Effect.suspend(() => withDescriptors(budget, attempt, triesLeft - 1))
    return Effect.andThen(budget.exhausted, triesLeft > 0 ? again : exit)
  })

const exhaustedCodes = new Set(["EMFILE", "ENFILE"])

// What a step before the rename failed with, perhaps inside of what came of a move. A step after it is never tried again.
const isExhausted = (found: unknown): boolean => {
  if (typeof found !== "object" || found === null) return false
  if ("outcome" in found) return isExhausted(found.outcome)
  const { _tag, code, failure } = found as { _tag?: unknown; code?: unknown; failure?: AccessFailure }
  const told = _tag === "StepFailed" ? failure?.code : _tag === "AccessFailure" ? code : undefined
  return exhaustedCodes.has(String(told))
}

/**
 * Runs an effect that holds the locks of canonical paths, first within the process, then between processes. Who waits for
 * a lock holds nothing that its holder could need. Fails where a path must not be written.
 *
 * @since 0.1.0
 */
export const locked = <A, E>(
  base: WriteBase,
  { act }: Pick<How, "act">,
  paths: ReadonlyArray<string>,
  effect: Effect.Effect<A, E>
): Effect.Effect<A, E | LockBusy | LockFailed | Blocked> =>
  act === "show" ? effect : holding(base, paths, unlessBlocked(base, paths, effect))

/**
 * The same, for whoever may write what must not be written: a recovery.
 *
 * @since 0.1.0
 */
export const holding = <A, E>(
  { advisory, locks }: WriteBase,
  paths: ReadonlyArray<string>,
  effect: Effect.Effect<A, E>
): Effect.Effect<A, E | LockBusy | LockFailed> => locks.withLocks(paths)(advisory(paths, effect))

const unlessBlocked = <A, E>(
  { blocked }: WriteBase,
  paths: ReadonlyArray<string>,
  effect: Effect.Effect<A, E>
): Effect.Effect<A, E | Blocked> =>
  Effect.suspend((): Effect.Effect<A, E | Blocked> => {
    if (blocked.size === 0) return effect
    const found = paths.map((path) => blocked.get(path)).find((each) => each !== undefined)
    return found === undefined ? effect : Effect.fail(found)
  })

/**
 * Turns what stopped an attempt into its outcome.
 *
 * @since 0.1.0
 */
export const settled = <Change>(
  attempt: Effect.Effect<Attempt<Change>, AccessFailure | LockBusy | LockFailed | Blocked>
): Effect.Effect<Attempt<Change>> =>
  Effect.catch(attempt, (failure) =>
    Effect.succeed<Attempt<Change>>(failure._tag === "AccessFailure" ? orAgain(failure) : failure)
  )

const movedCodes = new Set(["ESTALE", "ENOENT", "ENOTDIR", "ELOOP"])

/**
 * Takes a failure that says that something is no longer where it was for a reason to look again.
 *
 * @since 0.1.0
 */
export const orAgain = (failure: AccessFailure): AccessFailure | "again" =>
  movedCodes.has(failure.code) ? "again" : failure

const rewriteIn = <Change>(
  base: WriteBase,
  how: How,
  folder: OpenFolder,
  name: string,
  target: Target<Change>
): Effect.Effect<Attempt<Change>, AccessFailure> =>
  Effect.flatMap(folder.read(name, base.fileBytesMax, target.memory), (read) => {
    if (read === undefined) {
      return Effect.map(folder.look(name), ({ sizeBytes }): Attempt<Change> => ({ _tag: "TooLarge", sizeBytes }))
    }
    const { release } = read
    const changed = changeIn(base, how, folder, name, target, read)
    return release === undefined ? changed : Effect.ensuring(changed, Effect.sync(release))
  })

const changeIn = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  folder: OpenFolder,
  name: string,
  { decide, likely }: Target<Change>,
  { bytes, status }: ReadEntry
): Effect.fn.Return<Attempt<Change>, AccessFailure> {
  if (likely !== undefined && bytes.length >= Limits.chunkBytes && how.act === "apply") {
    const decision = decide({ bytes, digest: likely, status })
    if (decision._tag === "Put" && refuse(base, status, decision) === undefined) {
      const old = { oldDigest: likely, bytes }
      const outcome = yield* put(base, how, folder, { name, replaces: status }, decision, old)
      if (outcome !== "mistaken") return outcome
    }
  }
  const digest = yield* ContentDigest.of(base, [bytes])
  const decision = decide({ bytes, digest, status })
  if (decision._tag === "Decline") return { _tag: "Declined", change: decision.change }
  const refusal = refuse(base, status, decision)
  if (refusal !== undefined) return refusal
  const old = { oldDigest: digest, bytes: undefined, oldBytes: bytes.length }
  if (decision._tag === "Remove") return yield* remove(base, how, folder, name, status, decision, old)
  const outcome = yield* put(base, how, folder, { name, replaces: status }, decision, old)
  return outcome === "mistaken" ? "again" : outcome
})

/**
 * Tells why a file must not be changed, or removed, if so. The names that a file has besides are not touched by a removal.
 *
 * @since 0.1.0
 */
export const refuse = (
  { hardLinks }: Pick<WriteBase, "hardLinks">,
  { links, writable }: EntryStatus,
  { _tag }: Pick<Decision<unknown>, "_tag">
): Extract<WriteProblem<never>, { readonly _tag: "ReadOnly" | "HardLinked" }> | undefined => {
  if (!writable) return { _tag: "ReadOnly" }
  return links > 1 && hardLinks === "refuse" && _tag === "Put" ? { _tag: "HardLinked", links } : undefined
}

/** The old contents: their digest, or what they are most likely to have, which is then compared before anything changes. */
interface Old {
  readonly oldDigest: string | undefined
  readonly oldBytes?: number | undefined
  readonly bytes: Uint8Array | undefined
}

/**
 * Puts new contents under a name, announced to the ledger; `mistaken` where the old ones are not what they were taken for.
 *
 * @since 0.1.0
 */
export const put = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  folder: OpenFolder,
  target: Pick<AtomicWrite.NewContents, "name" | "replaces" | "usualMode">,
  { change, mode, pieces }: Extract<Decision<Change>, { readonly _tag: "Put" }>,
  { bytes, oldBytes = bytes?.length ?? 0, oldDigest }: Old
): Effect.fn.Return<Attempt<Change> | "mistaken"> {
  let newDigest = bytes === undefined ? yield* ContentDigest.of(base, pieces) : ""
  const result = (written: AtomicWrite.Written): WriteOutcome<Change> => ({
    _tag: "Written",
    oldDigest,
    oldBytes,
    newDigest,
    written,
    change
  })
  if (how.act === "show") return result({ durability: how.durability, unsynced: undefined })
  // Where work began on a guess, the digests are taken while the disk is at work.
  const verify = (old: Uint8Array) =>
    Effect.flatMap(ContentDigest.both(base, old, pieces), ([found, made]) => {
      newDigest = made
      return found === oldDigest ? Effect.void : Effect.fail(mistaken)
    })
  const announcement = WriteLedgers.announce(base, how)
  const path = PathSyntax.join(folder.path, target.name, base.access.flavor)
  const state = () => ({ path, before: contentOf(base, oldDigest), after: contentOf(base, newDigest) })
  const contents: AtomicWrite.NewContents = {
    ...target,
    pieces: Bytes.lengthOf(pieces) < Limits.chunkBytes ? [Bytes.concat(pieces)] : pieces,
    mode: mode ?? (target.replaces === undefined ? undefined : target.replaces.mode & ordinaryBits),
    temporary: temporaryFor(base, target.name),
    durability: how.durability,
    meanwhile: bytes === undefined ? undefined : verify(bytes),
    confirm: Effect.suspend(() => announcement.begin([state()]))
  }
  return yield* AtomicWrite.put(folder, contents).pipe(
    Effect.onExit((exit) => announcement.end(exit)),
    Effect.tap(({ durability }) => Telemetry.addWritten(Bytes.lengthOf(pieces), durability)),
    Effect.match({
      onFailure: (failure): Attempt<Change> | "mistaken" => attemptOf(failure),
      onSuccess: result
    })
  )
})

// Set-user-id and set-group-id were given to contents that somebody else wrote.
const ordinaryBits = 0o777

const mistaken: AtomicWrite.WriteFailure = { _tag: "Mistaken" }

/**
 * What a failed write comes to.
 *
 * @since 0.1.0
 */
export const attemptOf = (failure: AtomicWrite.WriteFailure) =>
  failure._tag === "TargetChanged" ? "again" : failure._tag === "Mistaken" ? "mistaken" : failure

const remove = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  how: How,
  folder: OpenFolder,
  name: string,
  status: EntryStatus,
  { change }: Extract<Decision<Change>, { readonly _tag: "Remove" }>,
  { oldBytes = 0, oldDigest }: Old
): Effect.fn.Return<Attempt<Change>> {
  const result = (written: AtomicWrite.Written): WriteOutcome<Change> => ({
    _tag: "Written",
    oldDigest,
    oldBytes,
    newDigest: undefined,
    written,
    change
  })
  if (how.act === "show") return result({ durability: how.durability, unsynced: undefined })
  const path = PathSyntax.join(folder.path, name, base.access.flavor)
  const states = [{ path, before: contentOf(base, oldDigest), after: "absent" as const }]
  const removed = AtomicWrite.remove(folder, name, status, how.durability)
  return yield* WriteLedgers.announced(base, how, states, removed).pipe(
    Effect.match({
      onFailure: (failure): Attempt<Change> => {
        const attempt = attemptOf(failure)
        return attempt === "mistaken" ? "again" : attempt
      },
      onSuccess: result
    })
  )
})

/**
 * A name for a temporary file that nobody else uses.
 *
 * @since 0.1.0
 */
export const temporaryFor = ({ access, nextDigits }: Pick<WriteBase, "access" | "nextDigits">, name: string): string =>
  TemporaryName.make(name, access.process.id, nextDigits())
