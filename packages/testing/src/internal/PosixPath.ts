/**
 * Lexical POSIX paths, as `node:path/posix` computes them; the volume's working directory is always `/`.
 *
 * @internal
 */
import * as Text from "./Text.ts"

const collapse = (path: string, absolute: boolean): string => {
  const kept: Array<string> = []
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop()
    else if (!absolute) kept.push("..")
  }
  return kept.join("/")
}

const normalize = (path: string): string => {
  const absolute = path.startsWith("/")
  const body = collapse(path, absolute)
  const trailing = path.endsWith("/") && body !== "" ? "/" : ""
  return (absolute ? "/" : "") + (body === "" && !absolute ? "." : body) + trailing
}

export const join = (...parts: ReadonlyArray<string>): string => {
  const joined = parts.filter((part) => part !== "").join("/")
  return joined === "" ? "." : normalize(joined)
}

/** Makes a path absolute and removes `.`, `..` and repeated or trailing slashes without looking at any link. */
export const resolve = (...parts: ReadonlyArray<string>): string => {
  let path = ""
  for (const part of parts) path = part.startsWith("/") ? part : part === "" ? path : `${path}/${part}`
  return `/${collapse(path, true)}`
}

export const dirname = (path: string): string => {
  const trimmed = path.replace(/\/+$/, "")
  if (trimmed === "") return path.startsWith("/") ? "/" : "."
  const slash = trimmed.lastIndexOf("/")
  if (slash === -1) return "."
  return trimmed.slice(0, slash).replace(/\/+$/, "") || "/"
}

export const basename = (path: string): string => path.replace(/\/+$/, "").split("/").at(-1) ?? ""

/** A path as a file system keeps it: UTF-8 has no lone surrogates, each becomes U+FFFD. */
export const wellFormed = (path: string): string =>
  /[\ud800-\udfff]/.test(path) ? Text.decodeLossy(Text.encode(path)) : path

/** The length of a path or of one of its names in UTF-8, which is what the limits of a file system count. */
export const byteLength = (text: string): number => {
  // Of each name on the way of every call: nearly all are ASCII, and need no copy to be counted.
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return Text.encode(text).length
  return text.length
}

// Code units sort like UTF-8 bytes, except that surrogates (code points past U+FFFF) come last.
const weight = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** Compares names by their UTF-8 bytes, the order in which Node lists a directory. */
export const compareBytes = (a: string, b: string): number => {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const difference = weight(a.charCodeAt(index)) - weight(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
