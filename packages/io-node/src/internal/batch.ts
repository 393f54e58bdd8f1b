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
import type { FolderDescriptor } from "./folder.ts"
import { makeFolderDescriptor } from "./folder.ts"
import { isExhausted } from "./locate.ts"
import type { Stamp, Verifier } from "./verifier.ts"
import { isSame, isUnchanged, toFailure, toStamp } from "./verifier.ts"

const moved: ReadFinding = { _tag: "Moved" }

// What an open says when the object that was located is no longer there: look again.
const movedCodes = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "EISDIR", "EILSEQ"])

/** What the reader needs from its owner: one buffer serves every synchronous read. */
export interface Reader {
  readonly verifier: Verifier
  readonly tools: ByteTools
  readonly buffer: Buffer
}

/** Reads every order once; findings in the order of the orders. */
export const readAll = Effect.fnUntraced(function* (
  orders: ReadonlyArray<ReadOrder>,
  reader: Reader,
  budget: DescriptorBudget
) {
  const findings: Array<ReadFinding> = Array.from({ length: orders.length }, () => moved)
  const sequence = byFolder(orders)
  const folder = makeFolderDescriptor(reader.verifier, budget.granted)
  const at = (i: number): ReadOrder => orders[sequence[i]!]!
  const keep = (i: number, finding: ReadFinding): StepResult => {
    findings[sequence[i]!] = finding
    return isExhausted(finding) ? "exhausted" : "done"
  }
  const work: Work = {
    now: (i) => {
      const order = at(i)
      const early = refuse(order)
      if (early !== undefined) return keep(i, early)
      if (isLarge(order, reader)) return "large"
      const next = i + 1 < sequence.length ? at(i + 1).file.path : undefined
      const finding = readNow(order, next, folder, reader)
      return finding === undefined ? "large" : keep(i, finding)
    },
    later: (i, done) => {
      const order = at(i)
      const early = refuse(order)
      if (early !== undefined) return void setImmediate(() => done(keep(i, early)))
      if (isLarge(order, reader)) return void setImmediate(() => done("large"))
      readLater(order, reader, (finding) => done(finding === undefined ? "large" : keep(i, finding)))
    },
    large: (i) => Effect.map(readLarge(at(i), reader), (finding) => keep(i, finding)),
    giveUp: () => undefined,
    endSlice: folder.release
  }
  yield* adaptive.run(orders.length, work, budget)
  return findings as ReadonlyArray<ReadFinding>
})

// Files of one folder stand together, so that the folder is verified once for all of them.
const byFolder = (orders: ReadonlyArray<ReadOrder>): ReadonlyArray<number> => {
  const folders = new Map<string, Array<number>>()
  orders.forEach((order, i) => {
    const path = order.file.path
    const folder = path.slice(0, path.lastIndexOf("/"))
    const known = folders.get(folder)
    if (known === undefined) folders.set(folder, [i])
    else known.push(i)
  })
  return folders.size === 1 ? orders.map((_, i) => i) : [...folders.values()].flat()
}

const refuse = (order: ReadOrder): ReadFinding | undefined => {
  if (order.file.type !== "File") return moved
  const { sizeBytes } = order.file
  return sizeBytes !== undefined && sizeBytes > order.fileBytesMax ? { _tag: "TooLarge", sizeBytes } : undefined
}

const isLarge = (order: ReadOrder, reader: Reader): boolean =>
  order.file.sizeBytes !== undefined && order.file.sizeBytes >= reader.buffer.length

// Undefined: the file does not fit the buffer, whatever its status says.
const readNow = (
  order: ReadOrder,
  next: string | undefined,
  folder: FolderDescriptor,
  reader: Reader
): ReadFinding | undefined => {
  let fd: number | undefined
  try {
    fd = folder.openFile(order.file.path, next)
    if (fd === undefined) return moved
    const located = order.file.stamp as Stamp | undefined
    const before = located === undefined && order.expectedDigest === undefined ? toStamp(fs.fstatSync(fd)) : located
    const bytes = fs.readSync(fd, reader.buffer, 0, reader.buffer.length, null)
    if (bytes === reader.buffer.length) return undefined
    const finding = conclude(order, reader.buffer.subarray(0, bytes), before, fd, reader.tools)
    if (before !== undefined || finding._tag !== "Read" || finding.stable) return finding
  } catch (error) {
    return toFinding(error)
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
  // Not the expected bytes, and nothing to compare the file with: once more, with a look before the read.
  return readNow({ ...order, expectedDigest: undefined }, undefined, folder, reader)
}

const readLater = (order: ReadOrder, reader: Reader, done: (finding: ReadFinding | undefined) => void): void =>
  reader.verifier.openFileLater(order.file.path, (unopened, fd) => {
    if (unopened !== null) return done(toFinding(unopened))
    if (fd === undefined) return done(moved)
    const close = (finding: ReadFinding | undefined) => fs.close(fd, () => done(finding))
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
          close(toFinding(error))
        }
      })
    })
  })

// The file is looked at again unless its bytes turn out to be the expected ones.
const conclude = (
  order: ReadOrder,
  bytes: Buffer,
  before: Stamp | undefined,
  fd: number,
  tools: ByteTools
): ReadFinding => {
  if (bytes.length > order.fileBytesMax) return { _tag: "TooLarge", sizeBytes: bytes.length }
  const finding = Extraction.fromWhole(bytes, order.want, tools)
  if (finding.digest === order.expectedDigest) return { _tag: "Read", finding, stable: true }
  return compare(order, finding, before, fs.fstatSync(fd))
}

const compare = (
  order: ReadOrder,
  finding: Extraction.FileFinding,
  before: Stamp | undefined,
  after: fs.Stats
): ReadFinding => {
  if (!after.isFile() || !isSame(order.file, after)) return moved
  return { _tag: "Read", finding, stable: before !== undefined && isUnchanged(before, after) }
}

const toFinding = (error: unknown): ReadFinding => {
  const failure = toFailure(error)
  return movedCodes.has(failure.code) ? moved : failure
}

// Chunks of a large file are read in the pool: a synchronous read would gain nothing and might block for long.
const readLarge = (order: ReadOrder, reader: Reader): Effect.Effect<ReadFinding> =>
  Effect.acquireUseRelease(
    Effect.suspend(() => {
      try {
        return Effect.succeed(reader.verifier.openFile(order.file.path))
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
  if (!opened.isFile() || !isSame(order.file, opened)) return moved
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
  return compare(order, extraction.finish(), opened, yield* statusOf(fd))
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
