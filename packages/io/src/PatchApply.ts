/**
 * Applies the part of a patch that is about one file to the bytes of that file. Only whole lines are replaced, and
 * bytes outside of them are kept as they are.
 *
 * **Line ends.** A hunk fits where its lines have the line ends of the file's; then what it inserts is inserted as it is.
 * If the hunks do not all fit so, and all lines of the patch end alike (all LF or all CRLF), line ends are not compared:
 * then an inserted line gets the line end of the line that it replaces, else of the line before it, so that a patch
 * with LF leaves a CRLF file a CRLF file. A patch that has both kinds is about line ends, and has to fit exactly.
 *
 * **The end of the file.** A line without a line end differs from the same line with one. A hunk that has such a line
 * fits only at the end of the file, and nothing is ever joined to a line that has no end.
 *
 * **Byte order mark.** If the file begins with one and no line of the patch does, it is no part of the first line, and
 * it stays.
 *
 * **Fuzz** counts lines of context that differ from the file's line at their place, or have none. Lines that are removed
 * and lines of context next to a change never differ. Context is never written, so what differs is kept.
 *
 * @since 0.1.0
 */
import type { Delta, PatchHunk } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Bytes from "./Bytes.ts"
import * as Limits from "./Limits.ts"
import * as Lines from "./Lines.ts"
import type { FilePatch, Hunk, HunkLine } from "./Patch.ts"
import * as PatchPlace from "./PatchPlace.ts"
import * as Splice from "./Splice.ts"

/**
 * How a patch is applied.
 *
 * @since 0.1.0
 */
export interface ApplyOptions {
  /** How many lines of a hunk's context may differ; 0 by default. */
  readonly fuzz?: number
  /** The largest content that may come out, in bytes. */
  readonly contentBytesMax?: number
}

/**
 * Why a patch was not applied: a hunk has no place, or
 *
 * - `Exists`: it creates a file that has contents already,
 * - `NotEmptied`: it removes a file of which it does not know all lines,
 * - what it makes cannot be spliced: it is too large.
 *
 * @since 0.1.0
 */
export type Problem =
  | PatchPlace.Problem
  | { readonly _tag: "Exists" }
  | { readonly _tag: "NotEmptied" }
  | Splice.Problem

/**
 * What became of a patch. `hunks` tells of each hunk whether it has a place; in a rejection none was applied for good,
 * since there is no new content.
 *
 * @since 0.1.0
 */
export type Outcome =
  | {
      readonly _tag: "Applied"
      readonly content: Uint8Array
      readonly deltas: ReadonlyArray<Delta>
      readonly hunks: ReadonlyArray<PatchHunk>
    }
  | { readonly _tag: "AlreadyApplied"; readonly hunks: ReadonlyArray<PatchHunk> }
  | {
      readonly _tag: "Rejected"
      readonly problems: readonly [Problem, ...Array<Problem>]
      readonly hunks: ReadonlyArray<PatchHunk>
    }

/**
 * Applies a patch to the content of its file: all hunks or none. A patch that creates a file is applied to no bytes; one
 * that removes it leaves none; what else it says (names, modes) is for the caller to do.
 *
 * @example
 * ```ts
 * import * as PatchApply from "@ploke/io/PatchApply"
 * import * as PatchParse from "@ploke/io/PatchParse"
 *
 * const files = PatchParse.parse("--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n-let a\n+let b\n end\n")
 * if ("length" in files) {
 *   const outcome = PatchApply.apply(files[0], new TextEncoder().encode("start\r\nlet a\r\nend\r\n"))
 *   if (outcome._tag === "Applied") {
 *     console.log(JSON.stringify(new TextDecoder().decode(outcome.content))) // => "start\r\nlet b\r\nend\r\n"
 *     console.log(JSON.stringify(outcome.hunks)) // => [{"applied":true,"offset":1,"fuzz":0}]
 *   }
 * }
 * ```
 *
 * @param patch - what was parsed
 * @param base - the content of the file
 * @param options - the fuzz, and the largest content
 * @since 0.1.0
 */
export const apply = (patch: FilePatch, base: Uint8Array, options: ApplyOptions = {}): Outcome => {
  if (patch.change === "create" && base.length > 0) {
    const hunks = unplaced(patch)
    const isThere = Bytes.isEqual(base, encoder.encode(patch.hunks.flatMap(({ lines }) => lines.map(textOf)).join("")))
    return isThere ? { _tag: "AlreadyApplied", hunks } : { _tag: "Rejected", problems: [{ _tag: "Exists" }], hunks }
  }
  const file = fileOf(patch, base)
  const { placement, ends } = placeAll(patch, file, options.fuzz ?? 0)
  if (placement._tag === "AlreadyApplied") return { ...placement, hunks: unplaced(patch) }
  const hunks = patch.hunks.map((_, index) => told(placement.places[index]))
  if (placement._tag === "Rejected") return { _tag: "Rejected", problems: placement.problems, hunks }
  const edits = patch.hunks.flatMap((hunk, index) => editsOf(file, hunk, placement.places[index]!.at, ends))
  const plan = Splice.plan(edits, base, options.contentBytesMax)
  if (plan._tag === "Refused") return { _tag: "Rejected", problems: plan.problems, hunks }
  const content = Bytes.concat(plan.pieces)
  const { deltas } = plan
  if (patch.change !== "remove" || content.length === 0) return { _tag: "Applied", content, deltas, hunks }
  return { _tag: "Rejected", problems: [{ _tag: "NotEmptied" }], hunks }
}

/**
 * Makes the error of a problem, or of a patch that was applied already.
 *
 * @param path - the path as the caller gave it
 * @since 0.1.0
 */
export const toError = (path: string, problem: Problem | { readonly _tag: "AlreadyApplied" }): PlokeError => {
  const rejected = (hunk: number, detail: string, candidateLines?: ReadonlyArray<number>): PlokeError =>
    Fail.patchRejected({ path, hunk: hunk + 1, detail, candidateLines })
  switch (problem._tag) {
    case "NotFound": {
      const { line, differsAt, lineCount } = problem
      const what = differsAt > lineCount ? `the file ends after line ${lineCount}` : `line ${differsAt} differs first`
      return rejected(problem.hunk, `its lines were not found; where they should begin, at line ${line}, ${what}`)
    }
    case "Ambiguous": {
      const detail = `its lines were found in ${problem.total} places; give the hunk more lines of context or the right line number`
      return rejected(problem.hunk, detail, problem.candidateLines)
    }
    case "HunkApplied":
      return rejected(problem.hunk, `it is applied already, at line ${problem.line}`)
    case "OutOfOrder":
      return rejected(
        problem.hunk,
        `its lines were found only at line ${problem.line}, which the hunk before it takes or follows`
      )
    case "NoContext":
      return rejected(
        problem.hunk,
        `it has no old line by which its place could be found, and line ${problem.line} is not its place`
      )
    case "TooMuchWork":
      return rejected(problem.hunk, "the file has too many equal lines to find its place")
    case "Exists":
      return rejected(0, "the patch creates the file, which has contents already")
    case "NotEmptied":
      return rejected(0, "the patch removes the file, which has more lines than the patch knows")
    case "AlreadyApplied":
      return rejected(0, "the patch is applied already")
    default:
      return Splice.toError(path, problem)
  }
}

type LineEnd = "\r\n" | "\n" | ""

interface File {
  readonly lines: Lines.Lines
  /** The first byte of each line and the length, in the whole content. */
  readonly offset: (line: number) => number
}

const fileOf = (patch: FilePatch, base: Uint8Array): File => {
  const hasBom = base[0] === 0xef && base[1] === 0xbb && base[2] === 0xbf
  const isMarkTold = patch.hunks.some((hunk) => hunk.lines.some((line) => line.text.startsWith("\ufeff")))
  const skipped = hasBom && !isMarkTold ? 3 : 0
  const lines = Lines.split(base.subarray(skipped))
  // A file that is removed is removed with its mark.
  const offset = (line: number) => (line === 0 && patch.change === "remove" ? 0 : skipped + lines.starts[line]!)
  return { lines, offset }
}

const placeAll = (
  patch: FilePatch,
  file: File,
  fuzz: number
): { readonly placement: PatchPlace.Placement; readonly ends: LineEnd | "exact" } => {
  const budget = { steps: Limits.patchStepsMax }
  const exact = placeBy("exact", patch, file, fuzz, budget)
  const end = commonEnd(patch.hunks)
  const isNowhere = exact._tag === "Rejected" && exact.problems.every(({ _tag }) => _tag !== "Ambiguous")
  if (!isNowhere || end === "" || !hasOtherEnd(file.lines, end)) return { placement: exact, ends: "exact" }
  return { placement: placeBy("withoutEnds", patch, file, fuzz, budget), ends: end }
}

const placeBy = (
  comparison: "exact" | "withoutEnds",
  patch: FilePatch,
  { lines }: File,
  fuzz: number,
  budget: PatchPlace.Budget
): PatchPlace.Placement => {
  const key = (line: string) =>
    comparison === "withoutEnds" && line.endsWith("\r\n") ? `${line.slice(0, -2)}\n` : line
  const number = Lines.numbering()
  const count = Lines.count(lines)
  const numbers = Int32Array.from({ length: count }, (_, index) => number(key(Lines.at(lines, index))))
  const kinds = numbers.reduce((most, line) => Math.max(most, line + 1), 0)
  const isOpen = count > 0 && endOf(Lines.at(lines, count - 1)) === ""
  const needles = patch.hunks.map((hunk) => needleOf(hunk, patch, (text) => number(key(Lines.fromText(text)))))
  return PatchPlace.place(PatchPlace.haystack(numbers, kinds, isOpen), needles, fuzz, budget)
}

const needleOf = (hunk: Hunk, patch: FilePatch, number: (text: string) => number): PatchPlace.Needle => {
  const { lines } = hunk
  const isChange = (index: number) => lines[index] !== undefined && lines[index].kind !== "context"
  const old: Array<number> = []
  const now: Array<number> = []
  const isLoose: Array<boolean> = []
  lines.forEach(({ kind, text }, index) => {
    const line = number(text)
    if (kind !== "insert") {
      old.push(line)
      isLoose.push(kind === "context" && !isChange(index - 1) && !isChange(index + 1))
    }
    if (kind !== "delete") now.push(line)
  })
  const oldAt = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
  return {
    old,
    now,
    isLoose,
    // A new file has no line after which its own could be put.
    oldAt: patch.change === "create" ? 0 : oldAt,
    nowAt: hunk.newCount === 0 ? hunk.newStart : hunk.newStart - 1,
    endsFile: lines.some(({ text }) => endOf(text) === ""),
    endsInserting: lines.at(-1)?.kind === "insert"
  }
}

const endOf = (line: string): LineEnd => (line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "")

/** The line end of all lines that have one; empty when there are two, or none. */
const commonEnd = (hunks: ReadonlyArray<Hunk>): LineEnd => {
  const ends = new Set(hunks.flatMap((hunk) => hunk.lines.map(({ text }) => endOf(text))))
  ends.delete("")
  const [end = "", ...others] = ends
  return others.length === 0 ? end : ""
}

const hasOtherEnd = (lines: Lines.Lines, end: LineEnd): boolean => {
  for (let index = 0; index < Lines.count(lines); index++) {
    const own = endOf(Lines.at(lines, index))
    if (own !== "" && own !== end) return true
  }
  return false
}

/** One edit per run of changed lines. Inside a run the order of removed and inserted lines means nothing. */
const editsOf = (file: File, hunk: Hunk, start: number, ends: LineEnd | "exact"): ReadonlyArray<Splice.Edit> => {
  const edits: Array<Splice.Edit> = []
  let at = start
  for (let index = 0; index < hunk.lines.length;) {
    if (hunk.lines[index]!.kind === "context") {
      at++
      index++
      continue
    }
    const run = changedFrom(hunk.lines, index)
    const inserted = run.filter(({ kind }) => kind === "insert")
    const removed = run.length - inserted.length
    const texts = inserted.map(({ text }, nth) =>
      ends === "exact" ? text : withEnd(text, neighbourEnd(file.lines, at, removed, nth) || ends)
    )
    edits.push({
      startByte: file.offset(at),
      endByte: removed === 0 ? file.offset(at) : file.offset(at + removed),
      replacement: texts.join("")
    })
    at += removed
    index += run.length
  }
  return edits
}

const changedFrom = (lines: ReadonlyArray<HunkLine>, from: number): ReadonlyArray<HunkLine> => {
  let end = from
  while (end < lines.length && lines[end]!.kind !== "context") end++
  return lines.slice(from, end)
}

/** The line end of the line that an inserted one replaces, else of the line before, else of the line after. */
const neighbourEnd = (lines: Lines.Lines, at: number, removed: number, nth: number): LineEnd => {
  const replaced = at + Math.min(nth, removed - 1)
  const end = replaced < 0 ? "" : endOf(Lines.at(lines, replaced))
  if (end !== "") return end
  const other = replaced < 0 ? at + removed : replaced - 1
  return other < 0 || other >= Lines.count(lines) ? "" : endOf(Lines.at(lines, other))
}

const withEnd = (text: string, end: LineEnd): string => {
  const own = endOf(text)
  return own === "" ? text : text.slice(0, -own.length) + end
}

const told = (place: PatchPlace.Place | undefined): PatchHunk =>
  place === undefined
    ? { applied: false, offset: 0, fuzz: 0 }
    : { applied: true, offset: place.offset, fuzz: place.fuzz }

const unplaced = (patch: FilePatch): ReadonlyArray<PatchHunk> => patch.hunks.map(() => told(undefined))

const encoder = new TextEncoder()

const textOf = ({ text }: HunkLine): string => text
