/**
 * Reads unified diffs: plain ones (`---`, `+++`, `@@`) and git's, of any number of files. Nothing is guessed. A text
 * without a file header, a hunk whose lines are not those that its header announces, and a line between hunks that
 * belongs to nothing are refused: each is what a patch looks like that was cut off, or that was never one.
 *
 * Before the first file header any text may stand (a mail, a log message), and after the line `-- ` that ends a mail. An
 * empty line in a hunk is an empty line of context, whose space an editor took away. Where the `---` and `+++` lines end
 * with CRLF, the patch itself was given CRLF line ends, and the CR at the end of its other lines is no part of the file.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"
import * as Lines from "./Lines.ts"
import * as Patch from "./Patch.ts"
import * as PatchHeader from "./PatchHeader.ts"
import type { LineEnds, Parsed, Step } from "./PatchHunk.ts"
import * as PatchHunk from "./PatchHunk.ts"

/**
 * Reads a patch: one entry per file, at least one.
 *
 * @example
 * ```ts
 * import * as PatchParse from "@ploke/io/PatchParse"
 *
 * const files = PatchParse.parse("--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-let a\n+let b\n")
 * if ("length" in files) console.log(files[0].change, files[0].oldPath, files[0].hunks.length) // => modify a.ts 1
 *
 * const problem = PatchParse.parse("--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1 @@\n-let a\n+let b\n")
 * if ("why" in problem) console.log(problem.why, problem.line) // => HunkCount 3
 * ```
 *
 * @param diff - the text of the patch
 * @since 0.1.0
 */
export const parse = (diff: string): Parsed<readonly [Patch.FilePatch, ...Array<Patch.FilePatch>]> => {
  const text = diff.startsWith("\ufeff") ? diff.slice(1) : diff
  const lines = splitLines(text)
  if (lines === undefined) return Patch.problem("TooLarge", 0, "the patch is too large; split it")
  const half = Lines.firstLoneSurrogate(text)
  if (half !== -1) {
    const detail = "has half a character (a lone surrogate), which UTF-8 cannot hold"
    return Patch.problem("LoneSurrogate", text.slice(0, half).split("\n").length - 1, detail)
  }
  if (lines.every((line) => line.trim() === ""))
    return Patch.problem("Empty", 0, `the patch is empty; ${PatchHeader.remedy}`)
  const files: Array<Patch.FilePatch> = []
  let at = 0
  while (at < lines.length) {
    const file = fileAt(lines, at)
    if (file === undefined) {
      at++
      continue
    }
    if (Patch.isProblem(file)) return file
    files.push(file.value)
    const next = afterFile(lines, file.next)
    if (Patch.isProblem(next)) return next
    at = next.next
  }
  const [first, ...others] = files
  if (first !== undefined) return [first, ...others]
  return Patch.problem(
    "NoFileHeader",
    0,
    `no file header (\`--- a/…\` and \`+++ b/…\`) is in the patch; ${PatchHeader.remedy}`
  )
}

const splitLines = (text: string): ReadonlyArray<string> | undefined => {
  if (text.length > Limits.patchCharsMax) return undefined
  const lines = text.split("\n", Limits.patchLinesMax + 2)
  if (lines.at(-1) === "") lines.pop()
  return lines.length > Limits.patchLinesMax ? undefined : lines
}

/** Reads the file that begins on a line; undefined where none does. */
const fileAt = (lines: ReadonlyArray<string>, at: number): Parsed<Step<Patch.FilePatch>> | undefined => {
  const line = lines[at]!
  if (line.startsWith("diff --git ")) return gitFile(lines, at)
  if (isFileHeader(lines, at)) return plainFile(lines, at)
  if (line.startsWith("@@@ ") || /^diff --(?:cc|combined) /.test(line)) {
    return Patch.problem("Combined", at, "begins a combined diff of a merge; make the patch against one parent")
  }
  if (line.startsWith("@@ -")) {
    const detail = "begins a hunk before any file header; put `--- a/…` and `+++ b/…` lines above it"
    return Patch.problem("NoFileHeader", at, detail)
  }
  return binaryAt(line, at)
}

const binaryAt = (line: string, at: number): Patch.SyntaxProblem | undefined => {
  const names = /^Binary files (.*) differ\r?$/.exec(line)?.[1]
  if (names === undefined) return undefined
  return Patch.problem("Binary", at, `is about binary files (${names}); write the new content instead`)
}

const isFileHeader = (lines: ReadonlyArray<string>, at: number): boolean =>
  lines[at]!.startsWith("--- ") && (lines[at + 1]?.startsWith("+++ ") ?? false)

const plainFile = (lines: ReadonlyArray<string>, at: number): Parsed<Step<Patch.FilePatch>> => {
  const names = namesAt(lines, at)
  if (Patch.isProblem(names)) return names
  const hunks = PatchHunk.hunksAt(lines, at + 2, lineEnds(lines, at))
  if (Patch.isProblem(hunks)) return hunks
  if (hunks.value.length === 0) {
    return Patch.problem(
      "NoHunk",
      at,
      `begins a file without a hunk, as in a patch that was cut off; ${PatchHeader.remedy}`
    )
  }
  return made(at, names, {}, hunks)
}

const gitFile = (lines: ReadonlyArray<string>, start: number): Parsed<Step<Patch.FilePatch>> => {
  let header: PatchHeader.Extended = {}
  let at = start + 1
  for (; at < lines.length; at++) {
    const read = PatchHeader.extended(lines[at]!, at)
    if (read === undefined) break
    if (Patch.isProblem(read)) return read
    header = { ...header, ...read }
  }
  const line = lines[at] ?? ""
  const binary = /^GIT binary patch\r?$/.test(line)
    ? Patch.problem("Binary", at, `is about a binary file (${lines[start]!.slice(11)}); write the new content instead`)
    : binaryAt(line, at)
  if (binary !== undefined) return binary
  if (at < lines.length && isFileHeader(lines, at)) {
    const names = namesAt(lines, at)
    if (Patch.isProblem(names)) return names
    if (contradictsGit(lines[start]!, start, names)) {
      const detail = `names another file than the \`diff --git\` line above it; ${PatchHeader.remedy}`
      return Patch.problem("FileHeader", at, detail)
    }
    const hunks = PatchHunk.hunksAt(lines, at + 2, lineEnds(lines, at))
    if (Patch.isProblem(hunks)) return hunks
    if (hunks.value.length === 0)
      return Patch.problem("NoHunk", at, `begins a file without a hunk; ${PatchHeader.remedy}`)
    return made(start, names, header, hunks)
  }
  if (Object.keys(header).every((key) => key === "similarity")) {
    const detail = `begins a file of which nothing is changed, as in a patch that was cut off; ${PatchHeader.remedy}`
    return Patch.problem("NoHunk", start, detail)
  }
  const from = header.renameFrom ?? header.copyFrom
  const to = header.renameTo ?? header.copyTo
  const names =
    from !== undefined && to !== undefined
      ? { oldName: `a/${from}`, newName: `b/${to}` }
      : PatchHeader.gitNames(lines[start]!, start)
  if (Patch.isProblem(names)) return names
  const { oldName, newName } = names
  const present = {
    oldName: header.isNew ? undefined : oldName,
    newName: header.isDeleted ? undefined : newName
  }
  return made(start, present, header, { value: [], next: at })
}

// Where the line does not tell one name, as with renames, other headers do.
const contradictsGit = (line: string, at: number, { newName, oldName }: PatchHeader.Names): boolean => {
  const declared = PatchHeader.gitNames(line, at)
  if (Patch.isProblem(declared)) return false
  const isOther = (name: string | undefined, other: string | undefined) => name !== undefined && name !== other
  return isOther(oldName, declared.oldName) || isOther(newName, declared.newName)
}

const namesAt = (lines: ReadonlyArray<string>, at: number): Parsed<PatchHeader.Names> => {
  const old = PatchHeader.nameOf(lines[at]!, at)
  if (Patch.isProblem(old)) return old
  const now = PatchHeader.nameOf(lines[at + 1]!, at + 1)
  if (Patch.isProblem(now)) return now
  if (old.name !== undefined || now.name !== undefined) return { oldName: old.name, newName: now.name }
  return Patch.problem("FileName", at, `has /dev/null on both sides; ${PatchHeader.remedy}`)
}

const lineEnds = (lines: ReadonlyArray<string>, at: number): LineEnds =>
  lines[at]!.endsWith("\r") && lines[at + 1]!.endsWith("\r") ? "withoutCr" : "asTheyAre"

/** Puts a file together, and refuses headers that contradict each other or the hunks. */
const made = (
  at: number,
  names: PatchHeader.Names,
  header: PatchHeader.Extended,
  { value: hunks, next }: Step<ReadonlyArray<Patch.Hunk>>
): Parsed<Step<Patch.FilePatch>> => {
  const { renameFrom, renameTo, copyFrom, copyTo, oldMode, newMode, similarity } = header
  const [from, to] = [renameFrom ?? copyFrom, renameTo ?? copyTo]
  const isBare = from !== undefined && names.oldName === from && names.newName === to
  const { oldName: oldPath, newName: newPath } = isBare ? names : PatchHeader.stripPrefixes(names)
  const contradicts = (what: string) =>
    Patch.problem("FileHeader", at, `begins a file whose headers ${what}; ${PatchHeader.remedy}`)
  if (oldPath === undefined && newPath === undefined) return contradicts("create and remove it")
  if ((header.isNew && oldPath !== undefined) || (header.isDeleted && newPath !== undefined)) {
    return contradicts("name it where it should not be")
  }
  if ((renameFrom === undefined) !== (renameTo === undefined) || (copyFrom === undefined) !== (copyTo === undefined)) {
    return contradicts("tell only one name of two")
  }
  if (
    from !== undefined &&
    (oldPath !== from || newPath !== to || (renameFrom !== undefined && copyFrom !== undefined))
  ) {
    return contradicts("disagree about its names")
  }
  const change: Patch.Change =
    oldPath === undefined
      ? "create"
      : newPath === undefined
        ? "remove"
        : renameFrom !== undefined
          ? "rename"
          : copyFrom !== undefined
            ? "copy"
            : "modify"
  if (change === "create" && hunks.some((hunk) => hunk.oldCount > 0))
    return contradicts("create it, but it has old lines")
  if (change === "remove" && hunks.some((hunk) => hunk.newCount > 0))
    return contradicts("remove it, but it has new lines")
  return { value: { change, oldPath, newPath, oldMode, newMode, similarity, hunks, line: at + 1 }, next }
}

/**
 * Goes on to where the next file may begin. What stands right behind a hunk is read strictly: a line that is neither
 * known nor empty is one that the hunk's header forgot.
 */
const afterFile = (lines: ReadonlyArray<string>, start: number): Parsed<{ readonly next: number }> => {
  for (let at = start; at < lines.length; at++) {
    const line = PatchHeader.withoutCr(lines[at]!)
    if (line === "") continue
    if (fileAtStart.test(line) || isFileHeader(lines, at)) return { next: at }
    if (line === "-- " || mailOrProperties.test(line)) return { next: afterMail(lines, at + 1) }
    if (between.test(line)) continue
    return PatchHunk.isHunkLine(line)
      ? Patch.problem("HunkCount", at, `is one more than the header of its hunk announces; ${PatchHunk.correct}`)
      : Patch.problem(
          "Garbage",
          at,
          `belongs neither to a hunk nor to a file header; remove it, or ${PatchHeader.remedy}`
        )
  }
  return { next: lines.length }
}

const fileAtStart = /^diff --|^@@|^Binary files /
const mailOrProperties = /^From [0-9a-f]{40} |^Property changes on: /
const between = /^diff |^Index: |^={20,}$|^Only in /

const afterMail = (lines: ReadonlyArray<string>, start: number): number => {
  let at = start
  while (at < lines.length && !lines[at]!.startsWith("diff --") && !isFileHeader(lines, at)) at++
  return at
}
