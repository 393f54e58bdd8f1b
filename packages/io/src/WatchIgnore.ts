/**
 * Which entries the watcher leaves out: `.git`, what the application says, what `.gitignore` files say besides where they are
 * to be respected, and always what is our own: temporary files, which come and go with every write, and the state directory.
 *
 * @since 0.1.0
 */
import type { EntryKind } from "@ploke/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { FileAccess } from "./FileAccess.ts"
import type { IgnoreFile, IgnoreRules, Matcher } from "./IgnoreRules.ts"
import * as Ignore from "./IgnoreRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as StatePlace from "./StatePlace.ts"
import * as TemporaryName from "./TemporaryName.ts"
import * as Limits from "./WatchLimits.ts"

/**
 * What an application wants to be left out.
 *
 * @since 0.1.0
 */
export interface WatchIgnoreOptions {
  /**
   * Patterns in the language of `.gitignore`, relative to each root, or a function that is asked about every path (`entry`
   * is undefined where it is not known yet; where it throws, nothing is left out). What is in a folder goes with it. The patterns win over what `.gitignore`
   * files say. `.git` is left out in any case, unless one of the patterns is exactly `!.git`.
   */
  readonly ignore?: ReadonlyArray<string> | ((path: string, entry: EntryKind | undefined) => boolean) | undefined
  /** Whether the `.gitignore` files of the roots count too, which bring `.git` back in no case. Default: `"none"`. */
  readonly gitignore?: "respect" | "none" | undefined
}

/**
 * Whether nothing is told of an entry of a root, since it is left out, or a folder above it is; for those who ride on the
 * watcher. Nothing is left out where nobody watches.
 *
 * @since 0.1.0
 */
export const LeftOut = Context.Reference<(path: string, kind: EntryKind | undefined) => boolean>("@ploke/io/LeftOut", {
  defaultValue: () => () => false
})

/**
 * The rules of every root.
 *
 * @since 0.1.0
 */
export class WatchIgnore {
  readonly #access: FileAccess["Service"]
  readonly #patterns: ReadonlyArray<string>
  readonly #predicate: ((path: string, entry: EntryKind | undefined) => boolean) | undefined
  readonly #gitignore: "respect" | "none"
  readonly #read: (path: string) => Effect.Effect<string | undefined>
  /** The canonical path of the state directory, where there is one. */
  readonly #state: Effect.Effect<string | undefined>
  readonly #matchers = new Map<string, Matcher>()

  /**
   * @param access - the platform
   * @param options - what is left out
   * @param read - the text of a file, where it can be had
   * @param state - the path of the state directory, where there is one
   */
  constructor(
    access: FileAccess["Service"],
    options: WatchIgnoreOptions,
    read: (path: string) => Effect.Effect<string | undefined>,
    state: Effect.Effect<string, unknown>
  ) {
    const { gitignore = "none", ignore = [] } = options
    this.#access = access
    this.#patterns = typeof ignore === "function" ? [] : ignore
    this.#predicate = typeof ignore === "function" ? ignore : undefined
    this.#gitignore = gitignore
    this.#read = read
    this.#state = Effect.orElseSucceed(
      Effect.flatMap(state, (path) => StatePlace.canonicalOf(access, path)),
      () => undefined
    )
  }

  /** Whether a path below a root is left out. */
  isIgnored(root: string, path: string, kind: EntryKind | undefined): boolean {
    if (path === root) return false
    return this.#isLeftOut(this.#matchers.get(root), path, kind) || this.#isInUnwanted(root, path)
  }

  #isLeftOut(matcher: Matcher | undefined, path: string, kind: EntryKind | undefined): boolean {
    return isTemporary(path) || matcher?.(path, kind) === true || this.#isUnwanted(path, kind)
  }

  // The patterns see to that by themselves.
  #isInUnwanted(root: string, path: string): boolean {
    if (this.#predicate === undefined) return false
    const { flavor } = this.#access
    for (let at = PathSyntax.parent(path, flavor); at.length > root.length; at = PathSyntax.parent(at, flavor)) {
      if (this.#isUnwanted(at, "directory")) return true
    }
    return false
  }

  // What the application cannot decide is told.
  #isUnwanted(path: string, kind: EntryKind | undefined): boolean {
    try {
      return this.#predicate?.(path, kind) === true
    } catch {
      return false
    }
  }

  /** Whether a change of this file is a change of the rules. */
  isRuleFile(path: string): boolean {
    return this.#gitignore === "respect" && /[/\\]\.gitignore$/.test(path)
  }

  /** Finds the rules of a root as they are now, and applies them as soon as it has them all. */
  readonly load = Effect.fnUntraced({ self: this }, function* (root: string) {
    const { flavor } = this.#access
    const ours = yield* Effect.map(this.#state, (state) =>
      state === undefined ? [] : StatePlace.leftOut(root, state, flavor)
    )
    const own = [...Ignore.forRoot(root, this.#patterns).files, ...ours]
    let rules: IgnoreRules = { files: own }
    let matcher = Ignore.compile(rules, flavor)
    const found: Array<IgnoreFile> = []
    let pending = this.#gitignore === "none" ? [] : [root]
    while (pending.length > 0) {
      const folders = pending.splice(0, Limits.surveyedFolders)
      const { files, inner } = yield* this.#find(folders)
      if (files.length > 0) {
        found.push(...files)
        // What the application says comes last, and wins.
        rules = { files: [...found, ...own] }
        matcher = Ignore.compile(rules, flavor)
      }
      const isKept = (path: string): boolean => !this.#isLeftOut(matcher, path, "directory")
      pending = [...pending, ...inner.filter(isKept)]
    }
    this.#matchers.set(root, matcher)
    return rules
  })

  #find = Effect.fnUntraced({ self: this }, function* (folders: ReadonlyArray<string>) {
    const files: Array<IgnoreFile> = []
    const inner: Array<string> = []
    const findings = yield* this.#access.survey(folders.map((folder) => ({ folder, names: undefined })))
    for (const [i, finding] of findings.entries()) {
      if (finding._tag !== "Survey") continue
      const folder = folders[i]!
      const at = (name: string): string => PathSyntax.join(folder, name, this.#access.flavor)
      if (finding.entries.some(([name, { kind }]) => name === ".gitignore" && kind === "file")) {
        const text = yield* this.#read(at(".gitignore"))
        if (text !== undefined) files.push({ folder, lines: Ignore.parse(text) })
      }
      for (const [name, { kind }] of finding.entries) if (kind === "directory") inner.push(at(name))
    }
    return { files, inner }
  })
}

const isTemporary = (path: string): boolean => {
  // Asked of every entry: only few have this in their name.
  if (!path.includes("ploke-io-")) return false
  return TemporaryName.processOf(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)) !== undefined
}
