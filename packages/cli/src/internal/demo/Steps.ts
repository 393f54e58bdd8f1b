/**
 * The parts of the demo: each does something, shows it, and claims what must have come of it.
 *
 * @internal
 */
import type { FileHash, SnippetRequest } from "@ploke/core"
import { type PlokeError, redact, withoutContext } from "@ploke/error"
import { ReadService } from "@ploke/io"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as NodePath from "node:path"
import * as Message from "../Message.ts"
import { grouped } from "../Progress.ts"
import { size, Story, took } from "./Story.ts"

/** A file of the copy, as it was hashed. */
export interface Indexed {
  /** Relative to the folder. */
  readonly path: string
  readonly filePath: string
  readonly expectedHash: FileHash
}

/** Hashes every file. */
export const hashAll = Effect.fnUntraced(function* (folder: string, paths: ReadonlyArray<string>) {
  const story = yield* Story
  const read = yield* ReadService
  yield* story.heading("Hash every file")
  const [elapsed, results] = yield* Effect.timed(read.hashFiles(paths.map((path) => NodePath.join(folder, path))))
  const index = results.flatMap((result, i): ReadonlyArray<Indexed> => {
    const path = paths[i]!
    return Result.isSuccess(result)
      ? [{ path, filePath: NodePath.join(folder, path), expectedHash: result.success }]
      : []
  })
  const bytes = yield* totalBytes(index)
  const rate = Math.round(paths.length / Math.max(0.001, Duration.toSeconds(elapsed)))
  yield* story.say(
    `${paths.length} files, ${size(bytes)}, in ${took(elapsed)} (${grouped(rate)} files/s). Some of them:`
  )
  for (const { expectedHash, path } of spread(index, 3)) yield* story.show(`${expectedHash.slice(0, 23)}...  ${path}`)
  yield* story.claim(index.length === paths.length, "every file has a hash", `${index.length} of ${paths.length}`)
  return index
})

const totalBytes = Effect.fnUntraced(function* (index: ReadonlyArray<Indexed>) {
  const fs = yield* FileSystem.FileSystem
  const sizes = yield* Effect.forEach(index, ({ filePath }) => fs.stat(filePath), { concurrency: 16 })
  return sizes.reduce((sum, info) => sum + Number(info.size), 0)
})

const spread = <A>(items: ReadonlyArray<A>, count: number): ReadonlyArray<A> =>
  Array.from(
    { length: Math.min(count, items.length) },
    (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]!
  )

/** A line of a file, and the request for it. */
export interface Line {
  readonly path: string
  readonly request: SnippetRequest
  readonly text: string
}

/** Reads one telling line of each file, in one batch. */
export const readLines = Effect.fnUntraced(function* (index: ReadonlyArray<Indexed>) {
  const story = yield* Story
  const read = yield* ReadService
  yield* story.heading("Read snippets that are verified against these hashes")
  const lines = (yield* Effect.forEach(index, findLine, { concurrency: 16 })).filter((line) => line !== undefined)
  const [elapsed, results] = yield* Effect.timed(read.readSnippets(lines.map(({ request }) => request)))
  yield* story.say(
    `One line of each file by its byte range: ${lines.length} snippets in ${took(elapsed)}. Some of them:`
  )
  for (const { path, request, text } of spread(lines, 3)) {
    yield* story.show(`${path}, bytes ${request.startByte} to ${request.endByte}`)
    yield* story.show(`  | ${text}`)
  }
  const good = results.filter((result, i) => Result.isSuccess(result) && result.success === lines[i]!.text).length
  const claim = "every snippet is the text that stands in its file"
  yield* story.claim(lines.length > 0 && good === lines.length, claim, `${good} of ${lines.length}`)
  return lines
})

// A declaration in a source, a heading in a document: the kind of place that an index remembers.
const telling = /^(?:export (?:const|class|interface|type|function) |# ).*$/m

const findLine = Effect.fnUntraced(function* ({ expectedHash, filePath, path }: Indexed) {
  const fs = yield* FileSystem.FileSystem
  const content = yield* fs.readFileString(filePath)
  const found = telling.exec(content)
  if (found === null) return undefined
  const text = found[0]
  const startByte = Buffer.byteLength(content.slice(0, found.index))
  const request = { filePath, expectedHash, startByte, endByte: startByte + Buffer.byteLength(text) }
  return { path, request, text } satisfies Line
})

/** Edits a file, and asks for the line that was there. */
export const refuseStale = Effect.fnUntraced(function* (folder: string, line: Line) {
  const story = yield* Story
  const read = yield* ReadService
  const fs = yield* FileSystem.FileSystem
  const { filePath, startByte, endByte } = line.request
  yield* story.heading("A stale snippet is refused")
  const before = yield* fs.readFileString(filePath)
  yield* fs.writeFileString(filePath, `// A line that somebody has put in front.\n${before}`)
  yield* story.say(`Somebody adds a line on top of ${line.path}. The bytes ${startByte} to ${endByte} are now:`)
  const bytes = yield* fs.readFile(filePath)
  yield* story.show(`  | ${Buffer.from(bytes.subarray(startByte, endByte)).toString().replaceAll("\n", "\\n")}`)
  yield* story.say("The same request as before, with the hash from before, does not give them:")
  const [elapsed, result] = yield* Effect.timed(Effect.result(read.readSnippet(line.request)))
  yield* tell(folder, result)
  yield* story.claim(labelOf(result) === "FatalError/ContentMismatch", `refused in ${took(elapsed)}`, labelOf(result))
})

/** What became of an attempt, in two words. */
export const labelOf = (result: Result.Result<unknown, PlokeError>, done = "was read"): string => {
  if (Result.isSuccess(result)) return done
  const error = withoutContext(result.failure)
  return `${error._tag}/${error.reason._tag}`
}

/** Tells a failure. Below the folder its name says nothing, and makes the message long. */
export const tell = Effect.fnUntraced(function* (folder: string, result: Result.Result<unknown, PlokeError>) {
  const story = yield* Story
  if (Result.isSuccess(result)) return
  yield* story.show(`  ${labelOf(result)}`)
  for (const line of Message.lines(redact(result.failure, [folder]))) yield* story.say(line)
})

/** Deletes a file, and compares all with the index. */
export const scanAll = Effect.fnUntraced(function* (index: ReadonlyArray<Indexed>, edited: string) {
  const story = yield* Story
  const read = yield* ReadService
  const fs = yield* FileSystem.FileSystem
  yield* story.heading("A scan finds what has changed")
  const deleted = index.find(({ path }) => path !== edited)!
  yield* fs.remove(deleted.filePath)
  yield* story.say(`Somebody deletes ${deleted.path} too. All files against the hashes from before:`)
  const outcomesOf = Stream.runCollect(read.scan(Stream.fromIterable(index)))
  const [elapsed, outcomes] = yield* Effect.timed(outcomesOf)
  const told = outcomes.filter(({ _tag }) => _tag !== "Unchanged")
  const pathOf = (i: number) => index[outcomes.indexOf(told[i]!)]!.path
  for (const [i, { _tag }] of told.entries()) yield* story.show(`  ${_tag.toLowerCase()}  ${pathOf(i)}`)
  yield* story.say(
    `${index.length} files compared in ${took(elapsed)}; the other ${index.length - told.length} are unchanged.`
  )
  const found = told.map(({ _tag }, i) => `${_tag} ${pathOf(i)}`).toSorted()
  const expected = [`Changed ${edited}`, `Missing ${deleted.path}`]
  const claim = "the edited file and the deleted one are told, and nothing else"
  yield* story.claim(found.join() === expected.join(), claim, found.join(", ") || "nothing was told")
  return deleted.path
})
