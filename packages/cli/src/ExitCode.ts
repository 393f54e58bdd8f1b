/**
 * The exit codes of `ploke-io`: what a script learns without reading a word.
 *
 * @since 0.1.0
 */
import type { PlokeError, PlokeErrorKind } from "@ploke/error"
import { withoutContext } from "@ploke/error"

/**
 * How a run ended: 0 done, 1 the operation failed, 2 the command line was not understood, 3 the content is not the one
 * that was expected, 4 denied by the path policy.
 *
 * @since 0.1.0
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4

/**
 * Gives the exit code of an error: 3 for `ContentMismatch`, 4 for `PathResolution`, 1 for everything else. A transaction
 * that was refused has the gravest code of its `problems`.
 *
 * @param error - why the operation failed
 *
 * @example
 * ```ts
 * import { Fail } from "@ploke/error"
 * import { ExitCode } from "@ploke/io-cli"
 *
 * console.log(ExitCode.ofError(Fail.pathResolution({ path: "/etc/passwd", why: "OutsideRoots" }))) // => 4
 * ```
 *
 * @since 0.1.0
 */
export const ofError = (error: PlokeError): ExitCode => {
  const { reason } = withoutContext(error)
  const problems = reason._tag === "TransactionAborted" ? (reason.problems ?? []) : []
  return problems.length === 0
    ? ofTag(reason._tag)
    : problems.map((problem) => ofTag(problem.reason._tag)).reduce(worst)
}

// A failure hides more than a denial, and a denial more than a change that was seen for sure.
const byGravity: ReadonlyArray<ExitCode> = [0, 3, 4, 1, 2]

/**
 * Gives the graver of two exit codes, for a run over many files: failed before denied before changed before done.
 *
 * @param a - the code so far
 * @param b - the code of the next file
 *
 * @example
 * ```ts
 * import { ExitCode } from "@ploke/io-cli"
 *
 * console.log(ExitCode.worst(3, 1)) // => 1
 * ```
 *
 * @since 0.1.0
 */
export const worst = (a: ExitCode, b: ExitCode): ExitCode => (byGravity.indexOf(a) < byGravity.indexOf(b) ? b : a)

const ofTag = (tag: PlokeErrorKind["reason"]["_tag"]): ExitCode => {
  switch (tag) {
    case "ContentMismatch":
      return 3
    case "PathResolution":
      return 4
    default:
      return 1
  }
}
