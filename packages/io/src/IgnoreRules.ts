/**
 * Which entries below a root nobody wants to hear of: patterns in the language of `.gitignore`, as plain data, so that a
 * thread of its own can apply them too.
 *
 * Promised: what git does with the same lines and paths (`core.ignoreCase=false`), for every line, well formed or not; and
 * that no pattern makes a question expensive: a name is compared with a pattern in at most as many steps as the product of
 * their lengths. Not promised: anything about what git already tracks, of which this knows nothing.
 *
 * @since 0.1.0
 */
import type { EntryKind } from "@ploke/core"
import type { Effort, Pattern } from "./IgnorePattern.ts"
import { anyDepth, bytesOf, matches, parse as parsePattern } from "./IgnorePattern.ts"
import type { Flavor } from "./PathSyntax.ts"
import * as WatchLimits from "./WatchLimits.ts"

/**
 * The lines of one ignore file, and the folder that they are about.
 *
 * @since 0.1.0
 */
export interface IgnoreFile {
  /** The canonical path of the folder. */
  readonly folder: string
  readonly lines: ReadonlyArray<string>
}

/**
 * Ignore files; what a later one says wins, as the file of an inner folder over that of an outer one.
 *
 * @since 0.1.0
 */
export interface IgnoreRules {
  readonly files: ReadonlyArray<IgnoreFile>
}

/**
 * Decides whether an entry, given by its canonical path, is ignored. Of what kind it is need not be known: it is ignored
 * then if it were as a file and as a folder, so that neither `build/` nor `!build/` is taken for granted.
 *
 * @since 0.1.0
 */
export interface Matcher {
  (path: string, kind: EntryKind | undefined): boolean
  /**
   * How many lines are beyond the bounds and have no say. They are the first ones, over which all others win; without
   * them less is ignored, never more.
   */
  readonly linesLeftOut: number
}

/**
 * The lines that every root has: git's own folder is nobody's source, and changes with every command.
 *
 * @since 0.1.0
 */
export const defaults: ReadonlyArray<string> = [".git"]

/**
 * Gives the rules of a root: its patterns and, after them, `defaults`, so that no `!*` brings `.git` back; a pattern that is
 * exactly `!.git` does. Ignore files that were found on the disk belong before these, and so bring it back in no case.
 *
 * @example
 * ```ts
 * import * as IgnoreRules from "@ploke/io/IgnoreRules"
 *
 * const isIgnored = IgnoreRules.compile(IgnoreRules.forRoot("/repo", ["dist/", "*.log"]), "posix")
 * console.log(isIgnored("/repo/packages/a/dist", "directory")) // => true
 * console.log(isIgnored("/repo/.git/HEAD", undefined)) // => true
 * console.log(isIgnored("/repo/src/a.ts", "file")) // => false
 * ```
 *
 * @param root - the canonical path of the root
 * @param patterns - lines as in a `.gitignore` of the root
 * @since 0.1.0
 */
export const forRoot = (root: string, patterns: ReadonlyArray<string>): IgnoreRules => ({
  files: [{ folder: root, lines: [...patterns, ...defaults.filter((line) => !patterns.includes(`!${line}`))] }]
})

/**
 * Splits the text of an ignore file into the lines that say something, without changing them otherwise.
 *
 * @example
 * ```ts
 * import * as IgnoreRules from "@ploke/io/IgnoreRules"
 *
 * console.log(IgnoreRules.parse("# made\r\n/dist/\r\n\r\n!keep\r\n")) // => [ '/dist/', '!keep' ]
 * ```
 *
 * @param text - the text, with or without a byte order mark
 * @since 0.1.0
 */
export const parse = (text: string): ReadonlyArray<string> =>
  text
    .replace(/^\ufeff/, "")
    .split("\n")
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
    .filter((line) => line !== "" && !line.startsWith("#"))

/**
 * Makes rules ready for many questions. What they say about a folder is found out once and remembered.
 *
 * @param rules - the ignore files
 * @param flavor - the grammar of the paths; patterns have `/` in both
 * @param effort - is added to with every question
 * @since 0.1.0
 */
export const compile = (rules: IgnoreRules, flavor: Flavor, effort: Effort = { steps: 0 }): Matcher => {
  const separator = flavor === "posix" ? "/" : "\\"
  const { tables, linesLeftOut } = tablesOf(rules, separator)
  const folders = new Map<string, Folder>()
  let places = 0

  const look = (path: string): Folder => {
    const cut = path.lastIndexOf(separator)
    const above = cut === -1 ? outside : folder(path.slice(0, cut))
    if (above === ignored) return ignored
    const name = bytesOf(path.slice(cut + 1))
    if (isIgnoredIn(above, name, "directory", effort)) return ignored
    const begins = (tables.get(path) ?? []).map((table) => scope(table, table.threads))
    const inherited = above.map((one) => deeper(one, name, effort))
    const fresh = [...inherited.filter((one, index) => one !== above[index]), ...begins]
    if (fresh.length === 0) return above
    for (const { threads } of fresh) places += threads.length
    return [...inherited, ...begins].sort((one, other) => other.table.order - one.table.order)
  }

  const folder = (path: string): Folder => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const found = look(path)
    if (++places > WatchLimits.ignorePlacesMax) {
      folders.clear()
      places = 0
    }
    folders.set(path, found)
    return found
  }

  // Entries are asked for folder by folder, so that the last one is most likely meant again.
  let lastPath = ""
  let last = folder(lastPath)

  const isIgnored = (path: string, kind: EntryKind | undefined): boolean => {
    const cut = path.lastIndexOf(separator)
    if (cut === -1 || cut === path.length - 1) return false
    if (cut !== lastPath.length || !path.startsWith(lastPath)) {
      lastPath = path.slice(0, cut)
      last = folder(lastPath)
    }
    if (last === ignored) return true
    if (last.length === 0) return false
    const name = bytesOf(path.slice(cut + 1))
    return kind === undefined
      ? isIgnoredIn(last, name, "file", effort) && isIgnoredIn(last, name, "directory", effort)
      : isIgnoredIn(last, name, kind, effort)
  }
  return Object.assign(isIgnored, { linesLeftOut })
}

/** What the files say about the entries of one folder, the file that wins first. */
type Folder = ReadonlyArray<Scope>

/** Outside of what any file is about. */
const outside: Folder = []

/** A folder that is ignored itself; git does not look into it, whatever is said about what it holds. */
const ignored: Folder = []

/** One file, and how far the folder has come through those of its patterns that are about certain folders. */
interface Scope {
  readonly table: Table
  readonly threads: ReadonlyArray<Thread>
  /** The patterns of which only the last part is left, the one that wins first. */
  readonly here: ReadonlyArray<Rule>
}

interface Thread {
  readonly rule: Rule
  /** The index of the part that the next name is compared with. */
  readonly at: number
}

/** A file, ready for questions. Each list begins with the rule that wins. */
interface Table {
  readonly order: number
  /** Rules about a name at any depth, such as `node_modules`. */
  readonly names: Map<string, Array<Rule>>
  /** Rules about a name's last extension at any depth, such as `*.log`; the key has the dot. */
  readonly extensions: Map<string, Array<Rule>>
  /** All other rules about names at any depth. */
  readonly others: Array<Rule>
  /** Where the rules about certain folders begin. */
  readonly threads: Array<Thread>
}

/** A pattern and its line; of two that are about an entry the later wins. */
interface Rule extends Pattern {
  readonly order: number
}

const isIgnoredIn = (folder: Folder, name: string, kind: EntryKind, effort: Effort): boolean => {
  for (const { table, here } of folder) {
    let rule = listed(table.names.get(name), undefined, kind)
    if (table.extensions.size > 0) {
      const dot = name.lastIndexOf(".")
      if (dot !== -1) rule = listed(table.extensions.get(name.slice(dot)), rule, kind)
    }
    rule = matching(table.others, rule, name, kind, effort)
    rule = matching(here, rule, name, kind, effort)
    if (rule !== undefined) return !rule.isNegated
  }
  return false
}

/** The one that wins of rules whose pattern fits, and of the best so far. */
const listed = (rules: ReadonlyArray<Rule> | undefined, best: Rule | undefined, kind: EntryKind): Rule | undefined => {
  const rule = rules?.find(({ isForFolders }) => !isForFolders || kind === "directory")
  return rule === undefined || (best !== undefined && best.order > rule.order) ? best : rule
}

/** The one that wins of rules whose pattern may fit, and of the best so far. */
const matching = (
  rules: ReadonlyArray<Rule>,
  best: Rule | undefined,
  name: string,
  kind: EntryKind,
  effort: Effort
): Rule | undefined => {
  for (const rule of rules) {
    if (best !== undefined && best.order > rule.order) return best
    if ((!rule.isForFolders || kind === "directory") && matches(rule.last, name, effort)) return rule
  }
  return best
}

const scope = (table: Table, threads: ReadonlyArray<Thread>): Scope => ({
  table,
  threads,
  here: threads.filter(({ rule, at }) => at === rule.parts.length - 1).map(({ rule }) => rule)
})

/**
 * Goes one folder further, in all ways that a pattern allows at once. The places in a pattern are in ascending order, and
 * each goes on to itself or the one or two next to it: a place that is not behind the last one is there already.
 */
const deeper = (here: Scope, name: string, effort: Effort): Scope => {
  const { table, threads } = here
  const next: Array<Thread> = []
  for (const { rule, at } of threads) {
    const part = rule.parts[at]!
    const onward = part === anyDepth ? at : at + 1
    if (onward === rule.parts.length || (part !== anyDepth && !matches(part, name, effort))) continue
    for (const place of startsAt(rule, onward)) {
      const last = next.at(-1)
      if (last?.rule !== rule || last.at < place) next.push({ rule, at: place })
    }
  }
  const isSame = ({ rule, at }: Thread, index: number) => rule === threads[index]?.rule && at === threads[index].at
  return next.length === threads.length && next.every(isSame) ? here : scope(table, next)
}

/** A place in a pattern, and the one after it where `**` may stand for no folder. */
const startsAt = ({ parts }: Pattern, at: number): ReadonlyArray<number> =>
  parts[at] === anyDepth ? [at, at + 1] : [at]

/**
 * Reads all files, from the last line to the first until a bound is reached: what is left out then is what everything
 * else wins over, so that nothing is ignored for want of a `!`.
 */
const tablesOf = (rules: IgnoreRules, separator: string) => {
  const tables = new Map<string, Array<Table>>()
  let [lines, chars, linesLeftOut] = [0, 0, 0]
  for (let order = rules.files.length - 1; order >= 0; order--) {
    const file = rules.files[order]!
    const table: Table = { order, names: new Map(), extensions: new Map(), others: [], threads: [] }
    const before = lines
    for (let line = file.lines.length - 1; line >= 0; line--) {
      const text = file.lines[line]!
      chars += text.length
      const isBeyond = lines === WatchLimits.ignoreLinesMax || chars > WatchLimits.ignoreCharsMax
      if (isBeyond) linesLeftOut++
      else {
        lines++
        const pattern = parsePattern(text)
        if (pattern !== undefined) put(table, { ...pattern, order: line })
      }
    }
    // A root ends with its separator, and no other folder does.
    const folder = file.folder.endsWith(separator) ? file.folder.slice(0, -1) : file.folder
    if (lines > before) append(tables, folder, table)
  }
  return { tables, linesLeftOut }
}

const append = <A>(lists: Map<string, Array<A>>, key: string, item: A): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

const put = (table: Table, rule: Rule): void => {
  const { parts, last } = rule
  if (parts.length !== 2 || parts[0] !== anyDepth) {
    for (const at of startsAt(rule, 0)) table.threads.push({ rule, at })
  } else if (last._tag === "Name") append(table.names, last.text, rule)
  else if (last._tag === "Ending" && /^\.[^.]*$/.test(last.text)) append(table.extensions, last.text, rule)
  else table.others.push(rule)
}
