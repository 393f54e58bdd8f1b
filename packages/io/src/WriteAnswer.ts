/**
 * Turns what came of a write into errors: every failure of writing is made here.
 *
 * @since 0.1.0
 */
import type { Delta, EditResult, OriginId } from "@ploke/core"
import type { FatalError, Operation, PlokeError, WarningError } from "@ploke/error"
import { ErrorPolicy, Fail } from "@ploke/error"
import * as Effect from "effect/Effect"
import type { Written } from "./AtomicWrite.ts"
import * as ContentDigest from "./ContentDigest.ts"
import type { AccessFailure } from "./FileAccess.ts"
import * as Resolution from "./Resolution.ts"
import type { WriteBase } from "./WriteEngine.ts"
import type { WriteOutcome, WriteProblem } from "./WriteOutcome.ts"

/**
 * Makes the error of a file that was not written, or not surely.
 *
 * @param path - as requested
 * @param operation - what was to be done
 * @param problem - what came of it
 * @param fileBytesMax - the largest file that is changed
 * @since 0.1.0
 */
export const failure = (
  path: string,
  operation: Operation,
  problem: Exclude<WriteProblem<never>, { readonly _tag: "Declined" }>,
  fileBytesMax: number
): PlokeError => {
  switch (problem._tag) {
    case "Refused":
    case "AccessFailure":
      return Resolution.toError(path, operation, problem)
    case "StepFailed":
      return Resolution.toError(path, operation, problem.failure)
    case "RenameFailed":
      return renameError(path, operation, problem.failure)
    case "SyncFailed": {
      const { failure: failed, step, visible } = problem
      return Fail.durabilityFailed({ path, step, code: failed.code, visible })
    }
    case "NotAFile":
      return Fail.notARegularFile({ path, type: problem.type })
    case "TooLarge":
      return Fail.tooLarge({ path, sizeBytes: problem.sizeBytes, maxBytes: fileBytesMax })
    case "ReadOnly":
      return Fail.readOnly({ path })
    case "HardLinked":
      return Fail.hardLinked({ path, links: problem.links })
    case "Unsteady":
      return Fail.changedDuringRead({ path })
    case "Exists":
      return Fail.alreadyExists({ path })
    case "LockFailed":
      return Resolution.toError(path, "lock", problem.failure)
    case "Blocked":
      return Fail.transactionStuck({ id: problem.id, paths: [path], detail: problem.detail })
    case "LockBusy":
      return Fail.lockUnavailable({ path, heldBy: problem.heldBy, waitedMs: problem.waitedMs })
  }
}

// What no second attempt will change, and what to do instead.
const advice: Readonly<Record<string, string>> = {
  EBUSY: "it is a mount point, or in use; unmount it, or close it elsewhere",
  EXDEV: "it is mounted by itself; unmount it, or edit the file that is mounted there",
  EPERM: "it is immutable, or belongs to somebody else in a sticky folder; change that first",
  ETXTBSY: "it is a program that runs; stop it first"
}

const renameError = (path: string, operation: Operation, found: AccessFailure): FatalError => {
  const remedy = advice[found.code]
  return remedy === undefined
    ? Resolution.toError(path, operation, found)
    : Fail.cannotReplace({ path, code: found.code, advice: remedy })
}

// What the file system could not make durable is no failure, but somebody may want to know.
const degraded = (path: string, { unsynced }: Written): WarningError | undefined =>
  unsynced === undefined ? undefined : Fail.durabilityDegraded({ path, ...unsynced })

/**
 * What a write did.
 *
 * @since 0.1.0
 */
export interface Done {
  readonly filePath: string
  readonly outcome: Extract<WriteOutcome<unknown>, { readonly _tag: "Written" }>
  readonly delta: ReadonlyArray<Delta>
  readonly origin: OriginId | undefined
  readonly newPath?: string | undefined
  readonly rebased?: true | undefined
}

/**
 * Makes the result of a write, and tells the `ErrorPolicy` where it is less durable than it was to be.
 *
 * @param base - how hashes begin
 * @param done - what the write did
 * @since 0.1.0
 */
export const result = (
  base: Pick<WriteBase, "prefix">,
  { delta, filePath, newPath, origin, outcome, rebased }: Done
): Effect.Effect<EditResult> => {
  const { newDigest, oldDigest, written } = outcome
  const made: EditResult = {
    filePath,
    ...(newPath === undefined ? {} : { newPath }),
    ...(oldDigest === undefined ? {} : { oldHash: ContentDigest.hashOf(base, oldDigest) }),
    ...(newDigest === undefined ? {} : { newHash: ContentDigest.hashOf(base, newDigest) }),
    delta,
    ...(rebased === undefined ? {} : { rebased }),
    ...(origin === undefined ? {} : { origin }),
    durability: written.durability
  }
  const warning = degraded(filePath, written)
  if (warning === undefined) return Effect.succeed(made)
  return Effect.flatMap(ErrorPolicy, (policy) => Effect.as(policy.emit(warning), made))
}
