/**
 * What a transaction did, in one line for each file.
 *
 * @internal
 */
import type { EditResult, FileEdit, TransactionResult } from "@ploke/core"
import { grouped } from "./Progress.ts"

/** Renders the lines, each with its end. `shown` makes a path readable. */
export const render = (
  edits: ReadonlyArray<FileEdit>,
  { id, results }: TransactionResult,
  shown: (path: string) => string
): string => {
  // All splices of a file are one change of it, and each of them has it as its result.
  const lines = new Set(results.map((result, i) => line(edits[i]!, result, shown)))
  const count = `${grouped(lines.size)} ${lines.size === 1 ? "file" : "files"}`
  return [...lines, `${count} in transaction ${id}`, ""].join("\n")
}

const line = (edit: FileEdit, result: EditResult, shown: (path: string) => string): string => {
  const { filePath, newHash, newPath, oldHash } = result
  const path = newPath === undefined ? shown(filePath) : `${shown(filePath)} -> ${shown(newPath)}`
  return `${whatHappened(edit, result)} ${newHash ?? oldHash ?? ""}  ${path}`
}

const whatHappened = (edit: FileEdit, { newHash, newPath, oldHash }: EditResult): string => {
  if (newPath !== undefined) return "renamed"
  if (oldHash === undefined) return "created"
  if (newHash === undefined) return "removed"
  // A patch may change the mode alone.
  return oldHash === newHash && edit._tag !== "Patch" ? "kept" : "changed"
}
