/**
 * The headers of a file in a unified diff: `---` and `+++` lines, and what git puts before them.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"
import * as Patch from "./Patch.ts"

/**
 * The names of `---` and `+++` lines; `undefined` stands for `/dev/null`.
 *
 * @since 0.1.0
 */
export interface Names {
  readonly oldName: string | undefined
  readonly newName: string | undefined
}

/**
 * What git says about a file before its `---` line.
 *
 * @since 0.1.0
 */
export interface Extended {
  readonly oldMode?: number
  readonly newMode?: number
  readonly isNew?: true
  readonly isDeleted?: true
  readonly renameFrom?: string
  readonly renameTo?: string
  readonly copyFrom?: string
  readonly copyTo?: string
  readonly similarity?: number
}

/**
 * Takes the CR from a line of headers: it belongs to the text of the patch, not to a name.
 *
 * @since 0.1.0
 */
export const withoutCr = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line)

// Two paths, each byte of them written as an escape of four characters.
const headerCharsMax = 8 * Limits.pathBytesMax

/**
 * What to do about a patch that was cut off or garbled.
 *
 * @since 0.1.0
 */
export const remedy = "make the patch again with `git diff` or `diff -u`"

/**
 * Reads the name in a `---` or `+++` line; a tab and what follows it (a date) are no part of it.
 *
 * @param line - the line, with its first four characters
 * @param at - its index, counted from 0
 * @since 0.1.0
 */
export const nameOf = (line: string, at: number): { readonly name: string | undefined } | Patch.SyntaxProblem => {
  const text = withoutCr(line).slice(4)
  if (text.length > headerCharsMax) return tooLong(at)
  if (text.startsWith('"')) {
    const quoted = unquote(text, at)
    return Patch.isProblem(quoted) ? quoted : { name: quoted.name }
  }
  const tab = text.indexOf("\t")
  const name = tab === -1 ? text : text.slice(0, tab)
  if (name.trim() === "") return Patch.problem("FileName", at, `names no file; ${remedy}`)
  return { name: name === "/dev/null" ? undefined : name }
}

/**
 * Reads one of git's extended headers; undefined for any other line.
 *
 * @param line - the line
 * @param at - its index, counted from 0
 * @since 0.1.0
 */
export const extended = (line: string, at: number): Extended | Patch.SyntaxProblem | undefined => {
  const text = withoutCr(line)
  const value = (prefix: string): string | undefined =>
    text.startsWith(prefix) ? text.slice(prefix.length) : undefined
  for (const [prefix, make] of modes) {
    const mode = value(prefix)
    if (mode === undefined) continue
    if (/^[0-7]{6}$/.test(mode)) return make(Number.parseInt(mode, 8))
    return Patch.problem("FileHeader", at, `the mode is not made of six octal digits; ${remedy}`)
  }
  for (const [prefix, make] of paths) {
    const path = value(prefix)
    if (path === undefined) continue
    const read = nameOf(`--- ${path}`, at)
    if (Patch.isProblem(read)) return read
    return read.name === undefined ? Patch.problem("FileName", at, `names no file; ${remedy}`) : make(read.name)
  }
  const similarity = value("similarity index ")
  if (similarity !== undefined) {
    const percent = Number(/^(\d{1,3})%$/.exec(similarity)?.[1])
    if (percent <= 100) return { similarity: percent }
    return Patch.problem("FileHeader", at, `the similarity is no percentage; ${remedy}`)
  }
  return text.startsWith("index ") || text.startsWith("dissimilarity index ") ? {} : undefined
}

const tooLong = (at: number): Patch.SyntaxProblem =>
  Patch.problem("FileName", at, `has a name that is longer than any path; ${remedy}`)

const modes: ReadonlyArray<readonly [string, (mode: number) => Extended]> = [
  ["old mode ", (oldMode) => ({ oldMode })],
  ["new mode ", (newMode) => ({ newMode })],
  ["new file mode ", (newMode) => ({ newMode, isNew: true })],
  ["deleted file mode ", (oldMode) => ({ oldMode, isDeleted: true })]
]

const paths: ReadonlyArray<readonly [string, (path: string) => Extended]> = [
  ["rename from ", (renameFrom) => ({ renameFrom })],
  ["rename to ", (renameTo) => ({ renameTo })],
  ["copy from ", (copyFrom) => ({ copyFrom })],
  ["copy to ", (copyTo) => ({ copyTo })]
]

/**
 * Reads the two names of a `diff --git` line, which are needed where nothing else names the file. Spaces do not tell
 * where the first ends; both are the same but for their prefixes then, and that does.
 *
 * @param line - the line
 * @param at - its index, counted from 0
 * @since 0.1.0
 */
export const gitNames = (line: string, at: number): Names | Patch.SyntaxProblem => {
  const text = withoutCr(line).slice("diff --git ".length)
  if (text.length > headerCharsMax) return tooLong(at)
  for (const [oldName, newName] of splits(text, at)) {
    if (Patch.isProblem(oldName)) return oldName
    if (Patch.isProblem(newName)) return newName
    const names = { oldName: oldName.name, newName: newName.name }
    const stripped = stripPrefixes(names)
    if (stripped.oldName === stripped.newName) return names
  }
  return Patch.problem("FileName", at, `does not tell which file is meant; ${remedy}`)
}

type Unquoted = { readonly name: string; readonly length: number } | Patch.SyntaxProblem

function* splits(text: string, at: number): Generator<readonly [Unquoted, Unquoted]> {
  const whole = (part: string): Unquoted =>
    part.startsWith('"') ? unquote(part, at) : { name: part, length: part.length }
  if (text.startsWith('"')) {
    const first = unquote(text, at)
    yield [first, Patch.isProblem(first) ? first : whole(text.slice(first.length + 1))]
    return
  }
  for (let space = text.indexOf(" "); space !== -1; space = text.indexOf(" ", space + 1)) {
    yield [whole(text.slice(0, space)), whole(text.slice(space + 1))]
  }
}

/**
 * Takes the prefixes from names: `a/` and `b/`, or a pair of git's `diff.mnemonicPrefix` before one and the same name.
 * Where only one of the two is there, no folder looks like a prefix of it.
 *
 * @since 0.1.0
 */
export const stripPrefixes = ({ oldName, newName }: Names): Names => {
  const stripped = { oldName: oldName?.slice(2), newName: newName?.slice(2) }
  if ((oldName?.startsWith("a/") ?? true) && (newName?.startsWith("b/") ?? true)) return stripped
  const pair = oldName?.[1] === "/" && newName?.[1] === "/" ? oldName.charAt(0) + newName.charAt(0) : ""
  return mnemonics.includes(pair) && stripped.oldName === stripped.newName ? stripped : { oldName, newName }
}

const mnemonics = ["ba", "iw", "wi", "ci", "ic", "cw", "wc", "ow", "wo", "12", "21"]

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "\\": 92
}

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const piece = /\\([0-3][0-7]{2})|\\(.)|([^"\\]+)/suy

/** Reads a name in double quotes, whose escapes stand for bytes: `"\303\251"` is `é`. */
const unquote = (text: string, at: number): Unquoted => {
  const bytes: Array<number> = []
  let index = 1
  while (index < text.length && text[index] !== '"') {
    piece.lastIndex = index
    const [all = "", octal, short = "", plain] = piece.exec(text) ?? []
    const code = octal === undefined ? escapes[short] : Number.parseInt(octal, 8)
    if (plain !== undefined) bytes.push(...encoder.encode(plain))
    else if (code !== undefined) bytes.push(code)
    else return Patch.problem("FileName", at, `has an escape that does not exist in its quoted name; ${remedy}`)
    index += all.length
  }
  if (index >= text.length) {
    return Patch.problem("FileName", at, `has a quoted name without its second quote; ${remedy}`)
  }
  if (bytes.length === 0) return Patch.problem("FileName", at, `names no file; ${remedy}`)
  try {
    return { name: decoder.decode(Uint8Array.from(bytes)), length: index + 1 }
  } catch {
    return Patch.problem("FileName", at, "has a name that is no UTF-8: rename the file first")
  }
}
