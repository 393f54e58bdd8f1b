/**
 * The access to files with a given strategy of verification.
 *
 * @internal
 */
import type { AccessFailure, AccessLimits, Located, OpenFile, ReadFinding } from "@ploke/io"
import { accessFailure, FileAccess, Limits, PathTrace } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { readAll, readChunk } from "./batch.ts"
import type { Digester } from "./bytes.ts"
import { makeTools } from "./bytes.ts"
import { closeRead, whileExhausted } from "./descriptors.ts"
import { locateAll } from "./locate.ts"
import type { Means } from "./mutation.ts"
import { makeSpareBuffer, openFolder } from "./mutation.ts"
import { Pace } from "./pace.ts"
import { thisProcess } from "./process.ts"
import { makeReader } from "./reading.ts"
import { surveyAll } from "./survey.ts"
import type { Verifier } from "./verifier.ts"
import * as verifiers from "./verifier.ts"
import type { Workers } from "./workers.ts"

/** Makes the access with a given strategy, and with threads that help with large batches where there are any. */
export const makeAccess = (
  digester: Digester,
  verifier: Verifier,
  workers?: Workers,
  pace = new Pace()
): FileAccess["Service"] => {
  const reader = makeReader(verifier, makeTools(digester), Limits.chunkBytes)
  const means: Means = { verifier, spare: makeSpareBuffer(), pace }
  return FileAccess.of({
    flavor: process.platform === "win32" ? "win32" : "posix",
    confinement: verifier.confinement,
    // Where the kernel names what was opened; elsewhere a path has spellings that open the same file.
    readsUnlocated: verifier.confinement === "descriptor",
    limits: readLimits(),
    process: thisProcess(),
    canonicalize: (path) =>
      whileExhausted(
        Effect.try({ try: () => verifier.canonicalize(path), catch: (error) => verifiers.toFailure(error) })
      ),
    locate: (paths, budget) => locateAll(paths, verifier, budget),
    trace: (path) => Effect.sync(() => trace(path)),
    read: (orders, budget) => readAll(orders, reader, budget, workers),
    open: (file) =>
      Effect.map(Effect.acquireRelease(whileExhausted(openVerified(file, verifier)), closeDescriptor), toOpenFile),
    openFolder: (path) => whileExhausted(openFolder(means, path)),
    survey: (orders) => surveyAll(orders, verifier)
  })
}

const openVerified = (file: Located, verifier: Verifier) =>
  Effect.suspend((): Effect.Effect<OpenDescriptor, AccessFailure> => {
    let fd: number | undefined
    try {
      fd = file.type === "File" ? verifier.openFile(file.path) : undefined
      if (fd === undefined) return Effect.fail(accessFailure("ESTALE", "open"))
      const stats = fs.fstatSync(fd)
      const stamp = verifiers.stampOf(file)
      if (stats.isFile() && (stamp === undefined || verifiers.isSame(stamp, stats)))
        return Effect.succeed({ fd, sizeBytes: stats.size })
      fs.closeSync(fd)
      return Effect.fail(accessFailure("ESTALE", "open"))
    } catch (error) {
      if (fd !== undefined) fs.closeSync(fd)
      return Effect.fail(verifiers.toFailure(error))
    }
  })

interface OpenDescriptor {
  readonly fd: number
  readonly sizeBytes: number
}

const closeDescriptor = ({ fd }: OpenDescriptor): Effect.Effect<void> => closeRead(fd)

const toOpenFile = ({ fd, sizeBytes }: OpenDescriptor): OpenFile => ({
  sizeBytes,
  read: Effect.fnUntraced(function* (buffer, position) {
    let filled = 0
    while (filled < buffer.length) {
      const bytes = yield* Effect.mapError(readChunk(fd, buffer.subarray(filled), position + filled), findingToFailure)
      if (bytes === 0) break
      filled += bytes
    }
    return filled
  }),
  stamp: Effect.try({
    try: () => {
      const stats = fs.fstatSync(fd, { bigint: true })
      return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`
    },
    catch: (error) => verifiers.toFailure(error)
  })
})

const findingToFailure = (finding: ReadFinding): AccessFailure =>
  finding._tag === "AccessFailure" ? finding : accessFailure("ESTALE", "read")

const trace = (path: string): PathTrace.PathTrace => {
  const tracer = PathTrace.make(path, process.platform === "win32" ? "win32" : "posix")
  for (let at = tracer.pending; at !== undefined; at = tracer.pending) tracer.reply(look(at))
  return tracer.result
}

const look = (path: string): PathTrace.TraceReply => {
  try {
    const stats = fs.lstatSync(path)
    if (stats.isSymbolicLink()) return { _tag: "Link", target: fs.readlinkSync(path) }
    return { _tag: stats.isDirectory() ? "Directory" : "Other" }
  } catch (error) {
    return { _tag: "Failed", code: verifiers.toFailure(error).code }
  }
}

// Node offers no getrlimit. It has raised its soft limit to the hard one when it started, and the kernel tells of that.
const readLimits = (): AccessLimits => {
  const limits = readText("/proc/self/limits")
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  return { softNoFile: soft === undefined ? undefined : Number(soft), container: detectContainer() }
}

const detectContainer = (): AccessLimits["container"] => {
  if (process.platform !== "linux") return "unknown"
  if (fs.existsSync("/.dockerenv") || fs.existsSync("/run/.containerenv")) return "container"
  return /docker|containerd|kubepods|libpod|lxc/.test(readText("/proc/1/cgroup")) ? "container" : "host"
}

const readText = (path: string): string => {
  try {
    return fs.readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
