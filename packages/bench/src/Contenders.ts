/**
 * The programs that are compared. Each reads every file and hashes it; ours verify, confine and slice besides.
 */
import { type FileData, FileHash, type SnippetRequest } from "@ploke/core"
import { type PlokeError, ReadService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import type { CorpusFile } from "./Corpus.ts"

export const titles = {
  snippets: "readSnippets, verified, one snippet of each file",
  hashes: "hashFiles",
  scan: "scan, nothing changed",
  promises: "fs.promises.readFile in 64 lanes, SHA-256",
  effect: "Effect's FileSystem.readFile, concurrency 64, SHA-256",
  loop: "readFileSync in one loop, SHA-256"
} as const

export type ContenderId = keyof typeof titles

export const contenderIds = Object.keys(titles) as ReadonlyArray<ContenderId>

/** What a contender can be asked for. */
export type Task = "check" | "run" | "delay"

export interface Contender {
  /** Reads everything once. */
  readonly run: () => Promise<unknown>
  /** Reads everything once, and says what is wrong with the answers, if anything is. */
  readonly check: () => Promise<string | undefined>
}

const concurrency = 64

/** Makes the contenders over the files below `folder`. */
export const make = (folder: string, files: ReadonlyArray<CorpusFile>): Record<ContenderId, Contender> => {
  const runtime = ManagedRuntime.make(NodePlokeIo.layer({ roots: [folder] }))
  const paths = files.map((file) => file.path)
  const digests = files.map((file) => file.digest)
  const hashes = digests.map((digest) => FileHash.make(`sha256:${digest}`))
  const requests = files.map((file, i): SnippetRequest => {
    const { path: filePath, startByte, endByte } = file
    return { filePath, expectedHash: hashes[i]!, startByte, endByte }
  })
  const indexed = paths.map((filePath, i): FileData => ({ filePath, expectedHash: hashes[i]! }))
  const readSnippets = Effect.flatMap(ReadService, (read) => read.readSnippets(requests))
  const hashFiles = Effect.flatMap(ReadService, (read) => read.hashFiles(paths))
  const scan = Effect.flatMap(ReadService, (read) => Stream.runCollect(read.scan(Stream.fromIterable(indexed))))
  const readFiles = Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.forEach(paths, (path) => Effect.map(fs.readFile(path), sha256), { concurrency })
  )
  return {
    snippets: contender(
      () => runtime.runPromise(readSnippets),
      valuesOf,
      files.map((file) => file.snippet)
    ),
    hashes: contender(() => runtime.runPromise(hashFiles), valuesOf, hashes),
    scan: contender(
      () => runtime.runPromise(scan),
      (outcomes) => outcomes.map((outcome) => outcome._tag),
      files.map(() => "Unchanged")
    ),
    promises: contender(() => inLanes(paths), same, digests),
    effect: contender(() => runtime.runPromise(readFiles), same, digests),
    loop: contender(() => Promise.resolve(paths.map((path) => sha256(readFileSync(path)))), same, digests)
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

const same = (digests: ReadonlyArray<string>): ReadonlyArray<string> => digests

const valuesOf = (results: ReadonlyArray<Result.Result<string, PlokeError>>): ReadonlyArray<string> =>
  results.map((result) => Result.getOrElse(result, (error) => error.message))

// What one writes without a library: so many loops over one iterator, each with one file in flight.
const inLanes = async (paths: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const digests: Array<string> = Array.from({ length: paths.length })
  let next = 0
  const lane = async () => {
    while (next < paths.length) {
      const i = next++
      digests[i] = sha256(await readFile(paths[i]!))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return digests
}

const contender = <A>(
  run: () => Promise<A>,
  answersOf: (result: A) => ReadonlyArray<string>,
  expected: ReadonlyArray<string>
): Contender => ({
  run,
  check: async () => {
    const answers = answersOf(await run())
    if (answers.length !== expected.length) return `${answers.length} answers for ${expected.length} files`
    const wrong = answers.findIndex((answer, i) => answer !== expected[i])
    return wrong < 0 ? undefined : `file ${wrong} gave ${answers[wrong]}, expected ${expected[wrong]}`
  }
})
