/**
 * Transactions: many files change together or not at all. Everything that is wrong with the edits is told at once, before
 * anything is touched; what was acknowledged survives a crash at any moment, and what was begun is brought to its end or
 * was never there.
 *
 * @since 0.1.0
 */
import type { EditResult, FileEdit, TransactionResult } from "@ploke/core"
import { RequestId } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail, reasonForProblem } from "@ploke/error"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Written } from "./AtomicWrite.ts"
import * as EditPlan from "./EditPlan.ts"
import type { EditOptions } from "./EditWrite.ts"
import type { NoJournal, Slot } from "./Journal.ts"
import type { JournalRecord } from "./JournalRecord.ts"
import * as Limits from "./Limits.ts"
import * as PatchWrite from "./PatchWrite.ts"
import * as Telemetry from "./Telemetry.ts"
import * as TransactionCommit from "./TransactionCommit.ts"
import type { PlannedPart, TransactionPlan } from "./TransactionPlan.ts"
import * as TransactionPlans from "./TransactionPlan.ts"
import type { Outcome, Trouble } from "./TransactionStage.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import * as WriteCall from "./WriteCall.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"

/**
 * Does all edits or none.
 *
 * @param call - what every call has at hand
 * @param edits - in any order, each file once but for splices of one content
 * @param options - whose they are, and how durable
 * @since 0.1.0
 */
export const transaction = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  edits: ReadonlyArray<FileEdit>,
  options: EditOptions
): Effect.fn.Return<TransactionResult, PlokeError> {
  const id = yield* RequestId.makeRandom
  if (edits.length > Limits.transactionEditsMax) {
    const detail = `${edits.length} edits are more than ${Limits.transactionEditsMax}: make several transactions of them`
    return yield* Fail.syntaxError({ detail })
  }
  const how: How = {
    rules: yield* call.policy.current,
    durability: options.durability ?? call.durability,
    origin: yield* WriteCall.originOf(options.origin),
    act: "apply"
  }
  for (let attempt = 0; attempt <= Limits.readRetriesMax; attempt++) {
    const plan = yield* EditPlan.make(call, how.rules, edits, attempt === 0 ? "text" : "disk")
    const paths = plan.parts.flatMap(({ source, target }) => [source, target]).filter((path) => path !== undefined)
    const acknowledged = yield* behind<Attempt>(call, (acknowledge) => {
      const attempted = attemptOnce({ call, how, id, edits }, plan, acknowledge)
      return Effect.catch(WriteEngine.locked(call, how, paths, attempted), (failure) =>
        acknowledge({ _tag: "Locked", failure })
      )
    })
    if (acknowledged !== "moved") return yield* answer({ call, how, id, edits }, acknowledged)
  }
  return yield* Fail.transactionAborted({ id, detail: "the files kept moving while they were looked at" })
})

/** A transaction as it was asked for. */
interface Asked {
  readonly call: WriteCall.WriteCall
  readonly how: How
  readonly id: string
  readonly edits: ReadonlyArray<FileEdit>
}

type LockFailure = Effect.Error<ReturnType<typeof WriteEngine.locked<void, never>>>

type Attempt =
  | "moved"
  | { readonly _tag: "Refused"; readonly problems: ReadonlyArray<EditPlan.Problem> }
  | { readonly _tag: "Locked"; readonly failure: LockFailure }
  | NoJournal
  | { readonly _tag: "Ended"; readonly plan: TransactionPlan; readonly outcome: Outcome }

type Acknowledge = (attempt: Attempt) => Effect.Effect<void>

// Whoever asked is answered as soon as the transaction is certain and seen to be: that it is over is written down behind
// his back, before the locks are given back. If he is interrupted, so is what is not yet certain.
const behind = <A>(
  { scope }: Pick<WriteCall.WriteCall, "scope">,
  run: (acknowledge: (answer: A) => Effect.Effect<void>) => Effect.Effect<void>
): Effect.Effect<A> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const answered = Deferred.makeUnsafe<A>()
      const acknowledge = (answer: A) => Effect.asVoid(Deferred.succeed(answered, answer))
      const ended = Effect.onExit(Effect.interruptible(run(acknowledge)), (exit) =>
        Exit.isFailure(exit) ? Deferred.failCause(answered, exit.cause) : Effect.void
      )
      const fiber = yield* Effect.forkIn(ended, scope, { startImmediately: true })
      return yield* Effect.onInterrupt(restore(Deferred.await(answered)), () => Fiber.interrupt(fiber))
    })
  )

const attemptOnce = Effect.fnUntraced(function* (
  asked: Asked,
  plan: EditPlan.Plan,
  acknowledge: Acknowledge
): Effect.fn.Return<void> {
  const { call, how } = asked
  const planned = yield* TransactionPlans.make(call, how.rules, plan)
  if (planned === "moved") return yield* acknowledge("moved")
  if (!("files" in planned)) return yield* acknowledge({ _tag: "Refused", problems: planned })
  if (planned.files.length === 0) return yield* acknowledge(ended(planned, nothing(how)))
  const record = recordOf(asked, planned, yield* Clock.currentTimeMillis)
  const journalled = call.journal.use(how.rules, (slot) => carryOut(asked, slot, record, planned, acknowledge))
  // Whoever is told that a recovery is needed finds the journal left for one.
  const told = Effect.flatMap(journalled, (outcome) =>
    outcome._tag === "Done" ? Effect.void : acknowledge(ended(planned, outcome))
  )
  yield* Effect.catch(told, acknowledge)
})

const ended = (plan: TransactionPlan, outcome: Outcome): Attempt => ({ _tag: "Ended", plan, outcome })

const nothing = ({ durability }: How): Outcome => ({ _tag: "Done", written: { durability, unsynced: undefined } })

const carryOut = (
  { call, how, id }: Asked,
  slot: Slot,
  record: JournalRecord,
  plan: TransactionPlan,
  acknowledge: Acknowledge
): Effect.Effect<Outcome> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const outcome = yield* TransactionCommit.commit(call, how, { slot, record, restore }, plan.files)
      const paths = plan.files.map(({ path }) => path)
      const detail = whyBlocked(outcome)
      if (detail !== undefined) call.journal.block(id, detail, paths)
      if (outcome._tag !== "Done") return outcome
      yield* acknowledge(ended(plan, outcome))
      const cleared = yield* Effect.result(slot.clear)
      if (cleared._tag === "Failure") call.journal.block(id, "its journal could not be cleared", paths)
      return outcome
    })
  )

const whyBlocked = (outcome: Outcome): string | undefined => {
  if (outcome._tag === "Stuck") return outcome.detail
  return outcome._tag === "Unsure" ? "the disk did not confirm it" : undefined
}

const recordOf = ({ call, how, id }: Asked, { files }: TransactionPlan, committedAt: number): JournalRecord => ({
  id,
  algorithm: call.hasher.algorithm,
  roots: how.rules.access === "unrestricted" ? [] : how.rules.roots.map(({ canonical }) => canonical),
  origin: how.origin,
  durability: how.durability,
  committedAt,
  files: files.map(({ now, old, path, requested }) => ({
    path,
    requested,
    old: old === undefined ? undefined : { digest: old.digest, sizeBytes: old.sizeBytes },
    now:
      now === undefined
        ? undefined
        : {
            digest: now.digest,
            sizeBytes: now.sizeBytes,
            mode: now.mode,
            usualMode: now.usualMode,
            owner: now.owner,
            spill: undefined
          }
  }))
})

const answer = (asked: Asked, attempt: Exclude<Attempt, "moved">): Effect.Effect<TransactionResult, PlokeError> => {
  const { call, id } = asked
  switch (attempt._tag) {
    case "Refused":
      return refused(asked, attempt.problems)
    case "Locked":
      return lockedOut(asked, attempt.failure)
    case "NoJournal": {
      const message = `transactions need a journal, which cannot be had: ${attempt.detail}`
      return Effect.fail(Fail.io({ message }))
    }
    case "Ended": {
      const { outcome, plan } = attempt
      switch (outcome._tag) {
        case "Done":
          return succeeded(asked, plan, outcome.written)
        case "Undone":
          return undone(asked, outcome.trouble)
        case "Unsure":
          return Effect.fail(errorOf(call, outcome.trouble))
        case "Stuck":
          return Effect.fail(Fail.transactionStuck({ id, paths: outcome.paths, detail: outcome.detail }))
      }
    }
  }
}

const refused = ({ id }: Asked, problems: ReadonlyArray<EditPlan.Problem>): Effect.Effect<never, PlokeError> => {
  const [first] = problems
  const detail = `${problems.length === 1 ? "an edit" : `${problems.length} edits`} cannot be made`
  return Effect.fail(
    Fail.transactionAborted({
      id,
      path: first?.path,
      detail,
      problems: problems.map(({ edits, error }) => ({ edits, reason: reasonForProblem(error) }))
    })
  )
}

const lockedOut = ({ call, edits, id }: Asked, failure: LockFailure): Effect.Effect<never, PlokeError> => {
  const path = edits[0]?.filePath ?? ""
  const error = WriteAnswer.failure(path, "write", failure, call.fileBytesMax)
  if (failure._tag === "Blocked") return Effect.fail(error)
  const all = edits.map((_, i) => i)
  const problems = [{ edits: all, reason: reasonForProblem(error) }]
  return Effect.fail(Fail.transactionAborted({ id, path, detail: error.message, problems }))
}

const undone = ({ call, id }: Asked, trouble: Trouble): Effect.Effect<never, PlokeError> => {
  const error = errorOf(call, trouble)
  const { file } = trouble
  return Effect.fail(Fail.transactionAborted({ id, path: file?.requested, detail: error.message }))
}

const errorOf = (call: WriteCall.WriteCall, { file, problem }: Trouble): PlokeError =>
  WriteAnswer.failure(file?.requested ?? "the journal", "write", problem, call.fileBytesMax)

const succeeded = Effect.fnUntraced(function* (
  { call, edits, how, id }: Asked,
  { files, parts }: TransactionPlan,
  written: Written
): Effect.fn.Return<TransactionResult> {
  const results: Array<EditResult> = Array.from({ length: edits.length })
  for (const planned of parts) {
    const { change, newDigest, old, part } = planned
    rememberBoth(call, planned)
    const outcome = {
      _tag: "Written",
      oldDigest: old?.digest,
      oldBytes: old?.sizeBytes ?? 0,
      newDigest,
      written,
      change
    } as const
    for (const i of part.edits) {
      const done = { filePath: edits[i]!.filePath, newPath: part.newPath, outcome, origin: how.origin }
      results[i] = yield* WriteAnswer.result(call, { ...done, ...deltaOf(planned) })
    }
  }
  for (const { now } of files) if (now !== undefined) yield* Telemetry.addWritten(now.sizeBytes, written.durability)
  const { origin } = how
  return { id, results, ...(origin === undefined ? {} : { origin }), durability: written.durability }
})

const deltaOf = ({ change, part }: PlannedPart): Pick<WriteAnswer.Done, "delta" | "rebased"> => {
  switch (change._tag) {
    case "Spliced":
      return { delta: change.plan.deltas, rebased: change.rebased }
    case "Patched":
      return { delta: PatchWrite.deltaOf(part.patch!.patch, change) }
    case "Whole": {
      if (part.newPath !== undefined) return { delta: [] }
      const { after, before } = change
      return { delta: [{ startByte: 0, removedBytes: before?.length ?? 0, addedBytes: after?.length ?? 0 }] }
    }
    default:
      return { delta: [] }
  }
}

const rememberBoth = (call: WriteCall.WriteCall, { change, newDigest, old, part }: PlannedPart): void => {
  if (call.cache.state !== "on") return
  const { after, before } = EditPlan.shownBy(change, part.patch)
  if (before !== undefined) WriteCall.remember(call, old?.digest, () => before)
  if (after !== undefined) WriteCall.remember(call, newDigest, () => after)
}
