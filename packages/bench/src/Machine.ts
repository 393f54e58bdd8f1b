/**
 * What the numbers were measured on, so that whoever reads them can judge them.
 */
import { readFileSync } from "node:fs"
import { cpus, loadavg, release, totalmem } from "node:os"

export const describe = (): string => {
  const all = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  const load = loadavg()[0]!.toFixed(1)
  const model = all[0]?.model.trim() ?? "unknown processor"
  return `${all.length} × ${model}, ${memory} GiB, ${process.platform} ${release()}, Node ${process.version}, load ${load} at the start`
}

/** The kind of a file system, where it is mounted and how. */
export interface Mount {
  readonly type: string
  readonly point: string
  readonly options: string
}

/** Where a folder lies; undefined where the system does not tell. */
export const mountOf = (folder: string): Mount | undefined => {
  try {
    return findMount(readFileSync("/proc/self/mounts", "utf8"), folder)
  } catch {
    // No procfs: another system than Linux.
    return undefined
  }
}

/** The mount that a folder lies in, by the text of `/proc/mounts`: the innermost, and the last where two share a point. */
export const findMount = (mounts: string, folder: string): Mount | undefined => {
  let found: Mount | undefined
  for (const line of mounts.split("\n")) {
    const [, escaped, type, options = ""] = line.split(" ")
    if (escaped === undefined || type === undefined) continue
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
    const isAbove = point === folder || folder.startsWith(point === "/" ? point : `${point}/`)
    if (isAbove && (found === undefined || point.length >= found.point.length)) found = { type, point, options }
  }
  return found
}

// What is written there is in memory, and a sync has nothing to wait for.
const memoryTypes = new Set(["tmpfs", "ramfs"])

/** Says in one line what a folder lies in. */
export const describeMount = (mount: Mount | undefined): string => {
  if (mount === undefined) return "a file system of unknown kind"
  const { options, point, type } = mount
  const warning = memoryTypes.has(type)
    ? ": no disk, so that a sync costs nothing here; --dir names another folder"
    : ""
  return `${type}, mounted at ${point} with ${options}${warning}`
}
