/**
 * Shows what becomes of one file as a unified diff with git's headers, which `PatchParse` reads back and `git apply`
 * takes.
 *
 * Bytes that are no UTF-8 are not shown as if they were: then the preview says that binary files differ. A diff that
 * would be too long is cut after a whole hunk, and its last line says so; a patch must not lose hunks unnoticed, so a cut
 * preview is refused as one.
 *
 * @since 0.1.0
 */
import * as TextDiff from "effect/TextDiff"
import * as Bytes from "./Bytes.ts"
import * as Limits from "./Limits.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * What is shown. A file that is absent before is created, one that is absent after is removed.
 *
 * @since 0.1.0
 */
export interface PreviewOrder {
  /** The name of the file, with slashes, best relative to a root; the slashes at its start are left out. */
  readonly name: string
  /** The name after a rename. */
  readonly newName?: string
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
  /** The mode of a file that is created or removed, such as `0o100755`; a regular file without the `x` bit by default. */
  readonly mode?: number
  /** The mode that a file gets that stays, where it gets another one than `mode`. */
  readonly newMode?: number
  /** How many unchanged lines are shown around a change; 3 by default. */
  readonly contextLines?: number
}

/**
 * The diff, and whether it is all of it. No text means that nothing changes.
 *
 * @since 0.1.0
 */
export interface Preview {
  readonly text: string
  readonly cut: "whole" | "truncated"
}

/**
 * Makes the preview of one file.
 *
 * @example
 * ```ts
 * import * as Preview from "@ploke/io/Preview"
 *
 * const encode = (text: string) => new TextEncoder().encode(text)
 * const { text } = Preview.unified({ name: "a.ts", before: encode("let a\n"), after: encode("let b") })
 * console.log(text.split("\n").slice(3).join("|")) // => @@ -1 +1 @@|-let a|+let b|\ No newline at end of file|
 * ```
 *
 * @param order - what is shown
 * @param charsMax - the longest text, in UTF-16 units, but for headers and the line that tells of the cut
 * @since 0.1.0
 */
export const unified = (order: PreviewOrder, charsMax: number = Limits.previewCharsMax): Preview => {
  const { before, after } = order
  const oldName = `a/${withoutRoot(order.name)}`
  const newName = `b/${withoutRoot(order.newName ?? order.name)}`
  const isRenamed = order.newName !== undefined && oldName.slice(2) !== newName.slice(2)
  if (before === undefined && after === undefined) return whole("")
  const isBoth = before !== undefined && after !== undefined
  const isSame = isBoth && Bytes.isEqual(before, after)
  const isChanged = isBoth && order.newMode !== undefined && order.newMode !== (order.mode ?? regularFile)
  if (isSame && !isRenamed && !isChanged) return whole("")
  const old = before === undefined ? "" : decoded(before)
  const now = after === undefined ? "" : decoded(after)
  const fromFile = before === undefined ? "/dev/null" : quoted(oldName)
  const toFile = after === undefined ? "/dev/null" : quoted(newName)
  const head = `diff --git ${quoted(oldName)} ${quoted(newName)}\n${existence(order)}`
  if (old === undefined || now === undefined) {
    const names = isRenamed && isBoth ? renamed(oldName, newName, isSame ? 100 : undefined) : ""
    return whole(isSame ? head + names : `${head}${names}Binary files ${fromFile} and ${toFile} differ\n`)
  }
  const lines = Bytes.count(before ?? none, 0x0a) + Bytes.count(after ?? none, 0x0a)
  if (lines > Limits.previewLinesMax) {
    return { text: `${head}... the diff is left out: ${lines} lines are too many\n`, cut: "truncated" }
  }
  const edits = TextDiff.lines(old, now, { maxEdits: Math.floor(Limits.previewStepsMax / (lines + 1)) })
  const names = isRenamed && isBoth ? renamed(oldName, newName, similarity(edits)) : ""
  if (old === now) return whole(head + names)
  const hunks = TextDiff.unified(edits, order.contextLines === undefined ? {} : { context: order.contextLines })
  const body = cut(hunks, charsMax)
  const text = `${head}${names}--- ${dated(fromFile)}\n+++ ${dated(toFile)}\n${body}`
  return { text, cut: body === hunks ? "whole" : "truncated" }
}

/**
 * The modes of a preview as git writes them, which knows of no more than whether a file can be executed.
 *
 * @param mode - the permission bits of a file that stays or goes, or is made
 * @param newMode - those that it gets, where these are others
 * @since 0.1.0
 */
export const modesOf = (
  mode: number | undefined,
  newMode: number | undefined
): Pick<PreviewOrder, "mode" | "newMode"> => ({
  ...(mode === undefined ? {} : { mode: gitMode(mode) }),
  ...(newMode === undefined ? {} : { newMode: gitMode(newMode) })
})

const gitMode = (mode: number): number => ((mode & 0o111) === 0 ? regularFile : 0o100755)

/**
 * The name of a file below its root, with slashes; the whole path where it lies in none.
 *
 * @param rules - the roots
 * @param flavor - the grammar of the path
 * @param path - as requested
 * @since 0.1.0
 */
export const nameOf = (rules: PathRules, flavor: PathSyntax.Flavor, path: string): string => {
  const parsed = PathSyntax.parse(path, flavor)
  if (typeof parsed === "string") return path
  const spelled = rules.roots.flatMap(({ canonical, configured }) => [canonical, configured])
  const root = spelled.find((each) => each !== parsed.normal && PathSyntax.contains(each, parsed.normal, flavor))
  const name = root === undefined ? parsed.normal : PathSyntax.below(root, parsed.normal)
  return flavor === "posix" ? name : name.replaceAll("\\", "/")
}

const none = new Uint8Array(0)

const whole = (text: string): Preview => ({ text, cut: "whole" })

const withoutRoot = (name: string): string => name.replace(/^\/+/, "")

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

const regularFile = 0o100644

const existence = ({ before, after, mode = regularFile, newMode = mode }: PreviewOrder): string => {
  if (before === undefined) return `new file mode ${mode.toString(8)}\n`
  if (after === undefined) return `deleted file mode ${mode.toString(8)}\n`
  return newMode === mode ? "" : `old mode ${mode.toString(8)}\nnew mode ${newMode.toString(8)}\n`
}

const renamed = (oldName: string, newName: string, percent: number | undefined): string =>
  (percent === undefined ? "" : `similarity index ${percent}%\n`) +
  `rename from ${quoted(oldName.slice(2))}\nrename to ${quoted(newName.slice(2))}\n`

/** How many of a hundred characters of the longer text are kept. */
const similarity = (edits: ReadonlyArray<TextDiff.Edit<string>>): number => {
  const lengths = { Equal: 0, Delete: 0, Insert: 0 }
  for (const { _tag, items } of edits) for (const line of items) lengths[_tag] += line.length
  const longest = lengths.Equal + Math.max(lengths.Delete, lengths.Insert)
  return longest === 0 ? 100 : Math.floor((100 * lengths.Equal) / longest)
}

/** Keeps as many whole hunks as fit. Inside of a hunk every line begins with a mark, so `@@` begins the next one. */
const cut = (hunks: string, charsMax: number): string => {
  if (hunks.length <= charsMax) return hunks
  let end = 0
  for (let next = 0; next !== -1 && next <= charsMax;) {
    end = next
    const found = hunks.indexOf("\n@@ ", next)
    next = found === -1 ? -1 : found + 1
  }
  const left = `\n${hunks.slice(end)}`.split("\n@@ ").length - 1
  return `${hunks.slice(0, end)}... ${left} more ${left === 1 ? "hunk is" : "hunks are"} left out: the diff is too long\n`
}

/** A name with a space is followed by a tab, by which readers know where it ends. */
const dated = (name: string): string => (name.includes(" ") && !name.startsWith('"') ? `${name}\t` : name)

const shortEscapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\"
}

// oxlint-disable-next-line no-control-regex
const special = /[\u0000-\u001f\u007f"\\]/g

const quoted = (name: string): string => {
  const escaped = name.replace(
    special,
    (character) => shortEscapes[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`
  )
  return escaped === name ? name : `"${escaped}"`
}
