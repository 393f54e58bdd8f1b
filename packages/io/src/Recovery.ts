/**
 * Brings transactions to their end that a process left behind when it died: what is not yet as it was to be is made so,
 * from the journal alone.
 *
 * It may be cut off itself at any moment, and be begun by two processes at once. A file that is neither what the
 * transaction found nor what it was to make is somebody else's by now: then nothing at all is touched until somebody
 * decides. Every path is looked up anew: what lies outside of the roots, or behind a link, is not touched.
 *
 * @since 0.1.0
 */
import type { RecoveredTransaction } from "@ploke/core"
import { OriginId } from "@ploke/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as AtomicWrite from "./AtomicWrite.ts"
import * as ContentDigest from "./ContentDigest.ts"
import * as CreateEngine from "./CreateEngine.ts"
import type { AccessFailure } from "./FileAccess.ts"
import type { Left, NoJournal } from "./Journal.ts"
import type { FileRecord, JournalRecord } from "./JournalRecord.ts"
import * as Limits from "./Limits.ts"
import type { EntryStatus, OpenFolder } from "./OpenFolder.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathRule from "./PathRules.ts"
import * as Resolution from "./Resolution.ts"
import * as TransactionFiles from "./TransactionFiles.ts"
import * as TransactionStage from "./TransactionStage.ts"
import type { WriteCall } from "./WriteCall.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import * as WriteLedger from "./WriteLedger.ts"
import type { OwnOutcome, OwnState } from "./WriteLedger.ts"

/**
 * What is done about files that somebody else has changed: the transaction wins, or they stay as they are. Undefined:
 * nothing, it is told.
 *
 * @since 0.1.0
 */
export type Resolve = "force" | "abandon" | undefined

/**
 * Recovers what there is to recover for these rules.
 *
 * @param call - what every call has at hand
 * @param rules - the rules in force
 * @param resolve - what is done about files that somebody else has changed
 * @since 0.1.0
 */
export const recover = (
  call: WriteCall,
  rules: PathRules,
  resolve: Resolve
): Effect.Effect<ReadonlyArray<RecoveredTransaction>, NoJournal> =>
  call.journal.settling(recoverAll(call, rules, resolve))

const recoverAll = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  resolve: Resolve
): Effect.fn.Return<ReadonlyArray<RecoveredTransaction>, NoJournal> {
  const names = yield* call.journal.names(rules)
  const told = yield* Effect.forEach([...names].sort(), (name) =>
    Effect.map(
      call.journal.withLeft(rules, name, (left) => recoverLeft(call, rules, left, resolve)),
      (outcome): ReadonlyArray<RecoveredTransaction> => {
        if (outcome === "busy") return [{ id: name, state: "busy", paths: [], detail: "another process is about it" }]
        return outcome === "idle" || outcome === undefined ? [] : [outcome]
      }
    )
  )
  const transactions = told.flat()
  forgive(call, transactions)
  return transactions
})

// What was found stuck before, and is no longer there, another process has settled.
const forgive = ({ found, journal }: WriteCall, told: ReadonlyArray<RecoveredTransaction>): void => {
  if (told.some(({ state }) => state === "busy")) return
  const still = new Set(told.filter(({ state }) => state === "stuck").map(({ id }) => id))
  for (const id of found) {
    if (still.has(id)) continue
    journal.unblock(id)
    found.delete(id)
  }
}

const recoverLeft = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  left: Left,
  resolve: Resolve
): Effect.fn.Return<RecoveredTransaction | undefined> {
  const { found, name } = left
  if (found._tag === "Idle") {
    yield* Effect.ignore(left.clear)
    return undefined
  }
  if (found._tag === "Foreign") return { id: name, state: "unreadable", paths: [], detail: found.detail }
  if (found._tag === "Damaged") {
    // Written by half before it was certain, so that nothing was changed.
    yield* Effect.ignore(left.clear)
    return { id: name, state: "unreadable", paths: [], detail: `${found.detail}; it was discarded` }
  }
  const { record } = found
  const allowed = yield* Effect.filter(record.files, (file) => isAllowed(call, rules, file))
  if (allowed.length === record.files.length) return yield* finish(call, rules, left, found, resolve)
  if (allowed.length > 0) {
    const others = record.files.filter((file) => !allowed.includes(file)).map(({ path }) => path)
    return stuck(call, record, others, "it changes these files too, which no root allows now: recover with all roots")
  }
  if (!(yield* isForgotten(call, record))) return undefined
  yield* Effect.ignore(left.clear)
  return { id: record.id, state: "swept", paths: record.files.map(({ path }) => path) }
})

// A path that was written as inside may lead outside where links are followed.
const isAllowed = (
  { access }: WriteCall,
  rules: PathRules,
  { path, requested }: FileRecord
): Effect.Effect<boolean> => {
  if (PathRule.isInside(rules, path, access.flavor)) return Effect.succeed(true)
  if (rules.symlinks !== "Follow") return Effect.succeed(false)
  const found = Resolution.resolveForCreate(access, rules, requested)
  return Effect.map(found, (now) => now._tag === "Located" && now.path === path)
}

// A root that is not there may be on a disk that is not mounted.
const isForgotten = Effect.fnUntraced(function* ({ access }: WriteCall, { committedAt, roots }: JournalRecord) {
  if ((yield* Clock.currentTimeMillis) - committedAt < Limits.journalKeptMillis) return false
  const there = yield* Effect.filter(roots, (root) =>
    Effect.match(access.canonicalize(root), { onFailure: ({ code }) => code !== "ENOENT", onSuccess: () => true })
  )
  return there.length === 0
})

const stuck = (
  { found, journal }: WriteCall,
  { files, id }: JournalRecord,
  paths: ReadonlyArray<string>,
  detail: string
): RecoveredTransaction => {
  found.add(id)
  journal.block(
    id,
    detail,
    files.map(({ path }) => path)
  )
  return { id, state: "stuck", paths, detail }
}

type Committed = Extract<Left["found"], { readonly _tag: "Committed" }>

const finish = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  left: Left,
  found: Committed,
  resolve: Resolve
): Effect.fn.Return<RecoveredTransaction> {
  const { record } = found
  const paths = record.files.map(({ path }) => path)
  const redone = WriteEngine.holding(call, paths, call.gate.change(redo(call, rules, left, found, resolve)))
  return yield* Effect.catch(redone, (failure) => {
    const detail =
      failure._tag === "LockBusy" ? "another process has locked one of its files" : failureOf(failure.failure)
    return Effect.succeed(stuck(call, record, paths, detail))
  })
})

const failureOf = ({ code, syscall }: AccessFailure): string =>
  `the system says ${code}${syscall === undefined ? "" : ` (${syscall})`}`

/** What stands at the place of a file. */
type State =
  | { readonly _tag: "New" }
  | { readonly _tag: "Old"; readonly status: EntryStatus | undefined }
  | { readonly _tag: "Other"; readonly status: EntryStatus | undefined }

const redo = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  left: Left,
  { contents, record }: Committed,
  resolve: Resolve
): Effect.fn.Return<RecoveredTransaction> {
  const { files, id } = record
  const paths = files.map(({ path }) => path)
  const give = (state: "finished" | "forced" | "abandoned") =>
    Effect.match(left.clear, {
      onSuccess: (): RecoveredTransaction => {
        call.journal.unblock(id)
        return { id, state, paths }
      },
      onFailure: (failure) => stuck(call, record, paths, `its journal cannot be cleared: ${failureOf(failure)}`)
    })
  if (resolve === "abandon") return yield* give("abandoned")
  const looked = yield* Effect.result(Effect.forEach(files, (file) => stateOf(call, file), { concurrency: 8 }))
  if (looked._tag === "Failure") return stuck(call, record, paths, failureOf(looked.failure))
  const states = looked.success
  const others = files.filter((_, i) => states[i]!._tag === "Other").map(({ path }) => path)
  if (others.length > 0 && resolve === undefined) {
    return stuck(call, record, others, "somebody else has changed what it was about to change")
  }
  const how: How = { rules, durability: record.durability, origin: originOf(record), act: "apply" }
  const done = redoAll(call, how, left, { contents, record }, states)
  const problem = yield* WriteLedger.announcedAs(call, how, statesOf(call, files, states), done, ownOutcome)
  if (problem !== undefined) return stuck(call, record, problem.paths, problem.detail)
  return yield* give(others.length > 0 ? "forced" : "finished")
})

interface Unfinished {
  readonly paths: ReadonlyArray<string>
  readonly detail: string
  /** What its files look like. */
  readonly seen: OwnOutcome
}

const ownOutcome = (exit: Exit.Exit<Unfinished | undefined>): OwnOutcome =>
  Exit.isSuccess(exit) ? (exit.value?.seen ?? "applied") : "unknown"

// What was done before the crash is announced as well: whoever compares with what he knew before it finds it only now.
const statesOf = (
  call: WriteCall,
  files: ReadonlyArray<FileRecord>,
  states: ReadonlyArray<State>
): ReadonlyArray<OwnState> =>
  files.map(({ now, old, path }, i) => ({
    path,
    before: states[i]!._tag === "Other" ? undefined : WriteLedger.contentOf(call, old?.digest),
    after: WriteLedger.contentOf(call, now?.digest)
  }))

const redoAll = Effect.fnUntraced(function* (
  call: WriteCall,
  how: How,
  left: Left,
  { contents, record }: Pick<Committed, "contents" | "record">,
  states: ReadonlyArray<State>
): Effect.fn.Return<Unfinished | undefined> {
  const { durability, files } = record
  for (const [i, file] of files.entries()) {
    const state = states[i]!
    if (state._tag === "New") continue
    const detail = yield* redoOne(call, how, left, file, contents[i], state.status)
    if (detail !== undefined) return { paths: [file.path], detail, seen: "unknown" }
  }
  const folders = [...new Set(files.map(({ path }) => TransactionFiles.placeOf(call.access.flavor, path).folder))]
  const synced = yield* Effect.result(syncThere(call, folders, durability))
  if (synced._tag === "Success") return undefined
  return { paths: files.map(({ path }) => path), detail: "the disk does not confirm it", seen: "applied" }
})

const originOf = ({ origin }: JournalRecord): OriginId | undefined => (Schema.is(OriginId)(origin) ? origin : undefined)

// A folder may be gone with all that was in it.
const syncThere = (call: WriteCall, folders: ReadonlyArray<string>, durability: How["durability"]) =>
  Effect.flatMap(
    Effect.filter(folders, (folder) =>
      Effect.match(call.access.canonicalize(folder), {
        onFailure: ({ code }) => code !== "ENOENT",
        onSuccess: () => true
      })
    ),
    (there) => TransactionStage.syncFolders(call, there, durability)
  )

const stateOf = (call: WriteCall, file: FileRecord): Effect.Effect<State, AccessFailure> => {
  const { folder, name } = TransactionFiles.placeOf(call.access.flavor, file.path)
  const looked = TransactionStage.inFolder(call, folder, (opened) => stateIn(call, opened, name, file))
  return Effect.catch(looked, (failure) => {
    const { code } = failure as AccessFailure
    if (code === "ENOENT") return Effect.succeed(absent(file))
    // Something else is where its folder was: a link, a file, somebody else's folder.
    if (WriteEngine.orAgain(failure as AccessFailure) === "again") return Effect.succeed<State>(other)
    return Effect.fail(failure as AccessFailure)
  })
}

const other: State = { _tag: "Other", status: undefined }

const absent = ({ now, old }: FileRecord): State => {
  if (now === undefined) return { _tag: "New" }
  return old === undefined ? { _tag: "Old", status: undefined } : other
}

const stateIn = Effect.fnUntraced(function* (
  call: WriteCall,
  folder: OpenFolder,
  name: string,
  { now, old }: FileRecord
): Effect.fn.Return<State, AccessFailure> {
  const status = yield* folder.look(name)
  const asItIs: State = { _tag: "Other", status }
  if (status.type !== "File" || ![old?.sizeBytes, now?.sizeBytes].includes(status.sizeBytes)) return asItIs
  const read = yield* folder.read(name, status.sizeBytes)
  if (read === undefined) return asItIs
  const digest = yield* ContentDigest.of(call, [read.bytes])
  const isNew = now !== undefined && digest === now.digest
  // Where only the mode changes, the mode tells.
  if (isNew && (old?.digest !== digest || now.mode === undefined || now.mode === (status.mode & 0o777))) {
    return { _tag: "New" }
  }
  return old !== undefined && digest === old.digest ? { _tag: "Old", status } : asItIs
})

/** Makes a file what it was to be; why it cannot be, where it cannot. */
const redoOne = Effect.fnUntraced(function* (
  call: WriteCall,
  how: How,
  left: Left,
  file: FileRecord,
  inline: Uint8Array | undefined,
  status: EntryStatus | undefined
): Effect.fn.Return<string | undefined> {
  const { folder, name } = TransactionFiles.placeOf(call.access.flavor, file.path)
  const { now } = file
  if (now === undefined) {
    if (status === undefined) return undefined
    const removed = TransactionStage.inFolder(call, folder, (opened) =>
      AtomicWrite.remove(opened, name, status, how.durability)
    )
    return yield* asProblem(removed)
  }
  const bytes = yield* contentsOf(call, left, now, inline)
  if (bytes === undefined) return "its contents beside the journal are not what they were"
  const parents = yield* CreateEngine.makeParents(call, how, file.path)
  if (parents !== undefined) return "a folder cannot be made for it"
  const put = TransactionStage.inFolder(call, folder, (opened) =>
    AtomicWrite.put(opened, {
      name,
      pieces: [bytes],
      temporary: WriteEngine.temporaryFor(call, name),
      replaces: status,
      owner: now.owner,
      mode: now.mode,
      usualMode: now.usualMode,
      durability: how.durability
    })
  )
  return yield* asProblem(put)
})

const asProblem = (
  effect: Effect.Effect<unknown, AtomicWrite.WriteFailure | AccessFailure>
): Effect.Effect<string | undefined> =>
  Effect.match(effect, {
    onSuccess: () => undefined,
    onFailure: (failure) => {
      if (failure._tag === "AccessFailure") return failureOf(failure)
      return "failure" in failure ? failureOf(failure.failure) : "somebody else is changing it"
    }
  })

const contentsOf = (
  call: WriteCall,
  left: Left,
  { digest, spill }: NonNullable<FileRecord["now"]>,
  inline: Uint8Array | undefined
): Effect.Effect<Uint8Array | undefined> => {
  if (spill === undefined) return Effect.succeed(inline)
  const read = Effect.flatMap(left.spilled(spill), (bytes) =>
    Effect.map(ContentDigest.of(call, [bytes]), (found) => (found === digest ? bytes : undefined))
  )
  return Effect.orElseSucceed(read, () => undefined)
}
