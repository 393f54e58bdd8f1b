/** What a tarball must hold, and must not. */
import { type Package } from "./Workspace.ts"

/** Files that npm adds by itself, or that stand at the root of each package. */
const rootFiles = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"]
const neededRootFiles = ["LICENSE", "README.md", "package.json"]
const builtEndings = [".js", ".js.map", ".d.ts", ".d.ts.map"]

const stem = (path: string, endings: ReadonlyArray<string>): string | undefined => {
  const ending = endings.find((candidate) => path.endsWith(candidate))
  return ending === undefined ? undefined : path.slice(path.indexOf("/") + 1, path.length - ending.length)
}

/** Compares the files of a tarball with each other: every source has its build, every build its source. */
export const tarballProblems = (entry: Package, files: ReadonlyArray<string>): ReadonlyArray<string> => {
  const present = new Set(files)
  const sources = files.flatMap((path) => (path.startsWith("src/") ? (stem(path, [".ts"]) ?? []) : []))
  const unbuilt = sources.flatMap((module) =>
    [`dist/${module}.js`, `dist/${module}.d.ts`].filter((path) => !present.has(path))
  )
  const unexpected = files.filter((path) => {
    if (path.startsWith("dist/")) return !sources.includes(stem(path, builtEndings) ?? "")
    if (path.startsWith("src/")) return stem(path, [".ts"]) === undefined
    return !rootFiles.includes(path)
  })
  const bins = Object.values(entry.bin).map((path) => path.replace(/^\.\//, ""))
  const needed = [...neededRootFiles, ...bins].filter((path) => !present.has(path))
  return [
    ...(sources.length === 0 ? [`${entry.name} holds no source`] : []),
    ...unbuilt.map((path) => `${entry.name} lacks ${path}: is the build complete?`),
    ...unexpected.map(
      (path) => `${entry.name} holds ${path}, which belongs to no source: is it left from an old build?`
    ),
    ...needed.map((path) => `${entry.name} lacks ${path}`)
  ]
}

/** The modules that users may import, as `attw` wants them named: it does not look behind `./*` by itself. */
export const entryPoints = (files: ReadonlyArray<string>): ReadonlyArray<string> =>
  files
    .flatMap((path) => (path.startsWith("src/") ? (stem(path, [".ts"]) ?? []) : []))
    .filter((module) => module !== "index" && !module.includes("internal/"))
    .map((module) => `./${module}`)
