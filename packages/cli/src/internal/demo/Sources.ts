/**
 * Copies the sources of this repository to a folder in which the demo may do what it likes.
 *
 * @internal
 */
import { Fail } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as NodePath from "node:path"

/** The repository that this file belongs to. */
const repository = NodePath.resolve(import.meta.dirname, "..", "..", "..", "..", "..")

/** One is edited while it is read, one deleted, and two are written. */
const filesMin = 4

/** Copies them; gives their paths below the folder, sorted. */
export const copyTo = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const tracked = yield* Effect.orElseSucceed(listTracked, () => [])
  const found = tracked.length > 0 ? tracked : yield* listPresent
  const present = yield* Effect.filter(found, (path) => isFile(NodePath.join(repository, path)), { concurrency: 16 })
  if (present.length < filesMin) {
    return yield* Fail.io({
      message: `no sources below ${repository}: the demo runs inside the repository of ploke-io`
    })
  }
  yield* Effect.forEach(
    present,
    Effect.fnUntraced(function* (path) {
      const target = NodePath.join(folder, path)
      yield* fs.makeDirectory(NodePath.dirname(target), { recursive: true })
      yield* fs.copyFile(NodePath.join(repository, path), target)
    }),
    { concurrency: 16, discard: true }
  )
  return present.toSorted()
})

const isFile = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* Effect.match(fs.lstat(path), {
    onFailure: () => false,
    onSuccess: (info) => info.type === "File"
  })
})

const listTracked = Effect.gen(function* () {
  const spawner = yield* ChildProcessSpawner
  const args = ["ls-files", "-z", "--", "packages/*/src/*", "docs/*"]
  const output = yield* spawner.string(ChildProcess.make("git", args, { cwd: repository, stderr: "ignore" }))
  return output.split("\0").filter((path) => path !== "")
})

// Without git, or outside of a clone, what is there is taken.
const listPresent = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const packages = yield* fs.readDirectory(NodePath.join(repository, "packages"))
  const folders = ["docs", ...packages.map((name) => `packages/${name}/src`)]
  const lists = yield* Effect.forEach(folders, (folder) =>
    Effect.match(fs.readDirectory(NodePath.join(repository, folder), { recursive: true }), {
      onFailure: () => [],
      onSuccess: (names) => names.map((name) => `${folder}/${name}`)
    })
  )
  return lists.flat()
})
