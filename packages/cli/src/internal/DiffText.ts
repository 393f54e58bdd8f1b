/**
 * A unified diff as a person sees it on a terminal: in the colours that everybody knows, and with control characters
 * spelled out, so that no content of a file moves the cursor or changes the screen.
 *
 * @internal
 */
import { displayText } from "@ploke/error"

const styles = { header: "1", place: "36", removed: "31", added: "32", other: undefined } as const

/** Renders a diff that begins with `diff --git`. What is unsafe is escaped either way. */
export const render = (diff: string, colors: "colors" | "plain"): string => {
  let part: "header" | "hunk" = "header"
  return diff
    .split("\n")
    .map((line) => {
      // Inside of a hunk every line begins with a mark, so neither of these can be a line of a file.
      if (line.startsWith("diff --git ")) part = "header"
      if (line.startsWith("@@ ")) part = "hunk"
      const text = visible(line)
      const style = styles[part === "header" ? "header" : kindOf(line)]
      if (colors === "plain" || style === undefined || text === "") return text
      return line.startsWith("@@ ") ? placeInColors(text) : painted(style, text)
    })
    .join("\n")
}

/** Tells whether a preview was too long and lost hunks: its last line says so then. */
export const isCut = (diff: string): boolean => diff.startsWith("... ", diff.lastIndexOf("\n", diff.length - 2) + 1)

/** What a cut preview is good for. */
export const cutNote = "the diff is too long to be shown whole, and cannot be applied as a patch"

const kindOf = (line: string): keyof typeof styles => {
  if (line.startsWith("@@ ")) return "place"
  if (line.startsWith("-")) return "removed"
  return line.startsWith("+") ? "added" : "other"
}

const painted = (style: string, text: string): string => `\u001b[${style}m${text}\u001b[0m`

// What stands behind the second @@ is a line of the file.
const placeInColors = (text: string): string => {
  const end = text.indexOf(" @@", 3) + 3
  return painted(styles.place, text.slice(0, end)) + text.slice(end)
}

// A tab is harmless, and keeps the columns of the file.
const visible = (line: string): string => line.split("\t").map(displayText).join("\t")
