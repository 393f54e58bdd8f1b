/**
 * The trees that are watched, and one that is copied into them.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { execute } from "./WatchTrial.ts"

const filesPerFolder = 50
const fileText = "export const value = 1\n".repeat(20)

export interface Tree {
  readonly root: string
  readonly files: ReadonlyArray<string>
  /** How many folders there are, with the root. */
  readonly folders: number
  /** Copies the other tree into this one under a name, and the paths that then are there. */
  readonly copy: (name: string) => Promise<void>
  readonly copies: (name: string) => ReadonlyArray<string>
}

/** Writes a tree of `count` files, and one of `copied` entries beside it. */
export const write = async (root: string, count: number, copied: number): Promise<Tree> => {
  const { files, folders } = await writeFiles(root, count)
  const from = `${root}-copied`
  // Of 51 entries one is a folder.
  const inFolders = copied - Math.ceil(copied / (filesPerFolder + 1))
  const other = await writeFiles(from, Math.max(1, inFolders))
  const entries = [...other.files, ...other.inside]
  const into = (name: string) => join(root, `${basename(from)}-${name}`)
  return {
    root,
    files,
    folders,
    copy: (name) => execute("cp", ["-r", from, into(name)]),
    copies: (name) => entries.map((path) => join(into(name), path.slice(from.length + 1)))
  }
}

const writeFiles = async (root: string, count: number) => {
  mkdirSync(root)
  const files: Array<string> = []
  const inside: Array<string> = []
  for (let i = 0; i < count; i++) {
    const folder = join(root, `module-${Math.floor(i / filesPerFolder)}`)
    if (i % filesPerFolder === 0) {
      mkdirSync(folder)
      inside.push(folder)
      // Signals are told between two turns of the event loop.
      await setImmediate()
    }
    const file = join(folder, `file-${i}.ts`)
    writeFileSync(file, `// ${i}\n${fileText}`)
    files.push(file)
  }
  return { files, inside, folders: inside.length + 1 }
}
