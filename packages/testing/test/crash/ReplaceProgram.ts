import type * as Crash from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"

/** The mistakes that the program below can be told to make. */
export type ReplaceDefect =
  | "writes in place"
  | "never syncs the file"
  | "syncs the file after the rename"
  | "never syncs the directory"
  | "syncs the directory above"
  | "sets the mode after the sync"
  | "acknowledges before the directory is synced"
  | "lets the recovery leave the temporary file"

const directory = "/work/notes"
const target = `${directory}/today`
const temporary = `${directory}/.today.tmp`
const mode = 0o640

const oldText = "what was there"
export const newText = "what is to be there"

export const tree: Crash.Tree.Tree = { [target]: { _tag: "File", content: oldText, mode } }

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const syncPath = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.scoped(Effect.flatMap(fs.open(path), (file) => file.sync))
})

const stage = Effect.fnUntraced(function* (defect: ReplaceDefect | undefined) {
  const fs = yield* FileSystem.FileSystem
  const { mode: oldMode } = yield* fs.stat(target)
  const file = yield* fs.open(temporary, { flag: "wx", mode: 0o600 })
  yield* file.writeAll(bytes(newText))
  if (defect !== "sets the mode after the sync") yield* fs.chmod(temporary, oldMode & 0o7777)
  if (defect !== "never syncs the file" && defect !== "syncs the file after the rename") yield* file.sync
  if (defect === "sets the mode after the sync") yield* fs.chmod(temporary, oldMode & 0o7777)
  if (defect !== "syncs the file after the rename") return
  yield* fs.rename(temporary, target)
  yield* file.sync
}, Effect.scoped)

/** Replaces a file through a temporary one, and tells when the new content is durable. */
export const replace = (defect?: ReplaceDefect) => (tell: Crash.Tell<"durable">) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    if (defect === "writes in place") {
      yield* fs.writeFileString(target, newText)
      yield* syncPath(target)
      return yield* tell("durable")
    }
    yield* stage(defect)
    if (defect !== "syncs the file after the rename") yield* fs.rename(temporary, target)
    if (defect === "acknowledges before the directory is synced") yield* tell("durable")
    if (defect !== "never syncs the directory") {
      yield* syncPath(defect === "syncs the directory above" ? "/work" : directory)
    }
    if (defect !== "acknowledges before the directory is synced") yield* tell("durable")
  })

/** Removes what a cut may have left beside the file. */
export const recover = (defect?: ReplaceDefect) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    if (defect !== "lets the recovery leave the temporary file") yield* fs.remove(temporary, { force: true })
    yield* syncPath(directory)
  })

/** The old or the new content, the new one as soon as that was told; the mode as it was; and nothing else. */
export const check = ({ told }: Pick<Crash.CrashOutcome<unknown, unknown, "durable", unknown>, "told">) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const text = yield* fs.readFileString(target)
    if (text !== newText && text !== oldText) return yield* Effect.fail(`torn: ${JSON.stringify(text)}`)
    if (told.includes("durable") && text !== newText) return yield* Effect.fail("the acknowledged content is gone")
    const info = yield* fs.stat(target)
    if ((info.mode & 0o7777) !== mode) return yield* Effect.fail(`the mode is ${(info.mode & 0o7777).toString(8)}`)
    const names = yield* fs.readDirectory(directory)
    if (names.join() !== "today") return yield* Effect.fail(`left behind: ${names.join()}`)
  })
