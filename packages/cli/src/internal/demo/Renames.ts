/**
 * The part of the demo in which a name is given another one wherever it stands, in one transaction.
 *
 * @internal
 */
import type { FileEdit } from "@ploke/core"
import { Fail, withoutContext } from "@ploke/error"
import { ReadService, WriteService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as NodePath from "node:path"
import { grouped } from "../Progress.ts"
import * as Steps from "./Steps.ts"
import { Story, took } from "./Story.ts"

/** A name, and the one that takes its place. */
export interface Names {
  readonly from: string
  readonly to: string
}

/** What every file with the name contains, by its path, before and after. */
export interface Generations {
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
}

const exported = /^export (?:class|interface|type) ([A-Z]\w{7,})/gm

/** Finds the exported type that stands in the most files. */
const findName = Effect.fnUntraced(function* (folder: string) {
  const contents = yield* readSources(folder)
  const names = new Set<string>()
  const counts = new Map<string, number>()
  for (const content of contents.values()) {
    for (const [, name = ""] of content.matchAll(exported)) names.add(name)
    for (const word of new Set(content.match(/\w+/g))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const [name] = [...names].toSorted((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1))
  if (name === undefined)
    return yield* Fail.io({ message: "no source exports a type: the demo runs inside the repository of ploke-io" })
  return { from: name, to: `${name}Renamed` } satisfies Names
})

const readSources = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* fs.readDirectory(folder, { recursive: true })
  const paths = names.filter((name) => name.endsWith(".ts")).map((name) => NodePath.join(folder, name))
  const contents = yield* Effect.forEach(paths, (path) => fs.readFileString(path), { concurrency: 16 })
  return new Map(paths.toSorted().map((path) => [path, contents[paths.indexOf(path)]!]))
})

/** Reads every file in which the name stands. */
export const generationsOf = Effect.fnUntraced(function* (folder: string, { from, to }: Names) {
  const word = wordOf(from)
  const contents = yield* readSources(folder)
  const before = new Map([...contents].filter(([, content]) => content.search(word) !== -1))
  const after = new Map([...before].map(([path, content]) => [path, content.replaceAll(word, to)]))
  return { before, after } satisfies Generations
})

const wordOf = (name: string): RegExp => new RegExp(`\\b${name}\\b`, "g")

/** Makes an edit for each place at which the name stands. */
export const editsOf = Effect.fnUntraced(function* ({ before }: Generations, { from, to }: Names) {
  const read = yield* ReadService
  const paths = [...before.keys()]
  const hashes = yield* Effect.forEach(yield* read.hashFiles(paths), Effect.fromResult)
  return paths.flatMap((filePath, i) => {
    const content = before.get(filePath)!
    return [...content.matchAll(wordOf(from))].map(({ index }): FileEdit => {
      const startByte = Buffer.byteLength(content.slice(0, index))
      const endByte = startByte + Buffer.byteLength(from)
      return { _tag: "Splice", filePath, expectedHash: hashes[i]!, startByte, endByte, replacement: to }
    })
  })
})

/** Counts the files that are as they were before, as they were to become, and neither. */
export const count = Effect.fnUntraced(function* ({ after, before }: Generations) {
  const fs = yield* FileSystem.FileSystem
  const counts = { before: 0, after: 0, other: 0 }
  for (const [path, content] of before) {
    const found = yield* fs.readFileString(path)
    counts[found === content ? "before" : found === after.get(path) ? "after" : "other"]++
  }
  return counts
})

/** Renames: first with one edit that is stale, then with none. */
export const renameAll = Effect.fnUntraced(function* (folder: string) {
  const story = yield* Story
  const write = yield* WriteService
  const fs = yield* FileSystem.FileSystem
  yield* story.heading("Many files change together, or not at all")
  const names = yield* findName(folder)
  const seen = yield* generationsOf(folder, names)
  const edits = yield* editsOf(seen, names)
  const files = `${grouped(seen.before.size)} files`
  const how = `${names.from} stands in ${files}, ${grouped(edits.length)} times.`
  yield* story.say(`${how} Each place gets an edit, and all edits are one transaction.`)
  const [path, content] = [...seen.before].at(-1)!
  yield* fs.writeFileString(path, `${content}// A line that somebody has added.\n`)
  yield* story.say("Somebody adds a line to one of the files, which was hashed before:")
  const refused = yield* Effect.result(write.transaction(edits))
  yield* Steps.tell(folder, refused)
  const stale = Result.isFailure(refused) ? problemsOf(refused.failure) : []
  yield* story.claim(stale.join() === `ContentMismatch ${path}`, "refused for this file alone", stale.join(", "))
  const untouched = yield* count(seen)
  const isUntouched = untouched.before === seen.before.size - 1 && untouched.after === 0
  yield* story.claim(isUntouched, `not one of the ${files} was changed`, `${untouched.after} were changed`)
  const now = yield* generationsOf(folder, names)
  const current = yield* editsOf(now, names)
  const [elapsed] = yield* Effect.timed(write.transaction(current))
  yield* story.say(`With the hash that this file has now: ${grouped(current.length)} edits in ${took(elapsed)}.`)
  const renamed = yield* count(now)
  const claim = `all ${files} have the new name, and every other byte is as it was`
  yield* story.claim(renamed.after === now.before.size, claim, `${renamed.after} of ${files}`)
  return names
})

const problemsOf = (error: Parameters<typeof withoutContext>[0]): ReadonlyArray<string> => {
  const { reason } = withoutContext(error)
  if (reason._tag !== "TransactionAborted") return [reason._tag]
  return (reason.problems ?? []).map(
    (problem) => `${problem.reason._tag} ${"path" in problem.reason ? problem.reason.path : ""}`
  )
}
