/**
 * Changes one file: finds it, holds its lock, reads it, lets the caller decide what is to stand there, and puts it there;
 * again if it moved or changed meanwhile. Refusals and failures are plain values.
 *
 * @since 0.1.0
 */
import type { Durability } from "@ploke/core"
import type { EntryType } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as AtomicWrite from "./AtomicWrite.ts"
import type { AccessFailure, FileAccess } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import type { Hasher } from "./Hasher.ts"
import type { KeyedLocks } from "./KeyedLocks.ts"
import * as Limits from "./Limits.ts"
import type { EntryStatus, OpenFolder } from "./OpenFolder.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Permits } from "./Permits.ts"
import type { Refused } from "./Resolution.ts"
import * as Resolution from "./Resolution.ts"
import * as TemporaryName from "./TemporaryName.ts"

/**
 * What every write needs.
 *
 * @since 0.1.0
 */
export interface WriteBase {
  readonly access: FileAccess["Service"]
  readonly hasher: Hasher["Service"]
  readonly locks: KeyedLocks
  readonly permits: Permits["Service"]
  /** The largest file that is changed, in bytes: it is held in memory twice. */
  readonly fileBytesMax: number
  readonly durability: Durability
  readonly hardLinks: "refuse" | "split"
  /** The folders in which what dead processes left was looked for. */
  readonly swept: Set<string>
}

/**
 * A file as it was read, while its lock is held.
 *
 * @since 0.1.0
 */
export interface Base {
  readonly bytes: Uint8Array
  readonly digest: string
  readonly status: EntryStatus
}

/**
 * What came of a write.
 *
 * @since 0.1.0
 */
export type WriteOutcome<Change> =
  | {
      readonly _tag: "Written"
      /** Undefined where nothing was there. */
      readonly oldDigest: string | undefined
      readonly oldBytes: number
      readonly newDigest: string
      readonly written: AtomicWrite.Written
      readonly change: Change
    }
  | WriteProblem<Change>

/**
 * Why nothing was written, or what is not certain.
 *
 * @since 0.1.0
 */
export type WriteProblem<Change> =
  | Refused
  | AccessFailure
  | Exclude<AtomicWrite.WriteFailure, { readonly _tag: "TargetChanged" }>
  | { readonly _tag: "NotAFile"; readonly type: EntryType }
  | { readonly _tag: "TooLarge"; readonly sizeBytes: number }
  | { readonly _tag: "ReadOnly" }
  | { readonly _tag: "HardLinked"; readonly links: number }
  /** The caller wants nothing written. */
  | { readonly _tag: "Declined"; readonly change: Change }
  /** It kept changing or moving. */
  | { readonly _tag: "Unsteady" }
  /** Something stands where nothing was to be. */
  | { readonly _tag: "Exists" }

/**
 * What the caller decides about a file.
 *
 * @since 0.1.0
 */
export type Decision<Change> =
  | { readonly _tag: "Put"; readonly bytes: Uint8Array; readonly change: Change }
  | { readonly _tag: "Decline"; readonly change: Change }

/**
 * Rewrites an existing file.
 *
 * @param base - what every write needs
 * @param rules - the snapshot of the rules that the whole call keeps
 * @param path - as requested
 * @param decide - what is to stand there; asked again when the file changed meanwhile
 * @since 0.1.0
 */
export const rewrite = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  rules: PathRules,
  path: string,
  decide: (file: Base) => Decision<Change>
): Effect.fn.Return<WriteOutcome<Change>> {
  for (let attempt = 0; attempt <= Limits.readRetriesMax; attempt++) {
    const found = yield* Resolution.resolve(base.access, rules, path)
    if (found._tag !== "Located") return found
    if (found.type !== "File") return { _tag: "NotAFile", type: found.type }
    const outcome = yield* inFolder(base, found.path, (folder, name) => rewriteIn(base, folder, name, decide))
    if (outcome !== "again") return outcome
  }
  return { _tag: "Unsteady" }
})

/**
 * A file to make.
 *
 * @since 0.1.0
 */
export interface NewFileWish {
  readonly bytes: Uint8Array
  readonly onExists: "error" | "overwrite"
  readonly createParents: boolean
  /** The permission bits; undefined for those that the umask leaves of 0666. */
  readonly mode: number | undefined
}

/**
 * Makes a file, or rewrites one that is there, if that is wanted.
 *
 * @param base - what every write needs
 * @param rules - the snapshot of the rules that the whole call keeps
 * @param path - as requested
 * @param wish - what is to stand there
 * @since 0.1.0
 */
export const create = Effect.fnUntraced(function* (
  base: WriteBase,
  rules: PathRules,
  path: string,
  wish: NewFileWish
): Effect.fn.Return<WriteOutcome<undefined>> {
  const decision = { _tag: "Put", bytes: wish.bytes, change: undefined } as const
  for (let attempt = 0; attempt <= Limits.readRetriesMax; attempt++) {
    const found = yield* Resolution.resolveForCreate(base.access, rules, path)
    if (found._tag !== "Located") return found
    if (found.type !== "Unknown") {
      if (wish.onExists === "error") return { _tag: "Exists" }
      return yield* rewrite(base, rules, path, () => decision)
    }
    const parents = wish.createParents ? yield* makeParents(base, found.path) : undefined
    if (parents !== undefined && parents !== "again") return parents
    const target = { replaces: undefined, mode: wish.mode }
    const outcome = yield* inFolder(base, found.path, (folder, name) =>
      Effect.map(put(base, folder, { ...target, name }, decision, nothing), (made) =>
        made === "again" && wish.onExists === "error" ? ({ _tag: "Exists" } as const) : made
      )
    )
    if (outcome !== "again") return outcome
    // A folder on the way is missing: that is what the next look says too, and what the caller is told.
    if (!wish.createParents && attempt === Limits.readRetriesMax) return accessFailure("ENOENT", "open")
  }
  return { _tag: "Unsteady" }
})

const nothing = { oldDigest: undefined, oldBytes: 0 }

// Makes what is missing of the folders above a path, and syncs the folder above each new one. Whoever makes them at the
// same time is welcome.
const makeParents = (base: WriteBase, path: string): Effect.Effect<WriteProblem<never> | "again" | undefined> => {
  const { access, durability } = base
  const folder = PathSyntax.parent(path, access.flavor)
  const isThere = Effect.scoped(Effect.as(access.openFolder(folder), undefined))
  return Effect.catch(isThere, (failure) => {
    if (failure.code !== "ENOENT" || folder === path) return Effect.succeed(orAgain(failure))
    return Effect.flatMap(makeParents(base, folder), (above) => {
      if (above !== undefined) return Effect.succeed(above)
      const parent = PathSyntax.parent(folder, access.flavor)
      const name = PathSyntax.below(parent, folder)
      const made = Effect.flatMap(access.openFolder(parent), (opened) =>
        Effect.andThen(
          Effect.catchIf(opened.makeFolder(name, newFolderMode), isTaken, () => Effect.void),
          AtomicWrite.syncFolder(opened, durability, false)
        )
      )
      return Effect.scoped(made).pipe(
        Effect.as(undefined),
        Effect.catch((failed) =>
          Effect.succeed<WriteProblem<never> | "again">(
            failed._tag === "AccessFailure" ? orAgain(failed) : asProblem(failed)
          )
        )
      )
    })
  })
}

// The umask takes from it what the user wants taken.
const newFolderMode = 0o777

const isTaken = (failure: AccessFailure): boolean => failure.code === "EEXIST"

const asProblem = (failure: AtomicWrite.WriteFailure): WriteProblem<never> =>
  failure._tag === "TargetChanged" ? { _tag: "Unsteady" } : failure

// `again` when the file is no longer where or what it was: look again.
type Attempt<Change> = WriteOutcome<Change> | "again"

const inFolder = <Change>(
  base: WriteBase,
  canonical: string,
  use: (folder: OpenFolder, name: string) => Effect.Effect<Attempt<Change>>
): Effect.Effect<Attempt<Change>> => {
  const { access, locks, permits } = base
  const parent = PathSyntax.parent(canonical, access.flavor)
  const name = PathSyntax.below(parent, canonical)
  const opened = Effect.scoped(
    Effect.matchEffect(access.openFolder(parent), {
      onFailure: (failure): Effect.Effect<Attempt<Change>> => Effect.succeed(orAgain(failure)),
      onSuccess: (folder) => Effect.andThen(sweep(base, folder), use(folder, name))
    })
  )
  // The lock first: who waits for it holds nothing that its holder could need.
  return locks.withLock(canonical)(permits.withBudget(2, () => opened))
}

// Removes the temporary files that dead processes left in a folder, when it is first written to. Whatever goes wrong with
// that is no failure of the write.
const sweep = ({ access, swept }: WriteBase, folder: OpenFolder): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (swept.has(folder.path)) return Effect.void
    if (swept.size >= Limits.sweptFoldersMax) swept.clear()
    swept.add(folder.path)
    const isLeft = (name: string): boolean => {
      const process = TemporaryName.processOf(name)
      return process !== undefined && !access.process.isAlive(process)
    }
    const left = Effect.map(folder.names, (names) => names.filter(isLeft))
    return Effect.ignore(
      Effect.flatMap(left, (names) =>
        Effect.forEach(names, (name) => Effect.ignore(folder.remove(name)), { discard: true })
      )
    )
  })

const movedCodes = new Set(["ESTALE", "ENOENT", "ENOTDIR", "ELOOP"])

const orAgain = (failure: AccessFailure): AccessFailure | "again" => (movedCodes.has(failure.code) ? "again" : failure)

const rewriteIn = <Change>(
  base: WriteBase,
  folder: OpenFolder,
  name: string,
  decide: (file: Base) => Decision<Change>
): Effect.Effect<Attempt<Change>> =>
  Effect.gen(function* (): Effect.fn.Return<Attempt<Change>, AccessFailure> {
    const read = yield* folder.read(name, base.fileBytesMax)
    if (read === undefined) return { _tag: "TooLarge", sizeBytes: (yield* folder.look(name)).sizeBytes }
    const { bytes, status } = read
    const oldDigest = base.hasher.digest(bytes)
    const decision = decide({ bytes, digest: oldDigest, status })
    if (decision._tag === "Decline") return { _tag: "Declined", change: decision.change }
    const refusal = refuse(base, status)
    if (refusal !== undefined) return refusal
    const target = { name, replaces: status, mode: status.mode & ordinaryBits }
    return yield* put(base, folder, target, decision, { oldDigest, oldBytes: bytes.length })
  }).pipe(Effect.catch((failure) => Effect.succeed(orAgain(failure))))

// Set-user-id and set-group-id were given to contents that somebody else wrote.
const ordinaryBits = 0o777
const writableBits = 0o222

const refuse = ({ hardLinks }: WriteBase, { links, mode }: EntryStatus) => {
  if ((mode & writableBits) === 0) return { _tag: "ReadOnly" } as const
  return links > 1 && hardLinks === "refuse" ? ({ _tag: "HardLinked", links } as const) : undefined
}

const put = Effect.fnUntraced(function* <Change>(
  base: WriteBase,
  folder: OpenFolder,
  target: Pick<AtomicWrite.NewContents, "name" | "replaces" | "mode">,
  { bytes, change }: Extract<Decision<Change>, { readonly _tag: "Put" }>,
  old: { readonly oldDigest: string | undefined; readonly oldBytes: number }
): Effect.fn.Return<Attempt<Change>> {
  const temporary = TemporaryName.make(target.name, base.access.process.id, yield* randomDigits)
  const contents = { ...target, bytes, temporary, durability: base.durability }
  return yield* Effect.match(AtomicWrite.put(folder, contents), {
    onFailure: (failure): Attempt<Change> => (failure._tag === "TargetChanged" ? "again" : failure),
    onSuccess: (written): Attempt<Change> => ({
      _tag: "Written",
      ...old,
      newDigest: base.hasher.digest(bytes),
      written,
      change
    })
  })
})

const randomDigits = Effect.map(
  Effect.all([Random.nextIntBetween(0, 2 ** 32), Random.nextIntBetween(0, 2 ** 32)]),
  (parts) => parts.map((part) => part.toString(16).padStart(8, "0")).join("")
)
