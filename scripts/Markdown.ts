/** The parts of Markdown that the checks need: fenced blocks, links and the anchors of headings. */

export interface Fence {
  /** The words after the opening fence: the language, then marks such as `no-run`. */
  readonly info: ReadonlyArray<string>
  /** The line of the first line of code, counted from 1. */
  readonly line: number
  readonly code: string
}

/** Finds fenced code blocks, also indented ones; the indentation of the fence is taken off the code. */
export const fences = (text: string): ReadonlyArray<Fence> => {
  const found: Array<Fence> = []
  const lines = text.split("\n")
  for (let index = 0; index < lines.length; index++) {
    const opening = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(lines[index]!)
    if (opening === null) continue
    const [, indent = "", fence = "", info = ""] = opening
    const first = index + 1
    let last = first
    while (last < lines.length && !isClosing(lines[last]!, fence)) last++
    found.push({
      info: info.trim().split(/\s+/),
      line: first + 1,
      code: lines
        .slice(first, last)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
        .join("\n")
    })
    index = last
  }
  return found
}

export interface Link {
  readonly line: number
  readonly target: string
}

/** Finds the targets of links and images, of reference definitions and of HTML attributes, outside of code. */
export const links = (text: string): ReadonlyArray<Link> =>
  blankCode(text)
    .split("\n")
    .flatMap((line, index) =>
      [
        ...line.matchAll(/\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)/g),
        ...line.matchAll(/^\s*\[[^\]]+\]:\s*<?([^>\s]+)>?/g),
        ...line.matchAll(/\b(?:href|src)="([^"]+)"/g)
      ].map((match) => ({ line: index + 1, target: match[1]! }))
    )

/** The anchors that a renderer gives to the headings: lower case, spaces as hyphens, repeats numbered. */
export const headingAnchors = (text: string): ReadonlyArray<string> => {
  const counts = new Map<string, number>()
  return blankFences(text)
    .split("\n")
    .flatMap((line) => {
      const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1]
      if (heading === undefined) return []
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase()
      const anchor = words.replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "").replaceAll(" ", "-")
      const repeat = counts.get(anchor) ?? 0
      counts.set(anchor, repeat + 1)
      return [repeat === 0 ? anchor : `${anchor}-${repeat}`]
    })
}

/** Empties fenced blocks and code spans, but keeps the lines. */
export const blankCode = (text: string): string => blankFences(text).replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, "")

const blankFences = (text: string): string => {
  const lines = text.split("\n")
  let fence: string | undefined
  return lines
    .map((line) => {
      if (fence !== undefined) {
        if (isClosing(line, fence)) fence = undefined
        return ""
      }
      fence = /^[ \t]*(`{3,}|~{3,})/.exec(line)?.[1]
      return fence === undefined ? line : ""
    })
    .join("\n")
}

const isClosing = (line: string, fence: string): boolean => {
  const closing = line.trim()
  return closing.length >= fence.length && closing === fence[0]!.repeat(closing.length)
}
