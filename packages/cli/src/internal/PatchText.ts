/**
 * What became of a patch, in one line.
 *
 * @internal
 */
import type { PatchHunk, PatchResult } from "@ploke/core"

/** Renders the line, without its end. `shown` makes a path readable. */
export const line = (result: PatchResult, shown: (path: string) => string): string => {
  const { filePath, hunks, newHash, newPath, oldHash } = result
  const path = shown(filePath)
  if (newPath !== undefined) {
    const renamed = `renamed ${path} -> ${shown(newPath)}`
    return hunks.length === 0 ? renamed : `${renamed}: ${hunksText(hunks)}`
  }
  if (oldHash === undefined) return `created ${path}`
  if (newHash === undefined) return `removed ${path}`
  return `patched ${path}: ${hunks.length === 0 ? "mode only" : hunksText(hunks)}`
}

const hunksText = (hunks: ReadonlyArray<PatchHunk>): string => {
  const moved = hunks.flatMap((hunk, i) => {
    const text = hunkText(hunk)
    return text === "" ? [] : [`hunk ${i + 1} ${text}`]
  })
  const count = `${hunks.length} ${hunks.length === 1 ? "hunk" : "hunks"}`
  return moved.length === 0 ? count : `${count} (${moved.join("; ")})`
}

const hunkText = ({ fuzz, offset }: PatchHunk): string => {
  const lines = `${offset > 0 ? "+" : ""}${offset} ${Math.abs(offset) === 1 ? "line" : "lines"}`
  const parts = [offset === 0 ? "" : `at ${lines}`, fuzz === 0 ? "" : `${offset === 0 ? "with " : ""}fuzz ${fuzz}`]
  return parts.filter((part) => part !== "").join(", ")
}
