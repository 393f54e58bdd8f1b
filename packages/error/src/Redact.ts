/**
 * Copies of errors that may leave the machine: no absolute path, no foreign cause, no stack.
 *
 * @since 0.1.0
 */
import * as Regex from "effect/RegExp"
import * as Schema from "effect/Schema"
import { TransactionAborted } from "./FatalState.ts"
import { PlokeError } from "./PlokeError.ts"

/**
 * Copies an error so that its fields, its message, its JSON and its stack show no absolute path.
 *
 * A path inside a root becomes relative to the innermost root (`"."` for the root itself), any other absolute path
 * becomes `"<outside>"`, also where free text mentions it. Foreign causes are dropped, because nothing is known about
 * what they hold, and stacks are reset. In free text an absolute path is recognised at its beginning; one that is glued
 * to a word (`x/etc`) reads as a relative path and stays.
 *
 * @param error - any error of the ploke-io packages; it is not changed
 * @param roots - absolute paths, in every spelling in use (configured and canonical)
 *
 * @example
 * ```ts
 * import { Fail, redact } from "@ploke/error"
 *
 * const error = Fail.readOnly({ path: "/home/ada/repo/src/a.ts" })
 * redact(error, ["/home/ada/repo"]).reason.path // "src/a.ts"
 * ```
 *
 * @since 0.1.0
 */
export const redact = <E extends PlokeError>(error: E, roots: ReadonlyArray<string>): E => {
  const plain = encode(error)
  const redactor = makeRedactor(roots, pathsIn(plain))
  const copy = decode(redactValue(redactor, plain, ""))
  resetStacks(copy)
  return copy as E
}

const encode = Schema.encodeSync(PlokeError)
const decode = Schema.decodeUnknownSync(PlokeError)

const outside = "<outside>"
const redactedCause = "<redacted>"

/** Fields that hold paths as they are, not text that may mention one. */
const pathKeys: ReadonlySet<string> = new Set(["path", "filePath", "root", "paths", "roots"])

interface Redactor {
  readonly path: (path: string) => string
  readonly text: (text: string) => string
}

const redactValue = (redactor: Redactor, value: unknown, key: string): unknown => {
  if (typeof value === "string") return pathKeys.has(key) ? redactor.path(value) : redactor.text(value)
  if (Array.isArray(value)) return value.map((item) => redactValue(redactor, item, key))
  if (typeof value !== "object" || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    if (name !== "cause") copy[name] = redactValue(redactor, field, name)
    // Only `EmbedderError` cannot be without a cause.
    else if ("_tag" in value && value._tag === "EmbedderError") copy[name] = redactedCause
  }
  return copy
}

const pathsIn = (value: unknown, key = ""): ReadonlyArray<string> => {
  if (typeof value === "string") return pathKeys.has(key) && lex(value) !== undefined ? [value] : []
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, key))
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, field]) => pathsIn(field, name))
}

const makeRedactor = (roots: ReadonlyArray<string>, mentioned: ReadonlyArray<string>): Redactor => {
  const lexed = roots.flatMap((root) => lex(root) ?? []).toSorted((a, b) => b.names.length - a.names.length)
  const path = (given: string): string => {
    const absolute = lex(given)
    if (absolute === undefined) return given
    const root = lexed.find((candidate) => contains(candidate, absolute))
    return root === undefined ? outside : absolute.names.slice(root.names.length).join("/") || "."
  }
  const pattern = absolutePattern([...roots, ...mentioned].filter((known) => lex(known) !== undefined))
  return {
    path,
    text: (text) =>
      text.replace(pattern, (match: string) => {
        if (kept.test(match)) return match
        const token = match.replace(/^file:\/{2}/i, "")
        const body = mentioned.includes(token) ? token : token.replace(/[.,:;!?)\]}]+$/, "")
        return path(body) + token.slice(body.length)
      })
  }
}

/** Web addresses and closing tags hold slashes but no paths of this machine. */
const kept = /^(?:(?!file:)[a-z][a-z0-9+.-]+:\/\/|<\/)/i

/**
 * Finds absolute paths in text: those known from the error first, because only they may hold spaces, then whatever
 * looks like one on POSIX or Windows.
 */
const absolutePattern = (known: ReadonlyArray<string>): RegExp => {
  const rest = String.raw`[^\s"'${"`"}<>|]*`
  const literal = [...new Set(known)]
    .toSorted((a, b) => b.length - a.length)
    .map((path) => `${Regex.escape(path)}(?:[/\\\\]${rest}|(?![^\\s"'${"`"}<>|:;,.!?()\\[\\]{}]))`)
  const start = String.raw`(?:(?<![\p{L}\p{N}_.~*/])|(?<=(?:^|\s)-[A-Za-z]))`
  const absolute = [...literal, String.raw`/+[^\s/]${rest}`, String.raw`[A-Za-z]:[\\/]${rest}`, String.raw`\\\\${rest}`]
  return new RegExp(
    [
      String.raw`[A-Za-z][A-Za-z0-9+.-]+://${rest}`,
      String.raw`</[A-Za-z][\w-]*>`,
      `${start}(?:${absolute.join("|")})`
    ].join("|"),
    "gu"
  )
}

/** An absolute path as names below a volume; `fold` where the platform compares names without regard to case. */
interface AbsolutePath {
  readonly volume: string
  readonly names: ReadonlyArray<string>
  readonly fold: boolean
}

const lex = (path: string): AbsolutePath | undefined => {
  const drive = /^(?:\\\\[?.]\\)?([A-Za-z]:)[\\/]/.exec(path)
  if (drive !== null) {
    return { volume: (drive[1] ?? "").toLowerCase(), names: namesOf(path.slice(drive[0].length), /[\\/]/), fold: true }
  }
  if (path.startsWith("\\\\")) return { volume: "\\\\", names: namesOf(path, /[\\/]/), fold: true }
  return path.startsWith("/") ? { volume: "/", names: namesOf(path, /\//), fold: false } : undefined
}

const namesOf = (path: string, separator: RegExp): ReadonlyArray<string> => {
  const names: Array<string> = []
  for (const name of path.split(separator)) {
    if (name === "..") names.pop()
    else if (name !== "" && name !== ".") names.push(name)
  }
  return names
}

const contains = (root: AbsolutePath, path: AbsolutePath): boolean =>
  root.volume === path.volume &&
  root.names.length <= path.names.length &&
  root.names.every((name, index) => {
    const other = path.names[index] ?? ""
    return name === other || (root.fold && name.toLowerCase() === other.toLowerCase())
  })

const resetStacks = (error: PlokeError): void => {
  let current: Error = error
  for (;;) {
    resetStack(current)
    // The reasons in a list are causes of nothing, and their stacks are printed with it.
    if (current instanceof TransactionAborted) for (const { reason } of current.problems ?? []) resetStack(reason)
    if (!(current.cause instanceof Error)) return
    current = current.cause
  }
}

// Not typed as `Error`: in some reasons `name` is the name of a snippet, and optional.
const resetStack = (error: Omit<Error, "name"> & { readonly name?: string | undefined }): void => {
  const name = "_tag" in error ? String(error._tag) : error.name
  Object.defineProperty(error, "stack", { value: `${name}: ${error.message}`, writable: true, configurable: true })
}
