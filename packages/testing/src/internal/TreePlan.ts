/**
 * The steps that build a tree, in an order in which each is possible.
 *
 * @internal
 */
import type { Tree, TreeEntry } from "../Tree.ts"
import { compareBytes, dirname } from "./PosixPath.ts"
import { encode } from "./Text.ts"

export type Step =
  | { readonly _tag: "Directory"; readonly path: string }
  | { readonly _tag: "File"; readonly path: string; readonly content: Uint8Array }
  | { readonly _tag: "Symlink"; readonly path: string; readonly target: string }
  | { readonly _tag: "Special"; readonly path: string; readonly type: "FIFO" | "Socket" | "CharacterDevice" }
  | { readonly _tag: "HardLink"; readonly path: string; readonly to: string }
  | { readonly _tag: "Mode"; readonly path: string; readonly mode: number }

const refuse = (path: string, why: string): never => {
  throw new RangeError(`The tree is not valid at ${JSON.stringify(path)}: ${why}`)
}

const checkKey = (key: string): string => {
  const path = key.length > 1 && key.endsWith("/") ? key.slice(0, -1) : key
  if (!path.startsWith("/")) refuse(key, "the path is not absolute")
  if (path.includes("\u0000")) refuse(key, "the path has a NUL byte")
  const names = path.slice(1).split("/")
  if (path !== "/" && names.some((name) => name === "" || name === "." || name === "..")) {
    refuse(key, 'the path is not in its normal form, without "//", "." and ".."')
  }
  return path
}

const stepOf = (key: string, path: string, entry: TreeEntry): Step => {
  if (entry === "" && key.endsWith("/")) return { _tag: "Directory", path }
  if (typeof entry === "string") return { _tag: "File", path, content: encode(entry) }
  if (entry instanceof Uint8Array) return { _tag: "File", path, content: entry }
  if (!("_tag" in entry)) {
    return Object.keys(entry).length > 0
      ? refuse(key, "the entry is none that Tree makes")
      : { _tag: "Directory", path }
  }
  switch (entry._tag) {
    case "File":
      return {
        _tag: "File",
        path,
        content: typeof entry.content === "string" ? encode(entry.content) : entry.content
      }
    case "Directory":
      return { _tag: "Directory", path }
    case "Symlink":
      return { _tag: "Symlink", path, target: entry.target }
    case "HardLink":
      return { _tag: "HardLink", path, to: checkKey(entry.to) }
    case "Special":
      return { _tag: "Special", path, type: entry.type }
  }
}

const modeStep = (path: string, entry: TreeEntry): Array<Step> =>
  typeof entry === "object" && "_tag" in entry && "mode" in entry && entry.mode !== undefined
    ? [{ _tag: "Mode", path, mode: entry.mode }]
    : []

const parentsOf = (path: string): Array<string> => {
  const parents: Array<string> = []
  for (let parent = dirname(path); parent !== "/"; parent = dirname(parent)) parents.push(parent)
  return parents
}

// Links come after the files that they name, and modes last, deepest first: a directory may lose its own permissions.
const ranks: Record<Step["_tag"], number> = { Directory: 0, File: 1, Symlink: 1, Special: 1, HardLink: 2, Mode: 3 }

const compareSteps = (a: Step, b: Step): number => {
  if (a._tag === "Mode" && b._tag === "Mode") return compareBytes(b.path, a.path)
  return ranks[a._tag] - ranks[b._tag] || compareBytes(a.path, b.path)
}

/** Checks a tree and orders its steps; a tree that contradicts itself is a `RangeError`. */
export const plan = (tree: Tree): Array<Step> => {
  const steps = new Map<string, Step>()
  const modes: Array<Step> = []
  for (const [key, entry] of Object.entries(tree)) {
    const path = checkKey(key)
    const step = stepOf(key, path, entry)
    if (key.endsWith("/") && step._tag !== "Directory") refuse(key, "a path that ends in a slash is a directory")
    if (steps.has(path)) refuse(key, "the path is given twice")
    steps.set(path, step)
    modes.push(...modeStep(path, entry))
  }
  for (const path of Array.from(steps.keys())) {
    for (const parent of parentsOf(path)) {
      const step = steps.get(parent) ?? { _tag: "Directory", path: parent }
      if (step._tag !== "Directory") refuse(path, `${parent} is not a directory`)
      steps.set(parent, step)
    }
  }
  for (const step of steps.values()) {
    if (step._tag === "HardLink" && steps.get(step.to)?._tag !== "File") refuse(step.path, `${step.to} is not a file`)
  }
  steps.delete("/")
  return [...steps.values(), ...modes].sort(compareSteps)
}
