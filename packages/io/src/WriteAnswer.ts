/**
 * Turns what came of a write into errors: every failure of writing is made here.
 *
 * @since 0.1.0
 */
import type { FatalError, Operation, PlokeError, WarningError } from "@ploke/error"
import { Fail } from "@ploke/error"
import type { Written } from "./AtomicWrite.ts"
import type { AccessFailure } from "./FileAccess.ts"
import * as Resolution from "./Resolution.ts"
import type { WriteProblem } from "./WriteEngine.ts"

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

/**
 * Makes the warning about a write that the file system could not make durable, if it is one.
 *
 * @param path - as requested
 * @param written - what came of it
 * @since 0.1.0
 */
export const degraded = (path: string, { unsynced }: Written): WarningError | undefined =>
  unsynced === undefined ? undefined : Fail.durabilityDegraded({ path, ...unsynced })
