/**
 * Turns what was found in a file into the answer to one request. Plain functions; every failure of reading is made
 * here, in the order: path, file, UTF-8, hash, range, character boundary.
 *
 * @since 0.1.0
 */
import type { ChangedFileData, FileContent, FileData, FileHash, ReadFileRequest, SnippetRequest } from "@ploke/core"
import type { FatalError, Operation, PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { SliceFinding } from "./Extraction.ts"
import type { Root } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Outcome } from "./ReadEngine.ts"
import * as Resolution from "./Resolution.ts"

/**
 * What a scan found for one file: the same as indexed, other content, nothing there (only when the system said so), or
 * a failure that says nothing about whether it changed.
 *
 * @since 0.1.0
 */
export type ScanOutcome =
  | { readonly _tag: "Unchanged"; readonly file: FileData }
  | { readonly _tag: "Changed"; readonly file: FileData; readonly change: ChangedFileData }
  | { readonly _tag: "Missing"; readonly file: FileData; readonly error: PlokeError }
  | { readonly _tag: "Failed"; readonly file: FileData; readonly error: PlokeError }

type ReadOutcome = Extract<Outcome, { readonly _tag: "Read" }>

/**
 * Answers a snippet request.
 *
 * @since 0.1.0
 */
export const snippet = (
  request: SnippetRequest,
  prefix: string,
  outcome: Outcome,
  slice: number,
  textBytesMax: number
): Result.Result<string, PlokeError> => {
  const path = request.filePath
  if (outcome._tag !== "Read") return Result.fail(failure(path, "read", outcome, textBytesMax))
  const problem = textProblem(path, outcome) ?? hashProblem(request, prefix, outcome.finding.digest)
  if (problem !== undefined) return Result.fail(problem)
  const found = outcome.finding.slices[slice]!
  return found._tag === "Text"
    ? Result.succeed(found.text)
    : Result.fail(sliceProblem(request, found, outcome, textBytesMax))
}

/**
 * Answers a request for a file or a part of it.
 *
 * @since 0.1.0
 */
export const file = (
  request: ReadFileRequest,
  prefix: string,
  outcome: Outcome,
  textBytesMax: number
): Result.Result<FileContent, PlokeError> => {
  const path = request.filePath
  if (outcome._tag !== "Read") return Result.fail(failure(path, "read", outcome, textBytesMax))
  const { digest, byteLength } = outcome.finding
  const { expectedHash } = request
  const problem =
    textProblem(path, outcome) ??
    (expectedHash === undefined ? undefined : hashProblem({ filePath: path, expectedHash }, prefix, digest))
  if (problem !== undefined) return Result.fail(problem)
  const found = outcome.finding.slices[0]!
  if (found._tag !== "Text") {
    const range = { filePath: path, startByte: request.startByte ?? 0, endByte: request.endByte ?? byteLength }
    return Result.fail(sliceProblem(range, found, outcome, textBytesMax))
  }
  return Result.succeed({
    filePath: path,
    content: found.text,
    hash: (prefix + digest) as FileHash,
    byteLength,
    truncated: found.cut === "truncated"
  })
}

/**
 * Says what is wrong with a request before any file is looked at, if anything is.
 *
 * @since 0.1.0
 */
export const invalidReadFile = (request: ReadFileRequest): FatalError | undefined => {
  const { maxBytes, filePath } = request
  if (maxBytes === undefined || (Number.isSafeInteger(maxBytes) && maxBytes >= 0)) return undefined
  const detail = `maxBytes must be a whole number of at least 0, got ${maxBytes}`
  return Fail.syntaxError({ path: filePath, detail })
}

/**
 * Answers a request for a hash.
 *
 * @since 0.1.0
 */
export const hash = (
  path: string,
  prefix: string,
  operation: Operation,
  outcome: Outcome,
  fileBytesMax: number
): Result.Result<FileHash, PlokeError> =>
  outcome._tag === "Read"
    ? Result.succeed((prefix + outcome.finding.digest) as FileHash)
    : Result.fail(failure(path, operation, outcome, fileBytesMax))

/**
 * Answers a scan for one file.
 *
 * @param lostRoot - the root above the file, when the root itself is gone
 * @since 0.1.0
 */
export const scan = (
  file: FileData,
  prefix: string,
  outcome: Outcome,
  fileBytesMax: number,
  lostRoot: string | undefined
): ScanOutcome => {
  const { filePath, expectedHash } = file
  if (outcome._tag !== "Read") {
    if (lostRoot !== undefined) {
      return { _tag: "Failed", file, error: Fail.fileOperation({ operation: "scan", path: lostRoot, code: "ENOENT" }) }
    }
    const error = failure(filePath, "scan", outcome, fileBytesMax)
    const isMissing = outcome._tag === "AccessFailure" && outcome.code === "ENOENT"
    return { _tag: isMissing ? "Missing" : "Failed", file, error }
  }
  const newHash = (prefix + outcome.finding.digest) as FileHash
  if (newHash === expectedHash) return { _tag: "Unchanged", file }
  if (!isHash(expectedHash)) return { _tag: "Failed", file, error: malformedHash(filePath, expectedHash) }
  const { expectedHash: oldHash, ...rest } = file
  return { _tag: "Changed", file, change: { ...rest, oldHash, newHash } }
}

/**
 * Turns the outcomes of a scan into ploke's answer: the changes, or the first failure in input order.
 *
 * @since 0.1.0
 */
export const changes = (
  outcomes: ReadonlyArray<ScanOutcome>
): Result.Result<ReadonlyArray<Option.Option<ChangedFileData>>, PlokeError> => {
  const all: Array<Option.Option<ChangedFileData>> = []
  for (const outcome of outcomes) {
    if (outcome._tag === "Missing" || outcome._tag === "Failed") return Result.fail(outcome.error)
    all.push(outcome._tag === "Changed" ? Option.some(outcome.change) : Option.none())
  }
  return Result.succeed(all)
}

/**
 * Finds the root above a path by the path's text alone.
 *
 * @since 0.1.0
 */
export const rootAbove = (roots: ReadonlyArray<Root>, path: string, flavor: PathSyntax.Flavor): string | undefined => {
  const parsed = PathSyntax.parse(path, flavor)
  if (typeof parsed === "string") return undefined
  const above = roots.find(
    (root) =>
      PathSyntax.contains(root.configured, parsed.normal, flavor) ||
      PathSyntax.contains(root.canonical, parsed.normal, flavor)
  )
  return above?.configured
}

/**
 * Makes the error of a file that was not read.
 *
 * @since 0.1.0
 */
export const failure = (
  path: string,
  operation: Operation,
  outcome: Exclude<Outcome, ReadOutcome>,
  maxBytes: number
): PlokeError => {
  switch (outcome._tag) {
    case "Refused":
    case "AccessFailure":
      return Resolution.toError(path, operation, outcome)
    case "NotAFile":
      return Fail.notARegularFile({ path, type: outcome.type })
    case "TooLarge":
      return Fail.tooLarge({ path, sizeBytes: outcome.sizeBytes, maxBytes })
    case "Changed":
      return Fail.changedDuringRead({ path })
  }
}

const textProblem = (path: string, outcome: ReadOutcome): FatalError | undefined =>
  outcome.finding.invalidAt === -1 ? undefined : Fail.utf8({ path, offset: outcome.finding.invalidAt })

type Verified = Pick<SnippetRequest, "filePath" | "expectedHash" | "id" | "name" | "namespace">

/**
 * Says what is wrong when a file does not have the hash that a request expects.
 *
 * @param request - with the hash that is expected
 * @param prefix - the algorithm and a colon
 * @param digest - what the file has
 * @since 0.1.0
 */
export const hashProblem = (request: Verified, prefix: string, digest: string): FatalError | undefined => {
  const { filePath: path, expectedHash: expected, id, name, namespace } = request
  if (isHashOf(expected, prefix, digest)) return undefined
  if (!isHash(expected)) return malformedHash(path, expected)
  return Fail.contentMismatch({
    path,
    expected,
    actual: prefix + digest,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace })
  })
}

// Compared in two parts: joining them first would make a text for every file of a batch.
const isHashOf = (hash: unknown, prefix: string, digest: string): boolean =>
  typeof hash === "string" &&
  hash.length === prefix.length + digest.length &&
  hash.startsWith(prefix) &&
  hash.endsWith(digest)

const isHash = (text: unknown): boolean => typeof text === "string" && /^[a-z0-9-]+:(?:[0-9a-f]{2})+$/.test(text)

const malformedHash = (path: string, text: unknown): FatalError =>
  Fail.syntaxError({
    path,
    detail: `expectedHash ${JSON.stringify(String(text).slice(0, 80))} is no "<algorithm>:<lowercase hex>"; use a hash from hashFile or scan`
  })

type Ranged = Pick<SnippetRequest, "filePath" | "startByte" | "endByte">

const sliceProblem = (
  request: Ranged,
  found: Exclude<SliceFinding, { readonly _tag: "Text" }>,
  outcome: ReadOutcome,
  textBytesMax: number
): PlokeError => {
  const { filePath: path, startByte, endByte } = request
  if (found._tag === "OutOfRange") {
    return Fail.outOfRange({ path, startByte, endByte, fileLength: outcome.finding.byteLength })
  }
  if (found._tag === "InvalidCharBoundary") return Fail.invalidCharBoundary({ path, startByte, endByte })
  return Fail.tooLarge({ path, sizeBytes: found.sizeBytes, maxBytes: textBytesMax })
}
