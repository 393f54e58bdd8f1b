/**
 * What a unified diff says, as data: the files it changes, their hunks, and what can be wrong with its text.
 *
 * @since 0.1.0
 */
import type { FatalError } from "@ploke/error"
import { Fail } from "@ploke/error"

/**
 * What a patch does with a file. A `modify` without hunks changes the mode only.
 *
 * @since 0.1.0
 */
export type Change = "modify" | "create" | "remove" | "rename" | "copy"

/**
 * The part of a patch that is about one file.
 *
 * @since 0.1.0
 */
export interface FilePatch {
  readonly change: Change
  /** As the patch names it, without the prefix of its tool; undefined for `/dev/null`. Nothing about it is checked. */
  readonly oldPath: string | undefined
  readonly newPath: string | undefined
  /** Such as `0o100755`, where the patch tells it. */
  readonly oldMode: number | undefined
  readonly newMode: number | undefined
  /** How much of a renamed or copied file was kept, in percent, where the patch tells it. */
  readonly similarity: number | undefined
  readonly hunks: ReadonlyArray<Hunk>
  /** The line of the patch on which this part begins, counted from 1. */
  readonly line: number
}

/**
 * Neighbouring lines of a file and what becomes of them. Starts are counted from 1; where a count is 0, the start is
 * the line before.
 *
 * @since 0.1.0
 */
export interface Hunk {
  readonly oldStart: number
  readonly oldCount: number
  readonly newStart: number
  readonly newCount: number
  readonly lines: ReadonlyArray<HunkLine>
  /** The line of the patch on which the hunk begins, counted from 1. */
  readonly line: number
}

/**
 * One line of a hunk. Its text ends as the line does in the file: with LF, CRLF, or neither where the file ends.
 *
 * @since 0.1.0
 */
export interface HunkLine {
  readonly kind: "context" | "delete" | "insert"
  readonly text: string
}

/**
 * Why a text is no patch.
 *
 * @since 0.1.0
 */
export type SyntaxWhy =
  | "Empty"
  | "TooLarge"
  | "LoneSurrogate"
  | "NoFileHeader"
  | "FileHeader"
  | "FileName"
  | "NoHunk"
  | "HunkHeader"
  | "HunkLine"
  | "HunkCount"
  | "NothingChanged"
  | "EndMarker"
  | "Garbage"
  | "Binary"
  | "Combined"

/**
 * What is wrong with the text of a patch, on which of its lines (counted from 1), and what to do about it.
 *
 * @since 0.1.0
 */
export interface SyntaxProblem {
  readonly _tag: "SyntaxProblem"
  readonly why: SyntaxWhy
  readonly line: number
  readonly detail: string
}

/**
 * Makes a syntax problem.
 *
 * @param at - the index of the line, counted from 0
 * @since 0.1.0
 */
export const problem = (why: SyntaxWhy, at: number, detail: string): SyntaxProblem => ({
  _tag: "SyntaxProblem",
  why,
  line: at + 1,
  detail
})

/**
 * Tells a problem from what was parsed.
 *
 * @since 0.1.0
 */
export const isProblem = (value: object): value is SyntaxProblem => "_tag" in value && value._tag === "SyntaxProblem"

/**
 * Makes the error of a syntax problem.
 *
 * @param path - the file that was to be patched, as the caller gave it
 * @since 0.1.0
 */
export const toError = (path: string | undefined, { line, detail }: SyntaxProblem): FatalError =>
  Fail.syntaxError({ path, detail: `line ${line} of the patch: ${detail}` })
