/**
 * What a path says before any disk is asked: whether it is absolute and well formed, its lexical normal form, and
 * whether one path lies below another. Plain functions; both flavours run on every platform.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"

/**
 * The two grammars of paths.
 *
 * @since 0.1.0
 */
export type Flavor = "posix" | "win32"

/**
 * Why a string is no path that could be asked for.
 *
 * @since 0.1.0
 */
export type Rejection = "NotAbsolute" | "InvalidPath"

/**
 * An absolute, well-formed path: as given, and with `.`, `..` and repeated separators taken out by text alone.
 *
 * @since 0.1.0
 */
export interface ParsedPath {
  readonly _tag: "ParsedPath"
  /** The path as it was given. */
  readonly given: string
  /** The lexical normal form: no `.`, `..`, repeated or trailing separator. */
  readonly normal: string
  /** The offset behind the last `..` component of `given`, or 0 when there is none. */
  readonly afterParent: number
  /** Whether the last component of `given` names an entry, or is `.`, `..` or a separator. */
  readonly ending: "name" | "directory"
}

/**
 * Parses an absolute path, or says why it is none.
 *
 * POSIX: any bytes but NUL, components of at most 255 bytes, 4,095 bytes in all, no lone surrogates (they would name
 * another file than the caller wrote). Windows: drive-absolute or UNC paths; device namespaces, streams, reserved
 * names and names that Win32 would silently trim are rejected.
 *
 * @example
 * ```ts
 * import { PathSyntax } from "@ploke/io"
 *
 * const parsed = PathSyntax.parse("/repo/src/./../README.md", "posix")
 * console.log(typeof parsed === "string" ? parsed : parsed.normal) // => /repo/README.md
 * console.log(PathSyntax.parse("src/a.ts", "posix")) // => NotAbsolute
 * ```
 *
 * @param input - the path
 * @param flavor - the grammar to read it by
 * @since 0.1.0
 */
export const parse = (input: string, flavor: Flavor): ParsedPath | Rejection =>
  flavor === "posix" ? parsePosix(input) : parseWin32(input)

/**
 * Decides whether a normal path is a root or lies below it, component by component (`/r` does not contain `/root`).
 *
 * @example
 * ```ts
 * import { PathSyntax } from "@ploke/io"
 *
 * console.log(PathSyntax.contains("/repo", "/repo/..foo", "posix")) // => true
 * console.log(PathSyntax.contains("/repo", "/repo_backup/a", "posix")) // => false
 * ```
 *
 * @param root - a normal path
 * @param path - a normal path
 * @param flavor - on Windows letter case does not matter
 * @since 0.1.0
 */
export const contains = (root: string, path: string, flavor: Flavor): boolean => {
  // Folded both ways: letters that one direction alone merges (the Kelvin sign and `k`) are two names to NTFS.
  if (flavor === "win32") {
    return (
      containsFolded(root.toLowerCase(), path.toLowerCase()) && containsFolded(root.toUpperCase(), path.toUpperCase())
    )
  }
  if (!path.startsWith(root)) return false
  return path.length === root.length || root.length === 1 || path.charCodeAt(root.length) === slash
}

/**
 * Gives the part of a contained path below its root, with `/` or `\` as it stands, or the empty string for the root.
 *
 * @example
 * ```ts
 * import { PathSyntax } from "@ploke/io"
 *
 * console.log(PathSyntax.below("/repo", "/repo/src/a.ts")) // => src/a.ts
 * ```
 *
 * @param root - a normal path that contains `path`
 * @param path - a normal path
 * @since 0.1.0
 */
export const below = (root: string, path: string): string => {
  const rest = path.slice(root.length)
  return rest.startsWith("/") || rest.startsWith("\\") ? rest.slice(1) : rest
}

/**
 * Joins a normal path and a relative rest with one separator.
 *
 * @example
 * ```ts
 * import { PathSyntax } from "@ploke/io"
 *
 * console.log(PathSyntax.join("/", "etc", "posix")) // => /etc
 * ```
 *
 * @param base - a normal path
 * @param rest - a relative path, possibly empty
 * @param flavor - which separator to use
 * @since 0.1.0
 */
export const join = (base: string, rest: string, flavor: Flavor): string => {
  if (rest === "") return base
  const separator = flavor === "posix" ? "/" : "\\"
  return base.endsWith(separator) ? base + rest : base + separator + rest
}

/**
 * Gives the parent of a normal path; a root is its own parent.
 *
 * @example
 * ```ts
 * import { PathSyntax } from "@ploke/io"
 *
 * console.log(PathSyntax.parent("/repo/a.ts", "posix")) // => /repo
 * ```
 *
 * @param path - a normal path
 * @param flavor - the grammar of the path
 * @since 0.1.0
 */
export const parent = (path: string, flavor: Flavor): string => {
  if (flavor === "posix") {
    const cut = path.lastIndexOf("/")
    return cut <= 0 ? "/" : path.slice(0, cut)
  }
  const root = win32Root(path)
  if (root === undefined || path.length <= root.length) return path
  const cut = path.lastIndexOf("\\")
  return cut < root.length ? root : path.slice(0, cut)
}

const slash = 47
const dot = 46

// One pass over the characters: this runs once per request of a batch, so it makes no array of components unless the
// path really has something to take out.
const parsePosix = (input: string): ParsedPath | Rejection => {
  if (typeof input !== "string" || input.length === 0 || input.charCodeAt(0) !== slash) {
    return typeof input === "string" && input.includes("\0") ? "InvalidPath" : "NotAbsolute"
  }
  let bytes = 0
  let nameStart = 1
  let nameBytes = 0
  let afterParent = 0
  let clean = true
  for (let i = 1; i <= input.length; i++) {
    const code = i === input.length ? slash : input.charCodeAt(i)
    if (code !== slash) {
      if (code === 0) return "InvalidPath"
      const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0xd800 || code > 0xdfff ? 3 : 2
      if (width === 2 && code >= 0xd800 && !isPairedSurrogate(input, i)) return "InvalidPath"
      nameBytes += width
      continue
    }
    if (nameBytes > Limits.nameBytesMax) return "InvalidPath"
    const length = i - nameStart
    if (length === 0 || isDots(input, nameStart, length)) {
      clean &&= length === 0 && i === input.length && input.length === 1
      if (length === 2) afterParent = i
    }
    bytes += nameBytes + 1
    nameBytes = 0
    nameStart = i + 1
  }
  if (bytes > Limits.pathBytesMax) return "InvalidPath"
  if (clean) {
    const ending = input.length === 1 ? "directory" : "name"
    return { _tag: "ParsedPath", given: input, normal: input, afterParent: 0, ending }
  }
  return {
    _tag: "ParsedPath",
    given: input,
    normal: "/" + collapse(input.split("/")).join("/"),
    afterParent,
    ending: /(?:^|\/)\.{0,2}$/.test(input) ? "directory" : "name"
  }
}

const isDots = (input: string, start: number, length: number): boolean =>
  length <= 2 && input.charCodeAt(start) === dot && (length === 1 || input.charCodeAt(start + 1) === dot)

const isPairedSurrogate = (input: string, index: number): boolean => {
  const code = input.charCodeAt(index)
  const other = code < 0xdc00 ? input.charCodeAt(index + 1) : input.charCodeAt(index - 1)
  return code < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other <= 0xdbff
}

const collapse = (components: ReadonlyArray<string>): Array<string> => {
  const kept: Array<string> = []
  for (const component of components) {
    if (component === "..") kept.pop()
    else if (component !== "" && component !== ".") kept.push(component)
  }
  return kept
}

const containsFolded = (root: string, path: string): boolean => {
  if (!path.startsWith(root)) return false
  return path.length === root.length || root.endsWith("\\") || path[root.length] === "\\"
}

// Names that Win32 gives to devices in every folder, with or without an extension; the superscript digits count too.
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)/i
// eslint-disable-next-line no-control-regex
const forbiddenCharacter = /[<>:"|?*\u0000-\u001f]/

const win32Root = (path: string): string | undefined =>
  /^[A-Za-z]:\\/.exec(path)?.[0] ?? /^\\\\[^\\]+\\[^\\]+/.exec(path)?.[0]

const parseWin32 = (input: string): ParsedPath | Rejection => {
  if (typeof input !== "string" || input === "") return "NotAbsolute"
  if (input.includes("\0")) return "InvalidPath"
  const path = input.replaceAll("/", "\\")
  // Device namespaces reach past every rule below, so they are refused before anything is read out of them.
  if (path.startsWith("\\\\?\\") || path.startsWith("\\\\.\\") || path.startsWith("\\??\\")) return "InvalidPath"
  const root = win32Root(path)
  if (root === undefined) return "NotAbsolute"
  const components = path.slice(root.length).split("\\")
  // A server or share is a name; a drive is none. `.` and `..` are no names, so they may only stand behind the root.
  if (root.startsWith("\\\\") && !root.slice(2).split("\\").every(isWin32Name)) return "InvalidPath"
  for (const component of components) {
    if (component === "" || component === "." || component === "..") continue
    if (!isWin32Name(component)) return "InvalidPath"
  }
  if (utf8Length(path) > Limits.pathBytesMax) return "InvalidPath"
  const rest = collapse(components).join("\\")
  const prefix = root.endsWith("\\") || rest === "" ? root : root + "\\"
  const last = components[components.length - 1]
  const parentAt = components.lastIndexOf("..")
  return {
    _tag: "ParsedPath",
    given: input,
    normal: prefix + rest,
    afterParent: parentAt < 0 ? 0 : root.length + components.slice(0, parentAt + 1).join("\\").length,
    ending: last === "" || last === "." || last === ".." ? "directory" : "name"
  }
}

const isWin32Name = (name: string): boolean =>
  !forbiddenCharacter.test(name) &&
  !reservedName.test(name) &&
  !name.endsWith(".") &&
  !name.endsWith(" ") &&
  utf8Length(name) <= Limits.nameBytesMax &&
  !/\p{Surrogate}/u.test(name)

const utf8Length = (text: string): number => {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3
  }
  return bytes
}
