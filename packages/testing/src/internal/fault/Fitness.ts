/**
 * Which fault can happen to which operation.
 *
 * @internal
 */
import type { Fault } from "../../Fault.ts"

const syncs = ["sync", "syncDirectory"]
const reads = ["read", "readAlloc"]
const wholeWrites = ["writeAll", "writeFile"]

/** Whether a fault only holds up a call, which then goes on. */
export const isPassing = (fault: Fault): boolean => fault._tag === "Latency" || fault._tag === "Meanwhile"

/** Why a fault cannot happen to an operation, to be read behind its name; undefined when it can. */
export type Unfit = (fault: Fault, operation: string) => string | undefined

/** Of a `FileSystem` and its open files. */
export const unfitForFileSystem: Unfit = (fault, operation) => {
  switch (fault._tag) {
    case "Errno":
      return operation === "seek" ? "moves a number in memory and asks no disk: it cannot fail so" : undefined
    case "ShortWrite":
      if (operation === "write") return undefined
      if (!wholeWrites.includes(operation)) return "writes no bytes; use write, writeAll or writeFile"
      return fault.next === undefined
        ? "repeats a short write until all is written; give `next`, the failure that follows, or use write"
        : undefined
    case "ShortRead":
      if (reads.includes(operation)) return undefined
      return operation === "readFile"
        ? "reads on until the end, whatever a single read gives; use Fault.errno"
        : "reads no bytes; use read or readAlloc"
    case "LyingSync":
    case "Fsyncgate":
      return syncs.includes(operation) ? undefined : "syncs nothing; use sync or syncDirectory"
    case "Interrupt":
      return operation === "close" ? "belongs to the end of a scope, which nothing interrupts" : undefined
    default:
      return undefined
  }
}

/** Of the `FileAccess` port, whose calls are whole: a read there is never short, and nothing is written. */
export const unfitForAccess: Unfit = (fault) =>
  fault._tag === "Errno" || fault._tag === "Latency" || fault._tag === "Interrupt"
    ? undefined
    : "is a call of a port, which can fail, wait or be interrupted; give other faults to a FaultFileSystem below it"
