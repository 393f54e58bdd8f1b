/** Trees of text files, and how two of them differ: what the API snapshot is compared by. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"

/** Text by path relative to the folder, with forward slashes, in the order of the paths. */
export type Tree = ReadonlyMap<string, string>

export interface Difference {
  readonly path: string
  readonly kind: "added" | "removed" | "changed"
}

/** The folders and files that a package does not export. */
const isPrivate = (path: string) => path.startsWith("internal/") || path.includes("/internal/")

export const readTree = (folder: string): Tree => {
  if (!existsSync(folder)) return new Map()
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort()
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]))
}

export const writeTree = (folder: string, tree: Tree): void => {
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Keeps the declarations that users can reach, with line ends that do not depend on the machine. */
export const publicDeclarations = (emitted: Tree): Tree =>
  new Map(
    [...emitted]
      .filter(([path]) => path.endsWith(".d.ts") && !isPrivate(path))
      .map(([path, text]) => [path, `${text.replaceAll("\r\n", "\n").trimEnd()}\n`])
  )

export const differences = (before: Tree, after: Tree): ReadonlyArray<Difference> =>
  [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path): ReadonlyArray<Difference> => {
    if (!before.has(path)) return [{ path, kind: "added" }]
    if (!after.has(path)) return [{ path, kind: "removed" }]
    return before.get(path) === after.get(path) ? [] : [{ path, kind: "changed" }]
  })
