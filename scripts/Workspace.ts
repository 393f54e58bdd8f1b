/** What the scripts know about the repository: where it is, its packages, and the files that git tracks. */
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

export interface Package {
  /** The folder under `packages`, which is also the name of the Vitest project. */
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly private: boolean
  readonly bin: Readonly<Record<string, string>>
}

export interface SourceFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

export const root = resolve(import.meta.dirname, "..")

export const packages: ReadonlyArray<Package> = readdirSync(join(root, "packages"))
  .sort()
  .filter((folder) => existsSync(join(root, "packages", folder, "package.json")))
  .map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"))
    return {
      folder,
      name: manifest.name,
      version: manifest.version,
      private: manifest.private === true,
      bin: manifest.bin ?? {}
    }
  })

export const publishable = packages.filter((entry) => !entry.private)

/** Paths of the tracked files that are present; a file deleted but not yet committed is left out. */
export const trackedPaths = (): ReadonlyArray<string> =>
  execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)))

export const readTracked = (): ReadonlyArray<SourceFile> =>
  trackedPaths().map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
