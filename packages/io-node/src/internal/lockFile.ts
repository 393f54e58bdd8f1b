/**
 * Files of the lock folder: opened without following a link, for this user alone; and the line in which a holder says who
 * it is.
 *
 * @internal
 */
import * as fs from "node:fs"
import { hostname } from "node:os"

const { O_CREAT, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = fs.constants

// Absent on Windows. Without O_NONBLOCK the open of a FIFO would wait for its other end.
const carefully = (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0) | (O_NOCTTY ?? 0)

/** Opens a file for reading and writing, and makes it where it is missing. */
export const openOwn = (file: string): number => open(file, O_RDWR | O_CREAT)

const open = (file: string, flags: number): number => {
  const fd = fs.openSync(file, flags | carefully, 0o600)
  if (fs.fstatSync(fd).isFile()) return fd
  fs.closeSync(fd)
  throw Object.assign(new Error(`${file} is not a regular file`), { code: "EINVAL", syscall: "open" })
}

// Always as long, so that a shorter line leaves nothing of a longer one behind, and nothing need be cut off.
const lineBytes = 160

/** What this process says about itself while it holds a lock. */
export const holderLine = (nowMillis: number): string =>
  `process ${process.pid} on ${host} since ${new Date(nowMillis).toISOString()}`

const host =
  hostname()
    .replace(/[^\w.-]/g, "_")
    .slice(0, 64) || "unknown"

const pattern = /^process \d{1,10} on [\w.-]{1,64} since [\d:.TZ+-]{20,30}$/

/** Writes the line of the holder. A disk that does not take it makes no lock fail: the line is for people. */
export const writeHolder = (fd: number, line: string): void => {
  try {
    fs.writeSync(fd, `${line.padEnd(lineBytes - 1)}\n`, 0, "latin1")
  } catch {
    // What stands there is of an earlier holder, or nothing.
  }
}

/** Reads the line of the holder; undefined where there is none that this library wrote. */
export const readHolder = (fd: number): string | undefined => {
  const buffer = Buffer.alloc(lineBytes)
  try {
    const length = fs.readSync(fd, buffer, 0, lineBytes, 0)
    const line = buffer.toString("latin1", 0, length).trimEnd()
    return pattern.test(line) ? line : undefined
  } catch {
    return undefined
  }
}

/** The same for a file of its own, by path. */
export const withHolderFile = <A>(file: string, wanted: "read" | "write", use: (fd: number) => A): A | undefined => {
  let fd: number | undefined
  try {
    fd = open(file, wanted === "read" ? O_RDONLY : O_RDWR | O_CREAT)
    return use(fd)
  } catch {
    return undefined
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}
