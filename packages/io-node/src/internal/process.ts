/**
 * Which process this is, and whether another one has surely ended: by its number, when it started, and the host and
 * namespace in which numbers of processes mean something.
 *
 * @internal
 */
import type { AccessProcess } from "@ploke/io"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { hostname } from "node:os"

/** Names this process as `host.number` or, where the system tells when it started, `host.number.start`. */
export const thisProcess = (): AccessProcess => {
  const host = hostTag()
  const start = startOf(process.pid)
  return {
    id: `${host}.${process.pid}${start === undefined ? "" : `.${start}`}`,
    isDead: (id) => isDead(id, host)
  }
}

// A folder may be shared with another machine, or with a container that numbers its processes by itself.
const hostTag = (): string =>
  createHash("sha256").update(`${hostname()}\0${namespaceOfNumbers()}`).digest("hex").slice(0, 8)

const namespaceOfNumbers = (): string => {
  try {
    return fs.readlinkSync("/proc/self/ns/pid")
  } catch {
    return ""
  }
}

const pattern = /^([0-9a-f]{8})\.(\d{1,10})(?:\.(\d{1,20}))?$/

// Of processes elsewhere nothing is known. A number that was given to another process since is told by its start.
const isDead = (id: string, host: string): boolean => {
  const [, where, digits, start] = pattern.exec(id) ?? []
  if (where !== host || digits === undefined) return false
  const number = Number(digits)
  if (!exists(number)) return true
  const found = startOf(number)
  return start !== undefined && found !== undefined && start !== found
}

// Signal 0 is sent to nobody; EPERM says that the process is another user's.
const exists = (number: number): boolean => {
  try {
    return process.kill(number, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

// Linux tells the start as field 22, in ticks since the system's own; the name in field 2 may hold anything but ends with
// the last parenthesis.
const startOf = (number: number): string | undefined => {
  try {
    const text = fs.readFileSync(`/proc/${number}/stat`, "latin1")
    return /^\d+$/.exec(text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "")?.[0]
  } catch {
    return undefined
  }
}
