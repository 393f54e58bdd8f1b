/**
 * Makes, replaces, removes and renames whole files, each only if it still is what its author saw.
 *
 * @since 0.1.0
 */
import type { CreateFileData, Durability, EditResult, FileEdit, OriginId } from "@ploke/core"
import type { Operation, PlokeError } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as ContentDigest from "./ContentDigest.ts"
import * as CreateEngine from "./CreateEngine.ts"
import * as Lines from "./Lines.ts"
import * as MoveEngine from "./MoveEngine.ts"
import * as PatchWrite from "./PatchWrite.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import * as SnippetWrite from "./SnippetWrite.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import * as WriteCall from "./WriteCall.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts"

/**
 * How one edit is done.
 *
 * @since 0.1.0
 */
export interface EditOptions {
  /** Whose the edit is; wins over `CurrentOrigin`. */
  readonly origin?: OriginId | undefined
  /** Wins over the durability of the layer. */
  readonly durability?: Durability | undefined
}

/**
 * Encodes the text of a whole file; fails where UTF-8 has no bytes for it, or where there are too many.
 *
 * @since 0.1.0
 */
export const encode = (
  { fileBytesMax }: Pick<WriteCall.WriteCall, "fileBytesMax">,
  path: string,
  content: string
): Uint8Array | PlokeError => {
  const half = Lines.firstLoneSurrogate(content)
  if (half !== -1) {
    const detail = `the content has half a character (a lone surrogate) at index ${half}, which UTF-8 cannot hold`
    return Fail.syntaxError({ path, detail })
  }
  const bytes = new TextEncoder().encode(content)
  return bytes.length > fileBytesMax ? Fail.tooLarge({ path, sizeBytes: bytes.length, maxBytes: fileBytesMax }) : bytes
}

const howOf = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  { durability, origin }: EditOptions
): Effect.fn.Return<How> {
  return {
    rules: yield* call.policy.current,
    durability: durability ?? call.durability,
    origin: yield* WriteCall.originOf(origin),
    act: "apply"
  }
})

/**
 * Makes a file, or overwrites one, as asked.
 *
 * @param call - what every call has at hand
 * @param request - what is to stand where
 * @since 0.1.0
 */
export const create = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  request: CreateFileData
): Effect.fn.Return<EditResult, PlokeError> {
  const { filePath } = request
  const how = yield* howOf(call, request)
  return yield* finish(call, how, "create", { filePath }, yield* createBy(call, how, request, "asItIs"))
})

/**
 * Makes a file as it is asked for.
 *
 * @param call - what every call has at hand
 * @param how - how this call writes
 * @param request - what is to stand where
 * @param place - whether what stands there counts, or will be gone
 * @since 0.1.0
 */
export const createBy = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  how: How,
  request: Pick<CreateFileData, "filePath" | "content" | "createParents" | "mode" | "onExists">,
  place: CreateEngine.NewFileWish<Change>["place"]
): Effect.fn.Return<WriteOutcome<Change>, PlokeError> {
  const { createParents = false, filePath, mode, onExists = "error" } = request
  const bytes = encode(call, filePath, request.content)
  if (!(bytes instanceof Uint8Array)) return yield* bytes
  const change = (replaced: Base | undefined): Whole => ({ _tag: "Whole", before: replaced?.bytes, after: bytes })
  return yield* CreateEngine.create<Change>(call, how, {
    path: filePath,
    bytes,
    createParents,
    mode,
    onExists,
    place,
    change
  })
})

/**
 * Does one edit of any kind.
 *
 * @param call - what every call has at hand
 * @param edit - what is to become of its file
 * @param options - whose it is, and how durable
 * @since 0.1.0
 */
export const applyEdit = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  edit: FileEdit,
  options: EditOptions
): Effect.fn.Return<EditResult, PlokeError> {
  switch (edit._tag) {
    case "Splice": {
      const [result] = yield* SnippetWrite.writeAll(call, [{ ...edit, ...options }])
      return yield* Effect.fromResult(result ?? Result.fail(Fail.invalidState({ detail: "an edit has no answer" })))
    }
    case "Create":
      return yield* create(call, { ...edit, ...options })
    case "Replace":
      return yield* replace(call, edit, options)
    case "Remove":
      return yield* remove(call, edit, options)
    case "Rename":
      return yield* rename(call, edit, options)
    case "Patch": {
      const { hunks: _, preview: __, ...result } = yield* PatchWrite.apply(call, { ...edit, ...options, dryRun: false })
      return result
    }
  }
})

interface Whole {
  readonly _tag: "Whole"
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

/**
 * What becomes of a whole file.
 *
 * @since 0.1.0
 */
export type Change = Whole | { readonly _tag: "Mismatch"; readonly digest: string }

type Edit<Tag extends FileEdit["_tag"]> = Extract<FileEdit, { readonly _tag: Tag }>

/**
 * Decides that a file that has the hash, or any where none is asked for, is to become something.
 *
 * @since 0.1.0
 */
export const ifExpected =
  <A>(call: Pick<WriteCall.WriteCall, "prefix">, expectedHash: string | undefined, then: (file: Base) => A) =>
  (file: Base): A | Extract<Decision<Change>, { readonly _tag: "Decline" }> =>
    expectedHash === undefined || ContentDigest.hashOf(call, file.digest) === expectedHash
      ? then(file)
      : { _tag: "Decline", change: { _tag: "Mismatch", digest: file.digest } }

const replace = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  { content, expectedHash, filePath }: Edit<"Replace">,
  options: EditOptions
): Effect.fn.Return<EditResult, PlokeError> {
  const bytes = encode(call, filePath, content)
  if (!(bytes instanceof Uint8Array)) return yield* bytes
  const how = yield* howOf(call, options)
  const outcome = yield* WriteEngine.rewrite<Change>(call, how, {
    path: filePath,
    links: "followed",
    likely: WriteCall.digestOf(call, expectedHash),
    decide: ifExpected(call, expectedHash, (file) => put(file.bytes, bytes))
  })
  return yield* finish(call, how, "write", { filePath, expectedHash }, outcome)
})

/**
 * Decides on new contents for a whole file.
 *
 * @since 0.1.0
 */
export const put = (before: Uint8Array, after: Uint8Array): Decision<Change> => ({
  _tag: "Put",
  pieces: [after],
  change: { _tag: "Whole", before, after }
})

/**
 * Decides on the removal of a whole file.
 *
 * @since 0.1.0
 */
export const removing = ({ bytes }: Base): Decision<Change> => ({
  _tag: "Remove",
  change: { _tag: "Whole", before: bytes, after: undefined }
})

const remove = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  { expectedHash, filePath }: Edit<"Remove">,
  options: EditOptions
): Effect.fn.Return<EditResult, PlokeError> {
  const how = yield* howOf(call, options)
  const outcome = yield* WriteEngine.rewrite<Change>(call, how, {
    path: filePath,
    links: "refused",
    decide: ifExpected(call, expectedHash, removing)
  })
  return yield* finish(call, how, "remove", { filePath, expectedHash }, outcome)
})

const rename = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  { expectedHash, filePath, newPath }: Edit<"Rename">,
  options: EditOptions
): Effect.fn.Return<EditResult, PlokeError> {
  const how = yield* howOf(call, options)
  const { about, outcome } = yield* MoveEngine.move<Change>(call, how, {
    path: filePath,
    newPath,
    createParents: false,
    decide: ifExpected(call, expectedHash, ({ bytes }) => ({
      _tag: "Keep" as const,
      change: { _tag: "Whole" as const, before: bytes, after: bytes }
    }))
  })
  const request = { filePath, expectedHash, newPath, failing: about === "newPath" ? newPath : filePath }
  return yield* finish(call, how, "rename", request, outcome)
})

interface Request {
  readonly filePath: string
  readonly expectedHash?: string | undefined
  readonly newPath?: string
  /** The path that a problem is about. */
  readonly failing?: string
}

const finish = Effect.fnUntraced(function* (
  call: WriteCall.WriteCall,
  how: How,
  operation: Operation,
  { expectedHash, failing, filePath, newPath }: Request,
  outcome: WriteOutcome<Change>
): Effect.fn.Return<EditResult, PlokeError> {
  if (outcome._tag === "Declined") {
    const digest = outcome.change._tag === "Mismatch" ? outcome.change.digest : ""
    const request = {
      filePath,
      expectedHash: expectedHash as Parameters<typeof ReadAnswer.hashProblem>[0]["expectedHash"]
    }
    return yield* ReadAnswer.hashProblem(request, call.prefix, digest) ?? Fail.changedDuringRead({ path: filePath })
  }
  if (outcome._tag !== "Written") {
    return yield* WriteAnswer.failure(failing ?? filePath, operation, outcome, call.fileBytesMax)
  }
  const { change } = outcome
  const { after = undefined, before = undefined } = change._tag === "Whole" ? change : {}
  if (before !== undefined) WriteCall.remember(call, outcome.oldDigest, () => before)
  if (after !== undefined) WriteCall.remember(call, outcome.newDigest, () => after)
  const delta =
    newPath === undefined ? [{ startByte: 0, removedBytes: outcome.oldBytes, addedBytes: after?.length ?? 0 }] : []
  return yield* WriteAnswer.result(call, { filePath, newPath, outcome, delta, origin: how.origin })
})
