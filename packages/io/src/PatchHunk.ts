/**
 * The hunks of a unified diff. The counts of a hunk's header say where it ends; whatever does not add up is refused.
 *
 * @since 0.1.0
 */
import * as Patch from "./Patch.ts"
import * as PatchHeader from "./PatchHeader.ts"

/**
 * What was read, or why it cannot be.
 *
 * @since 0.1.0
 */
export type Parsed<A> = A | Patch.SyntaxProblem

/**
 * What was read, and the index of the line after it.
 *
 * @since 0.1.0
 */
export interface Step<A> {
  readonly value: A
  readonly next: number
}

/**
 * Whether a CR at the end of a line is part of the file's line, or of the patch's line ends.
 *
 * @since 0.1.0
 */
export type LineEnds = "asTheyAre" | "withoutCr"

/**
 * Reads the hunks that begin on a line, if any do; empty lines may stand between them.
 *
 * @param lines - the lines of the patch
 * @param start - the index of the line after the file header
 * @param ends - whether a CR at the end of a line is part of it
 * @since 0.1.0
 */
export const hunksAt = (
  lines: ReadonlyArray<string>,
  start: number,
  ends: LineEnds
): Parsed<Step<ReadonlyArray<Patch.Hunk>>> => {
  const hunks: Array<Patch.Hunk> = []
  let next = start
  for (let at = start; at < lines.length; at++) {
    if (PatchHeader.withoutCr(lines[at]!) === "") continue
    if (!lines[at]!.startsWith("@@") || lines[at]!.startsWith("@@@")) break
    const hunk = hunkAt(lines, at, ends)
    if (Patch.isProblem(hunk)) return hunk
    hunks.push(hunk.value)
    next = hunk.next
    at = next - 1
  }
  return { value: hunks, next }
}

const headerSyntax = /^@@ -(\d{1,15})(?:,(\d{1,15}))? \+(\d{1,15})(?:,(\d{1,15}))? @@/

const hunkAt = (lines: ReadonlyArray<string>, start: number, ends: LineEnds): Parsed<Step<Patch.Hunk>> => {
  const found = headerSyntax.exec(lines[start]!)
  if (found === null) {
    const detail = "is no hunk header; write `@@ -<old start>,<old lines> +<new start>,<new lines> @@`"
    return Patch.problem("HunkHeader", start, detail)
  }
  const [oldStart = 0, oldCount = 1, newStart = 0, newCount = 1] = found
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)))
  if ((oldStart === 0 && oldCount > 0) || (newStart === 0 && newCount > 0)) {
    return Patch.problem("HunkHeader", start, "begins a hunk at line 0; lines are counted from 1")
  }
  const body = bodyAt(lines, start, { oldCount, newCount }, ends)
  if (Patch.isProblem(body)) return body
  if (body.value.every((line) => line.kind === "context")) {
    return Patch.problem("NothingChanged", start, `begins a hunk that changes nothing; ${PatchHeader.remedy}`)
  }
  return { value: { oldStart, oldCount, newStart, newCount, lines: body.value, line: start + 1 }, next: body.next }
}

interface Counts {
  readonly oldCount: number
  readonly newCount: number
}

/**
 * Tells whether a line begins as those of hunks do.
 *
 * @since 0.1.0
 */
export const isHunkLine = (line: string): boolean => kinds[line.charAt(0)] !== undefined

const kinds: Readonly<Record<string, Patch.HunkLine["kind"]>> = { " ": "context", "-": "delete", "+": "insert" }

const bodyAt = (
  lines: ReadonlyArray<string>,
  start: number,
  { oldCount, newCount }: Counts,
  ends: LineEnds
): Parsed<Step<ReadonlyArray<Patch.HunkLine>>> => {
  const body: Array<Patch.HunkLine> = []
  let [oldLeft, newLeft] = [oldCount, newCount]
  // Whether the last line of the old and of the new file was seen: nothing may follow a line without a line end.
  let [oldEnded, newEnded] = [false, false]
  let at = start + 1
  for (; ; at++) {
    const line = ends === "withoutCr" ? PatchHeader.withoutCr(lines[at] ?? "") : (lines[at] ?? "")
    const last = body.at(-1)
    if (line.startsWith("\\")) {
      if (last === undefined || !last.text.endsWith("\n")) {
        return Patch.problem("EndMarker", at, "says that a line has no line end, but no line stands above it")
      }
      body[body.length - 1] = { kind: last.kind, text: last.text.slice(0, -1) }
      if (last.kind !== "insert") oldEnded = true
      if (last.kind !== "delete") newEnded = true
      continue
    }
    if (oldLeft === 0 && newLeft === 0) break
    const kind = line === "" || line === "\r" ? "context" : kinds[line.charAt(0)]
    if (at >= lines.length || kind === undefined) return tooFew(at, start, { oldCount, newCount }, oldLeft, newLeft)
    if (kind !== "insert" && oldLeft-- === 0) return tooMany(at, start, { oldCount, newCount })
    if (kind !== "delete" && newLeft-- === 0) return tooMany(at, start, { oldCount, newCount })
    if ((kind !== "insert" && oldEnded) || (kind !== "delete" && newEnded)) {
      return Patch.problem("EndMarker", at, "follows a line that is said to end its file")
    }
    body.push({ kind, text: `${isHunkLine(line) ? line.slice(1) : line}\n` })
  }
  return { value: body, next: at }
}

const announced = (start: number, { oldCount, newCount }: Counts): string =>
  `the header on line ${start + 1} announces ${oldCount} old and ${newCount} new lines`

/**
 * What to do about a wrong count.
 *
 * @since 0.1.0
 */
export const correct = "correct its counts, or make the patch again"

const tooMany = (at: number, start: number, counts: Counts): Patch.SyntaxProblem =>
  Patch.problem("HunkCount", start, `${announced(start, counts)}, but line ${at + 1} is one more; ${correct}`)

const tooFew = (at: number, start: number, counts: Counts, oldLeft: number, newLeft: number): Patch.SyntaxProblem => {
  const detail = `${announced(start, counts)}, of which ${oldLeft} and ${newLeft} are missing at line ${at + 1}; ${correct}`
  return Patch.problem("HunkCount", start, detail)
}
