/**
 * Cuts a diff of several files into the diffs of each, and tells which file each of them is about.
 *
 * @internal
 */
import * as Patch from "@ploke/io/Patch"
import * as PatchParse from "@ploke/io/PatchParse"

/** The part of a diff that is about one file. */
export interface Part {
  /** The name of the file that is there before, or of the one that is made. */
  readonly name: string
  /** Every name that the part is about. */
  readonly names: ReadonlyArray<string>
  readonly text: string
}

/** Gives the parts in their order, at least one, or what is wrong with the diff. */
export const split = (diff: string): ReadonlyArray<Part> | Patch.SyntaxProblem => {
  const files = PatchParse.parse(diff)
  if (Patch.isProblem(files)) return files
  const lines = (diff.startsWith("\ufeff") ? diff.slice(1) : diff).split("\n")
  return files.map((file, i) => {
    const { newPath, oldPath } = file
    const end = files[i + 1]?.line
    const text = lines.slice(file.line - 1, end === undefined ? undefined : end - 1).join("\n")
    return {
      name: nameOf(file),
      names: [oldPath, newPath].filter((name) => name !== undefined),
      text: end === undefined ? text : `${text}\n`
    }
  })
}

// Where both names are given and differ, as in `diff -u a.ts.orig a.ts`, the new one is that of the file.
const nameOf = ({ change, newPath, oldPath }: Patch.FilePatch): string => {
  const name = change === "rename" ? (oldPath ?? newPath) : (newPath ?? oldPath)
  return name ?? ""
}
