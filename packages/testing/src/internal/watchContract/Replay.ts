/**
 * The model that a consumer has: a map from path to contents, to which it applies what it is told.
 *
 * @internal
 */
import type { FileChangeEvent } from "@ploke/io"
import * as Effect from "effect/Effect"
import type { World } from "./World.ts"

/** Everything below the root as it is on the disk: the kind of an entry, and the hash of a file. */
export const tree = Effect.fnUntraced(function* ({ root, fs, hashOf }: Pick<World, "root" | "fs" | "hashOf">) {
  const model = new Map<string, string>()
  const visit = (folder: string): Effect.Effect<void, unknown> =>
    Effect.gen(function* () {
      for (const name of yield* fs.readDirectory(folder)) {
        const path = `${folder}/${name}`
        const { type } = yield* fs.lstat(path)
        if (name === ".git") continue
        if (type === "Directory") {
          model.set(path, "directory")
          yield* visit(path)
        } else if (type === "File") model.set(path, hashOf(yield* fs.readFileString(path)))
        else model.set(path, "symlink")
      }
    })
  yield* visit(root)
  return sorted(model)
})

/** Applies events in order to a model. */
export const replay = (before: ReadonlyMap<string, string>, events: ReadonlyArray<FileChangeEvent>) => {
  const model = new Map(before)
  for (const event of events) {
    if (event._tag === "Gap" || event._tag === "Root") continue
    if (event._tag === "Renamed") model.delete(event.oldPath)
    if (event._tag === "Removed") model.delete(event.path)
    else model.set(event.path, event.entry === "file" ? (event.hash ?? "unknown") : event.entry)
  }
  return sorted(model)
}

const sorted = (model: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...model].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
