/**
 * Reads many files by canonical path, folder by folder: verify, read into one buffer, hash and slice while the bytes
 * are there, compare the status with the one from the look-up.
 *
 * @internal
 */
import type { ByteTools, DescriptorBudget, ReadFinding, ReadOrder } from "@ploke/io"
import { Extraction, Limits } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import type { StepResult, Work } from "./adaptive.ts"
import * as adaptive from "./adaptive.ts"
import { countAhead, makeFolderDescriptor } from "./folder.ts"
import type { Reader } from "./reading.ts"
import { compare, conclude, isLarge, moved, readNow, refuse, toFinding } from "./reading.ts"
import { isExhausted, isSame, stampOf, toLocated } from "./verifier.ts"
import type { Workers } from "./workers.ts"

/** Reads every order once; findings in the order of the orders. */
export const readAll = Effect.fnUntraced(function* (
  orders: ReadonlyArray<ReadOrder>,
  reader: Reader,
  budget: DescriptorBudget,
  workers: Workers | undefined
) {
  const findings: Array<ReadFinding> = Array.from({ length: orders.length }, () => moved)
  const sequence = byFolder(orders)
  const placeOf = sequence === undefined ? (i: number): number => i : (i: number): number => sequence[i]!
  const order = (i: number): ReadOrder => orders[placeOf(i)]!
  const keep = (i: number, finding: ReadFinding): StepResult => {
    findings[placeOf(i)] = finding
    return isExhausted(finding) ? "exhausted" : "done"
  }
  const range = { next: 0, end: orders.length }
  const work = makeWork(order, keep, range, reader, budget)
  if (workers === undefined || orders.length < Limits.workerFilesMin) yield* adaptive.run(range, work, budget)
  else yield* runWithWorkers(range, order, keep, work, budget, workers)
  return findings as ReadonlyArray<ReadFinding>
})

type Keep = (i: number, finding: ReadFinding) => StepResult

const makeWork = (
  order: (i: number) => ReadOrder,
  keep: Keep,
  range: adaptive.Range,
  reader: Reader,
  budget: DescriptorBudget
): Work => {
  const folder = makeFolderDescriptor(reader.verifier, budget.granted)
  const pathAt = (i: number): string => order(i).path
  let current = 0
  const ahead = (): number => countAhead(pathAt, current, Math.max(range.end, current + 1))
  return {
    now: (i) => {
      const each = order(i)
      const early = refuse(each)
      if (early !== undefined) return keep(i, early)
      if (isLarge(each, reader)) return "large"
      current = i
      const finding = readNow(each, ahead, folder, reader)
      return finding === undefined ? "large" : keep(i, finding)
    },
    later: (i, done) =>
      locateLater(order(i), (found) => {
        const early = "_tag" in found ? found : refuse(found)
        if (early !== undefined) return done(keep(i, early))
        const each = found as ReadOrder
        if (isLarge(each, reader)) return done("large")
        readLater(each, reader, (finding) =>
          done(finding === undefined ? "large" : "defect" in finding ? finding : keep(i, finding))
        )
      }),
    large: (i) => Effect.map(readLarge(order(i), reader), (finding) => keep(i, finding)),
    giveUp: () => undefined,
    endSlice: folder.release
  }
}

// The workers take from the far end; what they could not do comes back and is done here.
const runWithWorkers = Effect.fnUntraced(function* (
  range: adaptive.Range,
  order: (i: number) => ReadOrder,
  keep: Keep,
  work: Work,
  budget: DescriptorBudget,
  workers: Workers
) {
  const back: Array<number> = []
  yield* Effect.scoped(
    Effect.gen(function* () {
      const batch = {
        range,
        order,
        keep: (i: number, finding: ReadFinding | undefined) => {
          if (finding === undefined || keep(i, finding) === "exhausted") back.push(i)
        },
        takeBack: (i: number) => void back.push(i)
      }
      const { idle } = yield* workers.help(batch, budget)
      yield* adaptive.run(range, work, budget)
      yield* idle
    })
  )
  for (const i of back) yield* adaptive.run({ next: i, end: i + 1 }, work, budget)
})

// Files of one folder stand together, so that the folder is verified once for all of them. Undefined: they already do.
const byFolder = (orders: ReadonlyArray<ReadOrder>): ReadonlyArray<number> | undefined => {
  const folders = new Map<string, Array<number>>()
  let last: { readonly text: string; readonly indexes: Array<number> } | undefined
  let isSorted = true
  for (let i = 0; i < orders.length; i++) {
    const { path } = orders[i]!
    const cut = path.lastIndexOf("/")
    if (last === undefined || last.text.length !== cut || !path.startsWith(last.text)) {
      const text = path.slice(0, cut)
      const known = folders.get(text)
      if (known !== undefined) isSorted = false
      last = { text, indexes: known ?? [] }
      folders.set(text, last.indexes)
    }
    last.indexes.push(i)
  }
  return isSorted ? undefined : [...folders.values()].flat()
}

// Never opened before it was looked at, whatever it is. Answers in a later turn of the event loop.
const locateLater = (order: ReadOrder, done: (found: ReadOrder | ReadFinding) => void): void => {
  if (order.located !== undefined) return void setImmediate(() => done(order))
  fs.lstat(order.path, (error, stats) => {
    if (error !== null) return done(toFinding(error))
    done(stats.isFile() ? { ...order, located: toLocated(order.path, stats) } : moved)
  })
}

type LaterFinding = ReadFinding | { readonly defect: unknown } | undefined

const readLater = (order: ReadOrder, reader: Reader, done: (finding: LaterFinding) => void): void =>
  reader.verifier.openFileLater(order.path, (unopened, fd) => {
    if (unopened !== null) return done(toFinding(unopened))
    if (fd === undefined) return done(moved)
    const close = (finding: LaterFinding) => fs.close(fd, () => done(finding))
    fs.fstat(fd, (unknown, before) => {
      if (unknown !== null) return close(toFinding(unknown))
      if (before.size >= reader.buffer.length) return close(undefined)
      const buffer = Buffer.allocUnsafeSlow(before.size + 1)
      fs.read(fd, buffer, 0, buffer.length, null, (unread, bytes) => {
        if (unread !== null) return close(toFinding(unread))
        // It grew since it was looked at: what was read is no version of it.
        if (bytes === buffer.length) return close(moved)
        try {
          close(conclude(order, buffer.subarray(0, bytes), before, fd, reader.tools))
        } catch (error) {
          close(toLaterFinding(error))
        }
      })
    })
  })

const toLaterFinding = (error: unknown): LaterFinding => {
  try {
    return toFinding(error)
  } catch (defect) {
    return { defect }
  }
}

// Chunks of a large file are read in the pool: a synchronous read would gain nothing and might block for long.
const readLarge = (order: ReadOrder, reader: Reader): Effect.Effect<ReadFinding> =>
  Effect.acquireUseRelease(
    Effect.suspend(() => {
      try {
        if (order.located === undefined && !fs.lstatSync(order.path).isFile()) return Effect.undefined
        return Effect.succeed(reader.verifier.openFile(order.path))
      } catch (error) {
        return Effect.fail(toFinding(error))
      }
    }),
    (fd) => (fd === undefined ? Effect.succeed(moved) : readChunks(fd, order, reader.tools)),
    (fd) => Effect.sync(() => (fd === undefined ? undefined : fs.closeSync(fd)))
  ).pipe(Effect.catch((finding) => Effect.succeed(finding)))

const readChunks = Effect.fnUntraced(function* (
  fd: number,
  order: ReadOrder,
  tools: ByteTools
): Effect.fn.Return<ReadFinding, ReadFinding> {
  const opened = yield* statusOf(fd)
  const stamp = stampOf(order.located)
  if (!opened.isFile() || (stamp !== undefined && !isSame(stamp, opened))) return moved
  if (opened.size > order.fileBytesMax) return { _tag: "TooLarge", sizeBytes: opened.size }
  const extraction = new Extraction.ChunkedExtraction(order.want, tools)
  const buffer = Buffer.allocUnsafeSlow(Limits.chunkBytes)
  for (let at = 0; ;) {
    const bytes = yield* readChunk(fd, buffer, at)
    if (bytes === 0) break
    at += bytes
    if (at > order.fileBytesMax) return { _tag: "TooLarge", sizeBytes: at }
    extraction.push(buffer.subarray(0, bytes))
  }
  return compare(extraction.finish(), opened, yield* statusOf(fd))
})

const statusOf = (fd: number): Effect.Effect<fs.Stats, ReadFinding> =>
  Effect.try({ try: () => fs.fstatSync(fd), catch: toFinding })

/** Reads at a position through the pool; interruption waits for the read, since its buffer and descriptor are in use. */
export const readChunk = (fd: number, buffer: Uint8Array, position: number): Effect.Effect<number, ReadFinding> =>
  Effect.uninterruptible(
    Effect.callback<number, ReadFinding>((resume) => {
      fs.read(fd, buffer, 0, buffer.length, position, (error, bytes) =>
        resume(error === null ? Effect.succeed(bytes) : Effect.fail(toFinding(error)))
      )
    })
  )
