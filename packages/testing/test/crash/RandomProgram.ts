import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import type * as Tree from "@ploke/io-testing/Tree"
import { bytes } from "./Leaves.ts"
import { syncPath } from "./ReplaceProgram.ts"

/** Few names, so that the operations of a program meet each other. */
const File = Schema.Literals(["/a", "/b", "/d/a", "/d/b", "/e/a", "/d/s/a"])
const Directory = Schema.Literals(["/", "/d", "/e", "/d/s", "/e/s"])
const Any = Schema.Literals(["/a", "/b", "/d/a", "/d/b", "/e/a", "/d/s", "/e/s", "/d", "/d/s/a"])

export const start: Tree.Tree = { "/a": "alpha", "/d/a": "delta", "/e/": {} }

export const Step = Schema.TaggedUnion({
  write: { path: File, text: Schema.Literals(["1", "twenty-two"]), flag: Schema.Literals(["w", "a", "wx"]) },
  truncate: { path: File, length: Schema.Literals([0, 2, 9]) },
  chmod: { path: Any, mode: Schema.Literals([0o700, 0o750]) },
  utimes: { path: Any, seconds: Schema.Literals([1, 2]) },
  makeDirectory: { path: Directory },
  rename: { path: Any, to: Any },
  link: { path: File, to: File },
  symlink: { path: File },
  remove: { path: Any },
  syncFile: { path: File },
  syncDirectory: { path: Directory }
})

type Step = typeof Step.Type

const run = (fs: FileSystem.FileSystem, step: Step) => {
  switch (step._tag) {
    case "write":
      return fs.writeFile(step.path, bytes(step.text), { flag: step.flag })
    case "truncate":
      return fs.truncate(step.path, step.length)
    case "chmod":
      return fs.chmod(step.path, step.mode)
    case "utimes":
      return fs.utimes(step.path, step.seconds, step.seconds)
    case "makeDirectory":
      return fs.makeDirectory(step.path)
    case "rename":
      return fs.rename(step.path, step.to)
    case "link":
      return fs.link(step.path, step.to)
    case "symlink":
      return fs.symlink("nowhere", step.path)
    case "remove":
      return fs.remove(step.path, { recursive: true })
    case "syncFile":
    case "syncDirectory":
      return Effect.provideService(syncPath(step.path), FileSystem.FileSystem, fs)
  }
}

/** Runs the steps that are possible, and leaves out the others. */
export const runSteps = (fs: FileSystem.FileSystem, steps: ReadonlyArray<Step>): Effect.Effect<void> =>
  Effect.forEach(steps, (step) => Effect.ignore(run(fs, step)), { discard: true })

/** Syncs every file and every directory below a path. */
export const syncAll = Effect.fnUntraced(function* (fs: FileSystem.FileSystem) {
  const paths = ["/", ...(yield* fs.readDirectory("/", { recursive: true })).map((path) => `/${path}`)]
  for (const path of paths) {
    const isLink = yield* Effect.isSuccess(fs.readLink(path))
    if (!isLink) yield* Effect.provideService(syncPath(path), FileSystem.FileSystem, fs)
  }
})
