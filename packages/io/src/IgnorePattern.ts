/**
 * One line of an ignore file: what it says about the names on the way to an entry, and whether a name is as it says. As in
 * git everything is compared byte by byte, and letters are compared as they are.
 *
 * @since 0.1.0
 */

/**
 * What a line says.
 *
 * @since 0.1.0
 */
export interface Pattern {
  /** Whether it takes back what others say. */
  readonly isNegated: boolean
  readonly isForFolders: boolean
  /** What must be said of each name below the folder of the file, one after the other. */
  readonly parts: ReadonlyArray<Part>
  /** The last of the parts, which is about the entry itself. */
  readonly last: Glob
}

/**
 * What must be said of one name, or `anyDepth`.
 *
 * @since 0.1.0
 */
export type Part = Glob | typeof anyDepth

/**
 * `**` between separators: any number of folders, and none.
 *
 * @since 0.1.0
 */
export const anyDepth = "**"

/**
 * What a name must be. `Tokens`: bytes, and negative numbers that stand for `*`, `?` and classes.
 *
 * @since 0.1.0
 */
export type Glob =
  | { readonly _tag: "Name"; readonly text: string }
  | { readonly _tag: "Ending"; readonly text: string }
  | {
      readonly _tag: "Tokens"
      readonly tokens: ReadonlyArray<number>
      readonly classes: ReadonlyArray<ByteClass>
      /** The index of the last `*`, or -1. */
      readonly lastStar: number
    }

/**
 * Which of the 256 bytes belong to a class.
 *
 * @since 0.1.0
 */
export type ByteClass = Uint8Array

/**
 * What questions have taken: how often a part of a name was compared with a part of a pattern.
 *
 * @since 0.1.0
 */
export interface Effort {
  steps: number
}

/**
 * Reads a line; undefined for one that says nothing, or that no path can match.
 *
 * @param line - the line without its end
 * @since 0.1.0
 */
export const parse = (line: string): Pattern | undefined => {
  if (line.startsWith("#")) return undefined
  let text = bytesOf(trimmed(line.split("\0", 1)[0]!))
  const isNegated = text.startsWith("!")
  if (isNegated) text = text.slice(1)
  const isForFolders = text.endsWith("/")
  if (isForFolders) text = text.slice(0, -1)
  // Git looks for a separator before it reads escapes and classes: `[/]` and `a\/b` have one.
  const isAnchored = text.includes("/")
  const parts = partsOf(text.startsWith("/") ? text.slice(1) : text)
  const last = parts?.at(-1)
  if (parts === undefined || last === undefined || last === anyDepth) return undefined
  return { isNegated, isForFolders, parts: isAnchored ? parts : [anyDepth, last], last }
}

/** Takes the spaces from the end of a line up to one that is escaped. */
const trimmed = (line: string): string => {
  let end = line.length
  while (line[end - 1] === " ") end--
  let escape = end
  while (line[escape - 1] === "\\") escape--
  return (end - escape) % 2 === 0 ? line.slice(0, end) : line.slice(0, end + 1)
}

/**
 * Decides whether a name is as a pattern says, in at most as many steps as the product of their lengths. Of the `*` met so
 * far only the latest gives way: the others stand for as little as they can, and with more of the name behind them the
 * rest finds nothing that it does not find now. The last `*` of all leaves as many bytes as there are tokens after it.
 *
 * @param glob - the pattern
 * @param name - the name, as `bytesOf` gives it
 * @param effort - is added to
 * @since 0.1.0
 */
export const matches = (glob: Glob, name: string, effort: Effort): boolean => {
  if (glob._tag !== "Tokens") {
    effort.steps++
    return glob._tag === "Name" ? name === glob.text : name.endsWith(glob.text)
  }
  const { tokens, classes, lastStar } = glob
  let token = 0
  let at = 0
  // Where to go on when a comparison fails: behind this `*`, one byte further each time.
  let retryToken = -1
  let retryAt = 0
  while (at < name.length || token === lastStar) {
    effort.steps++
    const expected = tokens[token]
    const code = name.charCodeAt(at)
    if (token === lastStar) {
      token++
      const rest = name.length - (tokens.length - token)
      if (rest < at) return false
      at = rest
      retryToken = -1
    } else if (expected === star) {
      retryToken = ++token
      retryAt = at
    } else if (
      expected === code ||
      expected === anyByte ||
      (expected !== undefined && expected <= firstClass && classes[firstClass - expected]![code] === 1)
    ) {
      token++
      at++
    } else {
      if (retryToken === -1) return false
      token = retryToken
      at = ++retryAt
    }
  }
  return token === tokens.length
}

/**
 * Gives a text as git compares it: its bytes in UTF-8, one by one, so that `?` is one of the two of an `é`.
 *
 * @since 0.1.0
 */
export const bytesOf = (text: string): string => {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return encoded(text)
  }
  return text
}

const encoder = new TextEncoder()

const encoded = (text: string): string => {
  let bytes = ""
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte)
  return bytes
}

const star = -1
const anyByte = -2
const firstClass = -3

const slash = 47
const backslash = 92

/** Reads a pattern without its leading and trailing separator; undefined if nothing can match it. */
const partsOf = (text: string): ReadonlyArray<Part> | undefined => {
  const parts: Array<Part> = []
  let tokens: Array<number> = []
  let classes: Array<ByteClass> = []
  let start = 0
  for (let index = 0; index <= text.length; index++) {
    let code = index === text.length ? slash : text.charCodeAt(index)
    const isEscaped = code === backslash
    if (isEscaped) code = text.charCodeAt(++index)
    // A backslash that escapes nothing.
    if (Number.isNaN(code)) return undefined
    if (code === slash) {
      // No name is empty.
      if (tokens.length === 0) return undefined
      const isDeep = /^\*\*+\\?$/.test(text.slice(start, index))
      if (!isDeep) parts.push(globOf(tokens, classes))
      else {
        // At least one folder is meant where nothing follows, and, as it happens, where the separator is escaped.
        if (isEscaped) parts.push(globOf([star], []))
        if (parts.at(-1) !== anyDepth) parts.push(anyDepth)
        if (index === text.length) parts.push(globOf([star], []))
      }
      start = index + 1
      tokens = []
      classes = []
    } else if (isEscaped) tokens.push(code)
    else if (text[index] === "*") {
      if (tokens.at(-1) !== star) tokens.push(star)
    } else if (text[index] === "?") tokens.push(anyByte)
    else if (text[index] === "[") {
      const found = classOf(text, index + 1)
      if (found === undefined) return undefined
      tokens.push(firstClass - classes.push(found.bytes) + 1)
      index = found.end
    } else tokens.push(code)
  }
  return parts
}

const globOf = (tokens: ReadonlyArray<number>, classes: ReadonlyArray<ByteClass>): Glob => {
  const isEnding = tokens.length > 1 && tokens[0] === star
  const rest = isEnding ? tokens.slice(1) : tokens
  if (rest.some((token) => token < 0)) {
    return { _tag: "Tokens", tokens, classes, lastStar: tokens.lastIndexOf(star) }
  }
  return { _tag: isEnding ? "Ending" : "Name", text: rest.map((token) => String.fromCharCode(token)).join("") }
}

/** Reads a class from behind its `[`, byte by byte as git does; `end` is where its `]` stands. */
const classOf = (text: string, from: number): { readonly bytes: ByteClass; readonly end: number } | undefined => {
  const bytes = new Uint8Array(256)
  const isNegated = text[from] === "!" || text[from] === "^"
  let index = isNegated ? from + 1 : from
  // The byte that a range could begin with.
  let low: number | undefined
  do {
    if (text[index] === "-" && low !== undefined && index + 1 < text.length && text[index + 1] !== "]") {
      if (text[++index] === "\\") index++
      if (index >= text.length) return undefined
      bytes.fill(1, low, text.charCodeAt(index) + 1)
      low = undefined
      continue
    }
    const named = text.startsWith("[:", index) ? namedClass(text, index) : "Byte"
    if (named === "Invalid") return undefined
    if (named === "Byte") {
      if (text[index] === "\\") index++
      if (index >= text.length) return undefined
      low = text.charCodeAt(index)
      bytes[low] = 1
    } else {
      for (let byte = 0; byte < 128; byte++) if (named.test(String.fromCharCode(byte))) bytes[byte] = 1
      index = text.indexOf("]", index)
      low = undefined
    }
  } while (text[++index] !== "]")
  return { bytes: isNegated ? bytes.map((is) => 1 - is) : bytes, end: index }
}

/** What `[:name:]` stands for in a class: ASCII, and no vertical tab among the spaces. */
const namedClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[^ -~]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/
}

/** Reads `[:name:]`, or says that its `[` is a byte as any other. */
const namedClass = (text: string, from: number): RegExp | "Invalid" | "Byte" => {
  const end = text.indexOf("]", from + 2)
  if (end === -1) return "Invalid"
  const name = text.slice(from + 2, end)
  if (!name.endsWith(":")) return "Byte"
  return Object.hasOwn(namedClasses, name.slice(0, -1)) ? namedClasses[name.slice(0, -1)]! : "Invalid"
}
