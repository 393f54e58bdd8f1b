/**
 * Reads one file by canonical path on the calling thread: verify, read into the one buffer, hash and slice while the
 * bytes are there, compare the status with the one from before. Imports nothing of Effect, since workers run it too.
 *
 * @internal
 */
import type { ByteTools, ReadFinding, ReadOrder } from "@ploke/io"
import type * as Extraction from "@ploke/io/Extraction"
import { fromWhole } from "@ploke/io/Extraction"
import * as fs from "node:fs"
import type { FolderDescriptor } from "./folder.ts"
import type { Stamp, Verifier } from "./verifier.ts"
import { isMovedCode, isSame, isUnchanged, stampOf, toFailure, toStamp } from "./verifier.ts"

/** The object that was located is no longer there, or the path is not canonical. */
export const moved: ReadFinding = { _tag: "Moved" }

/** What the reader needs from its owner: one buffer serves every synchronous read. */
export interface Reader {
  readonly verifier: Verifier
  readonly tools: ByteTools
  readonly buffer: Buffer
}

/** Makes one whose buffer is there as long as it is used, and until the memory is wanted back. */
export const makeReader = (verifier: Verifier, tools: ByteTools, bufferBytes: number): Reader => {
  let kept: WeakRef<Buffer> | undefined
  return {
    verifier,
    tools,
    get buffer() {
      const known = kept?.deref()
      if (known !== undefined) return known
      const made = Buffer.allocUnsafeSlow(bufferBytes)
      kept = new WeakRef(made)
      return made
    }
  }
}

/** What can be said of an order before the file is opened. */
export const refuse = ({ located, fileBytesMax }: ReadOrder): ReadFinding | undefined => {
  if (located === undefined) return undefined
  return located.type === "File" ? refuseSize(located.sizeBytes, fileBytesMax) : moved
}

const refuseSize = (sizeBytes: number | undefined, max: number): ReadFinding | undefined =>
  sizeBytes !== undefined && sizeBytes > max ? { _tag: "TooLarge", sizeBytes } : undefined

/** Whether the file is known not to fit the buffer. */
export const isLarge = ({ located }: ReadOrder, reader: Reader): boolean =>
  located?.sizeBytes !== undefined && located.sizeBytes >= reader.buffer.length

/** Reads a file; undefined when it does not fit the buffer, whatever its status says. */
export const readNow = (
  order: ReadOrder,
  ahead: () => number,
  folder: FolderDescriptor,
  reader: Reader,
  look: "after" | "before" = "after"
): ReadFinding | undefined => {
  const { path, located } = order
  let fd: number | undefined
  try {
    const began = Date.now()
    const { buffer } = reader
    if (!folder.enter(path, ahead)) return moved
    const seen = located === undefined ? folder.look(path) : true
    if (seen === false) return moved
    const stamp = seen === true ? stampOf(located) : seen
    const early = refuseSize(stamp?.size, order.fileBytesMax)
    if (early !== undefined) return early
    if (stamp !== undefined && stamp.size >= buffer.length) return undefined
    fd = folder.openFile(path)
    if (fd === undefined) return moved
    const before = stamp ?? (look === "before" ? toStamp(fs.fstatSync(fd)) : quietSince(began))
    const bytes = fs.readSync(fd, buffer, 0, buffer.length, null)
    if (bytes === buffer.length) return undefined
    const finding = conclude(order, buffer.subarray(0, bytes), before, fd, reader.tools)
    if (stamp !== undefined || look === "before" || finding._tag !== "Read" || finding.stable) return finding
  } catch (error) {
    return toFinding(error)
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
  // It was changed so recently that it may have been during the read: once more, with a look before the read.
  return readNow(order, ahead, folder, reader, "before")
}

/**
 * A file whose last change lies further back than any clock of a file system is coarse or late was not changed while it
 * was read: no look before the read is needed to know that.
 */
export interface Quiet {
  readonly changedBeforeMs: number
}

const quietMillis = 2000

const quietSince = (began: number): Quiet => ({ changedBeforeMs: began - quietMillis })

/** Takes what is wanted out of the bytes; looks at the file again unless they are the expected ones. */
export const conclude = (
  order: ReadOrder,
  bytes: Buffer,
  before: Stamp | Quiet,
  fd: number,
  tools: ByteTools
): ReadFinding => {
  if (bytes.length > order.fileBytesMax) return { _tag: "TooLarge", sizeBytes: bytes.length }
  const finding = fromWhole(bytes, order.want, tools)
  if (finding.digest === order.expectedDigest) return { _tag: "Read", finding, stable: true }
  return compare(finding, before, fs.fstatSync(fd))
}

/** Compares a file with what it was before it was read. */
export const compare = (finding: Extraction.FileFinding, before: Stamp | Quiet, after: fs.Stats): ReadFinding => {
  if (!after.isFile()) return moved
  if ("changedBeforeMs" in before) {
    return { _tag: "Read", finding, stable: Math.max(after.mtimeMs, after.ctimeMs) < before.changedBeforeMs }
  }
  return isSame(before, after) ? { _tag: "Read", finding, stable: isUnchanged(before, after) } : moved
}

/** Tells an object that went away from a failure to read it. */
export const toFinding = (error: unknown): ReadFinding => {
  const failure = toFailure(error)
  return isMovedCode(failure.code) ? moved : failure
}
