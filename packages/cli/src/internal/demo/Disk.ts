/**
 * What stands at each path: found on the disk, or followed by what a watcher tells. The first does not ask the library.
 *
 * @internal
 */
import type { FileChangeEvent } from "@ploke/core"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as NodePath from "node:path"

/** The hash of a file or the kind of any other entry, by its path. */
export type Model = ReadonlyMap<string, string>

/** Looks at a folder and everything below it. Links are not followed. */
export const look = (folder: string): Effect.Effect<Model> =>
  Effect.sync(() => {
    const model = new Map([[folder, "directory"]])
    // A map that grows while it is gone through: what is found in a folder is looked at later.
    for (const [path, what] of model) {
      if (what !== "directory") continue
      for (const entry of fs.readdirSync(path, { withFileTypes: true })) {
        const found = kindOf(entry, NodePath.join(path, entry.name))
        if (found !== undefined) model.set(NodePath.join(path, entry.name), found)
      }
    }
    return model
  })

const kindOf = (entry: fs.Dirent, path: string): string | undefined => {
  if (entry.isFile()) return `sha256:${createHash("sha256").update(fs.readFileSync(path)).digest("hex")}`
  if (entry.isDirectory()) return "directory"
  return entry.isSymbolicLink() ? "symlink" : undefined
}

/** Applies events in their order, each to the entry that it is about. */
export const replay = (before: Model, events: ReadonlyArray<FileChangeEvent>): Model => {
  const model = new Map(before)
  for (const event of events) {
    if (event._tag === "Gap" || event._tag === "Root") continue
    const gone = event._tag === "Renamed" ? event.oldPath : event.path
    const known = model.get(gone)
    if (event._tag === "Renamed" || event._tag === "Removed") model.delete(gone)
    if (event._tag === "Removed") continue
    const { entry, hash, path } = event
    model.set(path, entry === "file" ? (hash ?? known ?? "unknown") : entry)
  }
  return model
}

/** Counts the paths at which two models differ. */
export const differences = (a: Model, b: Model): number =>
  [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).length
