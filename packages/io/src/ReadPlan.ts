/**
 * What requests mean for the engine: which files are looked at, what is taken out of each, and where each request finds
 * its answer. Plain functions, but for the turns that a large batch leaves to others.
 *
 * @since 0.1.0
 */
import type { FileData, ReadFileRequest, SnippetRequest } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Limits from "./Limits.ts"
import type { Wish } from "./ReadEngine.ts"
import * as Turns from "./Turns.ts"

/**
 * What every plan depends on: how large texts and files may be, in bytes, and how hashes of this service begin.
 *
 * @since 0.1.0
 */
export interface PlanBase {
  readonly bounds: { readonly textBytesMax: number; readonly fileBytesMax: number }
  /** The algorithm and a colon. */
  readonly prefix: string
  /** Whether whole texts are remembered: then snippets ask for that of their file too, as the first slice. */
  readonly remembers: "texts" | "nothing"
}

/**
 * The wishes of many snippets, and for each request which wish and which of its slices answers it.
 *
 * @since 0.1.0
 */
export interface SnippetPlan {
  readonly wishes: ReadonlyArray<Wish>
  /** By request. */
  readonly wishOf: ReadonlyArray<number>
  readonly sliceOf: ReadonlyArray<number>
}

/**
 * Plans snippets: one wish per spelling of a path.
 *
 * @param requests - in any order
 * @param base - what every plan depends on
 * @since 0.1.0
 */
export const snippets = (requests: ReadonlyArray<SnippetRequest>, base: PlanBase): Effect.Effect<SnippetPlan> =>
  Effect.suspend(() => {
    const plan = new SnippetPlanner(base)
    const loop = (from: number, end: number) => {
      for (let i = from; i < end; i++) plan.add(requests[i]!)
    }
    return Effect.as(Turns.run(requests.length, Limits.plannedItemsPerTurn, loop), plan)
  })

class SnippetPlanner implements SnippetPlan {
  readonly wishes: Array<WritableWish> = []
  readonly wishOf: Array<number> = []
  readonly sliceOf: Array<number> = []
  private readonly byPath = new Map<string, number>()
  private readonly base: PlanBase

  constructor(base: PlanBase) {
    this.base = base
  }

  add({ filePath, expectedHash, startByte, endByte }: SnippetRequest): void {
    const { bounds, prefix } = this.base
    const expectedDigest = digestOf(expectedHash, prefix)
    const slice = { startByte, endByte, cutBytes: undefined }
    const known = this.byPath.get(filePath)
    this.wishOf.push(known ?? this.wishes.length)
    if (known === undefined) {
      const slices = this.base.remembers === "texts" ? [wholeSlice, slice] : [slice]
      this.sliceOf.push(slices.length - 1)
      this.byPath.set(filePath, this.wishes.length)
      const want = { contents: "text" as const, slices, textBytesMax: bounds.textBytesMax }
      this.wishes.push({ path: filePath, located: undefined, want, fileBytesMax: bounds.fileBytesMax, expectedDigest })
    } else {
      const wish = this.wishes[known]!
      this.sliceOf.push(wish.want.slices.length)
      wish.want.slices.push(slice)
      // Where requests of one file disagree, no digest makes the bytes good for all of them.
      if (wish.expectedDigest !== expectedDigest) wish.expectedDigest = undefined
    }
  }
}

const wholeSlice: Wish["want"]["slices"][number] = { startByte: 0, endByte: undefined, cutBytes: undefined }

interface WritableWish extends Wish {
  expectedDigest: string | undefined
  readonly want: Wish["want"] & { readonly slices: Array<Wish["want"]["slices"][number]> }
}

const digestOf = (hash: string | undefined, prefix: string): string | undefined =>
  typeof hash === "string" && hash.startsWith(prefix) ? hash.slice(prefix.length) : undefined

/**
 * Plans one hash.
 *
 * @since 0.1.0
 */
export const hash = (path: string, { bounds }: PlanBase, expectedDigest?: string): Wish => ({
  path,
  located: undefined,
  want: bytesOnly,
  fileBytesMax: bounds.fileBytesMax,
  expectedDigest
})

const bytesOnly: Wish["want"] = { contents: "bytes", slices: [], textBytesMax: 0 }

/**
 * Plans the text of one file or of a range of it.
 *
 * @since 0.1.0
 */
export const file = (request: ReadFileRequest, { bounds, prefix }: PlanBase): Wish => {
  const { startByte, endByte, maxBytes, expectedHash } = request
  const isWhole = startByte === undefined && endByte === undefined && maxBytes === undefined
  const slice = { startByte: startByte ?? 0, endByte, cutBytes: maxBytes }
  return {
    path: request.filePath,
    located: undefined,
    want: { contents: "text", slices: [slice], textBytesMax: bounds.textBytesMax },
    // A file whose whole text would be too large need not be read to find that out.
    fileBytesMax: isWhole ? bounds.textBytesMax : bounds.fileBytesMax,
    expectedDigest: digestOf(expectedHash, prefix)
  }
}

/**
 * Plans many hashes: one wish per spelling. Two expectations of one file make no difference but that the file is looked
 * at again.
 *
 * @param items - paths, or files with the hash that is expected
 * @param base - what every plan depends on
 * @since 0.1.0
 */
export const hashes = (
  items: ReadonlyArray<string | FileData>,
  base: PlanBase
): { readonly wishes: ReadonlyArray<Wish>; readonly places: ReadonlyArray<number> } => {
  const byPath = new Map<string, number>()
  const wishes: Array<Wish> = []
  const places = items.map((item) => {
    const path = typeof item === "string" ? item : item.filePath
    const known = byPath.get(path)
    if (known !== undefined) return known
    byPath.set(path, wishes.length)
    const expected = typeof item === "string" ? undefined : digestOf(item.expectedHash, base.prefix)
    return wishes.push(hash(path, base, expected)) - 1
  })
  return { wishes, places }
}
